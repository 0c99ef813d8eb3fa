import { existsSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { UmapMetric } from '../../../contracts/umap.ts';
import { createRandom } from '../../../random.ts';
import { WorkerError } from '../../../rpc/errors.ts';
import { Pacer } from '../../../rpc/slices.ts';
import { startWasm, type WasmRuntime } from '../../../wasm/runtime.ts';
import { spawnNodeThread } from '../../../wasm/testing/node-threads.ts';
import { clusters, testControl } from '../../test-data.ts';
import { exactNeighbours } from '../exact.ts';
import type { Vectors } from '../metric.ts';
import type { Neighbours } from '../neighbour-lists.ts';
import { exactNeighboursOf, EXACT_LIMIT, findNeighboursWasm, NEIGHBOUR_KERNELS } from './find.ts';
import { putImages } from './images.ts';
import { projectImages } from './project.ts';

// Node 20 has relaxed SIMD behind a flag; newer ones ignore it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const METRICS: readonly UmapMetric[] = ['euclidean', 'cosine', 'manhattan', 'correlation'];

let runtime: WasmRuntime | undefined;

afterEach(() => {
  runtime?.dispose();
  runtime = undefined;
});

async function start(threads = 1, relaxedSimd = false): Promise<WasmRuntime> {
  runtime?.dispose();
  runtime = await startWasm({ threads, relaxedSimd, spawn: spawnNodeThread });
  expect(runtime.threads).toBe(threads);
  return runtime;
}

/** Uniform bytes, with some constant rows and some duplicates. */
function noise(count: number, dimensions: number, seed = 3): Vectors {
  const random = createRandom(seed);
  const images = Uint8Array.from({ length: count * dimensions }, () => random.integer(256));
  images.fill(0, 0, dimensions);
  images.fill(200, dimensions, 2 * dimensions);
  images.copyWithin(5 * dimensions, 4 * dimensions, 5 * dimensions);
  return { images, count, dimensions };
}

/** Share of the exact neighbours of `queries` found; one at the same distance as the last counts too. */
async function recall(
  wasm: WasmRuntime,
  vectors: Vectors,
  found: Neighbours,
  metric: UmapMetric,
): Promise<number> {
  const { k } = found;
  const step = Math.ceil(vectors.count / 500);
  const queries = Int32Array.from({ length: Math.floor(vectors.count / step) }, (_, q) => q * step);
  const exact = await exactNeighboursOf(
    wasm,
    vectors,
    queries,
    { k, metric },
    testControl().signal,
  );
  let hits = 0;
  queries.forEach((i, q) => {
    const last = exact.knnDistances[q * k + k - 1] ?? 0;
    hits += found.knnDistances.subarray(i * k + 1, i * k + k).filter((d) => d <= last).length;
  });
  return hits / queries.length / (k - 1);
}

function expectSound({ knnIndices, knnDistances, k }: Neighbours, count: number): void {
  expect(knnIndices).toHaveLength(count * k);
  for (let i = 0; i < count; i++) {
    const row = knnIndices.subarray(i * k, (i + 1) * k);
    const distances = knnDistances.subarray(i * k, (i + 1) * k);
    if (row[0] !== i || new Set(row).size !== k || row.some((j) => j < 0 || j >= count)) {
      throw new Error(`Row ${i} is ${row.join(' ')}.`);
    }
    if (distances.some((d, s) => !(d >= (distances[s - 1] ?? 0)))) {
      throw new Error(`Row ${i} has the distances ${distances.join(' ')}.`);
    }
  }
}

describe.each([false, true])('up to EXACT_LIMIT points, relaxed SIMD %s', (relaxedSimd) => {
  it.each(METRICS)('finds exactly what the plain search finds: %s', async (metric) => {
    const wasm = await start(1, relaxedSimd);
    for (const [count, dimensions, k] of [
      [61, 7, 5],
      [17, 31, 16],
      [130, 100, 15],
      [40, 256, 2],
    ] as const) {
      const vectors = noise(count, dimensions);
      const plain = await exactNeighbours(vectors, k, metric, testControl());
      const found = await findNeighboursWasm(wasm, vectors, { k, metric, seed: 1 }, testControl());
      expectSound(found, count);
      found.knnDistances.forEach((d, at) => {
        expect(d).toBeCloseTo(plain.knnDistances[at] ?? NaN, 5);
      });
    }
  });
});

describe('above EXACT_LIMIT points', () => {
  it.each(METRICS)('finds at least 0.97 of the true neighbours: %s', async (metric) => {
    const wasm = await start();
    const vectors = clusters(EXACT_LIMIT + 404, 70);
    const found = await findNeighboursWasm(
      wasm,
      vectors,
      { k: 15, metric, seed: 1 },
      testControl(),
    );
    expectSound(found, vectors.count);
    expect(await recall(wasm, vectors, found, metric)).toBeGreaterThan(0.97);
  });

  it('finds the same with any number of threads, and with relaxed SIMD', async () => {
    const vectors = clusters(EXACT_LIMIT + 1, 40);
    const find = async (threads: number, relaxedSimd: boolean, seed = 1) =>
      findNeighboursWasm(
        await start(threads, relaxedSimd),
        vectors,
        { k: 10, metric: 'euclidean', seed },
        testControl(),
      );
    const alone = await find(1, false);
    expect(await find(1, true)).toEqual(alone);
    expect(await find(2, false)).toEqual(alone);
    expect(await find(3, true)).toEqual(alone);
  });

  it('copes with images that are all the same, and with many duplicates', async () => {
    const wasm = await start();
    const count = EXACT_LIMIT + 100;
    for (const metric of METRICS) {
      const same = { images: new Uint8Array(count * 20).fill(9), count, dimensions: 20 };
      const found = await findNeighboursWasm(wasm, same, { k: 15, metric, seed: 1 }, testControl());
      expectSound(found, count);
      expect(found.knnDistances.every((d) => d === 0)).toBe(true);
    }
    const vectors = clusters(count, 20);
    vectors.images.copyWithin(0, 2000 * 20);
    const found = await findNeighboursWasm(
      wasm,
      vectors,
      { k: 60, metric: 'euclidean', seed: 1 },
      testControl(),
    );
    expectSound(found, count);
    expect(await recall(wasm, vectors, found, 'euclidean')).toBeGreaterThan(0.97);
  });

  it('stops on abort, and reports points on the way', async () => {
    const wasm = await start(2);
    const vectors = clusters(12_000, 100);
    const control = testControl();
    const options = { k: 15, metric: 'euclidean', seed: 1 } as const;
    await findNeighboursWasm(wasm, vectors, options, control);
    const done = control.reports.map((progress) => progress.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(new Set(done).size).toBeGreaterThan(5);
    expect(done.at(-1)).toBe(12_000);

    setTimeout(() => {
      control.controller.abort(new WorkerError('aborted', 'The work was cancelled.'));
    }, 50);
    const cancelled = findNeighboursWasm(wasm, vectors, options, control);
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
  });
});

it('refuses images whose sums would overflow', async () => {
  const vectors = { images: new Uint8Array(3 * 20_000), count: 3, dimensions: 20_000 };
  const finding = findNeighboursWasm(
    await start(),
    vectors,
    { k: 2, metric: 'euclidean', seed: 1 },
    testControl(),
  );
  await expect(finding).rejects.toMatchObject({ code: 'engine-unavailable' });
});

it('projects without loss where there are no more dimensions than the projection has', async () => {
  const context = await (await start()).open(NEIGHBOUR_KERNELS);
  const pacer = new Pacer(testControl().signal);
  const vectors = clusters(600, 48);
  const images = await putImages(context, vectors, 'euclidean', pacer);
  const { values, norms, size } = await projectImages(
    context,
    images,
    'euclidean',
    createRandom(5),
    pacer,
    () => undefined,
  );
  const { arena } = context;
  const rows = new Int8Array(arena.u8(values, 600 * size));
  const norm = arena.i32(norms, 600);
  const ratios: number[] = [];
  for (let i = 0; i < 600; i += 7) {
    for (let j = i + 3; j < 600; j += 11) {
      let dot = 0;
      let square = 0;
      for (let d = 0; d < size; d++) dot += (rows[i * size + d] ?? 0) * (rows[j * size + d] ?? 0);
      for (let d = 0; d < 48; d++) {
        square += ((vectors.images[i * 48 + d] ?? 0) - (vectors.images[j * 48 + d] ?? 0)) ** 2;
      }
      if (square > 10_000) ratios.push(((norm[i] ?? 0) + (norm[j] ?? 0) - 2 * dot) / square);
    }
  }
  ratios.sort((a, b) => a - b);
  const middle = ratios[ratios.length >> 1] ?? 0;
  // i8 steps: about 1% of a distance of this size.
  expect((ratios.at(-1) ?? 0) / middle).toBeLessThan(1.05);
  expect((ratios[0] ?? 0) / middle).toBeGreaterThan(0.95);
});

const FASHION = '../shared/datasets/fashion-mnist/train-images-idx3-ubyte.gz';

it.skipIf(!existsSync(FASHION))(
  'finds 0.98 of the neighbours in 10,000 Fashion-MNIST images',
  async () => {
    const wasm = await start(2);
    const images = new Uint8Array(gunzipSync(readFileSync(FASHION))).slice(16, 16 + 7_840_000);
    const vectors = { images, count: 10_000, dimensions: 784 };
    const options = { k: 15, metric: 'euclidean', seed: 1 } as const;
    const found = await findNeighboursWasm(wasm, vectors, options, testControl());
    expectSound(found, 10_000);
    expect(await recall(wasm, vectors, found, 'euclidean')).toBeGreaterThan(0.98);
  },
);
