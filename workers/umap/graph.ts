/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within rows of k and arrays of count or of edges */
import { Pacer } from '../rpc/slices.ts';
import type { Control } from '../rpc/control.ts';
import type { Neighbours } from './neighbours/neighbour-lists.ts';

/** Steps of the bisection for sigma, its tolerance, and sigma's floor as a share of the mean distance. */
const BISECTIONS = 64;
const TOLERANCE = 1e-5;
const MIN_SIGMA = 1e-3;

/** Distance to the nearest other point, and width of the neighbourhood, of every point. */
export interface SmoothDistances {
  readonly rho: Float64Array;
  readonly sigma: Float64Array;
}

/**
 * The fuzzy simplicial set as edges, sorted by head and then tail. Every edge is there in both
 * directions with the same membership strength.
 */
export interface Graph {
  readonly head: Int32Array;
  readonly tail: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Builds UMAP's graph as umap-learn's `fuzzy_simplicial_set` does (McInnes, Healy and Melville, «UMAP»,
 * 2018, algorithms 2 and 3; local connectivity 1, set-op mix ratio 1), in float64: the reference engine's,
 * which has to match umap-js bit by bit (our engines': graph/fuzzy-simplicial-set.ts). In slices. *Borrows*
 * `neighbours`. Progress: `graph` (points).
 */
export async function buildGraph(neighbours: Neighbours, control: Control): Promise<Graph> {
  const { rho, sigma } = await smoothDistances(neighbours, control);
  return symmetrise(neighbours, rho, sigma);
}

/**
 * rho: the smallest distance above 0. sigma: so that the strengths exp(−(d − rho) / sigma) of the
 * k − 1 neighbours add up to log2 k.
 */
export async function smoothDistances(
  { knnDistances, k }: Neighbours,
  { signal, report }: Control,
): Promise<SmoothDistances> {
  const count = knnDistances.length / k;
  const pacer = new Pacer(signal);
  const rho = new Float64Array(count);
  const sigma = new Float64Array(count);
  const target = Math.log2(k);
  let overallMean = 0;
  for (const distance of knnDistances) overallMean += distance / knnDistances.length;

  for (let i = 0; i < count; i++) {
    const row = knnDistances.subarray(i * k, (i + 1) * k);
    const nearest = row.find((distance) => distance > 0) ?? 0;
    let low = 0;
    let high = Infinity;
    let width = 1;
    for (let n = 0; n < BISECTIONS; n++) {
      let sum = 0;
      for (let j = 1; j < k; j++) {
        const beyond = row[j]! - nearest; // j < k
        sum += beyond > 0 ? Math.exp(-beyond / width) : 1;
      }
      if (Math.abs(sum - target) < TOLERANCE) break;
      if (sum > target) {
        high = width;
        width = (low + high) / 2;
      } else {
        low = width;
        width = high === Infinity ? width * 2 : (low + high) / 2;
      }
    }
    const mean = nearest > 0 ? row.reduce((sum, distance) => sum + distance, 0) / k : overallMean;
    rho[i] = nearest;
    sigma[i] = Math.max(width, MIN_SIGMA * mean);
    if ((i & 63) === 0 && pacer.due()) {
      report({ stage: 'graph', done: i, total: count, unit: 'points' });
      await pacer.pause();
    }
  }
  report({ stage: 'graph', done: count, total: count, unit: 'points' });
  return { rho, sigma };
}

/** Rows of a sparse square matrix: row i is [starts[i], starts[i + 1]) of `columns` and `values`. */
interface Rows {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** W + Wᵀ − W∘Wᵀ: an edge holds if it holds seen from either end. */
function symmetrise(neighbours: Neighbours, rho: Float64Array, sigma: Float64Array): Graph {
  const transposed = transpose(memberships(neighbours, rho, sigma));
  const directed = transpose(transposed); // twice transposed: sorted by column
  const count = rho.length;
  const most = directed.columns.length * 2;
  const head = new Int32Array(most);
  const tail = new Int32Array(most);
  const weights = new Float64Array(most);
  let size = 0;
  for (let i = 0; i < count; i++) {
    // All indices below are within row i of either matrix.
    let p = directed.starts[i]!;
    let q = transposed.starts[i]!;
    const pEnd = directed.starts[i + 1]!;
    const qEnd = transposed.starts[i + 1]!;
    while (p < pEnd || q < qEnd) {
      const pColumn = p < pEnd ? directed.columns[p]! : count;
      const qColumn = q < qEnd ? transposed.columns[q]! : count;
      const there = pColumn <= qColumn ? directed.values[p++]! : 0;
      const back = qColumn <= pColumn ? transposed.values[q++]! : 0;
      head[size] = i;
      tail[size] = Math.min(pColumn, qColumn);
      weights[size++] = there + back - there * back;
    }
  }
  return {
    head: head.slice(0, size),
    tail: tail.slice(0, size),
    weights: weights.slice(0, size),
  };
}

function memberships(
  { knnIndices, knnDistances, k }: Neighbours,
  rho: Float64Array,
  sigma: Float64Array,
): Rows {
  const count = rho.length;
  const starts = new Int32Array(count + 1);
  const columns = new Int32Array(count * (k - 1));
  const values = new Float64Array(count * (k - 1));
  let size = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 1; j < k; j++) {
      // j < k, i < count
      const beyond = knnDistances[i * k + j]! - rho[i]!;
      const strength = beyond <= 0 ? 1 : Math.exp(-beyond / sigma[i]!);
      if (strength === 0) continue; // underflow: as good as no edge
      columns[size] = knnIndices[i * k + j]!;
      values[size++] = strength;
    }
    starts[i + 1] = size;
  }
  return { starts, columns: columns.subarray(0, size), values: values.subarray(0, size) };
}

/** Counting sort by column: the rows of the result are sorted. */
function transpose({ starts, columns, values }: Rows): Rows {
  const count = starts.length - 1;
  const result = {
    starts: new Int32Array(count + 1),
    columns: new Int32Array(columns.length),
    values: new Float64Array(values.length),
  };
  // All indices are within the matrix.
  for (const column of columns) result.starts[column + 1] = result.starts[column + 1]! + 1;
  for (let i = 0; i < count; i++) {
    result.starts[i + 1] = result.starts[i + 1]! + result.starts[i]!;
  }
  const next = result.starts.slice();
  for (let i = 0; i < count; i++) {
    for (let p = starts[i]!; p < starts[i + 1]!; p++) {
      const column = columns[p]!;
      const at = next[column]!;
      next[column] = at + 1;
      result.columns[at] = i;
      result.values[at] = values[p]!;
    }
  }
  return result;
}
