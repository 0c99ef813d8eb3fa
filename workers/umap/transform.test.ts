import { afterAll, describe, expect, it } from 'vitest';
import type { UmapInput, UmapParams, UmapSamples } from '../contracts/umap.ts';
import { createRandom } from '../random.ts';
import { startWasm, type WasmRuntime } from '../wasm/runtime.ts';
import { spawnNodeThread } from '../wasm/testing/node-threads.ts';
import golden from './goldens/transform.json';
import { clusters, testControl } from './test-data.ts';
import { transform } from './transform.ts';
import { WasmEngine } from './wasm/engine.ts';
import { ARTICLE_PARAMS } from './article-params.ts';

const PARAMS: UmapParams = { ...ARTICLE_PARAMS, init: 'random' };

const runtimes = new Map<number, WasmRuntime>();
async function runtimeOf(threads: number): Promise<WasmRuntime> {
  const runtime = runtimes.get(threads) ?? (await startWasm({ threads, spawn: spawnNodeThread }));
  runtimes.set(threads, runtime);
  return runtime;
}
afterAll(() => {
  for (const runtime of runtimes.values()) runtime.dispose();
});

/** The first `count` of some vectors, and the rest as new samples. */
function split(count: number, rest: number, dimensions?: number) {
  const all = clusters(count + rest, dimensions);
  const from = count * all.dimensions;
  const input: UmapInput = {
    images: all.images.slice(0, from),
    labels: all.labels.slice(0, count),
    count,
    dimensions: all.dimensions,
  };
  const samples: UmapSamples = {
    images: all.images.slice(from),
    labels: all.labels.slice(count),
    count: rest,
    dimensions: all.dimensions,
  };
  return { input, samples };
}

/** Two or three pixels as a layout. */
function pixels({ images, count, dimensions }: UmapInput, nComponents: 2 | 3): Float32Array {
  const chosen = [0, 5, 9].slice(0, nComponents);
  return Float32Array.from({ length: count * nComponents }, (_, at) => {
    const i = Math.floor(at / nComponents);
    return (images[i * dimensions + (chosen[at % nComponents] ?? 0)] ?? 0) / 16;
  });
}

function largestDifference(one: ArrayLike<number> = [], other: ArrayLike<number> = []): number {
  expect(one.length).toBe(other.length);
  return Array.from(one).reduce((most, value, at) => {
    const difference = Math.abs(value - (other[at] ?? NaN));
    return difference <= most ? most : difference; // NaN stays
  }, 0);
}

describe('a transform', () => {
  it.each([2, 3] as const)('attracts as umap-learn’s does, components %i', async (nComponents) => {
    const { input, samples } = split(300, 40);
    const params = { ...PARAMS, nComponents, negativeSampleRate: 0 };
    const layout = { input, params, embedding: pixels(input, nComponents) };
    const { frames } = await transform(await runtimeOf(1), layout, samples, testControl());
    const wanted = golden.attraction[nComponents];
    expect(frames).toHaveLength(43);
    expect(largestDifference(frames[0], wanted.start)).toBeLessThan(1e-4);
    // umap-learn moves nothing in its first epoch; ours is one ahead.
    expect(largestDifference(frames[41], wanted.end)).toBeLessThan(2e-3);
  });

  it('places new samples among their class as well as umap-learn does', async () => {
    const { input, samples } = split(1000, 200, 4);
    const engine = new WasmEngine({ threads: 1 });
    const { embedding } = await engine.prepare(input, PARAMS, createRandom(3), testControl());
    let last = embedding;
    for (let next = await engine.step(); next; next = await engine.step()) last = next;
    engine.dispose();
    const layout = { input, params: PARAMS, embedding: last };
    const { labelAgreement } = await transform(await runtimeOf(1), layout, samples, testControl());
    expect(labelAgreement).toBeGreaterThan(Math.min(...golden.labelAgreement) - 0.03);
    expect(labelAgreement).toBeLessThan(Math.max(...golden.labelAgreement) + 0.03);
  });

  it('gives the same frames with any number of threads', async () => {
    for (const nComponents of [2, 3] as const) {
      const { input, samples } = split(400, 1100);
      const params = { ...PARAMS, nComponents, nEpochs: 30 };
      const layout = { input, params, embedding: pixels(input, nComponents) };
      const one = await transform(await runtimeOf(1), layout, samples, testControl());
      expect(one.frames).toHaveLength(11);
      expect(largestDifference(one.frames[0], one.frames[10])).toBeGreaterThan(0.01);
      for (const threads of [2, 3]) {
        const several = await transform(await runtimeOf(threads), layout, samples, testControl());
        expect(several.frames).toEqual(one.frames);
        expect(several.labelAgreement).toBe(one.labelAgreement);
      }
    }
  });

  it('puts a sample that the layout has where it is, and stays finite', async () => {
    const { input } = split(300, 1);
    const { dimensions } = input;
    const unlabelled = { images: input.images.slice(0, 10 * dimensions), count: 10, dimensions };
    const layout = { input, params: PARAMS, embedding: pixels(input, 2) };
    const control = testControl();
    const { frames, labelAgreement } = await transform(
      await runtimeOf(1),
      layout,
      unlabelled,
      control,
    );
    expect(frames[0]).toEqual(layout.embedding.slice(0, 20));
    expect(frames.at(-1)?.every(Number.isFinite)).toBe(true);
    expect(labelAgreement).toBeUndefined();
    expect(new Set(control.reports.map(({ stage }) => stage))).toEqual(
      new Set(['neighbours', 'layout']),
    );
  });

  it('has only its start where the layout had fewer than three epochs', async () => {
    const { input, samples } = split(50, 5);
    const params = { ...PARAMS, nEpochs: 2 };
    const layout = { input, params, embedding: pixels(input, 2) };
    const { frames } = await transform(await runtimeOf(1), layout, samples, testControl());
    expect(frames).toHaveLength(1);
  });

  it('says what does not fit, with both numbers', async () => {
    const { input, samples } = split(60, 5);
    const layout = { input, params: PARAMS, embedding: pixels(input, 2) };
    const runtime = await runtimeOf(1);
    const failing = (change: Partial<UmapSamples>, of = layout) =>
      expect(transform(runtime, of, { ...samples, ...change }, testControl())).rejects;
    await failing({ dimensions: 16, count: 10 }).toMatchObject({
      code: 'wrong-shape',
      message: expect.stringMatching(/16 dimensions.* 32/) as string,
    });
    await failing({ count: 6 }).toMatchObject({
      code: 'wrong-shape',
      message: expect.stringMatching(/160 bytes.*6 images of 32/) as string,
    });
    await failing({ count: 0, images: new Uint8Array() }).toMatchObject({ code: 'no-images' });
    await failing({ labels: new Uint8Array(4) }).toMatchObject({ code: 'count-mismatch' });
    await failing({}, { ...layout, embedding: new Float32Array(3) }).toMatchObject({
      code: 'bad-parameter',
    });
  });

  it('stops on abort', async () => {
    const { input, samples } = split(60, 5);
    const control = testControl();
    control.controller.abort(new Error('enough'));
    const layout = { input, params: PARAMS, embedding: pixels(input, 2) };
    const call = transform(await runtimeOf(1), layout, samples, control);
    await expect(call).rejects.toThrow('enough');
  });
});
