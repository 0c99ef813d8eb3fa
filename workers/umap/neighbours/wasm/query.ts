import { createRandom } from '../../../random.ts';
import type { Control } from '../../../rpc/control.ts';
import { Pacer } from '../../../rpc/slices.ts';
import type { WasmContext, WasmRuntime } from '../../../wasm/runtime.ts';
import type { Vectors } from '../metric.ts';
import type { Neighbours } from '../neighbour-lists.ts';
import type { CandidateLists } from './candidates.ts';
import { exactRows } from './exact.ts';
import { EXACT_LIMIT, NEIGHBOUR_KERNELS, type NeighboursOptions } from './find.ts';
import { allocateScratch, putImages, roundUp } from './images.ts';
import { projectImages, type ProjectedRows } from './project.ts';
import { candidatesOf, rerank } from './rerank.ts';

/** Queries that share a pass over the points (query.kernel.ts). */
const GROUP = 32;
/**
 * Dimensions that the search looks at. Twice as many candidates make good for what the others would tell: with 64
 * recall is 0.995 and the time a third more, and the layout of the new samples no better.
 */
const LEADING = 48;

/**
 * For each of `queries` the k nearest among `points`, sorted by distance: queries × k, no query among
 * them. *Borrows* both; they have the same dimensions. Exact up to EXACT_LIMIT points; above, every point
 * is looked at in the projection, and the true distances of about 6 k candidates decide. Needs 1 ≤ k ≤ points.
 * The same for any number of threads and either SIMD variant.
 *
 * Measured on Fashion-MNIST, 10,000 test images among 60,000, k = 15: recall 0.985; 3 s of CPU time on a
 * machine on which findNeighboursWasm takes 3 for the 60,000. At 32 ns a pair, all 784
 * dimensions would take 19.
 *
 * Progress: `neighbours`, points (of the queries).
 * @throws as findNeighboursWasm
 */
export async function queryNeighboursWasm(
  runtime: WasmRuntime,
  points: Vectors,
  queries: Vectors,
  { k, metric, seed }: NeighboursOptions,
  { signal, report }: Control,
): Promise<Neighbours> {
  const total = queries.count;
  const pacer = new Pacer(signal);
  const progress = (share: number): void => {
    report({ stage: 'neighbours', done: Math.floor(share * total), total, unit: 'points' });
  };
  progress(0);
  const context = await runtime.open(NEIGHBOUR_KERNELS);
  try {
    const images = await putImages(context, points, metric, pacer, queries);
    const from = points.count;
    const rows = Int32Array.from({ length: total }, (_, q) => from + q);
    let found: Neighbours;
    if (points.count <= EXACT_LIMIT) {
      const report = (done: number): void => {
        progress(done / total);
      };
      found = await exactRows(context, images, rows, k + 1, pacer, report, points.count);
    } else {
      const random = createRandom(seed);
      const fitted = (share: number): void => {
        progress(0.2 * share);
      };
      const projected = await projectImages(
        context,
        images,
        metric,
        random,
        pacer,
        fitted,
        points.count,
      );
      const length = 2 * candidatesOf(k + 1, metric);
      const lists = await search(context, projected, from, length, rows, pacer, (share) => {
        progress(0.2 + 0.7 * share);
      });
      const ranked = (share: number): void => {
        progress(0.9 + 0.1 * share);
      };
      found = await rerank(context, images, lists, total, k + 1, pacer, ranked, from);
    }
    progress(1);
    return withoutFirst(found, total, k);
  } finally {
    await context.dispose();
  }
}

async function search(
  context: WasmContext,
  { values, norms, size, count }: ProjectedRows,
  from: number,
  length: number,
  rows: Int32Array,
  pacer: Pacer,
  onProgress: (share: number) => void,
): Promise<CandidateLists> {
  const { arena } = context;
  const entries = roundUp(rows.length, GROUP) * length;
  const lists: CandidateLists = {
    ids: arena.allocate(4 * entries),
    distances: arena.allocate(4 * entries),
    order: arena.put(rows),
    length,
  };
  await context.parallel('clearLists', {
    total: entries,
    chunk: 65_536,
    args: [lists.ids, lists.distances],
    pacer,
  });
  const leading = Math.min(LEADING, size);
  const shortened = arena.allocate(4 * count);
  await context.parallel('shortenNorms', {
    total: count,
    chunk: 4096,
    args: [values, size, leading, norms, shortened],
    pacer,
  });
  const scratch = allocateScratch(context, 2 * GROUP * leading + 8 * GROUP + 16);
  const groups = Math.ceil(rows.length / GROUP);
  await context.parallel('searchProjected', {
    total: groups,
    chunk: 1,
    args: [values, size, leading, shortened, from, from, rows.length]
      .concat([lists.ids, lists.distances, length])
      .concat(scratch.args),
    pacer,
    onProgress: (done) => {
      onProgress(done / groups);
    },
  });
  return lists;
}

/** Rows of k + 1 without their first column, the query itself. */
function withoutFirst(
  { knnIndices, knnDistances }: Neighbours,
  count: number,
  k: number,
): Neighbours {
  const indices = new Int32Array(count * k);
  const distances = new Float32Array(count * k);
  for (let q = 0; q < count; q++) {
    const first = q * (k + 1) + 1;
    indices.set(knnIndices.subarray(first, first + k), q * k);
    distances.set(knnDistances.subarray(first, first + k), q * k);
  }
  return { knnIndices: indices, knnDistances: distances, k };
}
