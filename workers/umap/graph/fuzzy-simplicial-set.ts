/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within rows of k neighbours and the graph’s rows and edges */
import type { Control } from '../../rpc/control.ts';
import { Pacer } from '../../rpc/slices.ts';
import type { Neighbours } from '../neighbours/neighbour-lists.ts';
import { smoothDistances, type SmoothDistances } from './smooth-distances.ts';
import type { SparseGraph } from './sparse-graph.ts';

export interface FuzzySimplicialSetParams {
  /** Where it is more than `neighbours.k`, fewer points are there than were asked for. */
  readonly nNeighbors?: number;
  /** umap-learn's default is 1. */
  readonly localConnectivity?: number;
  /** 1: union, an edge holds if it holds seen from either end; 0: intersection. Default 1. */
  readonly setOpMixRatio?: number;
}

/** Points between two looks at the clock. */
const STRIDE = 64;

/**
 * The fuzzy simplicial set of the neighbours: every point's own view of its neighbourhood, and the
 * fuzzy union of all (McInnes, Healy and Melville, «UMAP», 2018, algorithms 2 and 3; umap-learn's
 * `fuzzy_simplicial_set`). Entries −1 of `knnIndices` are missing neighbours.
 *
 * In slices. *Borrows* `neighbours`, *returns* a new graph. Progress: `graph` (points).
 */
export async function fuzzySimplicialSet(
  neighbours: Neighbours,
  params: FuzzySimplicialSetParams,
  control: Control,
): Promise<SparseGraph> {
  const { nNeighbors = neighbours.k, localConnectivity = 1, setOpMixRatio = 1 } = params;
  const smooth = await smoothDistances(neighbours, { nNeighbors, localConnectivity }, control);
  const pacer = new Pacer(control.signal);
  const strengths = memberships(neighbours, smooth);
  await pacer.pause();
  const back = transpose(strengths);
  await pacer.pause();
  const there = transpose(back); // twice transposed: sorted by column
  await pacer.pause();
  const graph = await unite(there, back, setOpMixRatio, pacer);
  control.report({ stage: 'graph', done: graph.count, total: graph.count, unit: 'points' });
  return graph;
}

/** Strength with which each point sees its neighbours; not symmetric. Rows are not sorted. */
function memberships(
  { knnIndices, knnDistances, k }: Neighbours,
  { rho, sigma }: SmoothDistances,
): SparseGraph {
  const count = rho.length;
  const rowStarts = new Int32Array(count + 1);
  const columns = new Int32Array(count * k);
  const weights = new Float32Array(count * k);
  let size = 0;
  for (let i = 0; i < count; i++) {
    const start = rho[i]!;
    const width = sigma[i]!;
    for (let p = i * k; p < (i + 1) * k; p++) {
      const other = knnIndices[p]!;
      // The point itself need not come first where others are at distance 0.
      if (other === i || other < 0) continue;
      const beyond = Math.fround(knnDistances[p]! - start);
      const strength = beyond <= 0 || width === 0 ? 1 : Math.fround(Math.exp(-beyond / width));
      if (strength === 0) continue; // underflow: as good as no edge
      columns[size] = other;
      weights[size++] = strength;
    }
    rowStarts[i + 1] = size;
  }
  return {
    count,
    rowStarts,
    columns: columns.subarray(0, size),
    weights: weights.subarray(0, size),
  };
}

/** Counting sort by column: the rows of the result are sorted. */
function transpose({ count, rowStarts, columns, weights }: SparseGraph): SparseGraph {
  const result = {
    count,
    rowStarts: new Int32Array(count + 1),
    columns: new Int32Array(columns.length),
    weights: new Float32Array(weights.length),
  };
  const starts = result.rowStarts;
  for (const column of columns) starts[column + 1] = starts[column + 1]! + 1;
  for (let i = 0; i < count; i++) starts[i + 1] = starts[i + 1]! + starts[i]!;
  const next = starts.slice();
  for (let i = 0; i < count; i++) {
    const end = rowStarts[i + 1]!;
    for (let p = rowStarts[i]!; p < end; p++) {
      const column = columns[p]!;
      const at = next[column]!;
      next[column] = at + 1;
      result.columns[at] = i;
      result.weights[at] = weights[p]!;
    }
  }
  return result;
}

/** mix·(A + Aᵀ − A∘Aᵀ) + (1 − mix)·A∘Aᵀ, in float32 as umap-learn. Rows of both are sorted. */
async function unite(
  there: SparseGraph,
  back: SparseGraph,
  mix: number,
  pacer: Pacer,
): Promise<SparseGraph> {
  const { fround } = Math;
  const { count } = there;
  const most = there.columns.length * 2;
  const rowStarts = new Int32Array(count + 1);
  const columns = new Int32Array(most);
  const weights = new Float32Array(most);
  let size = 0;
  for (let i = 0; i < count; i++) {
    let p = there.rowStarts[i]!;
    let q = back.rowStarts[i]!;
    const pEnd = there.rowStarts[i + 1]!;
    const qEnd = back.rowStarts[i + 1]!;
    while (p < pEnd || q < qEnd) {
      const pColumn = p < pEnd ? there.columns[p]! : count;
      const qColumn = q < qEnd ? back.columns[q]! : count;
      const a = pColumn <= qColumn ? there.weights[p++]! : 0;
      const b = qColumn <= pColumn ? back.weights[q++]! : 0;
      const both = fround(a * b);
      const either = fround(fround(a + b) - both);
      const weight = mix === 1 ? either : fround(mix * either + (1 - mix) * both);
      if (weight === 0) continue;
      columns[size] = Math.min(pColumn, qColumn);
      weights[size++] = weight;
    }
    rowStarts[i + 1] = size;
    if (i % STRIDE === 0 && pacer.due()) await pacer.pause();
  }
  return { count, rowStarts, columns: columns.slice(0, size), weights: weights.slice(0, size) };
}
