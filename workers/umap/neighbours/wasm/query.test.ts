import { afterEach, expect, it } from 'vitest';
import type { UmapMetric } from '../../../contracts/umap.ts';
import { startWasm, type WasmRuntime } from '../../../wasm/runtime.ts';
import { spawnNodeThread } from '../../../wasm/testing/node-threads.ts';
import { clusters, testControl } from '../../test-data.ts';
import { exactNeighboursOf, EXACT_LIMIT } from './find.ts';
import { queryNeighboursWasm } from './query.ts';

let runtime: WasmRuntime | undefined;

afterEach(() => {
  runtime?.dispose();
  runtime = undefined;
});

async function start(threads = 1): Promise<WasmRuntime> {
  runtime?.dispose();
  runtime = await startWasm({ threads, spawn: spawnNodeThread });
  return runtime;
}

/** The first `count` of some vectors, and the rest. */
function split(count: number, rest: number, dimensions: number) {
  const all = clusters(count + rest, dimensions);
  const part = (begin: number, length: number) => ({
    images: all.images.slice(begin * dimensions, (begin + length) * dimensions),
    count: length,
    dimensions,
  });
  return { all, points: part(0, count), queries: part(count, rest) };
}

/** Exact distances of the k nearest points of one query, by the plain loop. */
function plain({ all, points }: ReturnType<typeof split>, query: number, k: number): number[] {
  const { images, dimensions } = all;
  return Array.from({ length: points.count }, (_, j) => {
    let square = 0;
    for (let d = 0; d < dimensions; d++) {
      const x = images[(points.count + query) * dimensions + d] ?? 0;
      square += (x - (images[j * dimensions + d] ?? 0)) ** 2;
    }
    return Math.sqrt(square);
  })
    .sort((a, b) => a - b)
    .slice(0, k);
}

it('finds exactly the nearest points of new ones among few', async () => {
  const parts = split(300, 37, 23);
  const options = { k: 7, metric: 'euclidean', seed: 1 } as const;
  const found = await queryNeighboursWasm(
    await start(),
    parts.points,
    parts.queries,
    options,
    testControl(),
  );
  expect(found.knnIndices).toHaveLength(37 * 7);
  expect(found.knnIndices.every((j) => j >= 0 && j < 300)).toBe(true);
  for (let q = 0; q < 37; q++) {
    const distances = found.knnDistances.subarray(q * 7, (q + 1) * 7);
    plain(parts, q, 7).forEach((d, s) => {
      expect(distances[s]).toBeCloseTo(d, 4);
    });
  }
});

it.each<UmapMetric>(['euclidean', 'cosine', 'manhattan', 'correlation'])(
  'finds at least 0.97 of them among many: %s',
  async (metric) => {
    const { points, queries } = split(EXACT_LIMIT + 5, 203, 60);
    const k = 15;
    const options = { k, metric, seed: 1 };
    const wasm = await start();
    const found = await queryNeighboursWasm(wasm, points, queries, options, testControl());
    let hits = 0;
    for (let q = 0; q < queries.count; q += 10) {
      // Exact search with the query as one more point.
      const images = new Uint8Array(points.images.length + 60);
      images.set(points.images);
      images.set(queries.images.subarray(q * 60, (q + 1) * 60), points.images.length);
      const exact = await exactNeighboursOf(
        wasm,
        { images, count: points.count + 1, dimensions: 60 },
        Int32Array.of(points.count),
        { k: k + 1, metric },
        testControl().signal,
      );
      const last = exact.knnDistances[k] ?? 0;
      hits += found.knnDistances.subarray(q * k, (q + 1) * k).filter((d) => d <= last).length;
    }
    expect(hits / (Math.ceil(queries.count / 10) * k)).toBeGreaterThan(0.97);
  },
);

it('finds the same with any number of threads', async () => {
  const { points, queries } = split(EXACT_LIMIT + 5, 101, 60);
  const options = { k: 15, metric: 'euclidean', seed: 1 } as const;
  const find = async (threads: number) =>
    queryNeighboursWasm(await start(threads), points, queries, options, testControl());
  const alone = await find(1);
  expect(await find(2)).toEqual(alone);
  expect(await find(3)).toEqual(alone);
});
