import { describe, expect, it } from 'vitest';
import type { UmapMetric } from '../../contracts/umap.ts';
import { createRandom } from '../../random.ts';
import golden from '../goldens/neighbours.json';
import { clusters, testControl } from '../test-data.ts';
import { exactNeighbours } from './exact.ts';
import { descendNeighbours } from './nn-descent.ts';

const METRICS: UmapMetric[] = ['euclidean', 'cosine', 'manhattan', 'correlation'];
const small = clusters(300);

describe('exact neighbours', () => {
  it.each(METRICS)('have scikit-learn’s %s distances', async (metric) => {
    const { knnDistances, knnIndices } = await exactNeighbours(small, 15, metric, testControl());
    for (const [at, distance] of golden.distances[metric].entries()) {
      expect(knnDistances[at]).toBeCloseTo(distance, metric === 'cosine' ? 7 : 3);
    }
    for (let i = 0; i < small.count; i++) {
      const row = knnIndices.subarray(i * 15, (i + 1) * 15);
      expect(row[0]).toBe(i);
      expect(new Set(row).size).toBe(15);
    }
  });

  it('stay exact where a sum of products outgrows what two lanes of a double hold', async () => {
    const dimensions = 5000;
    const random = createRandom(1);
    const images = Uint8Array.from({ length: 7 * dimensions }, () => 255 - random.integer(3));
    const { knnIndices, knnDistances } = await exactNeighbours(
      { images, count: 7, dimensions },
      6,
      'euclidean',
      testControl(),
    );
    for (let i = 0; i < 7; i++) {
      for (let s = 0; s < 6; s++) {
        const j = knnIndices[i * 6 + s] ?? -1;
        let square = 0;
        for (let d = 0; d < dimensions; d++) {
          square += ((images[i * dimensions + d] ?? 0) - (images[j * dimensions + d] ?? 0)) ** 2;
        }
        expect(knnDistances[i * 6 + s]).toBe(Math.fround(Math.sqrt(square)));
      }
    }
  });

  it('of identical points are other points, at distance 0', async () => {
    const same = { images: new Uint8Array(20 * 3).fill(9), count: 20, dimensions: 3 };
    for (const metric of METRICS) {
      const { knnIndices, knnDistances } = await exactNeighbours(same, 5, metric, testControl());
      expect(new Set(knnIndices.subarray(0, 5)).size).toBe(5);
      expect(knnDistances.every((distance) => distance === 0 || metric === 'cosine')).toBe(true);
    }
  });

  it('report progress that grows to the number of points', async () => {
    const control = testControl();
    await exactNeighbours(clusters(1500, 200), 15, 'euclidean', control);
    const done = control.reports.map((progress) => progress.done);
    expect(done.at(-1)).toBe(1500);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(control.reports.every(({ stage }) => stage === 'neighbours')).toBe(true);
  });
});

describe('NN-descent', () => {
  it.each(METRICS)('finds most of the exact neighbours: %s', async (metric) => {
    const input = clusters(1200);
    const exact = await exactNeighbours(input, 15, metric, testControl());
    const found = await descendNeighbours(input, 15, metric, createRandom(1), testControl());
    let hits = 0;
    for (let i = 0; i < input.count; i++) {
      const last = exact.knnDistances[i * 15 + 14] ?? 0;
      const row = found.knnIndices.subarray(i * 15, (i + 1) * 15);
      expect(row[0]).toBe(i);
      expect(new Set(row).size).toBe(15);
      for (let s = 1; s < 15; s++) if ((found.knnDistances[i * 15 + s] ?? Infinity) <= last) hits++;
    }
    expect(hits / (1200 * 14)).toBeGreaterThan(0.95);
  });

  it('repeats exactly with the same seed', async () => {
    const input = clusters(500);
    const run = () => descendNeighbours(input, 10, 'euclidean', createRandom(3), testControl());
    expect(await run()).toEqual(await run());
  });

  it('copes with many identical points', async () => {
    const input = { images: new Uint8Array(300 * 4).fill(7), count: 300, dimensions: 4 };
    const run = await descendNeighbours(input, 10, 'euclidean', createRandom(3), testControl());
    expect(run.knnDistances.every((distance) => distance === 0)).toBe(true);
  });

  it('fills every list even when it is longer than a leaf', async () => {
    const input = clusters(400);
    const run = await descendNeighbours(input, 150, 'euclidean', createRandom(3), testControl());
    expect(run.knnIndices.every((id) => id >= 0)).toBe(true);
  });
});

describe('both searches', () => {
  it.each([
    ['exact', exactNeighbours.bind(undefined, clusters(4000, 400), 15, 'euclidean')],
    [
      'NN-descent',
      (control: Parameters<typeof exactNeighbours>[3]) =>
        descendNeighbours(clusters(4000, 400), 15, 'euclidean', createRandom(1), control),
    ],
  ])('stop at an abort: %s', async (_, search) => {
    const control = testControl();
    const found = search(control);
    setTimeout(() => {
      control.controller.abort(new Error('enough'));
    });
    await expect(found).rejects.toThrow('enough');
    expect(control.reports.at(-1)?.done).not.toBe(4000);
  });
});
