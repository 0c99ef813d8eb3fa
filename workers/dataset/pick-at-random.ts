import type { PickParams } from '../contracts/dataset.ts';
import { createRandom } from '../random.ts';
import { WorkerError } from '../rpc/errors.ts';

export interface Picked {
  /** Indices into the labels, each once, in random order. */
  readonly indices: Uint32Array<ArrayBuffer>;
  /** Images that could have been picked. */
  readonly among: number;
}

/**
 * Picks without replacement: the first steps of a Fisher–Yates shuffle. Borrows `labels`.
 *
 * Throws `bad-parameter`.
 */
export function pickAtRandom(
  labels: Uint8Array,
  classes: number,
  { count, seed, label }: PickParams,
): Picked {
  check(Number.isInteger(count) && count > 0, 'count', count, 'a whole number, 1 or more');
  check(Number.isInteger(seed), 'seed', seed, 'a whole number');
  const isClass = label === undefined || (Number.isInteger(label) && label >= 0 && label < classes);
  check(isClass, 'label', label ?? 0, `a class from 0 to ${classes - 1}`);

  const eligible: number[] = [];
  labels.forEach((each, index) => {
    if (label === undefined || each === label) eligible.push(index);
  });
  const random = createRandom(seed);
  const among = eligible.length;
  const indices = Uint32Array.from({ length: Math.min(count, among) }, (_, i) => {
    const at = i + random.integer(among - i);
    const taken = eligible[at] ?? 0;
    eligible[at] = eligible[i] ?? 0;
    return taken;
  });
  return { indices, among };
}

function check(isFine: boolean, parameter: string, value: number, wanted: string): void {
  if (isFine) return;
  throw new WorkerError('bad-parameter', `${parameter} is ${value}; it must be ${wanted}.`, {
    parameter,
    value,
  });
}
