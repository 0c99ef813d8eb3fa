/** Kernels that the tests of the infrastructure run; no feature uses them. */

/** squares[i] = i² + offset for i in [begin, end), f32. */
export function writeSquares(
  begin: i32,
  end: i32,
  _thread: i32,
  squares: usize,
  offset: f32,
): void {
  for (let i = begin; i < end; i++) {
    store<f32>(squares + ((<usize>i) << 2), <f32>i * <f32>i + offset);
  }
}

/** counts[thread] += items, i32: which thread did how much. */
export function countItems(begin: i32, end: i32, thread: i32, counts: usize): void {
  const at = counts + ((<usize>thread) << 2);
  store<i32>(at, load<i32>(at) + end - begin);
}

/** Fails at one item. */
export function trapAt(begin: i32, end: i32, _thread: i32, item: i32): void {
  if (begin <= item && item < end) unreachable();
}

/** Four sums of eight products of 0, 1, 2, …: whether the variant's SIMD works. */
export function dotProbe(address: usize): f32 {
  const a = v128.load(address);
  const b = v128.load(address, 16);
  let sum = f32x4.splat(1);
  if (ASC_FEATURE_RELAXED_SIMD) sum = f32x4.relaxed_madd(a, b, sum);
  else sum = f32x4.add(f32x4.mul(a, b), sum);
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 3);
}
