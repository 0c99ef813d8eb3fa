import { percent, plural } from '../cnn/words.ts';
import { count } from '../run/words.ts';

/** Counts of images by true and predicted class. */
export class Confusion {
  /** Images of each true class. */
  private readonly totals: readonly number[];

  /** @param counts true class × predicted class, row-major; *borrowed* */
  constructor(
    private readonly counts: Uint32Array,
    readonly classNames: readonly string[],
  ) {
    const classes = classNames.length;
    this.totals = classNames.map((_, truth) =>
      counts.subarray(truth * classes, (truth + 1) * classes).reduce((sum, n) => sum + n, 0),
    );
  }

  /** All images. */
  get total(): number {
    return this.totals.reduce((sum, n) => sum + n, 0);
  }

  count(truth: number, predicted: number): number {
    return this.counts[truth * this.classNames.length + predicted] ?? 0;
  }

  /** Of the images of the true class; 0 where there are none. */
  share(truth: number, predicted: number): number {
    const total = this.totals[truth] ?? 0;
    return total === 0 ? 0 : this.count(truth, predicted) / total;
  }

  /** `32 of 200 cats taken for dogs (16%)`. */
  words(truth: number, predicted: number): string {
    const [total, own] = [this.totals[truth] ?? 0, plural(this.classNames[truth] ?? '')];
    if (total === 0) return `no ${own}`;
    const verb =
      truth === predicted ? 'recognised' : `taken for ${plural(this.classNames[predicted] ?? '')}`;
    const amount = count(this.count(truth, predicted));
    return `${amount} of ${count(total)} ${own} ${verb} (${wholePercent(this.share(truth, predicted))})`;
  }

  /**
   * The two classes that are taken for one another most: the share of both classes' images that are, and who
   * else comes as high, to the whole per cent. Empty where no image is confused.
   */
  mostConfused(): {
    readonly pairs: readonly (readonly [number, number])[];
    readonly share: number;
  } {
    const classes = this.classNames.length;
    let share = 0;
    const found: { readonly pair: readonly [number, number]; readonly share: number }[] = [];
    for (let a = 0; a < classes; a++) {
      for (let b = a + 1; b < classes; b++) {
        const total = (this.totals[a] ?? 0) + (this.totals[b] ?? 0);
        const confused = this.count(a, b) + this.count(b, a);
        if (confused === 0) continue;
        found.push({ pair: [a, b], share: confused / total });
        share = Math.max(share, confused / total);
      }
    }
    const pairs = found.filter((each) => wholePercent(each.share) === wholePercent(share));
    return { share, pairs: pairs.map(({ pair }) => pair) };
  }

  /** `Most often confused: cat ↔ dog (31%).` */
  summary(): string {
    const { pairs, share } = this.mostConfused();
    if (this.total === 0) return 'There are no images.';
    if (pairs.length === 0) return 'No two classes are confused.';
    const names = pairs
      .slice(0, MOST_NAMED)
      .map(([a, b]) => `${this.classNames[a] ?? ''} ↔ ${this.classNames[b] ?? ''}`);
    const more = pairs.length > MOST_NAMED ? `, and ${count(pairs.length - MOST_NAMED)} more` : '';
    return `Most often confused: ${names.join(', ')}${more} (${wholePercent(share)}${pairs.length > 1 ? ' each' : ''}).`;
  }
}

/** Pairs that come equally high and are named. */
const MOST_NAMED = 2;

/** Some are never none. */
function wholePercent(share: number): string {
  return share > 0 && share < 0.01 ? '<1%' : percent(share);
}
