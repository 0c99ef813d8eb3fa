/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within arrays sized by count, k, dimensions or the tile */
import type { UmapMetric } from '../../contracts/umap.ts';
import type { Random } from '../../random.ts';
import { Pacer } from '../../rpc/slices.ts';
import { DistanceTile, TILE } from './distance-tile.ts';
import type { Control } from '../../rpc/control.ts';
import type { Vectors } from './metric.ts';
import { NeighbourLists, type Neighbours } from './neighbour-lists.ts';
import { growTree } from './rp-forest.ts';

/** Trees to start from. */
const TREES = 6;
/** Candidates of a point in one round: this many new ones and as many old. */
const MAX_CANDIDATES = 20;
const MAX_ROUNDS = 12;
/** Ends when fewer than this share of all list entries changed in a round. */
const DELTA = 0.002;

/**
 * Approximate k nearest neighbours by NN-descent (Dong, Moses and Li, «Efficient k-nearest neighbor
 * graph construction for generic similarity measures», 2011) from the leaves of random-projection
 * trees: a neighbour's neighbour is probably a neighbour. In slices. *Borrows* `vectors`.
 * Progress: `neighbours`, in points' worth of the expected work.
 *
 * @throws the signal's reason on abort
 */
export async function descendNeighbours(
  vectors: Vectors,
  k: number,
  metric: UmapMetric,
  random: Random,
  { signal, report }: Control,
): Promise<Neighbours> {
  const { count } = vectors;
  const pacer = new Pacer(signal);
  const size = k - 1;
  const tile = new DistanceTile(vectors, metric);
  const lists = new NeighbourLists(count, size);
  // The forest counts as half of the work, and every round as half of what is left: rounds get cheaper.
  let share = 0;
  const pause = async (): Promise<void> => {
    const done = Math.min(count - 1, Math.floor(count * share));
    report({ stage: 'neighbours', done, total: count, unit: 'points' });
    await pacer.pause();
  };

  let done = 0;
  for (let tree = 0; tree < TREES; tree++) {
    for (const leaf of growTree(vectors, TILE, random)) {
      if (leaf && leaf.length > 1) {
        join(tile, lists, leaf, leaf.length, leaf, leaf.length);
        done += leaf.length;
        share = (0.5 * done) / (TREES * count);
      }
      if (pacer.due()) await pause();
    }
  }
  fillUp(tile, lists, vectors, random);

  // 1: the entry came in since its point's last join.
  const fresh = new Uint8Array(count * size).fill(1);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const turn = async (): Promise<void> => {
      if (pacer.due()) await pause();
    };
    const { news, olds } = await drawCandidates(lists, fresh, random, turn);
    const before = lists.ids.slice();
    for (let i = 0; i < count; i++) {
      const newCount = news.counts[i]!; // i < count
      if (newCount > 0) {
        const at = i * MAX_CANDIDATES;
        const ids = news.ids.subarray(at, at + newCount);
        const others = olds.ids.subarray(at, at + olds.counts[i]!);
        join(tile, lists, ids, newCount, ids, newCount);
        if (others.length > 0) join(tile, lists, ids, newCount, others, others.length);
      }
      if ((i & 15) === 0 && pacer.due()) {
        share = 1 - 0.5 ** (1 + round + i / count);
        await pause();
      }
    }
    const changed = await markFresh(lists, before, fresh, turn);
    if (changed < DELTA * count * size) break;
  }
  report({ stage: 'neighbours', done: count, total: count, unit: 'points' });
  return lists.finish(metric);
}

/** Every pair between `rows` and `columns` (the same array, or sets of at most TILE ids each). */
function join(
  tile: DistanceTile,
  lists: NeighbourLists,
  rows: Int32Array,
  rowCount: number,
  columns: Int32Array,
  columnCount: number,
): void {
  const half = rows === columns;
  tile.setRows(rows, 0, rowCount);
  tile.setColumns(columns, 0, columnCount);
  tile.compute(half);
  for (let r = 0; r < rowCount; r++) {
    const i = rows[r]!; // r < rowCount
    const end = half ? r : columnCount;
    for (let c = 0; c < end; c++) {
      const j = columns[c]!; // c < columnCount
      const key = tile.keys[r * TILE + c]!; // computed
      if (i === j) continue;
      if (key < lists.limit(i)) lists.insert(i, j, key);
      if (key < lists.limit(j)) lists.insert(j, i, key);
    }
  }
}

/** Lists that the leaves left short get random points, so that all are full. */
function fillUp(
  tile: DistanceTile,
  lists: NeighbourLists,
  { count }: Vectors,
  random: Random,
): void {
  const one = new Int32Array(1);
  const others = new Int32Array(TILE);
  for (let i = 0; i < count; i++) {
    while (lists.limit(i) === Infinity) {
      one[0] = i;
      for (let c = 0; c < TILE; c++) others[c] = random.integer(count);
      join(tile, lists, one, 1, others, TILE);
    }
  }
}

interface Candidates {
  readonly ids: Int32Array;
  readonly counts: Int32Array;
}

/**
 * For every point at most MAX_CANDIDATES fresh and as many old neighbours, in both directions, drawn
 * by reservoir sampling. Fresh entries that were drawn for their point become old.
 */
async function drawCandidates(
  lists: NeighbourLists,
  fresh: Uint8Array,
  random: Random,
  turn: () => Promise<void>,
): Promise<{ news: Candidates; olds: Candidates }> {
  const { count, size, ids } = lists;
  const create = () => ({
    ids: new Int32Array(count * MAX_CANDIDATES),
    counts: new Int32Array(count),
    seen: new Int32Array(count),
  });
  const news = create();
  const olds = create();
  const offer = (to: ReturnType<typeof create>, i: number, j: number): boolean => {
    const start = i * MAX_CANDIDATES;
    const held = to.counts[i]!; // i < count
    for (let c = 0; c < held; c++) if (to.ids[start + c] === j) return true;
    const seen = to.seen[i]! + 1;
    to.seen[i] = seen;
    if (held < MAX_CANDIDATES) {
      to.ids[start + held] = j;
      to.counts[i] = held + 1;
      return true;
    }
    const place = random.integer(seen);
    if (place >= MAX_CANDIDATES) return false;
    to.ids[start + place] = j;
    return true;
  };
  for (let i = 0; i < count; i++) {
    for (let s = 0; s < size; s++) {
      const at = i * size + s;
      const j = ids[at]!; // lists are full
      const into = fresh[at] === 1 ? news : olds;
      const taken = offer(into, i, j);
      offer(into, j, i);
      if (taken) fresh[at] = 0;
    }
    if ((i & 255) === 0) await turn();
  }
  return { news, olds };
}

/** Sets `fresh` for entries that are not in `before`, keeps it for those that stay; counts the first. */
async function markFresh(
  lists: NeighbourLists,
  before: Int32Array,
  fresh: Uint8Array,
  turn: () => Promise<void>,
): Promise<number> {
  const { count, size, ids } = lists;
  const old = new Uint8Array(size);
  let changed = 0;
  for (let i = 0; i < count; i++) {
    const start = i * size;
    for (let s = 0; s < size; s++) old[s] = fresh[start + s]!; // within a list
    for (let s = 0; s < size; s++) {
      const id = ids[start + s]!; // within a list
      let was = s;
      if (before[start + s] !== id) {
        was = -1;
        for (let t = 0; t < size; t++) if (before[start + t] === id) was = t;
      }
      fresh[start + s] = was < 0 ? 1 : old[was]!;
      if (was < 0) changed++;
    }
    if ((i & 255) === 0) await turn();
  }
  return changed;
}
