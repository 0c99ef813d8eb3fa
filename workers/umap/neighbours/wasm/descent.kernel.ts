/**
 * NN-descent (Dong, Moses and Li, «Efficient k-nearest neighbor graph construction», 2011) without locks:
 * a round first notes who knows whom (each point's `fanout` nearest, and up to `fanout` of those that have
 * it among theirs), then every point looks at the acquaintances of its acquaintances and updates its own
 * list alone. Whoever computes a point, and when, its result is the same. A pair is looked at from both
 * ends, but a point's own row stays in the cache, and a mark a point spares it every repetition.
 *
 * Only paths with a new edge are walked, as in the original.
 */
import { ID, insertCandidate, NEW, NOTHING } from './lists.kernel';
import { dotFour, widenI8 } from './vectors.kernel';

/**
 * acquaintances[i × 2 fanout …] = the first `fanout` entries of i's list with their NEW bits, which are
 * cleared in the list; −1 where there is none (as all of the second half, until `addReverse`).
 */
export function noteForward(
  begin: i32, end: i32, _thread: i32,
  ids: usize, distances: usize, length: i32, acquaintances: usize, fanout: i32,
): void {
  for (let i = begin; i < end; i++) {
    const list = ids + ((<usize>i * <usize>length) << 2);
    const known = distances + ((<usize>i * <usize>length) << 2);
    const to = acquaintances + ((<usize>i * <usize>fanout) << 3);
    for (let f: usize = 0; f < <usize>fanout << 2; f += 4) {
      const id = load<i32>(list + f);
      if (load<i32>(known + f) == NOTHING) {
        store<i32>(to + f, -1);
      } else {
        store<i32>(to + f, id);
        store<i32>(list + f, id & ID);
      }
      store<i32>(to + f + (<usize>fanout << 2), -1);
    }
  }
}

/**
 * Second halves: for each edge i → j, i becomes an acquaintance of j. The `fanout` first that ask, in an
 * order that starts at `offset` and is the same for any number of threads: this is one thread's work, items
 * [begin, end) of that order. `taken` (u16 a point) counts.
 */
export function noteReverse(
  begin: i32, end: i32, _thread: i32,
  acquaintances: usize, fanout: i32, count: i32, offset: i32, taken: usize,
): void {
  for (let item = begin; item < end; item++) {
    let i = item + offset;
    if (i >= count) i -= count;
    const from = acquaintances + ((<usize>i * <usize>fanout) << 3);
    for (let f: usize = 0; f < <usize>fanout << 2; f += 4) {
      const entry = load<i32>(from + f);
      if (entry == -1) continue;
      const j = <usize>(entry & ID);
      const slot = load<u16>(taken + (j << 1));
      if (<i32>slot >= fanout) continue;
      store<u16>(taken + (j << 1), slot + 1);
      store<i32>(
        acquaintances + ((j * <usize>fanout) << 3) + (<usize>(fanout + <i32>slot) << 2),
        i | (entry & NEW),
      );
    }
  }
}

/**
 * Every point meets the acquaintances of its acquaintances. Returns nothing; `updates` (i32 a thread,
 * 64 bytes apart) grows by the candidates that were close enough.
 * Scratch a thread: 2 × size + 16 × fanout² + 32 + 4 × count bytes (the last are marks, zero at the start
 * of a round), rounded up to 64.
 */
export function joinAcquaintances(
  begin: i32, end: i32, thread: i32,
  acquaintances: usize, fanout: i32, projected: usize, size: i32, norms: usize,
  ids: usize, distances: usize, length: i32, order: usize,
  scratch: usize, scratchBytes: i32, updates: usize,
): void {
  const wide = scratch + <usize>thread * <usize>scratchBytes;
  const batch = wide + (<usize>size << 1);
  const found = batch + (<usize>(4 * fanout * fanout + 4) << 2);
  const marks = found + 16;
  const listBytes = <usize>length << 2;
  const fanBytes = <usize>fanout << 3;
  let kept = 0;
  for (let item = begin; item < end; item++) {
    const i = load<i32>(order + (<usize>item << 2));
    const mark = i + 1;
    const listIds = ids + <usize>i * listBytes;
    const listDistances = distances + <usize>i * listBytes;
    let limit = load<i32>(listDistances + listBytes - 4);
    const norm = load<i32>(norms + (<usize>i << 2));
    widenI8(projected + <usize>i * <usize>size, wide, size);
    store<i32>(marks + (<usize>i << 2), mark);
    for (let s: usize = 0; s < listBytes; s += 4) {
      store<i32>(marks + (<usize>(load<i32>(listIds + s) & ID) << 2), mark);
    }
    let waiting = 0;
    const own = acquaintances + <usize>i * fanBytes;
    for (let u: usize = 0; u < fanBytes; u += 4) {
      const via = load<i32>(own + u);
      if (via == -1) continue;
      const theirs = acquaintances + <usize>(via & ID) * fanBytes;
      for (let w: usize = 0; w < fanBytes; w += 4) {
        const entry = load<i32>(theirs + w);
        if (entry == -1 || ((via | entry) & NEW) == 0) continue;
        const j = entry & ID;
        const markAt = marks + (<usize>j << 2);
        if (load<i32>(markAt) == mark) continue;
        store<i32>(markAt, mark);
        store<i32>(batch + (<usize>waiting << 2), j);
        waiting++;
      }
    }
    // The last group of four is filled up with the point itself and cut off again.
    for (let c = 0; c < 3; c++) store<i32>(batch + (<usize>(waiting + c) << 2), i);
    for (let c = 0; c < waiting; c += 4) {
      const at = batch + (<usize>c << 2);
      const j0 = load<i32>(at);
      const j1 = load<i32>(at, 4);
      const j2 = load<i32>(at, 8);
      const j3 = load<i32>(at, 12);
      const dots = dotFour<i8>(
        wide,
        projected + <usize>j0 * <usize>size, projected + <usize>j1 * <usize>size,
        projected + <usize>j2 * <usize>size, projected + <usize>j3 * <usize>size, size,
      );
      let theirs = v128.load_zero<i32>(norms + (<usize>j0 << 2));
      theirs = v128.load_lane<i32>(norms + (<usize>j1 << 2), theirs, 1);
      theirs = v128.load_lane<i32>(norms + (<usize>j2 << 2), theirs, 2);
      theirs = v128.load_lane<i32>(norms + (<usize>j3 << 2), theirs, 3);
      const four = i32x4.sub(i32x4.add(i32x4.splat(norm), theirs), i32x4.shl(dots, 1));
      if (!v128.any_true(i32x4.lt_s(four, i32x4.splat(limit)))) continue;
      v128.store(found, four);
      const here = min(4, waiting - c);
      for (let f = 0; f < here; f++) {
        const distance = load<i32>(found + (<usize>f << 2));
        if (distance >= limit) continue;
        insertCandidate(listIds, listDistances, length, distance, load<i32>(at + (<usize>f << 2)));
        limit = load<i32>(listDistances + listBytes - 4);
        kept++;
      }
    }
  }
  const at = updates + (<usize>thread << 6);
  store<i32>(at, load<i32>(at) + kept);
}
