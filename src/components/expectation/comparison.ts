import { averageRanks, spearman } from './ranks.ts';

/** Two classes: how alike they look, and how often they are confused. */
export interface Expectation {
  /** Indices of the classes, a < b. */
  readonly a: number;
  readonly b: number;
  /** Pearson correlation of their average images. */
  readonly expected: number;
  /** Share, the mean of both directions; undefined before anything is measured. */
  readonly measured: number | undefined;
}

/** A pair with its places in both orders; rank 1 is the least alike, or the least confused. */
export interface RankedPair extends Expectation {
  readonly measured: number;
  readonly expectedRank: number;
  readonly measuredRank: number;
}

/**
 * All pairs of different classes, those left out whose average images have no correlation, as a class without images has
 * none.
 *
 * @param correlation classes × classes, row-major
 * @param shares row: true class, or class of the point; column: what its images are taken for, or lie among. Classes ×
 * classes, row-major. A pair's measure is the mean of both directions
 */
export function pairsOf(
  correlation: Float64Array,
  shares: ArrayLike<number> | undefined,
  classes: number,
): Expectation[] {
  const pairs: Expectation[] = [];
  for (let a = 0; a < classes; a++) {
    for (let b = a + 1; b < classes; b++) {
      const expected = correlation[a * classes + b] ?? Number.NaN;
      if (!Number.isFinite(expected)) continue;
      const measured =
        shares && ((shares[a * classes + b] ?? 0) + (shares[b * classes + a] ?? 0)) / 2;
      pairs.push({ a, b, expected, measured });
    }
  }
  return pairs;
}

/** Each row's counts by their sum, so that a class of few images counts as much as one of many; zeros for one of none. */
export function rowShares(counts: Uint32Array, classes: number): Float64Array {
  const shares = new Float64Array(counts.length);
  for (let from = 0; from < counts.length; from += classes) {
    const row = counts.subarray(from, from + classes);
    const total = row.reduce((sum, n) => sum + n, 0);
    if (total > 0)
      shares.set(
        Float64Array.from(row, (n) => n / total),
        from,
      );
  }
  return shares;
}

export interface Comparison {
  readonly pairs: readonly RankedPair[];
  /** Spearman's rank correlation; undefined where either side is the same for all pairs. */
  readonly rho: number | undefined;
  /** How many of the pairs that look most alike are among the most confused. */
  readonly top: TopPairs;
}

export interface TopPairs {
  readonly alike: number;
  /** Pairs that are confused most: fewer than `alike` where no more are confused at all. */
  readonly confused: number;
  readonly shared: number;
}

/** Undefined where nothing is measured, or there is no pair. */
export function compare(pairs: readonly Expectation[]): Comparison | undefined {
  const measured = pairs.flatMap(({ measured }) => measured ?? []);
  if (pairs.length === 0 || measured.length < pairs.length) return undefined;
  const expected = pairs.map(({ expected }) => expected);
  const [expectedRanks, measuredRanks] = [averageRanks(expected), averageRanks(measured)];
  const ranked = pairs.map((pair, i) => ({
    ...pair,
    measured: measured[i] ?? 0,
    expectedRank: expectedRanks[i] ?? 0,
    measuredRank: measuredRanks[i] ?? 0,
  }));
  return { pairs: ranked, rho: spearman(expected, measured), top: topOf(expected, measured) };
}

/** Of ten classes the first ten pairs of 45; of few classes a half at most, as all are among all. */
const MOST = 10;

function topOf(expected: readonly number[], measured: readonly number[]): TopPairs {
  const wanted = Math.max(1, Math.min(MOST, Math.floor(expected.length / 2)));
  const alike = highest(expected, wanted);
  const confused = highest(measured, wanted).filter((i) => (measured[i] ?? 0) > 0);
  const shared = alike.filter((i) => confused.includes(i)).length;
  return { alike: alike.length, confused: confused.length, shared };
}

/** Indices of the highest values, and of those that come as high as the last of them. */
function highest(values: readonly number[], wanted: number): number[] {
  const last = [...values].sort((x, y) => y - x)[wanted - 1] ?? 0;
  return [...values.keys()].filter((i) => (values[i] ?? 0) >= last);
}

/** The most confused pairs, then those whose places in the two orders are farthest apart. */
export function remarkable(pairs: readonly RankedPair[], most: number): RankedPair[] {
  const byMeasure = [...pairs]
    .filter(({ measured }) => measured > 0)
    .sort((p, q) => q.measured - p.measured || q.expected - p.expected);
  const byGap = [...pairs].sort((p, q) => gapOf(q) - gapOf(p));
  const found = new Set([...byMeasure.slice(0, Math.floor(most / 2)), ...byGap.slice(0, most)]);
  return [...found].slice(0, most);
}

function gapOf({ expectedRank, measuredRank }: RankedPair): number {
  return Math.abs(expectedRank - measuredRank);
}
