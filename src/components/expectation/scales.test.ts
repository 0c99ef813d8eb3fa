import { describe, expect, it } from 'vitest';
import { correlationAxis, shareAxis } from './scales.ts';

describe('the axes of expected against measured', () => {
  it('end at a correlation of 1 and begin at a round one below the least', () => {
    expect(correlationAxis([0.07, 0.97]).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(correlationAxis([0.62, 0.99]).ticks).toEqual([0.6, 0.7, 0.8, 0.9, 1]);
    expect(correlationAxis([-0.4, 0.5]).ticks).toEqual([-0.5, 0, 0.5, 1]);
    expect(correlationAxis([0.99]).ticks.at(-1)).toBe(1);
  });

  it('have every dot within, and those of higher values farther on', () => {
    const { at } = correlationAxis([-0.83, 0.2, 1]);
    const places = [-0.83, 0.2, 1].map(at);
    expect(places).toEqual([...places].sort((x, y) => x - y));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(Math.max(...places)).toBeLessThan(1);
    const shares = shareAxis([0, 0.004, 0.17]);
    expect(shares.top).toBe(0.2);
    expect(shares.at(0)).toBe(0);
    expect(shares.at(0.05)).toBeCloseTo(0.5, 12);
    expect(shares.at(0.2)).toBe(1);
  });

  it('have ticks that leave one another room', () => {
    for (const most of [0, 0.013, 0.04, 0.09, 0.15, 0.28, 0.44, 0.9]) {
      const { at, ticks } = shareAxis([most]);
      expect(ticks[0]).toBe(0);
      expect(ticks.length).toBeGreaterThan(2);
      ticks.slice(1).forEach((tick, i) => {
        expect(at(tick) - at(ticks[i] ?? 0)).toBeGreaterThanOrEqual(0.09);
      });
    }
  });
});
