import { describe, expect, it } from 'vitest';
import { syntheticTrace } from '../embedding/synthetic-trace.ts';
import { labelsAround } from './place.ts';

describe('an image’s place in a layout', () => {
  it.each([2, 3] as const)('is among the points nearest to it, in %i components', (components) => {
    const trace = syntheticTrace({ points: 300, frames: 2, components });
    const { embedding } = trace.frames.at(-1) ?? { embedding: new Float32Array() };
    const position = embedding.slice(17 * components, 18 * components);
    const distance = (point: number): number =>
      Math.hypot(...position.map((value, c) => value - (embedding[point * components + c] ?? 0)));
    const expected = Array.from({ length: 300 }, (_, point) => point)
      .sort((a, b) => distance(a) - distance(b))
      .slice(0, 5)
      .map((point) => trace.info.labels[point]);
    expect(labelsAround(trace, position)).toEqual(expected);
  });

  it('is among all points where there are few', () => {
    const trace = syntheticTrace({ points: 3, frames: 1 });
    expect(labelsAround(trace, Float32Array.of(0, 0))).toHaveLength(3);
  });
});
