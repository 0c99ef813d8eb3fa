/**
 * Batch normalisation over the channels of blocked images (Ioffe and Szegedy 2015), as Keras has it: variances are those of the batch, not
 * corrected for its size. `shape` and strides as in elementwise.kernel.ts; `statistics` [block][2][8]: mean and 1 / √(variance + ε)
 * of the batch, kept for the gradient. Items are blocks.
 */
import { madd } from './vector.kernel';

// @ts-ignore: decorator
@inline
function field(shape: usize, index: usize): i32 {
  return load<i32>(shape + (index << 2));
}

// @ts-ignore: decorator
@inline
function rowOf(shape: usize, from: usize, base: usize, image: i32, block: i32, row: i32): usize {
  return (
    base + <usize>image * <usize>field(shape, from) + <usize>block * <usize>field(shape, from + 1) +
    <usize>row * <usize>field(shape, from + 2)
  );
}

/** Sums and centred squares in two passes, which loses no digits. Moves the running statistics by 1 − momentum. */
export function batchStatistics(
  begin: i32, end: i32, _thread: i32,
  images: i32, input: usize, statistics: usize, movingMean: usize, movingVariance: usize,
  momentum: f32, epsilon: f32, shape: usize,
): void {
  const height = field(shape, 0);
  const bytes = <usize>field(shape, 1) << 5;
  const share = f32x4.splat(1 / <f32>(images * height * field(shape, 1)));
  for (let block = begin; block < end; block++) {
    for (let half: usize = 0; half < 32; half += 16) {
      let sum = f32x4.splat(0);
      for (let image = 0; image < images; image++) {
        for (let row = 0; row < height; row++) {
          const x = rowOf(shape, 3, input, image, block, row) + half;
          for (let at: usize = 0; at < bytes; at += 32) sum = f32x4.add(sum, v128.load(x + at));
        }
      }
      const mean = f32x4.mul(sum, share);
      let squares = f32x4.splat(0);
      for (let image = 0; image < images; image++) {
        for (let row = 0; row < height; row++) {
          const x = rowOf(shape, 3, input, image, block, row) + half;
          for (let at: usize = 0; at < bytes; at += 32) {
            const d = f32x4.sub(v128.load(x + at), mean);
            squares = madd(d, d, squares);
          }
        }
      }
      const variance = f32x4.mul(squares, share);
      const out = statistics + (<usize>block << 6) + half;
      v128.store(out, mean);
      v128.store(out, f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon)))), 32);
      const at = (<usize>block << 5) + half;
      const keep = f32x4.splat(momentum);
      const take = f32x4.splat(1 - momentum);
      v128.store(movingMean + at, madd(take, mean, f32x4.mul(keep, v128.load(movingMean + at))));
      v128.store(movingVariance + at, madd(take, variance, f32x4.mul(keep, v128.load(movingVariance + at))));
    }
  }
}

/** The statistics that inference uses: the running ones. */
export function runningStatistics(
  begin: i32, end: i32, _thread: i32, statistics: usize, movingMean: usize, movingVariance: usize, epsilon: f32,
): void {
  for (let block = begin; block < end; block++) {
    for (let half: usize = 0; half < 32; half += 16) {
      const out = statistics + (<usize>block << 6) + half;
      const at = (<usize>block << 5) + half;
      const variance = f32x4.add(v128.load(movingVariance + at), f32x4.splat(epsilon));
      v128.store(out, v128.load(movingMean + at));
      v128.store(out, f32x4.div(f32x4.splat(1), f32x4.sqrt(variance)), 32);
    }
  }
}

/** output = γ (input − mean) / √(variance + ε) + β. */
export function normalise(
  begin: i32, end: i32, _thread: i32,
  images: i32, input: usize, output: usize, statistics: usize, gamma: usize, beta: usize, shape: usize,
): void {
  const height = field(shape, 0);
  const bytes = <usize>field(shape, 1) << 5;
  for (let block = begin; block < end; block++) {
    for (let half: usize = 0; half < 32; half += 16) {
      const from = statistics + (<usize>block << 6) + half;
      const at = (<usize>block << 5) + half;
      const scale = f32x4.mul(v128.load(gamma + at), v128.load(from, 32));
      const mean = v128.load(from);
      const shift = v128.load(beta + at);
      for (let image = 0; image < images; image++) {
        for (let row = 0; row < height; row++) {
          const x = rowOf(shape, 3, input, image, block, row) + half;
          const y = rowOf(shape, 6, output, image, block, row) + half;
          for (let i: usize = 0; i < bytes; i += 32) {
            v128.store(y + i, madd(f32x4.sub(v128.load(x + i), mean), scale, shift));
          }
        }
      }
    }
  }
}

/**
 * Gradients of γ, β and the input, from that of the output: with x̂ the normalised input and ⟨·⟩ the mean over the batch,
 * γ / √(variance + ε) · (g − ⟨g⟩ − x̂ ⟨g x̂⟩).
 */
export function batchNormGradient(
  begin: i32, end: i32, _thread: i32,
  images: i32, input: usize, gradient: usize, result: usize, statistics: usize,
  gamma: usize, gammaGradient: usize, betaGradient: usize, shape: usize,
): void {
  const height = field(shape, 0);
  const bytes = <usize>field(shape, 1) << 5;
  const share = f32x4.splat(1 / <f32>(images * height * field(shape, 1)));
  for (let block = begin; block < end; block++) {
    for (let half: usize = 0; half < 32; half += 16) {
      const from = statistics + (<usize>block << 6) + half;
      const at = (<usize>block << 5) + half;
      const mean = v128.load(from);
      const inverse = v128.load(from, 32);
      let sum = f32x4.splat(0);
      let product = sum;
      for (let image = 0; image < images; image++) {
        for (let row = 0; row < height; row++) {
          const x = rowOf(shape, 3, input, image, block, row) + half;
          const g = rowOf(shape, 6, gradient, image, block, row) + half;
          for (let i: usize = 0; i < bytes; i += 32) {
            const own = v128.load(g + i);
            sum = f32x4.add(sum, own);
            product = madd(own, f32x4.mul(f32x4.sub(v128.load(x + i), mean), inverse), product);
          }
        }
      }
      v128.store(betaGradient + at, sum);
      v128.store(gammaGradient + at, product);
      const meanGradient = f32x4.mul(sum, share);
      const meanProduct = f32x4.mul(f32x4.mul(product, share), inverse);
      const scale = f32x4.mul(v128.load(gamma + at), inverse);
      for (let image = 0; image < images; image++) {
        for (let row = 0; row < height; row++) {
          const x = rowOf(shape, 3, input, image, block, row) + half;
          const g = rowOf(shape, 6, gradient, image, block, row) + half;
          const r = rowOf(shape, 9, result, image, block, row) + half;
          for (let i: usize = 0; i < bytes; i += 32) {
            const centred = f32x4.sub(v128.load(x + i), mean);
            const rest = f32x4.sub(f32x4.sub(v128.load(g + i), meanGradient), f32x4.mul(centred, meanProduct));
            v128.store(r + i, f32x4.mul(scale, rest));
          }
        }
      }
    }
  }
}
