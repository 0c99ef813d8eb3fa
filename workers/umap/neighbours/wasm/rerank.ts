import type { UmapMetric } from '../../../contracts/umap.ts';
import type { Pacer } from '../../../rpc/slices.ts';
import type { WasmContext } from '../../../wasm/runtime.ts';
import type { Neighbours } from '../neighbour-lists.ts';
import type { CandidateLists } from './candidates.ts';
import { allocateScratch, roundUp, type ImageRows } from './images.ts';

/**
 * Length of the candidate lists: recall is 0.993 with 48 at k = 15, 0.987 with 40. The projection keeps
 * Euclidean distances, of which Manhattan ones are a looser function: twice as many there.
 */
export function candidatesOf(k: number, metric: UmapMetric): number {
  const euclidean = Math.max(48, 2 * k + 18);
  return roundUp(metric === 'manhattan' ? 2 * euclidean : euclidean, 4);
}

/**
 * The k nearest of each point's candidates by their true distances (rerank.kernel.ts), itself first. Row i
 * of lists and result is that of row from + i of the images; `lists.order` names the latter, `count` of them.
 */
export async function rerank(
  context: WasmContext,
  images: ImageRows,
  lists: CandidateLists,
  count: number,
  k: number,
  pacer: Pacer,
  onProgress: (share: number) => void,
  from = 0,
): Promise<Neighbours> {
  const { arena } = context;
  const { address, stride, dimensions, metric, moments } = images;
  const indices = arena.allocate(4 * count * k);
  const distances = arena.allocate(4 * count * k);
  const scratch = allocateScratch(context, 2 * stride + 12 * k + 16);
  // The kernel finds everything of row i at i times its size; addresses wrap as wasm's do.
  const shift = (base: number, entries: number): number => (base - 4 * entries * from) | 0;
  await context.parallel('rerank', {
    total: count,
    chunk: 64,
    args: [address, stride, dimensions, metric, moments]
      .concat([shift(lists.ids, lists.length), shift(lists.distances, lists.length)])
      .concat([lists.length, lists.order, k, shift(indices, k), shift(distances, k)])
      .concat(scratch.args),
    pacer,
    onProgress: (done) => {
      onProgress(done / count);
    },
  });
  return {
    knnIndices: arena.copyI32(indices, count * k),
    knnDistances: arena.copyF32(distances, count * k),
    k,
  };
}
