/**
 * The one-dimensional transforms of F(4, 3) at the points 0, ±1, ±2, ∞ (Lavin and Gray 2016, section 4.3), of four
 * channels at once. What is read lies `step` bytes apart, what is written `toStep`. winograd.kernel.ts takes tiles through them,
 * first by columns, then by rows. Those of inputs and outputs, and of gradients and kernels' gradients, are each other's transposes.
 */
import { madd } from './vector.kernel';

/** Six inputs to six points. */
// @ts-ignore: decorator
@inline
export function spreadInput(from: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + step);
  const d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step);
  const d4 = v128.load(from + 4 * step);
  const d5 = v128.load(from + 5 * step);
  const four = f32x4.splat(4);
  const minusFour = f32x4.splat(-4);
  const minusFive = f32x4.splat(-5);
  v128.store(to, madd(four, d0, madd(minusFive, d2, d4)));
  const even = madd(minusFour, d2, d4);
  const odd = madd(minusFour, d1, d3);
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + 2 * toStep, f32x4.sub(even, odd));
  const outer = f32x4.sub(d4, d2);
  const half = f32x4.sub(d3, d1);
  const inner = f32x4.add(half, half);
  v128.store(to + 3 * toStep, f32x4.add(outer, inner));
  v128.store(to + 4 * toStep, f32x4.sub(outer, inner));
  v128.store(to + 5 * toStep, madd(four, d1, madd(minusFive, d3, d5)));
}

/** Four gradients to six points. */
// @ts-ignore: decorator
@inline
export function spreadGradient(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + step);
  const g2 = v128.load(from + 2 * step);
  const g3 = v128.load(from + 3 * step);
  const four = f32x4.splat(4);
  v128.store(to, g0);
  const even = f32x4.add(g0, g2);
  const odd = f32x4.add(g1, g3);
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + 2 * toStep, f32x4.sub(even, odd));
  const outer = madd(four, g2, g0);
  const half = madd(four, g3, g1);
  const inner = f32x4.add(half, half);
  v128.store(to + 3 * toStep, f32x4.add(outer, inner));
  v128.store(to + 4 * toStep, f32x4.sub(outer, inner));
  v128.store(to + 5 * toStep, g3);
}

/** Three weights to six points. */
// @ts-ignore: decorator
@inline
export function spreadKernel(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + step);
  const g2 = v128.load(from + 2 * step);
  const sixth = f32x4.splat(<f32>(1.0 / 6));
  v128.store(to, f32x4.mul(g0, f32x4.splat(0.25)));
  const ends = f32x4.mul(f32x4.add(g0, g2), sixth);
  const middle = f32x4.mul(g1, sixth);
  const minus = f32x4.neg(ends);
  v128.store(to + toStep, f32x4.sub(minus, middle));
  v128.store(to + 2 * toStep, f32x4.add(minus, middle));
  const outer = madd(g0, f32x4.splat(<f32>(1.0 / 24)), f32x4.mul(g2, sixth));
  const inner = f32x4.mul(middle, f32x4.splat(0.5));
  v128.store(to + 3 * toStep, f32x4.add(outer, inner));
  v128.store(to + 4 * toStep, f32x4.sub(outer, inner));
  v128.store(to + 5 * toStep, g2);
}

/** Six points to the gradients of three weights. */
// @ts-ignore: decorator
@inline
export function gatherKernel(from: usize, step: usize, to: usize, toStep: usize): void {
  const u1 = v128.load(from + step);
  const u2 = v128.load(from + 2 * step);
  const u3 = v128.load(from + 3 * step);
  const u4 = v128.load(from + 4 * step);
  const minusSixth = f32x4.splat(<f32>(-1.0 / 6));
  const near = f32x4.mul(f32x4.add(u1, u2), minusSixth);
  const far = f32x4.add(u3, u4);
  v128.store(to, madd(far, f32x4.splat(<f32>(1.0 / 24)), madd(v128.load(from), f32x4.splat(0.25), near)));
  const slope = f32x4.mul(f32x4.sub(u3, u4), f32x4.splat(<f32>(1.0 / 12)));
  v128.store(to + toStep, madd(f32x4.sub(u1, u2), minusSixth, slope));
  const last = v128.load(from + 5 * step);
  v128.store(to + 2 * toStep, f32x4.add(last, madd(far, f32x4.splat(<f32>(1.0 / 6)), near)));
}

/** Six points to four outputs. */
// @ts-ignore: decorator
@inline
export function gatherOutput(from: usize, step: usize, to: usize, toStep: usize): void {
  const m1 = v128.load(from + step);
  const m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step);
  const m4 = v128.load(from + 4 * step);
  const near = f32x4.add(m1, m2);
  const far = f32x4.add(m3, m4);
  const nearSlope = f32x4.sub(m1, m2);
  const half = f32x4.sub(m3, m4);
  const farSlope = f32x4.add(half, half);
  const four = f32x4.splat(4);
  v128.store(to, f32x4.add(f32x4.add(v128.load(from), near), far));
  v128.store(to + toStep, f32x4.add(nearSlope, farSlope));
  v128.store(to + 2 * toStep, madd(four, far, near));
  v128.store(to + 3 * toStep, f32x4.add(madd(four, farSlope, nearSlope), v128.load(from + 5 * step)));
}
