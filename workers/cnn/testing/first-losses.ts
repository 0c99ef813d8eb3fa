import { describe, expect, it } from 'vitest';
import { dropoutMask } from '../dropout.ts';
import type { CnnEngine } from '../engine.ts';
import golden from '../goldens/first-losses.json';
import { drawnImages, firstLosses } from './first-steps.ts';

/** Relative. */
const TOLERANCE = 5e-4;
/** The article's first batches. */
const BATCH = 10;

/**
 * On the article's whole network engines lose what tfjs's processor backend lost (which takes a second an image): with
 * the same weights and batches, without dropout and with the same masks.
 * @param slow engines that take as long: fewer images, and without dropout alone
 */
export function describeFirstLosses(
  engines: Readonly<Record<string, () => CnnEngine>>,
  { slow = false } = {},
): void {
  it('draws the masks that the golden losses were had with: else re-make them', () => {
    const mask = dropoutMask(golden.mask.length, 0.25, 24);
    expect([...mask].map((value) => (value > 0 ? 1 : 0)).join('')).toBe(golden.mask);
  });

  const runs = golden.runs.filter(({ batch }) => slow !== (batch === BATCH));
  describe.each(runs)('batches of $batch, dropout $dropout', ({ losses: expected, ...run }) => {
    it.each(Object.entries(engines))('%s loses what tfjs-cpu lost', async (_, create) => {
      const losses = await firstLosses(create(), drawnImages(run.batch * expected.length), run);
      expect(losses).toHaveLength(expected.length);
      expected.forEach((loss, step) => {
        const error = Math.abs((losses[step] ?? NaN) - loss) / loss;
        expect(error, `step ${step + 1}`).toBeLessThan(TOLERANCE);
      });
    });
  });
}
