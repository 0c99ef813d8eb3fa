import { describe, expect, it } from 'vitest';
import { ticks } from './ticks.ts';

describe('tick labels', () => {
  it('divide 128 epochs evenly', () => {
    expect(ticks(128)).toEqual([0, 16, 32, 48, 64, 80, 96, 112, 128]);
  });

  it('never crowd the last one', () => {
    expect(ticks(97)).toEqual([0, 16, 32, 48, 64, 80, 97]);
  });

  it('are a handful at any length, from the first to the last', () => {
    for (const last of [1, 2, 3, 7, 13, 199, 500, 3001, 99_991]) {
      const all = ticks(last);
      expect(all.length).toBeLessThanOrEqual(9);
      expect([all[0], all.at(-1)]).toEqual([0, last]);
    }
    expect(ticks(0)).toEqual([0]);
  });
});
