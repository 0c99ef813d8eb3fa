/**
 * Random projection trees on the projected points. A node halves its points at the median of their dot
 * products with the difference of two of them. Halves of equal size make every boundary known
 * beforehand (node j of level l holds [n j / 2ˡ, n (j+1) / 2ˡ)), all trees can grow level by level in
 * parallel, and duplicates cannot make a node that never ends.
 *
 * Then each leaf compares its points with one another. A point is in one leaf of a tree, so within a
 * tree no two leaves write to the same list.
 */
import { insertCandidate } from './lists.kernel';
import { dotFour, dotFourI16, widenI8 } from './vectors.kernel';

/** A well-mixed 32-bit hash (Wellons' lowbias32). */
// @ts-ignore: decorator
@inline
export function mix(x: u32): u32 {
  x ^= x >> 16;
  x *= 0x21f0aaad;
  x ^= x >> 15;
  x *= 0x735a2d97;
  return x ^ (x >> 15);
}

/** First position of node j of a level. */
// @ts-ignore: decorator
@inline
function boundary(count: i32, level: i32, j: i32): i32 {
  return <i32>((<i64>count * <i64>j) >> level);
}

/** order[tree × count + i] = i; items are trees × count. */
export function plantTrees(begin: i32, end: i32, _thread: i32, order: usize, count: i32): void {
  for (let i = begin; i < end; i++) store<i32>(order + (<usize>i << 2), i % count);
}

/**
 * Halves the nodes of `level`; items are tree × 2^level + node.
 * Only the `leading` first dimensions count: they carry most of the variance, and are one cache line.
 * Scratch a thread: 2 × size + 4 × (points of a node at this level + 3) bytes, rounded up to 64.
 */
export function splitNodes(
  begin: i32, end: i32, thread: i32,
  order: usize, count: i32, level: i32, projected: usize, size: i32, leading: i32, seed: i32,
  scratch: usize, scratchBytes: i32,
): void {
  const normal = scratch + <usize>thread * <usize>scratchBytes;
  const values = normal + (<usize>size << 1);
  for (let item = begin; item < end; item++) {
    const tree = item >> level;
    const node = item & ((1 << level) - 1);
    const first = boundary(count, level, node);
    const points = boundary(count, level, node + 1) - first;
    const middle = boundary(count, level + 1, 2 * node + 1) - first;
    const ids = order + ((<usize>tree * <usize>count + <usize>first) << 2);

    const hash = mix(<u32>seed ^ mix(<u32>item ^ (<u32>level << 26)));
    const a = <i32>(hash % <u32>points);
    const b = <i32>((<u32>a + 1 + mix(hash) % <u32>(points - 1)) % <u32>points);
    const rowA = projected + <usize>load<i32>(ids + (<usize>a << 2)) * <usize>size;
    const rowB = projected + <usize>load<i32>(ids + (<usize>b << 2)) * <usize>size;
    for (let d: usize = 0; d < <usize>size; d += 8) {
      v128.store(
        normal + (d << 1), i16x8.sub(v128.load_ext<i8>(rowA + d), v128.load_ext<i8>(rowB + d)),
      );
    }
    for (let p = 0; p < points; p += 4) {
      const r0 = projected + <usize>load<i32>(ids + (<usize>p << 2)) * <usize>size;
      const r1 = projected + <usize>load<i32>(ids + (<usize>min(p + 1, points - 1) << 2)) * <usize>size;
      const r2 = projected + <usize>load<i32>(ids + (<usize>min(p + 2, points - 1) << 2)) * <usize>size;
      const r3 = projected + <usize>load<i32>(ids + (<usize>min(p + 3, points - 1) << 2)) * <usize>size;
      v128.store(values + (<usize>p << 2), dotFour<i8>(normal, r0, r1, r2, r3, leading));
    }
    select(values, ids, points, middle, hash);
  }
}

