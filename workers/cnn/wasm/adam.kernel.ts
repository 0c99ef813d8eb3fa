/**
 * Adam (Kingma and Ba 2015, section 2, the form before section 2.1's end that Keras has: ε outside of the bias correction), over all weights at once:
 *
 *   m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  w ← w − rate · m / (√v + ε)
 *
 * with rate = learning rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ), from the caller. Items are groups of 4 weights; padding has
 * gradient 0 and stays 0.
 */
import { madd } from './vector.kernel';

/** Four weights at `weights`, with gradient `g`. The rates are splats; `rate` is negated. */
// @ts-ignore: decorator
@inline
export function adamFour(
  weights: usize, first: usize, second: usize, g: v128, rate: v128, beta1: v128, take1: v128, beta2: v128, take2: v128,
  epsilon: v128,
): void {
  const m = madd(take1, g, f32x4.mul(beta1, v128.load(first)));
  const v = madd(take2, f32x4.mul(g, g), f32x4.mul(beta2, v128.load(second)));
  v128.store(first, m);
  v128.store(second, v);
  const change = f32x4.div(m, f32x4.add(f32x4.sqrt(v), epsilon));
  v128.store(weights, madd(rate, change, v128.load(weights)));
}

export function adam(
  begin: i32, end: i32, _thread: i32,
  weights: usize, gradients: usize, first: usize, second: usize,
  rate: f32, beta1: f32, beta2: f32, epsilon: f32,
): void {
  const keep1 = f32x4.splat(beta1);
  const take1 = f32x4.splat(1 - beta1);
  const keep2 = f32x4.splat(beta2);
  const take2 = f32x4.splat(1 - beta2);
  const rates = f32x4.splat(-rate);
  const epsilons = f32x4.splat(epsilon);
  for (let item = begin; item < end; item++) {
    const at = <usize>item << 4;
    const g = v128.load(gradients + at);
    adamFour(weights + at, first + at, second + at, g, rates, keep1, take1, keep2, take2, epsilons);
  }
}

/** sums[i] = Σ groups[group][i], in order. Items are groups of 4 floats. */
export function addGroups(
  begin: i32, end: i32, _thread: i32, parts: usize, part: usize, count: i32, sums: usize,
): void {
  for (let item = begin; item < end; item++) {
    const at = <usize>item << 4;
    let sum = v128.load(parts + at);
    for (let group = 1; group < count; group++) {
      sum = f32x4.add(sum, v128.load(parts + <usize>group * part + at));
    }
    v128.store(sums + at, sum);
  }
}
