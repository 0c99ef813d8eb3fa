/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within rows of k neighbours and the graph’s rows and edges */
import type { Control } from '../../rpc/control.ts';
import { Pacer } from '../../rpc/slices.ts';
import type { Neighbours } from '../neighbours/neighbour-lists.ts';

/** Steps of the bisection for sigma, its tolerance, and sigma's floor as a share of the mean distance. */
const BISECTIONS = 64;
const TOLERANCE = 1e-5;
const MIN_SIGMA = 1e-3;
/** Points between two looks at the clock. */
const STRIDE = 64;

/** Where the neighbourhood of every point begins, and how wide it is. */
export interface SmoothDistances {
  readonly rho: Float32Array<ArrayBuffer>;
  readonly sigma: Float32Array<ArrayBuffer>;
}

export interface SmoothDistancesParams {
  /** What the strengths of a row add up to is log2 of this; neighbours.k if there are as many. */
  readonly nNeighbors: number;
  /** So many of the nearest others, possibly a fraction, have full strength. */
  readonly localConnectivity: number;
}

/**
 * rho: the distance to the `localConnectivity`-th nearest other point, between two of them for a
 * fraction. sigma: so that the strengths exp(−(d − rho) / sigma) of a row add up to log2 nNeighbors, but no
 * less than a thousandth of the mean distance.
 *
 * umap-learn's `smooth_knn_dist` (McInnes, Healy and Melville, «UMAP», 2018, section 3.1), with its
 * bisection and its float32: where that stops decides the weights' fifth digit. In slices. *Borrows*
 * `neighbours`. Progress: `graph` (points).
 */
export async function smoothDistances(
  { knnDistances, k }: Neighbours,
  params: SmoothDistancesParams,
  { signal, report }: Control,
): Promise<SmoothDistances> {
  const count = knnDistances.length / k;
  const pacer = new Pacer(signal);
  const rho = new Float32Array(count);
  const sigma = new Float32Array(count);
  const target = Math.log2(params.nNeighbors);
  const overallMean = meanOf(knnDistances);
  const scratch = new Float64Array(k);
  for (let i = 0; i < count; i++) {
    const row = knnDistances.subarray(i * k, (i + 1) * k);
    const start = startOf(row, params.localConnectivity);
    const mean = start > 0 ? meanOf(row) : overallMean;
    rho[i] = start;
    sigma[i] = Math.max(widthOf(row, start, target, scratch), MIN_SIGMA * mean);
    if (i % STRIDE === 0 && pacer.due()) {
      report({ stage: 'graph', done: i, total: count, unit: 'points' });
      await pacer.pause();
    }
  }
  return { rho, sigma };
}

/** Of the finite ones: a missing neighbour is infinitely far away. */
function meanOf(distances: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (const distance of distances) {
    if (distance === Infinity) continue;
    sum += distance;
    count++;
  }
  return count > 0 ? sum / count : 0;
}

function startOf(row: Float32Array, localConnectivity: number): number {
  // Rows are sorted: the others are what lies between zeros and infinities.
  let first = 0;
  while (first < row.length && !(row[first]! > 0)) first++;
  let end = row.length;
  while (end > first && row[end - 1] === Infinity) end--;
  if (end - first < localConnectivity) return end > first ? row[end - 1]! : 0;
  const whole = Math.floor(localConnectivity);
  const fraction = localConnectivity - whole;
  const next = row[Math.min(first + whole, end - 1)]!;
  if (whole === 0) return Math.fround(fraction * next);
  const below = row[first + whole - 1]!;
  return fraction > TOLERANCE ? Math.fround(below + fraction * (next - below)) : below;
}

/** `beyond`: scratch for as many numbers as the row has. */
function widthOf(row: Float32Array, start: number, target: number, beyond: Float64Array): number {
  const { fround } = Math;
  // Those at or below rho count as 1 whatever the width is. The first distance is the point's own.
  let size = 0;
  for (let j = 1; j < row.length; j++) {
    const distance = fround(row[j]! - start);
    if (distance > 0) beyond[size++] = distance;
  }
  const full = row.length - 1 - size;
  let low = 0;
  let high = Infinity;
  let width = 1;
  for (let n = 0; n < BISECTIONS; n++) {
    // One division and products in float32, as numba compiles umap-learn.
    const inverse = fround(1 / width);
    let sum = full;
    for (let j = 0; j < size; j++) sum = fround(sum + fround(decay(fround(beyond[j]! * inverse))));
    if (Math.abs(sum - target) < TOLERANCE) break;
    if (sum > target) {
      high = width;
      width = fround((low + high) / 2);
    } else {
      low = width;
      width = high === Infinity ? width * 2 : fround((low + high) / 2);
    }
  }
  return width;
}

/** 2^−k, down to where float32 ends. */
const HALVES = Float64Array.from({ length: 151 }, (_, k) => 2 ** -k);

/**
 * exp(−x) for x ≥ 0, to 3e-10 relative: enough for float32, at a third of Math.exp's time, which is what
 * the bisection would otherwise spend most of its time on.
 */
function decay(x: number): number {
  const turns = x * Math.LOG2E;
  if (!(turns < 150)) return 0;
  const k = (turns + 0.5) | 0;
  const f = (k - turns) * Math.LN2; // in [−0.35, 0.35]
  let sum = 1 / 40320;
  sum = sum * f + 1 / 5040;
  sum = sum * f + 1 / 720;
  sum = sum * f + 1 / 120;
  sum = sum * f + 1 / 24;
  sum = sum * f + 1 / 6;
  sum = sum * f + 0.5;
  sum = sum * f + 1;
  sum = sum * f + 1;
  return sum * HALVES[k]!;
}
