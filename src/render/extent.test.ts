import { describe, expect, it } from 'vitest';
import { ExtentTracker, robustExtent } from './extent.ts';

/** Evenly spread over ±`spread`: multiples of an irrational number, modulo 1. */
function cloud(count: number, spread: number): Float32Array {
  return Float32Array.from(
    { length: 2 * count },
    (_, i) => spread * (2 * ((i * Math.SQRT2) % 1) - 1),
  );
}

describe('the robust extent', () => {
  it('is the exact range of few points', () => {
    expect(robustExtent(new Float32Array([1, -2, 4, 8, -3, 5]), 2)).toEqual({
      components: 2,
      min: [-3, -2, 0],
      max: [4, 8, 0],
    });
  });

  it('leaves out strays, and nothing else', () => {
    const points = cloud(20_000, 10);
    points.set([1000, -1000, 900, -900]);
    const extent = robustExtent(points, 2);
    // Bins of a thousandth of the range, rounded outward: ±10 become at most ±12.
    expect(extent?.max[0]).toBeGreaterThan(9.9);
    expect(extent?.max[0]).toBeLessThan(12);
    expect(extent?.min[1]).toBeLessThan(-9.9);
    expect(extent?.min[1]).toBeGreaterThan(-12);
  });

  it('passes over NaN, and is undefined when there is nothing else', () => {
    expect(robustExtent(new Float32Array([NaN, 1, 2, 3]), 2)).toEqual({
      components: 2,
      min: [2, 1, 0],
      max: [2, 3, 0],
    });
    expect(robustExtent(new Float32Array([NaN, NaN]), 2)).toBeUndefined();
  });

  it('covers three axes', () => {
    expect(robustExtent(new Float32Array([0, 1, 2, 3, 4, 5]), 3)?.max).toEqual([3, 4, 5]);
  });
});

describe('the axes of an animation', () => {
  it('only grow, to the union of all frames', () => {
    const tracker = new ExtentTracker();
    tracker.include(new Float32Array([0, 0, 10, 10]), 2);
    tracker.include(new Float32Array([4, 4, 5, 5]), 2);
    expect(tracker.total).toEqual({ components: 2, min: [0, 0, 0], max: [10, 10, 0] });
    tracker.include(new Float32Array([-5, 0, 2, 20]), 2);
    expect(tracker.total).toEqual({ components: 2, min: [-5, 0, 0], max: [10, 20, 0] });
  });

  it('start where the first frame is, then glide without leaving or overshooting', () => {
    const tracker = new ExtentTracker();
    tracker.include(new Float32Array([0, 0, 1, 1]), 2);
    expect(tracker.gliding).toBe(false);
    tracker.include(new Float32Array([0, 0, 3, 1]), 2);
    expect(tracker.shown?.max[0]).toBe(1);
    let before = 1;
    for (let tick = 0; tick < 200 && tracker.gliding; tick++) {
      tracker.advance(16);
      const now = tracker.shown?.max[0] ?? NaN;
      expect(now).toBeGreaterThan(before);
      expect(now).toBeLessThanOrEqual(3);
      before = now;
    }
    expect(before).toBe(3);
    expect(tracker.gliding).toBe(false);
  });

  it('can jump', () => {
    const tracker = new ExtentTracker();
    tracker.include(new Float32Array([0, 0, 1, 1]), 2);
    tracker.include(new Float32Array([0, 0, 3, 1]), 2);
    tracker.advance(0, true);
    expect(tracker.shown).toBe(tracker.total);
  });
});
