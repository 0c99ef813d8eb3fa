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
  for (let i = 0; i < count; i++) {
    const row = knnDistances.subarray(i * k, (i + 1) * k);
    const start = startOf(row, params.localConnectivity);
    const mean = start > 0 ? meanOf(row) : overallMean;
    rho[i] = start;
    sigma[i] = Math.max(widthOf(row, start, target), MIN_SIGMA * mean);
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
  const others = row.filter((distance) => distance > 0 && distance < Infinity);
  if (others.length < localConnectivity) return others.at(-1) ?? 0;
  const whole = Math.floor(localConnectivity);
  const fraction = localConnectivity - whole;
  const next = others[whole] ?? others.at(-1) ?? 0;
  if (whole === 0) return Math.fround(fraction * next);
  const below = others[whole - 1] ?? 0;
  return fraction > TOLERANCE ? Math.fround(below + fraction * (next - below)) : below;
}

function widthOf(row: Float32Array, start: number, target: number): number {
  const { fround, exp } = Math;
  // Those at or below rho count as 1 whatever the width is. The first distance is the point's own.
  const beyond: number[] = [];
  for (let j = 1; j < row.length; j++) {
    const distance = fround(row[j]! - start);
    if (distance > 0) beyond.push(distance);
  }
  const full = row.length - 1 - beyond.length;
  let low = 0;
  let high = Infinity;
  let width = 1;
  for (let n = 0; n < BISECTIONS; n++) {
    // One division and products in float32, as numba compiles umap-learn.
    const inverse = fround(1 / width);
    let sum = full;
    for (const distance of beyond) sum = fround(sum + fround(exp(-fround(distance * inverse))));
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
