import type { Random } from '../../../random.ts';
import type { Pacer } from '../../../rpc/slices.ts';
import type { WasmContext } from '../../../wasm/runtime.ts';
import type { CandidateLists } from './candidates.ts';
import { allocateScratch } from './images.ts';
import type { ProjectedRows } from './project.ts';

/** More trees cost more than another round of descent, fewer leave points that it cannot reach. */
const TREES = 10;
/** Points of a leaf at most; half as many at least. */
const LEAF = 64;
/** Dimensions that a split looks at: one cache line. */
const LEADING = 64;
/** Points that one call may split: about a millisecond. */
const SPLIT_CHUNK = 8192;

/** Fills `lists` from a forest's leaves and sets their order to that of the first tree. */
export async function growForest(
  context: WasmContext,
  { values, norms, size, count }: ProjectedRows,
  lists: CandidateLists,
  random: Random,
  pacer: Pacer,
  onProgress: (share: number) => void,
): Promise<void> {
  const { arena } = context;
  const leaf = Math.max(LEAF, lists.length);
  const levels = Math.max(0, Math.ceil(Math.log2(count / leaf)));
  const base = arena.mark();
  const order = arena.allocate(4 * TREES * count);
  await context.parallel('plantTrees', {
    total: TREES * count,
    chunk: 65_536,
    args: [order, count],
    pacer,
  });
  const seed = random.integer(2 ** 31);
  const mark = arena.mark();
  for (let level = 0; level < levels; level++) {
    const points = Math.ceil(count / 2 ** level) + 1;
    const scratch = allocateScratch(context, 2 * size + 4 * (points + 3));
    await context.parallel('splitNodes', {
      total: TREES * 2 ** level,
      chunk: Math.max(1, Math.floor(SPLIT_CHUNK / points)),
      args: [order, count, level, values, size, Math.min(LEADING, size), seed + level].concat(
        scratch.args,
      ),
      pacer,
    });
    arena.release(mark);
    onProgress((0.4 * (level + 1)) / levels);
  }
  arena.u8(lists.order, 4 * count).set(arena.u8(order, 4 * count));
  const room = Math.ceil(count / 2 ** levels) + 1;
  const scratch = allocateScratch(context, (2 * size + 8) * (room + 4) + 16);
  for (let tree = 0; tree < TREES; tree++) {
    await context.parallel('joinLeaves', {
      total: 2 ** levels,
      chunk: 8,
      args: [order + 4 * tree * count, count, levels, values, size, norms]
        .concat([lists.ids, lists.distances, lists.length, room])
        .concat(scratch.args),
      pacer,
    });
    onProgress(0.4 + (0.6 * (tree + 1)) / TREES);
  }
  arena.release(base);
}
