/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within arrays sized by count, k, dimensions or the tile */
import type { UmapMetric } from '../../contracts/umap.ts';
import type { Control } from '../../rpc/control.ts';
import { Pacer } from '../../rpc/slices.ts';
import { DistanceTile, TILE } from './distance-tile.ts';
import type { Vectors } from './metric.ts';
import { NeighbourLists, type Neighbours } from './neighbour-lists.ts';

/**
 * The exact k nearest neighbours, each pair of points looked at once: count² / 2 × dimensions
 * multiply-adds, in slices. *Borrows* `vectors`. Needs 2 ≤ k < count. Progress: `neighbours`.
 *
 * @throws the signal's reason on abort
 */
export async function exactNeighbours(
  vectors: Vectors,
  k: number,
  metric: UmapMetric,
  { signal, report }: Control,
): Promise<Neighbours> {
  const { count } = vectors;
  const pacer = new Pacer(signal);
  const tile = new DistanceTile(vectors, metric);
  const lists = new NeighbourLists(count, k - 1);
  const ids = Int32Array.from({ length: count }, (_, i) => i);
  const pairs = (count * (count + 1)) / 2;
  let donePairs = 0;
  for (let first = 0; first < count; first += TILE) {
    tile.setRows(ids, first, Math.min(first + TILE, count));
    for (let second = 0; second <= first; second += TILE) {
      tile.setColumns(ids, second, Math.min(second + TILE, count));
      const diagonal = first === second;
      tile.compute(diagonal);
      collect(tile, lists, diagonal);
      donePairs += tile.rowCount * tile.columnCount * (diagonal ? 0.5 : 1);
      if (pacer.due()) {
        // Pairs, not rows: the last rows cost the most, and a progress bar should move evenly.
        const done = Math.min(count - 1, Math.floor((count * donePairs) / pairs));
        report({ stage: 'neighbours', done, total: count, unit: 'points' });
        await pacer.pause();
      }
    }
  }
  report({ stage: 'neighbours', done: count, total: count, unit: 'points' });
  return lists.finish(metric);
}

function collect(tile: DistanceTile, lists: NeighbourLists, diagonal: boolean): void {
  const { keys, rowIds, columnIds, rowCount, columnCount } = tile;
  for (let r = 0; r < rowCount; r++) {
    const i = rowIds[r]!; // r < TILE
    const end = diagonal ? r : columnCount;
    for (let c = 0; c < end; c++) {
      const key = keys[r * TILE + c]!; // computed
      const j = columnIds[c]!; // c < TILE
      if (key < lists.limit(i)) lists.insert(i, j, key);
      if (key < lists.limit(j)) lists.insert(j, i, key);
    }
  }
}