/** Hoare's quickselect: the `middle` smallest values, with their ids, come first. */
function select(values: usize, ids: usize, count: i32, middle: i32, hash: u32): void {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    hash = mix(hash + 1);
    const pivot = load<i32>(values + (<usize>(low + <i32>(hash % <u32>(high - low + 1))) << 2));
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<i32>(values + (<usize>i << 2)) < pivot) i++;
      while (load<i32>(values + (<usize>j << 2)) > pivot) j--;
      if (i > j) break;
      const x = <usize>i << 2;
      const y = <usize>j << 2;
      const value = load<i32>(values + x);
      store<i32>(values + x, load<i32>(values + y));
      store<i32>(values + y, value);
      const id = load<i32>(ids + x);
      store<i32>(ids + x, load<i32>(ids + y));
      store<i32>(ids + y, id);
      i++;
      j--;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}

/**
 * Offers each point of a leaf all others of it; items are the leaves of one tree, 2^level of them.
 * Scratch a thread: (2 × size + 8) × (roomPoints + 4) + 16 bytes, rounded up to 64, where roomPoints is
 * at least the points of a leaf.
 */
export function joinLeaves(
  begin: i32, end: i32, thread: i32,
  order: usize, count: i32, level: i32, projected: usize, size: i32, norms: usize,
  ids: usize, distances: usize, length: i32, roomPoints: i32,
  scratch: usize, scratchBytes: i32,
): void {
  const wide = scratch + <usize>thread * <usize>scratchBytes;
  const wideBytes = <usize>size << 1;
  const listBytes = <usize>length << 2;
  const last = listBytes - 4;
  const room = <usize>(roomPoints + 4);
  const leafNorms = wide + room * wideBytes;
  const limits = leafNorms + (room << 2);
  const results = limits + (room << 2);
  for (let leaf = begin; leaf < end; leaf++) {
    const first = boundary(count, level, leaf);
    const points = boundary(count, level, leaf + 1) - first;
    const members = order + (<usize>first << 2);
    for (let p = 0; p < points; p++) {
      const id = load<i32>(members + (<usize>p << 2));
      widenI8(projected + <usize>id * <usize>size, wide + <usize>p * wideBytes, size);
      store<i32>(leafNorms + (<usize>p << 2), load<i32>(norms + (<usize>id << 2)));
      store<i32>(limits + (<usize>p << 2), load<i32>(distances + <usize>id * listBytes + last));
    }
    for (let p = 1; p < points; p++) {
      const i = load<i32>(members + (<usize>p << 2));
      const x = wide + <usize>p * wideBytes;
      const norm = i32x4.splat(load<i32>(leafNorms + (<usize>p << 2)));
      const idsI = ids + <usize>i * listBytes;
      const distancesI = distances + <usize>i * listBytes;
      // The last group may reach p itself and rows behind the leaf: scratch has room, `here` ends before.
      for (let o = 0; o < p; o += 4) {
        const at = <usize>o << 2;
        const dots = dotFourI16(x, wide + <usize>o * wideBytes, size);
        const found = i32x4.sub(i32x4.add(norm, v128.load(leafNorms + at)), i32x4.shl(dots, 1));
        const limitI = load<i32>(limits + (<usize>p << 2));
        const near = v128.or(
          i32x4.lt_s(found, i32x4.splat(limitI)), i32x4.lt_s(found, v128.load(limits + at)),
        );
        if (!v128.any_true(near)) continue;
        v128.store(results, found);
        const here = min(4, p - o);
        for (let c = 0; c < here; c++) {
          const distance = load<i32>(results + (<usize>c << 2));
          const j = load<i32>(members + (<usize>(o + c) << 2));
          if (distance < load<i32>(limits + (<usize>p << 2))) {
            insertCandidate(idsI, distancesI, length, distance, j);
            store<i32>(limits + (<usize>p << 2), load<i32>(distancesI + last));
          }
          if (distance < load<i32>(limits + (<usize>(o + c) << 2))) {
            const distancesJ = distances + <usize>j * listBytes;
            insertCandidate(ids + <usize>j * listBytes, distancesJ, length, distance, i);
            store<i32>(limits + (<usize>(o + c) << 2), load<i32>(distancesJ + last));
          }
        }
      }
    }
  }
}
