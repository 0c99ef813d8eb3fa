import type { DatasetStatistics, ImageShape } from '../../../workers/contracts/dataset.ts';
import type { ClassPair } from '../data/events/uh-pair.ts';

/** How two classes' average images differ. */
export interface Comparison {
  /** a − b, height × width, −1..1: of colour images the mean over the channels. */
  readonly difference: Float32Array<ArrayBuffer>;
  /** The largest difference, of either sign. */
  readonly most: number;
  /** Pearson's, −1..1; NaN where an average is the same everywhere. */
  readonly correlation: number;
}

/** Borrows the statistics. */
export function compare(
  { classAverages, correlation }: DatasetStatistics,
  { height, width, channels }: ImageShape,
  { a, b }: ClassPair,
): Comparison {
  const pixels = height * width;
  const size = pixels * channels;
  const difference = new Float32Array(pixels);
  for (let i = 0; i < size; i++) {
    const of = (c: number): number => classAverages[c * size + i] ?? 0;
    const pixel = Math.floor(i / channels);
    difference[pixel] = (difference[pixel] ?? 0) + (of(a) - of(b)) / channels;
  }
  const most = difference.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const classes = classAverages.length / size;
  return { difference, most, correlation: correlation[a * classes + b] ?? Number.NaN };
}

/** The other class whose average is most like this one's; undefined where none can be compared. */
export function mostAlike(
  { correlation, classCounts }: DatasetStatistics,
  a: number,
): number | undefined {
  const classes = classCounts.length;
  let alike: number | undefined;
  for (let b = 0; b < classes; b++) {
    const value = correlation[a * classes + b] ?? Number.NaN;
    if (b === a || Number.isNaN(value)) continue;
    if (alike === undefined || value > (correlation[a * classes + alike] ?? 0)) alike = b;
  }
  return alike;
}

/** The two classes whose averages are most alike; null where no two can be compared. */
export function mostAlikePair(statistics: DatasetStatistics): ClassPair | null {
  const { correlation, classCounts } = statistics;
  const classes = classCounts.length;
  let best: ClassPair | null = null;
  let highest = -Infinity;
  for (let a = 0; a < classes; a++) {
    const b = mostAlike(statistics, a);
    if (b === undefined) continue;
    const value = correlation[a * classes + b] ?? Number.NaN;
    if (value > highest) [best, highest] = [{ a, b }, value];
  }
  return best;
}

/** Mean of a class's average image, 0..1. */
export function meanOf(averages: Float32Array, classes: number, label: number): number {
  const size = averages.length / classes;
  const own = averages.subarray(label * size, (label + 1) * size);
  return own.reduce((sum, value) => sum + value, 0) / size;
}
