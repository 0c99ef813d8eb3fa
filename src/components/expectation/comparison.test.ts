import { describe, expect, it } from 'vitest';
import { compare, pairsOf, remarkable, rowShares } from './comparison.ts';
import { agreementText, noOrderText, rhoText, shareText, topText } from './words.ts';

/** A symmetric matrix of four classes from its six pairs. */
function symmetric(values: readonly number[]): Float64Array<ArrayBuffer> {
  const [ab = 0, ac = 0, ad = 0, bc = 0, bd = 0, cd = 0] = values;
  return Float64Array.of(1, ab, ac, ad, ab, 1, bc, bd, ac, bc, 1, cd, ad, bd, cd, 1);
}

const ALIKE = symmetric([0.9, 0.5, 0.1, 0.4, 0.2, 0.8]);

describe('expected against measured', () => {
  it('takes every pair of classes once, and the mean of both directions', () => {
    const shares = new Float64Array(16);
    shares[0 * 4 + 1] = 0.1;
    shares[1 * 4 + 0] = 0.3;
    const pairs = pairsOf(ALIKE, shares, 4);
    expect(pairs.map(({ a, b }) => `${a}${b}`)).toEqual(['01', '02', '03', '12', '13', '23']);
    expect(pairs[0]?.expected).toBe(0.9);
    expect(pairs[0]?.measured).toBeCloseTo(0.2, 12);
    expect(pairs[1]?.measured).toBe(0);
  });

  it('makes shares of counts, so that rare classes count as much as others', () => {
    const counts = Uint32Array.of(8, 2, 0, 100, 100, 0, 0, 0, 0);
    expect([...rowShares(counts, 3)]).toEqual([0.8, 0.2, 0, 0.5, 0.5, 0, 0, 0, 0]);
  });

  it('leaves out pairs of a class without images, whose average is like nothing', () => {
    const correlation = symmetric([0.9, Number.NaN, 0.1, Number.NaN, 0.2, Number.NaN]);
    const pairs = pairsOf(correlation, undefined, 4);
    expect(pairs.map(({ a, b }) => `${a}${b}`)).toEqual(['01', '03', '13']);
  });

  it('says how well they rank together', () => {
    const same = compare(pairsOf(ALIKE, symmetric([0.3, 0.1, 0, 0.05, 0.02, 0.2]), 4));
    expect(same?.rho).toBeCloseTo(1, 12);
    expect(same?.top).toEqual({ alike: 3, confused: 3, shared: 3 });
    const other = compare(pairsOf(ALIKE, symmetric([0, 0.1, 0.3, 0.05, 0.2, 0.01]), 4));
    expect(other?.rho).toBeLessThan(-0.5);
    expect(other?.top).toEqual({ alike: 3, confused: 3, shared: 1 });
  });

  it('knows nothing before anything is measured', () => {
    expect(compare(pairsOf(ALIKE, undefined, 4))).toBeUndefined();
    expect(compare([])).toBeUndefined();
  });

  it('counts no pair as confused that never is', () => {
    const rare = compare(pairsOf(ALIKE, symmetric([0.3, 0, 0, 0, 0, 0]), 4));
    expect(rare?.top).toEqual({ alike: 3, confused: 1, shared: 1 });
    const never = compare(pairsOf(ALIKE, symmetric([]), 4));
    expect(never?.rho).toBeUndefined();
    expect(never?.top.confused).toBe(0);
  });

  it('finds the most confused pairs, and those that nobody expected', () => {
    // c–d looks alike and is never confused; a–d does not and often is.
    const { pairs } = compare(pairsOf(ALIKE, symmetric([0.3, 0.1, 0.2, 0.05, 0.02, 0]), 4)) ?? {
      pairs: [],
    };
    expect(remarkable(pairs, 4).map(({ a, b }) => `${a}${b}`)).toEqual(['01', '03', '23', '02']);
  });
});

describe('what is said of it', () => {
  it.each([
    [
      { alike: 10, confused: 10, shared: 7 },
      'Of the ten pairs that look most alike, seven are among the ten most confused.',
    ],
    [
      { alike: 10, confused: 4, shared: 1 },
      'Of the ten pairs that look most alike, one is among the four most confused.',
    ],
    [
      { alike: 10, confused: 1, shared: 1 },
      'Of the ten pairs that look most alike, one is the most confused.',
    ],
    [{ alike: 1, confused: 1, shared: 1 }, 'The pair that looks most alike is the most confused.'],
    [
      { alike: 1, confused: 1, shared: 0 },
      'The pair that looks most alike is not the most confused.',
    ],
    [{ alike: 10, confused: 0, shared: 0 }, 'No two classes are confused.'],
  ])('%o of a network', (top, text) => {
    expect(topText(top, 'network')).toBe(text);
  });

  it('has words for a layout, where classes mix', () => {
    const top = { alike: 10, confused: 12, shared: 0 };
    expect(topText(top, 'layout')).toBe(
      'Of the ten pairs that look most alike, none is among the 12 that mix most.',
    );
  });

  it('says in words what a rank correlation means', () => {
    expect(agreementText(0.92)).toBe('The two orders agree closely');
    expect(agreementText(0.05)).toBe('The two orders have little to do with each other');
    expect(agreementText(-1)).toBe('The two orders run against each other');
    expect(rhoText(-0.456)).toBe('−0.46');
    const single = compare(pairsOf(Float64Array.of(1, 0.3, 0.3, 1), new Float64Array(4), 2));
    expect(single && noOrderText(single)).toMatch(/^Two classes are one pair/);
  });

  it('writes small shares so that they are not none', () => {
    expect([0, 0.0004, 0.0037, 0.094, 0.1449, 1].map(shareText)).toEqual([
      ...['0%', '<0.1%', '0.4%', '9.4%', '14%', '100%'],
    ]);
  });
});
