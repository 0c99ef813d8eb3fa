/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within arrays sized by count, k, dimensions or the tile */
import type { UmapMetric } from '../../contracts/umap.ts';
import { keyToDistance } from './metric.ts';

/**
 * The nearest neighbours of every point, as umap-learn has them: row-major count × k, sorted by
 * distance, and the point itself first, at distance 0. So k = nNeighbors means nNeighbors − 1 others.
 */
export interface Neighbours {
  readonly knnIndices: Int32Array<ArrayBuffer>;
  readonly knnDistances: Float32Array<ArrayBuffer>;
  readonly k: number;
}

/** The `size` best candidates of every point seen so far, itself excluded, sorted by key. */
export class NeighbourLists {
  readonly ids: Int32Array<ArrayBuffer>;
  readonly keys: Float64Array<ArrayBuffer>;

  constructor(
    readonly count: number,
    readonly size: number,
  ) {
    this.ids = new Int32Array(count * size).fill(-1);
    this.keys = new Float64Array(count * size).fill(Infinity);
  }

  /** The key that a candidate of point `i` has to be below. */
  limit(i: number): number {
    return this.keys[(i + 1) * this.size - 1]!; // i < count
  }

  /**
   * Inserts `j` into the list of `i`, and returns its place there, or −1 if it is too far or there
   * already. Insertion by shifting: the lists are short, and most candidates fail at the first test.
   */
  insert(i: number, j: number, key: number): number {
    const { ids, keys, size } = this;
    const start = i * size;
    let at = start + size - 1;
    // `at` stays within the list of i.
    if (key >= keys[at]!) return -1;
    // Equal keys may sit on either side of the place; a duplicate has the same key.
    let place = at;
    while (place > start && key < keys[place - 1]!) place--;
    for (let same = place - 1; same >= start && keys[same] === key; same--) {
      if (ids[same] === j) return -1;
    }
    for (; at > place; at--) {
      ids[at] = ids[at - 1]!;
      keys[at] = keys[at - 1]!;
    }
    ids[place] = j;
    keys[place] = key;
    return place - start;
  }

  /** *Returns* new arrays with the points themselves in front. */
  finish(metric: UmapMetric): Neighbours {
    const { count, size } = this;
    const k = size + 1;
    const knnIndices = new Int32Array(count * k);
    const knnDistances = new Float32Array(count * k);
    for (let i = 0; i < count; i++) {
      knnIndices[i * k] = i;
      for (let j = 0; j < size; j++) {
        // Lists are full: every method sees at least `size` others of each point.
        knnIndices[i * k + j + 1] = this.ids[i * size + j]!;
        knnDistances[i * k + j + 1] = keyToDistance(metric, this.keys[i * size + j]!);
      }
    }
    return { knnIndices, knnDistances, k };
  }
}
