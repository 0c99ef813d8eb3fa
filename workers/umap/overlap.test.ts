import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { agreementOf, neighbourClasses, overlapOf } from './overlap.ts';
import { overlapReference } from './overlap.reference.ts';

const pace = { done: 0, due: () => false, pause: () => Promise.resolve() };

/** Points without order; every fourth of them is of class 3, and nobody of class 1. */
function layout(count: number, components: number) {
  const random = createRandom(5);
  const embedding = Float32Array.from({ length: count * components }, () => random.uniform());
  const labels = Uint8Array.from({ length: count }, (_, i) => (i % 4 === 0 ? 3 : 2 * (i % 2)));
  return { embedding, labels, count };
}

describe('the overlap of classes in a layout', () => {
  it.each([2, 3])('is that of all distances, in %i components', async (components) => {
    const { embedding, labels, count } = layout(400, components);
    const found = await neighbourClasses({ labels, count }, embedding, components, pace);
    const expected = overlapReference(labels, embedding, components, 4, 5);
    expect(found.classes).toBe(4);
    const overlap = overlapOf(found);
    expected.flat().forEach((share, at) => {
      expect(overlap[at]).toBeCloseTo(share, 12);
    });
  });

  it('has rows that sum to 1, and zeros for a class without points', async () => {
    const { embedding, labels, count } = layout(200, 2);
    const overlap = overlapOf(await neighbourClasses({ labels, count }, embedding, 2, pace));
    const sums = [0, 1, 2, 3].map((row) =>
      overlap.subarray(4 * row, 4 * row + 4).reduce((sum, share) => sum + share, 0),
    );
    [1, 0, 1, 1].forEach((sum, row) => {
      expect(sums[row]).toBeCloseTo(sum, 12);
    });
  });

  it('tells which class lies within which: it is not the same both ways', async () => {
    // One point of class 1 amid six of class 0, which have one another.
    const embedding = Float32Array.of(0, 0, 1, 0, -1, 0, 0, 1, 0, -1, 1, 1, 0.1, 0.1);
    const labels = Uint8Array.of(0, 0, 0, 0, 0, 0, 1);
    const found = await neighbourClasses({ labels, count: 7 }, embedding, 2, pace);
    const overlap = overlapOf(found);
    expect(overlap[2]).toBe(1);
    expect(overlap[1]).toBeLessThan(0.25);
    const [, foreign = 0] = found.counts;
    expect(agreementOf(found)).toBeCloseTo(1 - (5 + foreign) / 35, 12);
  });

  it('looks at fewer neighbours where there are fewer points', async () => {
    const embedding = Float32Array.of(0, 0, 1, 1, 2, 2);
    const found = await neighbourClasses(
      { labels: Uint8Array.of(0, 0, 1), count: 3 },
      embedding,
      2,
      pace,
    );
    expect([...found.counts]).toEqual([2, 2, 2, 0]);
    expect([...overlapOf(found)]).toEqual([0.5, 0.5, 1, 0]);
  });
});
