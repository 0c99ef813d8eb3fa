/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within the schedule, count points and their components */
import type { SparseGraph } from '../graph/sparse-graph.ts';
import { scheduleEdges } from './edge-schedule.ts';
import type { LayoutParams } from './layout.ts';

const CLIP = 4;
const NEAR = 0.001;

/**
 * One epoch as layout.kernel.ts computes it, as a plain loop in float64, without threads: what the kernels
 * are tested against. `epoch` counts from 1; `key` is the epoch's random number; `alpha` its learning
 * rate. *Returns* new positions.
 */
export function layoutEpoch(
  graph: SparseGraph,
  embedding: ArrayLike<number>,
  { nComponents: size, negativeSampleRate, curve: { a, b }, repulsionStrength = 1 }: LayoutParams,
  { epoch, key, alpha }: { epoch: number; key: number; alpha: number },
): Float64Array {
  const { heads, tails, steps } = scheduleEdges(graph);
  const snapshot = Float64Array.from(embedding);
  const positions = snapshot.slice();
  const clip = (force: number): number => Math.max(-CLIP, Math.min(CLIP, force));

  for (const [edge, step] of steps.entries()) {
    // Due when the phase, epoch · step in turns of 2^32, has begun another turn.
    if ((Math.imul(step, epoch) + 65536) >>> 0 >= step) continue;
    const head = heads[edge]!;
    const tail = tails[edge]!;
    const forces = new Float64Array(size);
    const pull = new Float64Array(size);
    for (let lane = 0; lane <= negativeSampleRate; lane++) {
      const random = hash(Math.imul((edge << 5) + lane, 0x9e3779b9) ^ key);
      const attracts = lane === 0;
      const other = attracts ? tail : Math.floor((random / 2 ** 32) * graph.count);
      if (!attracts && other === head) continue;
      const difference = Array.from({ length: size }, (_, c) => {
        const from = attracts ? positions : snapshot;
        return positions[head * size + c]! - from[other * size + c]!;
      });
      const s = difference.reduce((sum, d) => sum + d * d, 0);
      const p = s ** b;
      for (const [c, d] of difference.entries()) {
        let force = 0;
        if (attracts) force = s > 0 ? clip(((-2 * a * b * p) / (s * (1 + a * p))) * d) : 0;
        else if (s > 0)
          force = clip(((2 * repulsionStrength * b) / ((s + NEAR) * (1 + a * p))) * d);
        // Points in one place part in a random direction.
        else force = clip(2 * repulsionStrength * b * ((random << (14 + c)) & 0x80000000 ? -1 : 1));
        forces[c] = forces[c]! + force;
        if (attracts) pull[c] = force;
      }
    }
    for (let c = 0; c < size; c++) {
      positions[head * size + c] = positions[head * size + c]! + alpha * forces[c]!;
      positions[tail * size + c] = positions[tail * size + c]! - alpha * pull[c]!;
    }
  }
  return positions;
}

/** lowbias32, as an unsigned number. */
function hash(x: number): number {
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
