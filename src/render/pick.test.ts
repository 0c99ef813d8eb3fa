import { describe, expect, it } from 'vitest';
import { pickPoint, pointOnScreen } from './pick.ts';
import { project } from './projection.ts';
import type { PointSet } from './scatter.ts';
import { HOME } from './view.ts';

const SIZE = { width: 400, height: 400, inset: { top: 0, right: 0, bottom: 0, left: 0 } };

function pointSet(components: 2 | 3, from: Float32Array, to = from, mix = 0): PointSet {
  const extent = { components, min: [-1, -1, -1], max: [1, 1, 1] } as const;
  return { from, to, mix, components, projection: project(extent, SIZE, HOME), opacity: [1, 1] };
}

describe('picking', () => {
  const labels = new Uint8Array([0, 1]);

  it('finds the nearest point within the radius, y upward', () => {
    const points = pointSet(2, new Float32Array([0, 0.5, 0.1, 0.5]));
    expect(pickPoint(points, labels, 202, 101, 10)).toBe(0);
    expect(pickPoint(points, labels, 217, 101, 10)).toBe(1);
    expect(pickPoint(points, labels, 200, 140, 10)).toBe(-1);
  });

  it('finds points where they are between two frames', () => {
    const points = pointSet(2, new Float32Array([0, 0, 1, 1]), new Float32Array([1, 0, 1, 1]), 0.5);
    expect(pickPoint(points, labels, 300, 200, 5)).toBe(0);
    expect(pointOnScreen(points, 0)).toEqual({ x: 300, y: 200 });
  });

  it('does not see hidden classes', () => {
    const points = { ...pointSet(2, new Float32Array([0, 0, 0.01, 0])), opacity: [0, 1] };
    expect(pickPoint(points, labels, 200, 200, 10)).toBe(1);
  });

  it.each([2, 3] as const)('agrees with where points are drawn, in %i components', (components) => {
    const embedding = Float32Array.from(
      { length: 500 * components },
      (_, i) => ((i * Math.SQRT2) % 1) - 0.5,
    );
    const points = pointSet(components, embedding);
    const many = new Uint8Array(500);
    for (let index = 0; index < 500; index += 50) {
      const { x, y } = pointOnScreen(points, index);
      expect(pickPoint(points, many, x, y, 1)).toBe(index);
    }
  });

  it('passes over points that are NaN', () => {
    const points = pointSet(2, new Float32Array([NaN, NaN, 0, 0]));
    expect(pickPoint(points, labels, 200, 200, 10)).toBe(1);
  });
});
