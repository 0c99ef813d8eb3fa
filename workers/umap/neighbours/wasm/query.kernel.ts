/**
 * Candidates for rows that are not among those searched: every one of these is looked at, in the
 * projection. A thread widens 4 query rows and meets them with one row at a time, as exact.kernel.ts does,
 * in 128 bytes a row instead of 784.
 */
import { insertCandidate } from './lists.kernel';
import { sumFour, widenI8 } from './vectors.kernel';

const BLOCK = 4;

/**
 * Items are blocks of 4 queries: rows from + 4 item … of `projected`, against rows 0 … count − 1. List s is
 * that of query row from + s; there must be room for whole blocks. Scratch a thread: 8 × size + 16 bytes,
 * rounded up to 64.
 */
export function searchProjected(
  begin: i32, end: i32, thread: i32,
  projected: usize, size: i32, norms: usize, count: i32, from: i32, queries: i32,
  ids: usize, distances: usize, length: i32,
  scratch: usize, scratchBytes: i32,
): void {
  const wide = scratch + <usize>thread * <usize>scratchBytes;
  const wideBytes = <usize>size << 1;
  const found = wide + BLOCK * wideBytes;
  const listBytes = <usize>length << 2;
  for (let block = begin; block < end; block++) {
    const rows = min(BLOCK, queries - block * BLOCK);
    for (let r = 0; r < BLOCK; r++) {
      // A block past the end repeats its last query, and drops what it finds.
      const i = <usize>(from + block * BLOCK + min(r, rows - 1));
      widenI8(projected + i * <usize>size, wide + <usize>r * wideBytes, size);
      store<i32>(found + (<usize>r << 2), load<i32>(norms + (i << 2)));
    }
    const normsOfQueries = v128.load(found);
    const listIds = ids + <usize>(block * BLOCK) * listBytes;
    const listDistances = distances + <usize>(block * BLOCK) * listBytes;
    let limits = i32x4.splat(0x7fffffff);
    for (let j = 0; j < count; j++) {
      const row = projected + <usize>j * <usize>size;
      let a = i32x4.splat(0);
      let b = i32x4.splat(0);
      let c = i32x4.splat(0);
      let d = i32x4.splat(0);
      let x0 = wide;
      let x1 = x0 + wideBytes;
      let x2 = x1 + wideBytes;
      let x3 = x2 + wideBytes;
      for (let at: usize = 0; at < <usize>size; at += 8) {
        const y = v128.load_ext<i8>(row + at);
        a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(x0), y));
        b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(x1), y));
        c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load(x2), y));
        d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load(x3), y));
        x0 += 16;
        x1 += 16;
        x2 += 16;
        x3 += 16;
      }
      const norm = i32x4.splat(load<i32>(norms + (<usize>j << 2)));
      const four = i32x4.sub(
        i32x4.add(normsOfQueries, norm), i32x4.shl(sumFour(a, b, c, d), 1),
      );
      const near = i32x4.lt_s(four, limits);
      if (!v128.any_true(near)) continue;
      v128.store(found, four);
      const mask = i32x4.bitmask(near);
      for (let r = 0; r < rows; r++) {
        if (((mask >> r) & 1) == 0) continue;
        const list = listDistances + <usize>r * listBytes;
        insertCandidate(
          listIds + <usize>r * listBytes, list, length, load<i32>(found + (<usize>r << 2)), j,
        );
      }
      for (let r = 0; r < BLOCK; r++) {
        // A repeated query's limit: nothing is near enough.
        if (r >= rows) store<i32>(found + (<usize>r << 2), -0x80000000);
        else store<i32>(
          found + (<usize>r << 2), load<i32>(listDistances + <usize>(r + 1) * listBytes - 4),
        );
      }
      limits = v128.load(found);
    }
  }
}
