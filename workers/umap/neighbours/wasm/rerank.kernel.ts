/**
 * The exact k nearest of each point's candidates: true distances on all dimensions, from whole numbers.
 */
import { keyOfDot, MANHATTAN } from './distance.kernel';
import { insertSorted, writeRow } from './exact.kernel';
import { ID, NOTHING } from './lists.kernel';
import { absoluteDifference, dotFour, widenU8 } from './vectors.kernel';

/** Scratch a thread: 2 × stride + 12 × k + 16 bytes, rounded up to 64. */
export function rerank(
  begin: i32, end: i32, thread: i32,
  images: usize, stride: i32, dimensions: i32, metric: i32, moments: usize,
  ids: usize, distances: usize, length: i32,
  order: usize, k: i32, outIndices: usize, outDistances: usize,
  scratch: usize, scratchBytes: i32,
): void {
  const wide = scratch + <usize>thread * <usize>scratchBytes;
  const keys = wide + (<usize>stride << 1);
  const kept = keys + (<usize>k << 3);
  const dots = kept + (<usize>k << 2);
  const size = k - 1;
  const lastKey = keys + (<usize>(size - 1) << 3);
  for (let item = begin; item < end; item++) {
    const i = load<i32>(order + (<usize>item << 2));
    const list = ids + ((<usize>i * <usize>length) << 2);
    const known = distances + ((<usize>i * <usize>length) << 2);
    if (metric != MANHATTAN) widenU8(images + <usize>i * <usize>stride, wide, stride);
    for (let s = 0; s < size; s++) store<f64>(keys + (<usize>s << 3), Infinity);
    let count = 0;
    while (count < length && load<i32>(known + (<usize>count << 2)) != NOTHING) count++;
    const own = moments + (<usize>i << 4);
    for (let c = 0; c < count; c += 4) {
      const j0 = load<i32>(list + (<usize>c << 2)) & ID;
      const j1 = load<i32>(list + (<usize>min(c + 1, count - 1) << 2)) & ID;
      const j2 = load<i32>(list + (<usize>min(c + 2, count - 1) << 2)) & ID;
      const j3 = load<i32>(list + (<usize>min(c + 3, count - 1) << 2)) & ID;
      if (metric == MANHATTAN) {
        const row = images + <usize>i * <usize>stride;
        for (let f = 0; f < 4; f++) {
          const j = f < 2 ? (f == 0 ? j0 : j1) : f == 2 ? j2 : j3;
          store<i32>(
            dots + (<usize>f << 2),
            absoluteDifference(row, images + <usize>j * <usize>stride, stride),
          );
        }
      } else {
        v128.store(
          dots,
          dotFour<u8>(
            wide,
            images + <usize>j0 * <usize>stride, images + <usize>j1 * <usize>stride,
            images + <usize>j2 * <usize>stride, images + <usize>j3 * <usize>stride, stride,
          ),
        );
      }
      const here = min(4, count - c);
      for (let f = 0; f < here; f++) {
        const j = f < 2 ? (f == 0 ? j0 : j1) : f == 2 ? j2 : j3;
        const dot = load<i32>(dots + (<usize>f << 2));
        const key =
          metric == MANHATTAN
            ? <f64>dot
            : keyOfDot(dot, metric, dimensions, own, moments + (<usize>j << 4));
        if (key < load<f64>(lastKey)) insertSorted(keys, kept, size, key, j);
      }
    }
    writeRow(<usize>i, i, k, metric, keys, kept, outIndices, outDistances);
  }
}
