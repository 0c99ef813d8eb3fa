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

/** Queries that meet all rows at once (query.kernel.ts). */
const BLOCK = 4;

/**
 * For each of `queries` the k nearest among `points`, sorted by distance: queries × k, no query among
 * them. *Borrows* both; they have the same dimensions. Exact up to EXACT_LIMIT points; above, every point
 * is looked at in the projection, and the true distances of about 3 k candidates decide. Needs 1 ≤ k ≤ points.
 * The same for any number of threads and either SIMD variant.
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
      const length = candidatesOf(k + 1, metric);
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
  { values, norms, size }: ProjectedRows,
  from: number,
  length: number,
  rows: Int32Array,
  pacer: Pacer,
  onProgress: (share: number) => void,
): Promise<CandidateLists> {
  const { arena } = context;
  const entries = roundUp(rows.length, BLOCK) * length;
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
  const scratch = allocateScratch(context, 2 * BLOCK * size + 16);
  const blocks = Math.ceil(rows.length / BLOCK);
  await context.parallel('searchProjected', {
    total: blocks,
    chunk: 1,
    args: [values, size, norms, from, from, rows.length]
      .concat([lists.ids, lists.distances, length])
      .concat(scratch.args),
    pacer,
    onProgress: (done) => {
      onProgress(done / blocks);
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
