import { expect, it } from 'vitest';
import { dropoutHash, dropoutMask } from './dropout.ts';

it('hashes as lowbias32 does in exact integers', () => {
  const exact = (value: number): number => {
    const bits = 2n ** 32n;
    let x = BigInt(value);
    x = ((x ^ (x >> 16n)) * 0x7feb352dn) % bits;
    x = ((x ^ (x >> 15n)) * 0x846ca68bn) % bits;
    return Number(x ^ (x >> 16n));
  };
  for (const value of [0, 1, 2, 65_535, 0x7fffffff, 0x80000000, 0xffffffff]) {
    expect(dropoutHash(value)).toBe(exact(value));
  }
});

it('drops the share that was asked for, another choice with each seed, and keeps the mean', () => {
  const count = 40_000;
  for (const rate of [0.1, 0.25, 0.5, 0.9]) {
    const mask = dropoutMask(count, rate, 0x9e3779b9);
    const dropped = mask.filter((value) => value === 0).length / count;
    // Four standard deviations of a share.
    expect(Math.abs(dropped - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / count));
    expect(new Set(mask).size).toBe(2);
    expect(Math.max(...mask)).toBeCloseTo(1 / (1 - rate), 5);
    expect(dropoutMask(count, rate, 0x9e3779b9)).toEqual(mask);
    expect(dropoutMask(count, rate, 1)).not.toEqual(mask);
  }
});

it('keeps everything as it is at rate 0', () => {
  expect(dropoutMask(100, 0, 5)).toEqual(new Float32Array(100).fill(1));
});

it('draws masks of different seeds that are no reorderings of one another', () => {
  const [rate, count, seeds] = [0.25, 4096, 64];
  const masks = Array.from({ length: seeds }, (_, seed) => dropoutMask(count, rate, seed));
  const zeros = masks.map((mask) => mask.filter((value) => value === 0).length);
  // As many zeros in each is what reorderings have; independent masks have a binomial count.
  const variance = zeros.reduce((sum, n) => sum + (n - rate * count) ** 2, 0) / seeds;
  const expected = count * rate * (1 - rate);
  expect(variance / expected).toBeGreaterThan(0.4);
  expect(variance / expected).toBeLessThan(1.9);

  // Nor do they agree more often than chance when one is moved, be it by a shift or by an exclusive or.
  const agreement = rate ** 2 + (1 - rate) ** 2;
  const deviation = Math.sqrt((agreement * (1 - agreement)) / count);
  for (const [seed, mask] of masks.entries()) {
    for (const move of [(i: number) => i ^ seed, (i: number) => (i + seed) % count]) {
      if (seed === 0) continue;
      const same = mask.filter((value, i) => value === masks[0]?.[move(i)]).length / count;
      expect(Math.abs(same - agreement)).toBeLessThan(5 * deviation);
    }
  }
});
