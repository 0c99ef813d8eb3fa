/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within arrays sized by count, k, dimensions or the tile */
import type { UmapMetric } from '../contracts/umap.ts';
import { LayoutTree } from './layout-neighbours.ts';
import { DistanceTile, TILE } from './neighbours/distance-tile.ts';
import type { Vectors } from './neighbours/metric.ts';
import type { Pace } from './pace.ts';

/** scikit-learn's n_neighbors, as DESIGN.md sets it. */
const NEIGHBOURS = 15;

/**
 * scikit-learn's `trustworthiness` of the layout of `vectors` (Venna and Kaski, «Neighborhood
 * preservation in nonlinear projection methods», 2001): every point among the k nearest in the layout
 * that is not among the k nearest in the input costs by how much it is farther down there. 1 is best.
 * k is 15, or less where there are fewer than 31 points (scikit-learn refuses those).
 *
 * `embedding` may go on beyond the vectors; only their points count. Costs count² / 2 × dimensions
 * multiply-adds. Ranks count how many are strictly nearer.
 */
export async function trustworthiness(
  vectors: Vectors,
  embedding: Float32Array,
  components: number,
  metric: UmapMetric,
  pace: Pace,
): Promise<number> {
  const { count } = vectors;
  const k = usualNeighbours(count);
  const tree = new LayoutTree(embedding, components, count, k);
  const tile = new DistanceTile(vectors, metric);

  // Keys in the input of the k nearest in the layout, sorted, k a point.
  const limits = new Float64Array(count * k);
  const one = new Int32Array(1);
  for (let i = 0; i < count; i++) {
    one[0] = i;
    tile.setRows(one, 0, 1);
    tile.setColumns(tree.nearest(i), 0, k);
    tile.compute();
    limits.set(tile.keys.subarray(0, k).sort(), i * k);
    if ((i & 63) === 0 && pace.due()) await pace.pause();
  }

  // nearer[i, s]: points whose first limit above their key is limit s of point i.
  const nearer = new Int32Array(count * k);
  const note = (i: number, key: number): void => {
    const start = i * k;
    // Within the limits of i.
    if (key >= limits[start + k - 1]!) return;
    let s = start;
    while (key >= limits[s]!) s++;
    nearer[s] = nearer[s]! + 1;
  };
  const ids = Int32Array.from({ length: count }, (_, i) => i);
  for (let first = 0; first < count; first += TILE) {
    tile.setRows(ids, first, Math.min(first + TILE, count));
    for (let second = 0; second <= first; second += TILE) {
      tile.setColumns(ids, second, Math.min(second + TILE, count));
      const diagonal = first === second;
      tile.compute(diagonal);
      for (let r = 0; r < tile.rowCount; r++) {
        const end = diagonal ? r : tile.columnCount;
        for (let c = 0; c < end; c++) {
          const key = tile.keys[r * TILE + c]!; // computed
          note(first + r, key);
          note(second + c, key);
        }
      }
      pace.done += (2 * tile.rowCount * tile.columnCount * (diagonal ? 0.5 : 1)) / count;
      if (pace.due()) await pace.pause();
    }
  }

  let sum = 0;
  for (let i = 0; i < count; i++) {
    let rank = 0; // from 0: how many are nearer
    for (let s = 0; s < k; s++) {
      rank += nearer[i * k + s]!; // i < count
      sum += penalty(rank, k);
    }
  }
  return trustworthinessOf(sum, count, count, k);
}

/** 15, or less where there are fewer than 31 points. */
export function usualNeighbours(count: number): number {
  return Math.min(NEIGHBOURS, Math.ceil(count / 2) - 1);
}

/** What a neighbour in the layout costs that has `nearer` points before it in the input. */
export function penalty(nearer: number, k: number): number {
  return Math.max(0, nearer + 1 - k);
}

/** From the penalties of `rows` of `count` points. */
export function trustworthinessOf(sum: number, rows: number, count: number, k: number): number {
  return 1 - (sum * 2) / (rows * k * (2 * count - 3 * k - 1));
}
