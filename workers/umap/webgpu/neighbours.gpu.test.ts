import { afterEach, expect, it, vi } from 'vitest';
import type { UmapMetric } from '../../contracts/umap.ts';
import { liveBuffers } from '../../gpu/buffers.ts';
import { type Gpu, requestGpu } from '../../gpu/device.ts';
import { createRandom } from '../../random.ts';
import { WorkerError } from '../../rpc/errors.ts';
import { exactNeighbours } from '../neighbours/exact.ts';
import type { Vectors } from '../neighbours/metric.ts';
import { clusters, testControl } from '../test-data.ts';
import { findNeighboursGpu, planBlocks } from './neighbours.ts';

// A software adapter takes seconds for what a graphics card does at once.
vi.setConfig({ testTimeout: 60_000 });

const METRICS: readonly UmapMetric[] = ['euclidean', 'cosine', 'manhattan', 'correlation'];

let gpu: Gpu | undefined;

afterEach(() => {
  gpu?.dispose();
  gpu = undefined;
  expect(liveBuffers()).toBe(0);
});

async function start(): Promise<Gpu> {
  gpu = await requestGpu();
  return gpu;
}

/** Uniform bytes, with some constant rows and some duplicates. */
function noise(count: number, dimensions: number): Vectors {
  const random = createRandom(3);
  const images = Uint8Array.from({ length: count * dimensions }, () => random.integer(256));
  images.fill(0, 0, dimensions);
  images.fill(200, dimensions, 2 * dimensions);
  images.fill(100, 2 * dimensions, 3 * dimensions);
  images.copyWithin(5 * dimensions, 4 * dimensions, 5 * dimensions);
  return { images, count, dimensions };
}

const KINDS = METRICS.map((metric) => [metric, true] as const);

it.each([...KINDS, ['euclidean', false] as const])(
  'finds exactly what the plain search finds: %s, with packed products %s',
  async (metric, packedProducts) => {
    const device = await start();
    for (const [count, dimensions, k] of [
      [61, 7, 5],
      [17, 31, 17],
      [330, 784, 15],
      [130, 64, 2],
    ] as const) {
      const vectors = noise(count, dimensions);
      const options = { k, metric, packedProducts };
      const plain = await exactNeighbours(vectors, k, metric, testControl());
      const found = await findNeighboursGpu(device, vectors, options, testControl());
      const whole = metric === 'euclidean' || metric === 'manhattan';
      expect(found.knnIndices).toHaveLength(count * k);
      found.knnDistances.forEach((d, at) => {
        const true_ = plain.knnDistances[at] ?? NaN;
        if (whole) expect(d).toBe(true_);
        else expect(Math.abs(d - true_)).toBeLessThan(1e-6);
      });
      for (let i = 0; i < count; i++) {
        const row = found.knnIndices.subarray(i * k, (i + 1) * k);
        expect(row[0]).toBe(i);
        expect(new Set(row).size).toBe(k);
        expect(row.every((j) => j >= 0 && j < count)).toBe(true);
      }
    }
  },
);

it('takes the smaller index first where distances are equal', async () => {
  const count = 200;
  const same = { images: new Uint8Array(count * 20).fill(9), count, dimensions: 20 };
  const device = await start();
  for (const metric of ['euclidean', 'correlation'] as const) {
    const found = await findNeighboursGpu(device, same, { k: 4, metric }, testControl());
    expect([...found.knnIndices.subarray(4 * 100, 4 * 101)]).toEqual([100, 0, 1, 2]);
    expect([...found.knnIndices.subarray(0, 4)]).toEqual([0, 1, 2, 3]);
    expect(found.knnDistances.every((d) => d === 0)).toBe(true);
  }
});

it('stays exact where sums of products come near 2^31', async () => {
  const [count, dimensions] = [70, 16_384];
  const images = new Uint8Array(count * dimensions).fill(255);
  for (let i = 0; i < count; i++) images.fill(0, i * dimensions, i * dimensions + i * i);
  const vectors = { images, count, dimensions };
  const plain = await exactNeighbours(vectors, 5, 'euclidean', testControl());
  const options = { k: 5, metric: 'euclidean' } as const;
  const found = await findNeighboursGpu(await start(), vectors, options, testControl());
  expect(found.knnDistances).toEqual(plain.knnDistances);
});

it('reports points on the way, and stops on abort', async () => {
  const device = await start();
  const vectors = clusters(1500, 100);
  const control = testControl();
  const options = { k: 15, metric: 'euclidean' } as const;
  await findNeighboursGpu(device, vectors, options, control);
  const done = control.reports.map((progress) => progress.done);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(new Set(done).size).toBeGreaterThan(4);
  expect(done.at(-1)).toBe(1500);

  const report = (): void => {
    control.controller.abort(new WorkerError('aborted', 'The work was cancelled.'));
  };
  const cancelled = findNeighboursGpu(device, vectors, options, { ...control, report });
  await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
});

it('covers every pair once, in blocks that fit', () => {
  const count = 990;
  const stride = 1024;
  const seen = new Uint8Array(stride * stride);
  const plan = planBlocks(count);
  let pairs = 2 ** 14;
  for (let blocks = plan(pairs); blocks.length > 0; blocks = plan(pairs)) {
    for (const { firstQuery, queries, firstColumn, columns } of blocks) {
      expect([queries % 64, columns % 32]).toEqual([0, 0]);
      expect(firstQuery).toBeLessThan(count);
      expect(firstColumn).toBeLessThan(count);
      expect(firstQuery + queries).toBeLessThanOrEqual(stride);
      for (let q = firstQuery; q < firstQuery + queries; q++) {
        for (let c = firstColumn; c < firstColumn + columns; c++) {
          seen[q * stride + c] = (seen[q * stride + c] ?? 0) + 1;
        }
      }
    }
    pairs *= 2;
  }
  for (let q = 0; q < count; q++) {
    expect(seen.subarray(q * stride, q * stride + count).every((times) => times === 1)).toBe(true);
  }
});
