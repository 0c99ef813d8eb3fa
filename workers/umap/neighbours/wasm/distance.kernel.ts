/** The four metrics as sort keys, exact on whole numbers. Same formulas as metric.ts. */
import { sumLanes } from './vectors.kernel';

export const EUCLIDEAN: i32 = 0;
export const COSINE: i32 = 1;
export const MANHATTAN: i32 = 2;
export const CORRELATION: i32 = 3;

/**
 * What keys need of each row, f64 pairs: (Σx, squared norm), the norm being that of the centred row times
 * √dimensions for correlation, which keeps it whole. Items are rows.
 */
export function measureRows(
  begin: i32, end: i32, _thread: i32,
  images: usize, stride: i32, dimensions: i32, metric: i32, moments: usize,
): void {
  for (let i = begin; i < end; i++) {
    const row = images + <usize>i * <usize>stride;
    let sums = i32x4.splat(0);
    let squares = i32x4.splat(0);
    for (let at: usize = 0; at < <usize>stride; at += 8) {
      const x = v128.load_ext<u8>(row + at);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(x));
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(x, x));
    }
    const sum = <f64>sumLanes(sums);
    const square = <f64>sumLanes(squares);
    const norm = metric == CORRELATION ? <f64>dimensions * square - sum * sum : square;
    const at = moments + (<usize>i << 4);
    store<f64>(at, sum);
    store<f64>(at, norm, 8);
  }
}

/** Key from the dot product; see measureRows for the moments. */
// @ts-ignore: decorator
@inline
export function keyOfDot(dot: i32, metric: i32, dimensions: i32, mi: usize, mj: usize): f64 {
  if (metric == EUCLIDEAN) return load<f64>(mi, 8) + load<f64>(mj, 8) - 2 * <f64>dot;
  const ni = load<f64>(mi, 8);
  const nj = load<f64>(mj, 8);
  // √(x²) is x in IEEE arithmetic, so that equal rows are at distance 0, which √x √x would miss.
  const norm = Math.sqrt(ni * nj);
  if (norm == 0) return ni == nj ? 0 : 1;
  const product =
    metric == CORRELATION ? <f64>dimensions * <f64>dot - load<f64>(mi) * load<f64>(mj) : <f64>dot;
  return max<f64>(0, 1 - product / norm);
}

// @ts-ignore: decorator
@inline
export function keyToDistance(key: f64, metric: i32): f32 {
  return <f32>(metric == EUCLIDEAN ? Math.sqrt(key) : key);
}
