/**
 * Projects images onto the basis and rounds to i8: 128 dimensions are two cache lines. The basis is i16,
 * so that a widened pixel row meets it in i32x4.dot_i16x8_s; the error (2⁻¹⁵ of a component) is far
 * below the rounding to i8, which itself moves no neighbour that matters (PEERS.md's problem: candidate
 * recall 0.9957 in f32 as in i8).
 *
 * An image x stands for z = (x − centre) × factor: (0, 1) euclidean and manhattan, (0, 1/|x|) cosine,
 * (mean, 1/|x − mean|) correlation; then z·b = (x·b − centre × Σb) × factor.
 *
 * What the subspace leaves out is not lost: two images' squared distance is about |p − q|² + (rₚ + r_q)/2
 * with r the squared length outside of the subspace (neighbours' remainders are correlated by about 3/4;
 * measured: candidate recall at 48 rises from 0.9925 to 0.9957, at 32 from 0.971 to 0.984). Half of r
 * is part of the norm, and costs nothing.
 */
import { sumLanes, widenU8 } from './vectors.kernel';

/**
 * @param basis i16 × basisScale, size × stride (size a multiple of 4); f64 per row: Σb, and the mean's
 *   component, both unscaled, interleaved in `rows`
 * @param mean i16 × meanScale of the sample mean, and Σmean, |mean|² in f64
 * @param quantum i8 steps per unit
 * @param projected i8, count × size; @param norms i32: |projected|² + remainder / 2 in squared steps
 * Scratch a thread: 2 × stride bytes, rounded up to 64.
 */
export function projectRows(
  begin: i32, end: i32, thread: i32,
  images: usize, stride: i32, affine: usize,
  basis: usize, size: i32, basisScale: f64, rows: usize,
  mean: usize, meanScale: f64, meanSum: f64, meanSquare: f64,
  quantum: f64, projected: usize, norms: usize,
  scratch: usize, scratchBytes: i32,
): void {
  const wide = scratch + <usize>thread * <usize>scratchBytes;
  const bytes = <usize>stride << 1;
  const unscale = 1 / basisScale;
  for (let i = begin; i < end; i++) {
    const row = images + <usize>i * <usize>stride;
    const centre = <f64>load<f32>(affine + (<usize>i << 3));
    const factor = <f64>load<f32>(affine + (<usize>i << 3), 4);
    widenU8(row, wide, stride);

    let sums = i32x4.splat(0);
    let squares = i32x4.splat(0);
    let meanDots = i32x4.splat(0);
    for (let d: usize = 0; d < bytes; d += 16) {
      const x = v128.load(wide + d);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(x));
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(x, x));
      meanDots = i32x4.add(meanDots, i32x4.dot_i16x8_s(x, v128.load(mean + d)));
    }
    const sum = <f64>sumLanes(sums);
    const meanDot =
      <f64>i32x4.extract_lane(meanDots, 0) + <f64>i32x4.extract_lane(meanDots, 1) +
      (<f64>i32x4.extract_lane(meanDots, 2) + <f64>i32x4.extract_lane(meanDots, 3));
    // |z|² (a centre other than 0 is the row's mean), then |z − mean|².
    const square = factor * factor * (<f64>sumLanes(squares) - centre * sum);
    const along = factor * (meanDot / meanScale - centre * meanSum);
    let remainder = square - 2 * along + meanSquare;

    let length: i32 = 0;
    const out = projected + <usize>i * <usize>size;
    for (let j = 0; j < size; j += 4) {
      const b0 = basis + <usize>j * bytes;
      const b1 = b0 + bytes;
      const b2 = b1 + bytes;
      const b3 = b2 + bytes;
      let s0 = i32x4.splat(0);
      let s1 = i32x4.splat(0);
      let s2 = i32x4.splat(0);
      let s3 = i32x4.splat(0);
      for (let d: usize = 0; d < bytes; d += 16) {
        const x = v128.load(wide + d);
        s0 = i32x4.add(s0, i32x4.dot_i16x8_s(x, v128.load(b0 + d)));
        s1 = i32x4.add(s1, i32x4.dot_i16x8_s(x, v128.load(b1 + d)));
        s2 = i32x4.add(s2, i32x4.dot_i16x8_s(x, v128.load(b2 + d)));
        s3 = i32x4.add(s3, i32x4.dot_i16x8_s(x, v128.load(b3 + d)));
      }
      for (let c = 0; c < 4; c++) {
        const dot = sumLanes(c < 2 ? (c == 0 ? s0 : s1) : c == 2 ? s2 : s3);
        const at = rows + (<usize>(j + c) << 4);
        const value = factor * (<f64>dot * unscale - centre * load<f64>(at)) - load<f64>(at, 8);
        remainder -= value * value;
        const step = <i32>max<f64>(-127, min<f64>(127, nearest<f64>(value * quantum)));
        length += step * step;
        store<i8>(out + <usize>(j + c), <i8>step);
      }
    }
    const half = max<f64>(0, 0.5 * remainder * quantum * quantum);
    store<i32>(norms + (<usize>i << 2), length + <i32>min<f64>(half, 1e9));
  }
}
