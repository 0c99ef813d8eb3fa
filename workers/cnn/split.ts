import type { Random } from '../random.ts';

/** Indices into the training images, each in ascending order. */
export interface Split {
  readonly train: Uint32Array<ArrayBuffer>;
  readonly validation: Uint32Array<ArrayBuffer>;
}

/**
 * Sets `validation` images aside, of each class in proportion to its images (largest remainders first), drawn at random:
 * scikit-learn's `train_test_split` with `stratify`.
 */
export function stratifiedSplit(
  labels: Uint8Array,
  classes: number,
  validation: number,
  random: Random,
): Split {
  const members = Array.from({ length: classes }, (): number[] => []);
  labels.forEach((label, i) => members[label]?.push(i));
  const shares = members.map((own) => (own.length * validation) / labels.length);
  const counts = shares.map(Math.floor);
  const byRemainder = shares
    .map((share, c) => ({ c, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest || a.c - b.c);
  let missing = validation - counts.reduce((sum, count) => sum + count, 0);
  for (const { c } of byRemainder) {
    if (missing === 0) break;
    counts[c] = (counts[c] ?? 0) + 1;
    missing--;
  }
  const aside = new Uint8Array(labels.length);
  members.forEach((own, c) => {
    for (let drawn = 0; drawn < (counts[c] ?? 0); drawn++) {
      const other = drawn + random.integer(own.length - drawn);
      const chosen = own[other] ?? 0; // other < own.length
      own[other] = own[drawn] ?? 0;
      own[drawn] = chosen;
      aside[chosen] = 1;
    }
  });
  const pick = (kind: number): Uint32Array<ArrayBuffer> =>
    Uint32Array.from([...aside.keys()].filter((i) => aside[i] === kind));
  return { train: pick(0), validation: pick(1) };
}
