/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within arrays sized by count, k, dimensions or the tile */
import type { Random } from '../../random.ts';
import type { Vectors } from './metric.ts';

/**
 * One random-projection tree (Dasgupta and Freund, «Random projection trees and low dimensional
 * manifolds», 2008): points are halved by the plane between two of them, drawn at random, until a
 * leaf has at most `leafSize`. Yields the leaves as they are made, so that the caller can pause;
 * yields undefined between splits. A leaf is *borrowed* until the next one.
 *
 * The plane is euclidean whatever the metric: leaves are only where the search begins.
 */
export function* growTree(
  vectors: Vectors,
  leafSize: number,
  random: Random,
): Generator<Int32Array | undefined> {
  const { count, dimensions, images } = vectors;
  const ids = Int32Array.from({ length: count }, (_, i) => i);
  const normal = new Float64Array(dimensions);
  const open: [number, number][] = [[0, count]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [from, to] = range;
    if (to - from <= leafSize) {
      yield ids.subarray(from, to);
      continue;
    }
    // Within ids.
    const a = ids[from + random.integer(to - from)]! * dimensions;
    const b = ids[from + random.integer(to - from)]! * dimensions;
    let offset = 0;
    for (let d = 0; d < dimensions; d++) {
      const left = images[a + d]!;
      const right = images[b + d]!;
      normal[d] = left - right;
      offset += ((left - right) * (left + right)) / 2;
    }
    let middle = from;
    for (let at = from; at < to; at++) {
      const id = ids[at]!;
      if (side(images, id * dimensions, normal) < offset) continue;
      ids[at] = ids[middle]!;
      ids[middle++] = id;
    }
    // The same vector twice, or many copies of one: cut anywhere.
    const tiny = (to - from) / 16;
    if (middle - from < tiny || to - middle < tiny) {
      for (let at = to - 1; at > from; at--) {
        const other = from + random.integer(at - from + 1);
        const id = ids[at]!;
        ids[at] = ids[other]!;
        ids[other] = id;
      }
      middle = (from + to) >> 1;
    }
    open.push([from, middle], [middle, to]);
    yield undefined;
  }
}

function side(images: Uint8Array, start: number, normal: Float64Array): number {
  let even = 0;
  let odd = 0;
  const end = normal.length & ~1;
  for (let d = 0; d < end; d += 2) {
    // Inside a vector.
    even += images[start + d]! * normal[d]!;
    odd += images[start + d + 1]! * normal[d + 1]!;
  }
  if (end < normal.length) even += images[start + end]! * normal[end]!;
  return even + odd;
}
