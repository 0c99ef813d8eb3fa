/**
 * Candidates for rows that are not among those searched: every one of these is looked at, in the
 * leading dimensions of the projection. The rows pass through the cache in tiles, and meet 32 queries
 * there, 4 widened ones at a time; a pass for every 4 would wait for memory.
 */
import { insertCandidate } from './lists.kernel';
import { sumFour, sumLanes, widenI8 } from './vectors.kernel';

/** Queries that share a pass over the rows, and rows that stay in the cache while they do. */
const GROUP = 32;
const TILE = 256;

/**
 * Norms of the first `leading` dimensions alone: what the others hold counts as remainder, by half. Items
 * are rows.
 */
export function shortenNorms(
  begin: i32, end: i32, _thread: i32,
  projected: usize, size: i32, leading: i32, norms: usize, shortened: usize,
): void {
  for (let i = begin; i < end; i++) {
    const row = projected + <usize>i * <usize>size;
    let squares = i32x4.splat(0);
    for (let at = <usize>leading; at < <usize>size; at += 8) {
      const x = v128.load_ext<i8>(row + at);
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(x, x));
    }
    const to = <usize>i << 2;
    store<i32>(shortened + to, load<i32>(norms + to) - (sumLanes(squares) >> 1));
  }
}

/**
 * Items are groups of 32 queries: rows from + 32 item … of `projected`, against rows 0 … count − 1. List s
 * is that of query row from + s; there must be room for whole groups. Scratch a thread: 256 + 64 × leading
 * bytes + 16, rounded up to 64.
 */
export function searchProjected(
  begin: i32, end: i32, thread: i32,
  projected: usize, size: i32, leading: i32, norms: usize, count: i32, from: i32, queries: i32,
  ids: usize, distances: usize, length: i32,
  scratch: usize, scratchBytes: i32,
): void {
  const found = scratch + <usize>thread * <usize>scratchBytes;
  const limits = found + 16;
  const ownNorms = limits + (GROUP << 2);
  const wide = ownNorms + (GROUP << 2);
  const wideBytes = <usize>leading << 1;
  const listBytes = <usize>length << 2;
  for (let group = begin; group < end; group++) {
    const first = group * GROUP;
    const rows = min(GROUP, queries - first);
    for (let r = 0; r < GROUP; r++) {
      // A group past the end repeats its last query, for which nothing is near enough.
      const i = <usize>(from + first + min(r, rows - 1));
      widenI8(projected + i * <usize>size, wide + <usize>r * wideBytes, leading);
      store<i32>(ownNorms + (<usize>r << 2), load<i32>(norms + (i << 2)));
      store<i32>(limits + (<usize>r << 2), r < rows ? i32.MAX_VALUE : i32.MIN_VALUE);
    }
    const listIds = ids + <usize>first * listBytes;
    const listDistances = distances + <usize>first * listBytes;
    for (let tile = 0; tile < count; tile += TILE) {
      const tileEnd = min(tile + TILE, count);
      for (let block = 0; block < rows; block += 4) {
        const blockAt = <usize>block << 2;
        const normsOfQueries = v128.load(ownNorms + blockAt);
        let limit = v128.load(limits + blockAt);
        for (let j = tile; j < tileEnd; j++) {
          let row = projected + <usize>j * <usize>size;
          let a = i32x4.splat(0);
          let b = i32x4.splat(0);
          let c = i32x4.splat(0);
          let d = i32x4.splat(0);
          let x0 = wide + <usize>block * wideBytes;
          const x1 = wideBytes;
          const stop = x0 + wideBytes;
          const x2 = x1 + wideBytes;
          const x3 = x2 + wideBytes;
          while (x0 < stop) {
            const y = v128.load_ext<i8>(row);
            a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(x0), y));
            b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(x0 + x1), y));
            c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load(x0 + x2), y));
            d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load(x0 + x3), y));
            x0 += 16;
            row += 8;
          }
          const norm = i32x4.splat(load<i32>(norms + (<usize>j << 2)));
          const four = i32x4.sub(
            i32x4.add(normsOfQueries, norm), i32x4.shl(sumFour(a, b, c, d), 1),
          );
          const near = i32x4.lt_s(four, limit);
          if (!v128.any_true(near)) continue;
          v128.store(found, four);
          const mask = i32x4.bitmask(near);
          for (let r = 0; r < 4; r++) {
            if (((mask >> r) & 1) == 0) continue;
            const at = <usize>(block + r) * listBytes;
            insertCandidate(
              listIds + at, listDistances + at, length, load<i32>(found + (<usize>r << 2)), j,
            );
            store<i32>(
              limits + blockAt + (<usize>r << 2), load<i32>(listDistances + at + listBytes - 4),
            );
          }
          limit = v128.load(limits + blockAt);
        }
      }
    }
  }
}
