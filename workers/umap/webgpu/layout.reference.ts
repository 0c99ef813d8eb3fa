/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within the graph, count points and their components */
import type { LayoutParams } from '../layout/layout.ts';
import { hash, ROUNDS, type RoundSchedule } from './round-schedule.ts';

const CLIP = 4;
const NEAR = 0.001;
const TINY = 1e-30;
const TURN = 2 ** 32;

export interface Turn {
  /** Counts from 1. */
  readonly epoch: number;
  /** The epoch's random number. */
  readonly key: number;
  /** Its learning rate. */
  readonly alpha: number;
}

/**
 * One epoch as layout.wgsl computes it, as a plain loop in float64: what the shader is tested against.
 * *Returns* new positions.
 */
export function layoutEpochInRounds(
  { rowStarts, columns, steps }: RoundSchedule,
  embedding: ArrayLike<number>,
  { nComponents: size, negativeSampleRate, curve: { a, b }, repulsionStrength = 1 }: LayoutParams,
  { epoch, key, alpha }: Turn,
): Float64Array {
  const count = embedding.length / size;
  let before = Float64Array.from(embedding);
  const clip = (force: number): number => Math.max(-CLIP, Math.min(CLIP, force));
  const at = (i: number): Float64Array => before.slice(size * i, size * (i + 1));
  const square = (d: Float64Array): number => d.reduce((sum, x) => sum + x * x, 0);

  for (let turn = 0; turn < ROUNDS; turn++) {
    const firstRow = ((turn + epoch) % ROUNDS) * count;
    const after = before.slice();
    for (let head = 0; head < count; head++) {
      const current = at(head);
      const row = firstRow + head;
      for (let edge = rowStarts[row]!; edge < rowStarts[row + 1]!; edge++) {
        const step = steps[edge]!;
        if ((Math.imul(step, epoch) + 65536) >>> 0 >= step) continue;
        const start = current.slice();

        const other = at(columns[edge]!);
        for (let sample = 0; sample < 2; sample++) {
          const difference = current.map((x, c) => x - other[c]!);
          const s = square(difference);
          if (s < TINY) continue;
          const p = s ** b;
          for (const [c, d] of difference.entries()) {
            const pull = alpha * clip(((-2 * a * b * p) / (s * (1 + a * p))) * d);
            current[c] = current[c]! + pull;
            other[c] = other[c]! - pull;
          }
        }

        for (let sample = 1; sample <= negativeSampleRate; sample++) {
          const random = hash(Math.imul((edge << 5) + sample, 0x9e3779b9) ^ key);
          const from = Math.floor((random / TURN) * count);
          if (from === head) continue;
          let difference = start.map((x, c) => x - before[size * from + c]!);
          const s = square(difference);
          const p = s < TINY ? 0 : s ** b;
          // Points in one place part in a random direction.
          if (s < TINY)
            difference = difference.map((_, c) => (random << (14 + c) < 0 ? -NEAR : NEAR));
          const coefficient = (2 * repulsionStrength * b) / ((s + NEAR) * (1 + a * p));
          for (const [c, d] of difference.entries()) {
            current[c] = current[c]! + alpha * clip(coefficient * d);
          }
        }
      }
      after.set(current, size * head);
    }
    before = after;
  }
  return before;
}
