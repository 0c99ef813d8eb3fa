/**
 * Dot products of bytes, 16 at a time: widened to i16, then i32x4.dot_i16x8_s. Rows are padded with zeros
 * to a multiple of 16, which changes no sum.
 *
 * Limits: 255² × dimensions < 2³⁰, so at most 16,384 dimensions (checked by the binding).
 */

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function sumLanes(v: v128): i32 {
  return (
    i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3)
  );
}

/** wide[i] = row[i] as i16, for a row of u8. */
// @ts-ignore: decorator
@inline
export function widenU8(row: usize, wide: usize, stride: i32): void {
  for (let i: usize = 0; i < <usize>stride; i += 8) {
    v128.store(wide + (i << 1), v128.load_ext<u8>(row + i));
  }
}

/** wide[i] = row[i] as i16, for a row of i8. */
// @ts-ignore: decorator
@inline
export function widenI8(row: usize, wide: usize, stride: i32): void {
  for (let i: usize = 0; i < <usize>stride; i += 8) {
    v128.store(wide + (i << 1), v128.load_ext<i8>(row + i));
  }
}

/** Dot product of a widened row and a row of u8. */
// @ts-ignore: decorator
@inline
export function dotU8(wide: usize, row: usize, stride: i32): i32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  for (let i: usize = 0; i < <usize>stride; i += 16) {
    const x = wide + (i << 1);
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(x), v128.load_ext<u8>(row + i)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(x, 16), v128.load_ext<u8>(row + i, 8)));
  }
  return sumLanes(i32x4.add(a, b));
}

/** Lane sums of four vectors, one a lane. */
// @ts-ignore: decorator
@inline
export function sumFour(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/**
 * Dot products of a widened row and four rows of T, one a lane: the widened row is loaded once, and the
 * cache misses of four rows overlap.
 */
// @ts-ignore: decorator
@inline
export function dotFour<T>(
  wide: usize, r0: usize, r1: usize, r2: usize, r3: usize, stride: i32,
): v128 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  for (let i: usize = 0; i < <usize>stride; i += 8) {
    const x = v128.load(wide + (i << 1));
    a = i32x4.add(a, i32x4.dot_i16x8_s(x, v128.load_ext<T>(r0 + i)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(x, v128.load_ext<T>(r1 + i)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(x, v128.load_ext<T>(r2 + i)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(x, v128.load_ext<T>(r3 + i)));
  }
  return sumFour(a, b, c, d);
}

/** Dot products of a widened row and four widened rows that follow one another, one a lane. */
// @ts-ignore: decorator
@inline
export function dotFourI16(x: usize, rows: usize, stride: i32): v128 {
  const bytes = <usize>stride << 1;
  const r1 = rows + bytes;
  const r2 = r1 + bytes;
  const r3 = r2 + bytes;
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const y = v128.load(x + i);
    a = i32x4.add(a, i32x4.dot_i16x8_s(y, v128.load(rows + i)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(y, v128.load(r1 + i)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(y, v128.load(r2 + i)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(y, v128.load(r3 + i)));
  }
  return sumFour(a, b, c, d);
}

/** Sum of |x − y| of two rows of u8. */
// @ts-ignore: decorator
@inline
export function absoluteDifference(x: usize, y: usize, stride: i32): i32 {
  let sum = i32x4.splat(0);
  for (let i: usize = 0; i < <usize>stride; i += 16) {
    const a = v128.load(x + i);
    const b = v128.load(y + i);
    const difference = v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
    sum = i32x4.add(
      sum,
      i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(difference)),
    );
  }
  return sumLanes(sum);
}
