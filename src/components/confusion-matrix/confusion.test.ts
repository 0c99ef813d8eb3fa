import { describe, expect, it } from 'vitest';
import { Confusion } from './confusion.ts';

const NAMES = ['cat', 'dog', 'ship'];

/** Rows are true classes. */
const of = (...rows: number[][]): Confusion => new Confusion(Uint32Array.from(rows.flat()), NAMES);

describe('a confusion', () => {
  it('is shared out by the images of the true class', () => {
    const confusion = of([164, 32, 4], [10, 90, 0], [0, 0, 0]);
    expect(confusion.total).toBe(300);
    expect(confusion.share(0, 1)).toBeCloseTo(0.16);
    expect(confusion.share(1, 0)).toBeCloseTo(0.1);
    expect(confusion.share(2, 0)).toBe(0);
  });

  it('is said in words', () => {
    const confusion = of([1164, 32, 4], [10, 90, 0], [0, 0, 0]);
    expect(confusion.words(0, 0)).toBe('1,164 of 1,200 cats recognised (97%)');
    expect(confusion.words(0, 1)).toBe('32 of 1,200 cats taken for dogs (3%)');
    expect(confusion.words(0, 2)).toBe('4 of 1,200 cats taken for ships (<1%)');
    expect(confusion.words(2, 1)).toBe('no ships');
  });

  it('finds the pair that is taken for one another most, counting both ways', () => {
    const confusion = of([60, 35, 5], [27, 73, 0], [20, 0, 80]);
    expect(confusion.mostConfused()).toEqual({ pairs: [[0, 1]], share: 0.31 });
    expect(confusion.summary()).toBe('Most often confused: cat ↔ dog (31%).');
  });

  it('names pairs that come equally high, and says where there are none', () => {
    const equal = of([80, 10, 10], [10, 90, 0], [10, 0, 90]);
    expect(equal.summary()).toBe('Most often confused: cat ↔ dog, cat ↔ ship (10% each).');
    const all = of([80, 10, 10], [10, 80, 10], [10, 10, 80]);
    expect(all.summary()).toBe(
      'Most often confused: cat ↔ dog, cat ↔ ship, and 1 more (10% each).',
    );
    expect(of([1, 0, 0], [0, 1, 0], [0, 0, 1]).summary()).toBe('No two classes are confused.');
    expect(of([0, 0, 0], [0, 0, 0], [0, 0, 0]).summary()).toBe('There are no images.');
  });
});
