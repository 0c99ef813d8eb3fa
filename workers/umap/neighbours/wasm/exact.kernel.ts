/**
 * Exact neighbours: every row against all others, for small n and for measuring recall.
 *
 * A thread widens a block of 4 query rows to i16 and meets them with one target row at a time, so that
 * a load of the target serves 4 dot products. Kept neighbours are a sorted list a query, keys f64; of
 * equal keys the smaller index comes first, so that the result depends on nothing but the data.
 */
import { keyOfDot, keyToDistance, MANHATTAN } from './distance.kernel';
import { absoluteDifference, sumLanes, widenU8 } from './vectors.kernel';

/** Query rows met by one pass over the targets. */
const BLOCK = 4;

/** Puts (key, j) into a list sorted by key that keeps the `size` smallest; j ascending keeps ties in order. */
// @ts-ignore: decorator
@inline
export function insertSorted(keys: usize, ids: usize, size: i32, key: f64, j: i32): void {
  let at = size - 1;
  while (at > 0) {
    const before = load<f64>(keys + (<usize>(at - 1) << 3));
    if (before <= key) break;
    store<f64>(keys + (<usize>at << 3), before);
    store<i32>(ids + (<usize>at << 2), load<i32>(ids + (<usize>(at - 1) << 2)));
    at--;
  }
  store<f64>(keys + (<usize>at << 3), key);
  store<i32>(ids + (<usize>at << 2), j);
}

/**
 * Items are blocks of 4 queries. `queries` (i32, count of them `queryCount`) names rows.
 * Scratch a thread: 4 × (2 × stride + 12 × k) bytes, rounded up to 64.
 * Writes k indices and distances a query, the query itself first.
 */
export function exactRows(
  begin: i32, end: i32, thread: i32,
  images: usize, count: i32, stride: i32, dimensions: i32, metric: i32, moments: usize,
  queries: usize, queryCount: i32, k: i32, indices: usize, distances: usize,
  scratch: usize, scratchBytes: i32,
): void {
  const own = scratch + <usize>thread * <usize>scratchBytes;
  const wideBytes = <usize>stride << 1;
  const keys = own + BLOCK * wideBytes;
  const listBytes = <usize>k << 3;
  const ids = keys + BLOCK * listBytes;
  const idBytes = <usize>k << 2;
  const size = k - 1;
  for (let block = begin; block < end; block++) {
    const first = block * BLOCK;
    const rows = min(BLOCK, queryCount - first);
    for (let r = 0; r < BLOCK; r++) {
      // A block past the end repeats its last query.
      const i = load<i32>(queries + (<usize>(first + min(r, rows - 1)) << 2));
      widenU8(images + <usize>i * <usize>stride, own + <usize>r * wideBytes, stride);
      for (let s = 0; s < size; s++) {
        store<f64>(keys + <usize>r * listBytes + (<usize>s << 3), Infinity);
      }
    }
    for (let j = 0; j < count; j++) {
      const row = images + <usize>j * <usize>stride;
      let a = i32x4.splat(0);
      let b = i32x4.splat(0);
      let c = i32x4.splat(0);
      let d = i32x4.splat(0);
      if (metric != MANHATTAN) {
        let x0 = own;
        let x1 = own + wideBytes;
        let x2 = x1 + wideBytes;
        let x3 = x2 + wideBytes;
        for (let at: usize = 0; at < <usize>stride; at += 8) {
          const y = v128.load_ext<u8>(row + at);
          a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(x0), y));
          b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(x1), y));
          c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load(x2), y));
          d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load(x3), y));
          x0 += 16;
          x1 += 16;
          x2 += 16;
          x3 += 16;
        }
      }
      for (let r = 0; r < rows; r++) {
        const i = load<i32>(queries + (<usize>(first + r) << 2));
        if (i == j) continue;
        let key: f64;
        if (metric == MANHATTAN) {
          key = <f64>absoluteDifference(images + <usize>i * <usize>stride, row, stride);
        } else {
          const lanes = r < 2 ? (r == 0 ? a : b) : r == 2 ? c : d;
          key = keyOfDot(
            sumLanes(lanes), metric, dimensions,
            moments + (<usize>i << 4), moments + (<usize>j << 4),
          );
        }
        const list = keys + <usize>r * listBytes;
        if (key < load<f64>(list + (<usize>(size - 1) << 3))) {
          insertSorted(list, ids + <usize>r * idBytes, size, key, j);
        }
      }
    }
    for (let r = 0; r < rows; r++) {
      const i = load<i32>(queries + (<usize>(first + r) << 2));
      writeRow(
        <usize>(first + r), i, k, metric,
        keys + <usize>r * listBytes, ids + <usize>r * idBytes, indices, distances,
      );
    }
  }
}

/** Row `slot` of the result: the point itself, then its k − 1 sorted neighbours. */
// @ts-ignore: decorator
@inline
export function writeRow(
  slot: usize, self: i32, k: i32, metric: i32, keys: usize, ids: usize, indices: usize, distances: usize,
): void {
  const at = (slot * <usize>k) << 2;
  store<i32>(indices + at, self);
  store<f32>(distances + at, 0);
  for (let s = 0; s < k - 1; s++) {
    const to = at + (<usize>(s + 1) << 2);
    store<i32>(indices + to, load<i32>(ids + (<usize>s << 2)));
    store<f32>(distances + to, keyToDistance(load<f64>(keys + (<usize>s << 3)), metric));
  }
}
