import type { UmapMetric } from '../../../contracts/umap.ts';
import { createRandom } from '../../../random.ts';
import type { Control } from '../../../rpc/control.ts';
import { Pacer } from '../../../rpc/slices.ts';
import type { WasmRuntime } from '../../../wasm/runtime.ts';
import type { Vectors } from '../metric.ts';
import type { Neighbours } from '../neighbour-lists.ts';
import { findCandidates } from './candidates.ts';
import { exactRows } from './exact.ts';
import { putImages } from './images.ts';
import { projectImages } from './project.ts';
import { candidatesOf, rerank } from './rerank.ts';

/** Name of this folder's kernels. */
export const NEIGHBOUR_KERNELS = 'umap-neighbours-wasm';

/** Up to so many points the exact search takes no longer (0.5 s on one thread at 784 dimensions). */
export const EXACT_LIMIT = 4096;

export interface NeighboursOptions {
  /** Columns, the point itself included: umap-learn's n_neighbors. At least 2, at most the points. */
  readonly k: number;
  readonly metric: UmapMetric;
  readonly seed: number;
}

/**
 * The k nearest neighbours of every point, itself first. *Borrows* `vectors`. Exact up to EXACT_LIMIT
 * points; above, the points are projected on the 128 directions of largest variance and rounded to bytes, a
 * forest and NN-descent find about 3 k candidates there, and the true distances of those decide.
 * The same seed gives the same neighbours with any number of threads and either SIMD variant.
 *
 * Measured on Fashion-MNIST, 60,000 × 784, k = 15 (Node 20, CPU time of one thread; 1.5 s on two threads):
 * 2.8 s with a recall of 0.993: copy 0.06, subspace 0.25, projection 0.25, forest 1.1, descent 0.85,
 * true distances 0.27. NN-descent directly on 784 dimensions would need seven times the multiply-adds, and
 * exact search in the projection 115 G of them.
 *
 * Memory, freed at the end: count × (dimensions + 128 + 8 × candidates + 4 × 2 × 20 + 110) bytes, 95 MB
 * for 60,000 × 784 at k = 15, beside the images themselves. 250,000 images: 20 s of CPU time, recall 0.976.
 * Progress: `neighbours`, points.
 *
 * @throws WorkerError `out-of-memory`; `engine-unavailable` above 16,384 dimensions; the signal's reason
 */
export async function findNeighboursWasm(
  runtime: WasmRuntime,
  vectors: Vectors,
  { k, metric, seed }: NeighboursOptions,
  { signal, report }: Control,
): Promise<Neighbours> {
  const { count } = vectors;
  const pacer = new Pacer(signal);
  const random = createRandom(seed);
  const progress = (share: number): void => {
    report({ stage: 'neighbours', done: Math.floor(share * count), total: count, unit: 'points' });
  };
  progress(0);
  const context = await runtime.open(NEIGHBOUR_KERNELS);
  try {
    const images = await putImages(context, vectors, metric, pacer);
    let neighbours: Neighbours;
    if (count <= EXACT_LIMIT) {
      const all = Int32Array.from({ length: count }, (_, i) => i);
      neighbours = await exactRows(context, images, all, k, pacer, (done) => {
        progress(done / count);
      });
    } else {
      // Shares of the whole time, roughly.
      const projected = await projectImages(context, images, metric, random, pacer, (share) => {
        progress(0.2 * share);
      });
      const length = candidatesOf(k, metric);
      const lists = await findCandidates(context, projected, length, random, pacer, (share) => {
        progress(0.2 + 0.7 * share);
      });
      neighbours = await rerank(context, images, lists, count, k, pacer, (share) => {
        progress(0.9 + 0.1 * share);
      });
    }
    progress(1);
    return neighbours;
  } finally {
    await context.dispose();
  }
}

/**
 * The exact neighbours of some points, itself first in each row, to measure recall against: of equal
 * distances the smaller index comes first. *Borrows* all.
 */
export async function exactNeighboursOf(
  runtime: WasmRuntime,
  vectors: Vectors,
  queries: Int32Array,
  { k, metric }: Pick<NeighboursOptions, 'k' | 'metric'>,
  signal: AbortSignal,
): Promise<Neighbours> {
  const pacer = new Pacer(signal);
  const context = await runtime.open(NEIGHBOUR_KERNELS);
  try {
    const images = await putImages(context, vectors, metric, pacer);
    return await exactRows(context, images, queries, k, pacer);
  } finally {
    await context.dispose();
  }
}
