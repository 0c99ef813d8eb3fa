import { describe, expect, it } from 'vitest';
import type { UmapParams } from '../contracts/umap.ts';
import golden from './goldens/quality.json';
import { exactNeighbours } from './neighbours/exact.ts';
import { measureQuality } from './quality.ts';
import { clusters, testControl } from './test-data.ts';

const input = clusters(300);
const neighbours = await exactNeighbours(input, 15, 'euclidean', testControl());
const params = (nComponents: 2 | 3): UmapParams => ({
  nNeighbors: 15,
  minDist: 0.2,
  spread: 1,
  nEpochs: 1,
  learningRate: 1,
  negativeSampleRate: 5,
  init: 'random',
  metric: 'euclidean',
  nComponents,
  seed: 1,
});

/** A poor layout on purpose: a few pixels, as in the golden. */
function pixels(components: 2 | 3): Float32Array {
  return Float32Array.from({ length: 300 * components }, (_, at) => {
    const i = Math.floor(at / components);
    return (input.images[i * 32 + ([0, 5, 9][at % components] ?? 0)] ?? 0) + i / 4096;
  });
}

const measure = (components: 2 | 3, sample = 300) =>
  measureQuality(
    input,
    pixels(components),
    { neighbours, params: params(components), sample },
    testControl(),
  );

describe('the quality of a layout', () => {
  it.each([2, 3] as const)('is scikit-learn’s in %i components', async (components) => {
    const quality = await measure(components);
    const expected = golden.layouts[components];
    expect(quality.trustworthiness).toBeCloseTo(expected.trustworthiness, 3);
    expect(quality.labelAgreement).toBeCloseTo(expected.labelAgreement, 9);
    expect(quality.recall).toBe(1);
  });

  it('takes trustworthiness of the first points only', async () => {
    const [part, all] = [await measure(2, 100), await measure(2)];
    expect(part.trustworthiness).not.toBe(all.trustworthiness);
    expect(part.labelAgreement).toBe(all.labelAgreement);
    expect((await measure(2, 1e6)).trustworthiness).toBe(all.trustworthiness);
  });

  it('counts the neighbours that were not found', async () => {
    const knnIndices = neighbours.knnIndices.slice();
    // One of 14 others becomes a point of another class, far away.
    for (let i = 0; i < 300; i++) knnIndices[i * 15 + 3] = (i + 5) % 300;
    const { recall } = await measureQuality(
      input,
      pixels(2),
      { neighbours: { ...neighbours, knnIndices }, params: params(2), sample: 100 },
      testControl(),
    );
    expect(recall).toBeCloseTo(13 / 14, 9);
  });

  it('is refused for a layout of another size, with NaN in it, or a sample too small', async () => {
    const options = { neighbours, params: params(2), sample: 100 };
    const broken = pixels(2).fill(Number.NaN, 5, 6);
    for (const attempt of [
      measureQuality(input, new Float32Array(7), options, testControl()),
      measureQuality(input, broken, options, testControl()),
      measureQuality(input, pixels(2), { ...options, sample: 3 }, testControl()),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'bad-parameter' });
    }
  });

  it('stops at an abort', async () => {
    const control = testControl();
    control.controller.abort(new Error('enough'));
    const options = { neighbours, params: params(2), sample: 100 };
    await expect(measureQuality(input, pixels(2), options, control)).rejects.toThrow('enough');
  });
});
