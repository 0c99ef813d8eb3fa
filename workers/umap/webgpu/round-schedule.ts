/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within the graph’s rows and edges, or the rounds */
import { strongestOf, type SparseGraph } from '../graph/sparse-graph.ts';

/** Rounds of an epoch: even, so that an epoch ends in the buffer in which it began. */
export const ROUNDS = 8;
/** A whole turn of the phase that says when an edge is due. */
const TURN = 2 ** 32;

/** Directed edges, sorted by round, then by head. Both directions of an edge are in one round. */
export interface RoundSchedule {
  /** Edges of head i in round r are [rowStarts[r · count + i], rowStarts[r · count + i + 1]). */
  readonly rowStarts: Uint32Array<ArrayBuffer>;
  readonly columns: Uint32Array<ArrayBuffer>;
  /** 2^32 / epochsPerSample: how far an edge's phase goes in an epoch. */
  readonly steps: Uint32Array<ArrayBuffer>;
  /** All points, those with the most edges first, so that neighbouring threads have as much to do. */
  readonly order: Uint32Array<ArrayBuffer>;
}

/**
 * Deals the edges out to rounds, by a hash of both ends. The schedule depends on the graph alone.
 * *Borrows* `graph`.
 */
export function scheduleRounds(graph: SparseGraph): RoundSchedule {
  const { count, columns, weights } = graph;
  const perTurn = TURN / strongestOf(graph);
  const degree = (i: number): number => graph.rowStarts[i + 1]! - graph.rowStarts[i]!;
  const schedule = {
    rowStarts: new Uint32Array(ROUNDS * count + 1),
    columns: new Uint32Array(columns.length),
    steps: new Uint32Array(columns.length),
    order: Uint32Array.from({ length: count }, (_, i) => i).sort(
      (i, j) => degree(j) - degree(i) || i - j,
    ),
  };
  const starts = schedule.rowStarts;
  const rows = new Uint32Array(columns.length);
  for (let i = 0; i < count; i++) {
    for (let edge = graph.rowStarts[i]!; edge < graph.rowStarts[i + 1]!; edge++) {
      const row = roundOf(i, columns[edge]!) * count + i;
      rows[edge] = row;
      starts[row + 1] = starts[row + 1]! + 1;
    }
  }
  for (let row = 0; row < ROUNDS * count; row++) starts[row + 1] = starts[row + 1]! + starts[row]!;
  const next = starts.slice();
  for (const [edge, row] of rows.entries()) {
    const at = next[row]!;
    next[row] = at + 1;
    schedule.columns[at] = columns[edge]!;
    schedule.steps[at] = Math.min(TURN - 1, Math.round(weights[edge]! * perTurn));
  }
  return schedule;
}

/** The same for both directions. */
function roundOf(i: number, j: number): number {
  const both = Math.imul(Math.min(i, j), 0x9e3779b9) ^ Math.imul(Math.max(i, j), 0x85ebca6b);
  return hash(both) % ROUNDS;
}

/** lowbias32 (Wellons' hash prospector), as an unsigned number. */
export function hash(x: number): number {
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
