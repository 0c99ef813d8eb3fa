import { describe, expect, it } from 'vitest';
import { pickAtRandom } from './pick-at-random.ts';

const LABELS = Uint8Array.from({ length: 1000 }, (_, i) => i % 10);

const indicesOf = (seed: number, count = 100, label?: number): number[] => [
  ...pickAtRandom(LABELS, 10, { seed, count, label }).indices,
];

describe('pickAtRandom', () => {
  it('picks each image once at most, and the same of the same seed', () => {
    const indices = indicesOf(24);
    expect(new Set(indices).size).toBe(100);
    expect(Math.max(...indices)).toBeLessThan(1000);
    expect(indicesOf(24)).toEqual(indices);
    expect(indicesOf(25)).not.toEqual(indices);
  });

  it('picks of one class only where one is asked for', () => {
    const { indices, among } = pickAtRandom(LABELS, 10, { seed: 1, count: 30, label: 7 });
    expect(among).toBe(100);
    expect(indices).toHaveLength(30);
    expect([...indices].every((index) => LABELS[index] === 7)).toBe(true);
  });

  it('gives all there are where there are no more', () => {
    expect(indicesOf(3, 500, 7).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => 10 * i + 7),
    );
    expect(pickAtRandom(new Uint8Array(), 10, { seed: 3, count: 5 }).indices).toHaveLength(0);
  });

  it('picks every image about equally often', () => {
    const hits = new Uint32Array(20);
    for (let seed = 0; seed < 2000; seed++) {
      for (const index of pickAtRandom(LABELS.subarray(0, 20), 10, { seed, count: 5 }).indices) {
        hits[index] = (hits[index] ?? 0) + 1;
      }
    }
    // 500 expected each; the standard deviation is 19.
    expect(Math.min(...hits)).toBeGreaterThan(400);
    expect(Math.max(...hits)).toBeLessThan(600);
  });

  it.each([
    [{ count: 0, seed: 1 }, 'count is 0; it must be a whole number, 1 or more.'],
    [{ count: 1, seed: Number.NaN }, 'seed is NaN; it must be a whole number.'],
    [{ count: 1, seed: 1, label: 10 }, 'label is 10; it must be a class from 0 to 9.'],
  ])('says what is wrong with %o', (params, sentence) => {
    expect(() => pickAtRandom(LABELS, 10, params)).toThrow(sentence);
  });
});
