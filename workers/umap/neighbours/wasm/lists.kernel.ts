/**
 * Candidate lists: for each point the `size` nearest others found so far, sorted by distance, as
 * `distances` (i32, squared, in quantised steps) and `ids` (i32; bit 31 says that the entry is new to the
 * descent). Distances are whole numbers, so that nothing depends on rounding or on the SIMD variant, and a
 * candidate that is there already is found among its equals.
 */
import { sumLanes } from './vectors.kernel';

export const NEW: i32 = <i32>0x80000000;
export const ID: i32 = 0x7fffffff;
export const NOTHING: i32 = 0x7fffffff;

/** All distances NOTHING, all ids 0; items are list entries. */
export function clearLists(
  begin: i32, end: i32, _thread: i32,
  ids: usize, distances: usize,
): void {
  for (let i = begin; i < end; i++) {
    store<i32>(ids + (<usize>i << 2), 0);
    store<i32>(distances + (<usize>i << 2), NOTHING);
  }
}

/**
 * Puts (distance, id | NEW) behind its equals, if it is not there. Expects distance < the list's last.
 * @param ids @param distances of this one list
 * @param size a multiple of 4
 */
export function insertCandidate(ids: usize, distances: usize, size: i32, distance: i32, id: i32): void {
  const bytes = <usize>size << 2;
  // As many entries as are not above it come before it.
  const value = i32x4.splat(distance);
  let above = i32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    above = i32x4.add(above, i32x4.gt_s(v128.load(distances + at), value));
  }
  const place = bytes + (<usize>(<isize>sumLanes(above)) << 2);
  let equal = place;
  while (equal > 0 && load<i32>(distances + equal - 4) == distance) {
    equal -= 4;
    if ((load<i32>(ids + equal) & ID) == id) return;
  }
  let at = bytes - 16;
  while (<isize>at > <isize>place) {
    v128.store(distances + at, v128.load(distances + at - 4));
    v128.store(ids + at, v128.load(ids + at - 4));
    at -= 16;
  }
  // Less than a vector is left to shift.
  at += 12;
  while (at > place) {
    store<i32>(distances + at, load<i32>(distances + at - 4));
    store<i32>(ids + at, load<i32>(ids + at - 4));
    at -= 4;
  }
  store<i32>(distances + place, distance);
  store<i32>(ids + place, id | NEW);
}
