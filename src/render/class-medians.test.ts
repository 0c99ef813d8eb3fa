import { describe, expect, it } from 'vitest';
import { ClassMedians } from './class-medians.ts';
import { quickselect } from './quickselect.ts';

describe('quickselect', () => {
  it('finds what sorting finds, at every rank, ties and all', () => {
    for (let length = 1; length <= 60; length++) {
      const values = Float32Array.from({ length }, (_, i) =>
        Math.floor(12 * ((i * Math.SQRT2) % 1)),
      );
      const sorted = values.slice().sort();
      for (let k = 0; k < length; k++) {
        expect(quickselect(values.slice(), length, k)).toBe(sorted[k]);
      }
    }
  });

  it('handles sorted and constant input', () => {
    const sorted = Float32Array.from({ length: 1001 }, (_, i) => i);
    expect(quickselect(sorted, 1001, 500)).toBe(500);
    expect(quickselect(new Float32Array(1001).fill(7), 1001, 500)).toBe(7);
  });
});

describe('medians of classes', () => {
  const labels = new Uint8Array([0, 1, 0, 1, 0]);
  const embedding = new Float32Array([1, 10, 5, 50, 3, 30, 7, 70, 2, 20]);

  it('are taken by axis; of an even number, the upper middle', () => {
    expect([...new ClassMedians(labels, 2).of(embedding, 2)]).toEqual([2, 20, 7, 70]);
  });

  it('leave the embedding as it is', () => {
    const before = embedding.slice();
    new ClassMedians(labels, 2).of(embedding, 2);
    expect(embedding).toEqual(before);
  });

  it('are NaN for a class without points, and pass over points that are NaN', () => {
    const medians = new ClassMedians(labels, 3).of(
      new Float32Array([NaN, NaN, 5, 50, 3, 30, 7, 70, 2, 20]),
      2,
    );
    expect([...medians]).toEqual([3, 30, 7, 70, NaN, NaN]);
  });

  it('of a large class are close to those of all its points', () => {
    const points = 20_000;
    const embedding = new Float32Array(2 * points).map((_, at) => ((at * 7919) % 1000) / 1000);
    const [x, y] = new ClassMedians(new Uint8Array(points), 1).of(embedding, 2);
    expect(x).toBeCloseTo(0.5, 1);
    expect(y).toBeCloseTo(0.5, 1);
  });

  it('are computed once a frame', () => {
    const medians = new ClassMedians(labels, 2);
    expect(medians.of(embedding, 2)).toBe(medians.of(embedding, 2));
  });
});
