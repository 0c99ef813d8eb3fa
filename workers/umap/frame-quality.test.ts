import { describe, expect, it } from 'vitest';
import type { UmapInput, UmapParams } from '../contracts/umap.ts';
import { createRandom } from '../random.ts';
import { FrameQualityMeter, type FrameQualitySample } from './frame-quality.ts';
import { LayoutGrid } from './layout-grid.ts';
import { exactNeighbours } from './neighbours/exact.ts';
import { measureQuality } from './quality.ts';
import { clusters, testControl } from './test-data.ts';

const EVERYTHING: FrameQualitySample = { trustRows: 1e6, labelRows: 1e6, recallRows: 1e6 };

const params = (changes: Partial<UmapParams> = {}): UmapParams => ({
  nNeighbors: 15,
  minDist: 0.2,
  spread: 1,
  nEpochs: 1,
  learningRate: 1,
  negativeSampleRate: 5,
  init: 'random',
  metric: 'euclidean',
  nComponents: 2,
  seed: 1,
  ...changes,
});

/** A poor layout on purpose: a few values of each vector, and some noise. */
function someValues({ images, count, dimensions }: UmapInput, components: 2 | 3): Float32Array {
  const random = createRandom(3);
  return Float32Array.from({ length: count * components }, (_, at) => {
    const i = Math.floor(at / components);
    return (images[i * dimensions + 5 * (at % components)] ?? 0) + 20 * random.normal();
  });
}

async function meterOf(
  input: UmapInput,
  changes: Partial<UmapParams>,
  sample?: FrameQualitySample,
) {
  const { metric } = params(changes);
  const neighbours = await exactNeighbours(input, 15, metric, testControl());
  const meter = await FrameQualityMeter.create(
    input,
    neighbours,
    { metric },
    testControl(),
    sample,
  );
  return { meter, neighbours };
}

describe('the quality of a frame', () => {
  const input = clusters(700);

  it.each([
    [{ nComponents: 2, metric: 'euclidean' }],
    [{ nComponents: 3, metric: 'cosine' }],
    [{ nComponents: 2, metric: 'manhattan' }],
    [{ nComponents: 2, metric: 'correlation' }],
  ] as const)('is that of the layout when every point is looked at: %o', async (changes) => {
    const { meter, neighbours } = await meterOf(input, changes, EVERYTHING);
    const embedding = someValues(input, changes.nComponents);
    const options = { neighbours, params: params(changes), sample: 10_000 };
    const exact = await measureQuality(input, embedding, options, testControl());
    const { trustworthiness, labelAgreement } = meter.measure(embedding);
    expect(trustworthiness).toBeCloseTo(exact.trustworthiness, 5);
    expect(labelAgreement).toBeCloseTo(exact.labelAgreement, 9);
    expect(meter.recall).toBe(exact.recall);
  });

  it('is near that of the layout when some are', async () => {
    const { meter, neighbours } = await meterOf(
      input,
      {},
      { trustRows: 100, labelRows: 300, recallRows: 10 },
    );
    const embedding = someValues(input, 2);
    const options = { neighbours, params: params(), sample: 10_000 };
    const exact = await measureQuality(input, embedding, options, testControl());
    const { trustworthiness, labelAgreement } = meter.measure(embedding);
    expect(Math.abs(trustworthiness - exact.trustworthiness)).toBeLessThan(0.05);
    expect(Math.abs(labelAgreement - exact.labelAgreement)).toBeLessThan(0.08);
    expect(trustworthiness).not.toBe(exact.trustworthiness);
  });

  it('is the same for the same layout, whatever was measured before', async () => {
    const { meter } = await meterOf(input, {});
    const [a, b] = [someValues(input, 2), someValues(clusters(700, 32, 10, 9), 2)];
    const first = meter.measure(a);
    expect(meter.measure(b)).not.toEqual(first);
    expect(meter.measure(someValues(input, 3))).not.toEqual(first);
    expect(meter.measure(a)).toEqual(first);
  });

  it('is 1 for images that are all alike: no neighbour is farther than another', async () => {
    const alike = { ...input, images: new Uint8Array(input.images.length).fill(7) };
    const { meter } = await meterOf(alike, {});
    expect(meter.measure(someValues(input, 2)).trustworthiness).toBe(1);
    expect(meter.recall).toBe(1);
  });

  it.each([20, 40])('takes as few as %i points', async (count) => {
    const few = clusters(count);
    const { meter } = await meterOf(few, {});
    const { trustworthiness, labelAgreement } = meter.measure(someValues(few, 2));
    for (const share of [trustworthiness, labelAgreement, meter.recall]) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
  });

  it('stops at once when it is cancelled', async () => {
    const control = testControl();
    const neighbours = await exactNeighbours(input, 15, 'euclidean', testControl());
    control.controller.abort(new Error('enough'));
    const created = FrameQualityMeter.create(input, neighbours, params(), control);
    await expect(created).rejects.toThrow('enough');
  });
});

describe('a grid over a layout', () => {
  const bruteForce = (embedding: Float32Array, components: number, i: number, k: number) => {
    const squares = Array.from({ length: embedding.length / components }, (_, j) => {
      let square = 0;
      for (let c = 0; c < components; c++) {
        square +=
          ((embedding[i * components + c] ?? 0) - (embedding[j * components + c] ?? 0)) ** 2;
      }
      return { j, square };
    });
    const others = squares.filter(({ j }) => j !== i);
    return others.sort((a, b) => a.square - b.square).slice(0, k);
  };

  it.each([
    ['spread evenly', 2, (uniform: () => number) => uniform()],
    ['crowded in corners', 2, (uniform: () => number) => uniform() ** 9],
    ['in three components', 3, (uniform: () => number) => uniform() ** 2],
    ['with a far one', 2, (uniform: () => number) => (uniform() < 0.001 ? 1e6 : uniform())],
    ['on a line', 2, (uniform: () => number) => Math.round(uniform())],
  ] as const)('finds the nearest points, %s', (_, components, place) => {
    const random = createRandom(5);
    const uniform = (): number => random.uniform();
    const embedding = Float32Array.from({ length: 1500 * components }, () => place(uniform));
    const grid = new LayoutGrid(components, 1500, 7);
    grid.build(embedding);
    for (let i = 0; i < 1500; i += 13) {
      const found = [...grid.nearest(i)];
      const exact = bruteForce(embedding, components, i, 7);
      const squares = bruteForce(embedding, components, i, 1499);
      const squareOf = new Map(squares.map(({ j, square }) => [j, square]));
      expect(new Set(found).size).toBe(7);
      expect(found.map((j) => squareOf.get(j))).toEqual(exact.map(({ square }) => square));
    }
  });

  it('finds others where all points coincide', () => {
    const grid = new LayoutGrid(2, 50, 5);
    grid.build(new Float32Array(100).fill(3));
    expect(new Set(grid.nearest(9)).size).toBe(5);
    expect(grid.nearest(9)).not.toContain(9);
  });
});
