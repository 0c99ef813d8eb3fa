/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within the graph’s rows and edges */
import { strongestOf, type SparseGraph } from '../graph/sparse-graph.ts';

/** Blocks that the points are cut into: pairs of them are what threads work on, so twice as many as threads. */
const BLOCKS = 16;
/** Below this many points one thread is done before another has woken up. */
const SMALL = 4096;
/** Edges that a kernel looks at together. */
const LANES = 4;
/** A whole turn of the phase that says when an edge is due. */
const TURN = 2 ** 32;

/**
 * Directed edges, sorted by slot. A slot is a pair of blocks with all edges between them, both ways; a
 * round is a run of slots no two of which share a block, so that threads can update the ends of their
 * edges in place.
 */
export interface EdgeSchedule {
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  /** 2^32 / epochsPerSample. Padding, up to a multiple of four edges a slot, has 0. */
  readonly steps: Uint32Array;
  /** First edge of each slot, and the number of edges. */
  readonly slots: Int32Array;
  /** First slot of each round, and the number of slots. */
  readonly rounds: readonly number[];
}

/**
 * Sorts the edges for the layout. The schedule depends on the graph alone, never on the number of
 * threads. *Borrows* `graph`.
 */
export function scheduleEdges(graph: SparseGraph): EdgeSchedule {
  const { count, rowStarts, columns, weights } = graph;
  const blocks = count < SMALL ? 1 : BLOCKS;
  const { rounds, slotOf, slotCount } = tournament(blocks);
  const blockSize = Math.ceil(count / blocks) || 1;
  const perTurn = TURN / strongestOf(graph);

  const slots = new Int32Array(slotCount + 1);
  const forEachEdge = (visit: (slot: number, head: number, edge: number) => void): void => {
    for (let head = 0; head < count; head++) {
      const row = Math.floor(head / blockSize) * blocks;
      const end = rowStarts[head + 1]!;
      for (let edge = rowStarts[head]!; edge < end; edge++) {
        const block = Math.floor(columns[edge]! / blockSize);
        visit(slotOf[row + block]!, head, edge);
      }
    }
  };
  forEachEdge((slot) => {
    slots[slot + 1] = slots[slot + 1]! + 1;
  });
  for (let slot = 0; slot < slotCount; slot++) {
    const size = Math.ceil(slots[slot + 1]! / LANES) * LANES;
    slots[slot + 1] = slots[slot]! + size;
  }
  const total = slots[slotCount]!;
  const schedule = {
    heads: new Int32Array(total),
    tails: new Int32Array(total),
    steps: new Uint32Array(total),
  };
  const next = slots.slice();
  forEachEdge((slot, head, edge) => {
    const at = next[slot]!;
    next[slot] = at + 1;
    schedule.heads[at] = head;
    schedule.tails[at] = columns[edge]!;
    schedule.steps[at] = Math.min(TURN - 1, Math.round(weights[edge]! * perTurn));
  });
  return { ...schedule, slots, rounds };
}

/**
 * A round of each block with itself, then the rounds of a tournament (the circle method) in which every
 * two blocks meet once.
 */
function tournament(blocks: number) {
  const slotOf = new Int32Array(blocks * blocks);
  const rounds = [0];
  let slot = 0;
  for (let block = 0; block < blocks; block++) slotOf[block * blocks + block] = slot++;
  rounds.push(slot);
  const circle = blocks - 1; // `blocks` is even, or 1
  for (let round = 0; round < circle; round++) {
    for (let place = 0; place < blocks / 2; place++) {
      const one = place === 0 ? circle : (round + place) % circle;
      const other = (round - place + circle) % circle;
      slotOf[one * blocks + other] = slot;
      slotOf[other * blocks + one] = slot++;
    }
    rounds.push(slot);
  }
  return { rounds, slotOf, slotCount: slot };
}
