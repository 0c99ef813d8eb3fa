import type { Random } from '../../../random.ts';
import type { Pacer } from '../../../rpc/slices.ts';
import type { WasmContext } from '../../../wasm/runtime.ts';
import { growForest } from './forest.ts';
import { roundUp } from './images.ts';
import type { ProjectedRows } from './project.ts';

/**
 * Acquaintances that a point names in a round of NN-descent. Measured with 10 trees on Fashion-MNIST: 12
 * find 0.980 of the true neighbours, 16 0.990, 20 0.993 at a tenth more time than 16.
 */
const FANOUT = 20;
/** Rounds at most; two do for 60,000 images. */
const MAX_ROUNDS = 8;
/** A round that finds fewer new candidates a point was the last one: what it adds is not among the nearest. */
const ENOUGH = 2;
/** Bytes between the threads' counters: a cache line. */
const COUNTER = 64;
/** Points whose acquaintances are noted in one call, well under a millisecond. */
const NOTE_CHUNK = 16_384;

/** Candidate lists of all points (lists.kernel.ts): ids and distances, i32 count × length each. */
export interface CandidateLists {
  readonly ids: number;
  readonly distances: number;
  readonly length: number;
  /** All points, i32, in an order in which those near each other are mostly near: for the caches. */
  readonly order: number;
}

/**
 * The `length` (a multiple of 4) nearest of each point in the projection, nearly all of them: a forest of
 * random projection trees (forest.kernel.ts), then NN-descent (descent.kernel.ts). The same for any number
 * of threads. *Returns* memory of the context's arena.
 *
 * @param onProgress share of this stage, 0..1
 */
export async function findCandidates(
  context: WasmContext,
  projected: ProjectedRows,
  length: number,
  random: Random,
  pacer: Pacer,
  onProgress: (share: number) => void,
): Promise<CandidateLists> {
  const { arena } = context;
  const { count } = projected;
  const lists: CandidateLists = {
    ids: arena.allocate(4 * count * length),
    distances: arena.allocate(4 * count * length),
    order: arena.allocate(4 * count),
    length,
  };
  await context.parallel('clearLists', {
    total: count * length,
    chunk: 65_536,
    args: [lists.ids, lists.distances],
    pacer,
  });
  await growForest(context, projected, lists, random, pacer, (share) => {
    onProgress(share / 2);
  });
  await descend(context, projected, lists, random, pacer, (share) => {
    onProgress((1 + share) / 2);
  });
  return lists;
}

async function descend(
  context: WasmContext,
  { values, norms, size, count }: ProjectedRows,
  { ids, distances, length, order }: CandidateLists,
  random: Random,
  pacer: Pacer,
  onProgress: (share: number) => void,
): Promise<void> {
  const { arena, threads } = context;
  const mark = arena.mark();
  const fanout = Math.min(FANOUT, length);
  const acquaintances = arena.allocate(8 * fanout * count);
  const taken = arena.allocate(2 * count);
  const updates = arena.allocate(COUNTER * threads);
  const scratchBytes = roundUp(2 * size + 16 * fanout ** 2 + 32 + 4 * count, 64);
  const scratch = arena.allocate(scratchBytes * threads);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    await context.parallel('noteForward', {
      total: count,
      chunk: 4096,
      args: [ids, distances, length, acquaintances, fanout],
      pacer,
    });
    arena.u8(taken, 2 * count).fill(0);
    const offset = random.integer(count);
    for (let begin = 0; begin < count; begin += NOTE_CHUNK) {
      const end = Math.min(begin + NOTE_CHUNK, count);
      context.call('noteReverse', begin, end, 0, acquaintances, fanout, count, offset, taken);
      if (pacer.due()) await pacer.pause();
    }
    arena.u8(scratch, scratchBytes * threads).fill(0);
    arena.u8(updates, COUNTER * threads).fill(0);
    await context.parallel('joinAcquaintances', {
      total: count,
      chunk: 128,
      args: [acquaintances, fanout, values, size, norms, ids, distances, length, order].concat([
        scratch,
        scratchBytes,
        updates,
      ]),
      pacer,
      // Each round costs about half of the one before it.
      onProgress: (done) => {
        onProgress(1 - (1 - done / count / 2) / 2 ** round);
      },
    });
    let found = 0;
    for (let t = 0; t < threads; t++) found += arena.i32(updates + COUNTER * t, 1)[0] ?? 0;
    if (found < ENOUGH * count) break;
  }
  arena.release(mark);
}
