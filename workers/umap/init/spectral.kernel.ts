/**
 * Linear algebra of the spectral initial layout (spectral-vectors.ts) on blocks of eight vectors, a point's
 * eight numbers next to each other, so that a sparse row reads one half cache line a neighbour and
 * needs no shuffling. Every item writes what is its own: sums go to one row of partial sums a chunk,
 * which the caller adds up in order, so results do not depend on the number of threads.
 *
 * Numeric limits: float32, sums over at most 512 points; about 3e-7 of a vector's norm a product.
 */

/** Points to a partial sum; `CHUNK` in spectral-vectors.ts. */
const CHUNK: i32 = 512;

@inline
function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** out = α·A·x + β·x + γ·previous for rows [begin, end) of a sparse matrix; `out` may be `previous`. */
export function multiply(
  begin: i32, end: i32, _thread: i32,
  rowStarts: usize, columns: usize, values: usize,
  x: usize, previous: usize, out: usize,
  alpha: f32, beta: f32, gamma: f32,
): void {
  const a = f32x4.splat(alpha);
  const b = f32x4.splat(beta);
  const c = f32x4.splat(gamma);
  for (let i = begin; i < end; i++) {
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    const to = load<i32>(rowStarts + (<usize>i << 2), 4);
    for (let p = load<i32>(rowStarts + (<usize>i << 2)); p < to; p++) {
      const at = x + (<usize>load<i32>(columns + (<usize>p << 2)) << 5);
      const value = v128.load32_splat(values + (<usize>p << 2));
      low = madd(value, v128.load(at), low);
      high = madd(value, v128.load(at, 16), high);
    }
    const row = <usize>i << 5;
    low = madd(b, v128.load(x + row), f32x4.mul(a, low));
    high = madd(b, v128.load(x + row, 16), f32x4.mul(a, high));
    v128.store(out + row, madd(c, v128.load(previous + row), low));
    v128.store(out + row, madd(c, v128.load(previous + row, 16), high), 16);
  }
}

/** Partial sums of xᵀy (8 × 8, row-major) of chunks [begin, end). */
export function innerProducts(
  begin: i32, end: i32, _thread: i32,
  x: usize, y: usize, count: i32, partials: usize,
): void {
  for (let chunk = begin; chunk < end; chunk++) {
    const to = min((chunk + 1) * CHUNK, count);
    for (let column = 0; column < 8; column++) {
      let low = f32x4.splat(0);
      let high = f32x4.splat(0);
      for (let i = chunk * CHUNK; i < to; i++) {
        const row = <usize>i << 5;
        const value = v128.load32_splat(x + row + (<usize>column << 2));
        low = madd(value, v128.load(y + row), low);
        high = madd(value, v128.load(y + row, 16), high);
      }
      const at = partials + (<usize>(chunk * 8 + column) << 5);
      v128.store(at, low);
      v128.store(at, high, 16);
    }
  }
}

/** x ← x·M for rows [begin, end); M is 8 × 8, row-major. */
export function rotate(begin: i32, end: i32, _thread: i32, x: usize, matrix: usize): void {
  for (let i = begin; i < end; i++) {
    const row = x + (<usize>i << 5);
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    for (let k = 0; k < 8; k++) {
      const value = v128.load32_splat(row + (<usize>k << 2));
      low = madd(value, v128.load(matrix + (<usize>k << 5)), low);
      high = madd(value, v128.load(matrix + (<usize>k << 5), 16), high);
    }
    v128.store(row, low);
    v128.store(row, high, 16);
  }
}

/** Partial sums of (y − θ·x)² for each of the eight columns, of chunks [begin, end). */
export function residuals(
  begin: i32, end: i32, _thread: i32,
  x: usize, y: usize, thetas: usize, count: i32, partials: usize,
): void {
  const thetaLow = v128.load(thetas);
  const thetaHigh = v128.load(thetas, 16);
  for (let chunk = begin; chunk < end; chunk++) {
    const to = min((chunk + 1) * CHUNK, count);
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    for (let i = chunk * CHUNK; i < to; i++) {
      const row = <usize>i << 5;
      const l = f32x4.sub(v128.load(y + row), f32x4.mul(thetaLow, v128.load(x + row)));
      const h = f32x4.sub(v128.load(y + row, 16), f32x4.mul(thetaHigh, v128.load(x + row, 16)));
      low = madd(l, l, low);
      high = madd(h, h, high);
    }
    v128.store(partials + (<usize>chunk << 5), low);
    v128.store(partials + (<usize>chunk << 5), high, 16);
  }
}
