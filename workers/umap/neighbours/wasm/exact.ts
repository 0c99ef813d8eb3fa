import type { Pacer } from '../../../rpc/slices.ts';
import type { WasmContext } from '../../../wasm/runtime.ts';
import type { Neighbours } from '../neighbour-lists.ts';
import { allocateScratch, type ImageRows } from './images.ts';

/** Queries that meet all rows at once (exact.kernel.ts). */
const BLOCK = 4;

/**
 * The exact k nearest neighbours of the rows named in `queries` (borrowed) among the first `among` rows,
 * itself first: queries × k. Of equal distances the smaller index comes first. Needs 2 ≤ k ≤ count.
 */
export async function exactRows(
  context: WasmContext,
  images: ImageRows,
  queries: Int32Array,
  k: number,
  pacer: Pacer,
  onProgress?: (done: number) => void,
  among = images.count,
): Promise<Neighbours> {
  const { arena } = context;
  const { address, stride, dimensions, metric, moments } = images;
  const mark = arena.mark();
  const queryAddress = arena.put(queries);
  const entries = queries.length * k;
  const indices = arena.allocate(4 * entries);
  const distances = arena.allocate(4 * entries);
  const scratch = allocateScratch(context, BLOCK * (2 * stride + 12 * k));
  const args = [address, among, stride, dimensions, metric, moments]
    .concat([queryAddress, queries.length, k, indices, distances])
    .concat(scratch.args);
  await context.parallel('exactRows', {
    total: Math.ceil(queries.length / BLOCK),
    // A block of 4 over 10,000 rows takes about 2 ms.
    chunk: 1,
    args,
    pacer,
    onProgress: (blocks) => onProgress?.(Math.min(blocks * BLOCK, queries.length)),
  });
  const result = {
    knnIndices: arena.copyI32(indices, entries),
    knnDistances: arena.copyF32(distances, entries),
    k,
  };
  arena.release(mark);
  return result;
}
