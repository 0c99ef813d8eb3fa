import { afterEach, describe, expect, it, vi } from 'vitest';
import type { UmapOptions, UmapParams, UmapSamples } from '../contracts/umap.ts';
import { withPort } from '../rpc/testing/with-port.ts';
import { createUmapApi } from './api.ts';
import golden from './goldens/layout.json';
import { clusters } from './test-data.ts';
import { ARTICLE_PARAMS } from './article-params.ts';

const PARAMS: UmapParams = { ...ARTICLE_PARAMS, init: 'random' };

const prepare = (
  api: ReturnType<typeof createUmapApi>,
  count: number,
  change: Partial<UmapParams>,
  engine: UmapOptions['engine'],
) => withPort((port) => api.prepare(clusters(count), { ...PARAMS, ...change }, { engine }, port));

async function run(
  count: number,
  change: Partial<UmapParams>,
  engine: UmapOptions['engine'],
): Promise<Float32Array[]> {
  const api = createUmapApi();
  const frames = [(await prepare(api, count, change, engine)).frame.embedding];
  for (let frame = await api.step(); frame; frame = await api.step()) {
    expect(frame.epoch).toBe(frames.length);
    frames.push(frame.embedding);
  }
  await api.dispose();
  return frames;
}

describe.each(['umap-js', 'wasm'] as const)('a UMAP run with %s', (engine) => {
  it('lays out as faithfully as umap-learn does', async () => {
    const api = createUmapApi();
    const { frame } = await prepare(api, 1000, {}, engine);
    let last = frame.embedding;
    for (let next = await api.step(); next; next = await api.step()) last = next.embedding;
    const quality = await withPort((port) => api.quality(last, 1000, port));
    // umap-learn's three seeds lie within 0.004 of each other.
    expect(quality.trustworthiness).toBeGreaterThan(Math.min(...golden.trustworthiness) - 0.01);
    expect(quality.labelAgreement).toBeGreaterThan(0.99);
    expect(quality.recall).toBe(1);
    expect(await api.step()).toBeNull();
  });

  it('says of each frame how good it is, better as it learns, and how many neighbours were found', async () => {
    const measured = async (): Promise<number[]> => {
      const api = createUmapApi();
      const { frame, recall } = await prepare(api, 500, { nEpochs: 30 }, engine);
      expect(recall).toBe(1);
      const found = [frame.quality?.trustworthiness ?? NaN];
      for (let next = await api.step(); next; next = await api.step()) {
        found.push(next.quality?.trustworthiness ?? NaN);
        expect(next.quality?.labelAgreement).toBeLessThanOrEqual(1);
      }
      await api.dispose();
      return found;
    };
    const found = await measured();
    expect(found).toHaveLength(31);
    expect(found.every((value) => value > 0 && value <= 1)).toBe(true);
    expect(found.at(-1)).toBeGreaterThan((found[0] ?? 1) + 0.2);
    expect(await measured()).toEqual(found);
  });

  it('gives frame 0 and one frame an epoch, each its own array', async () => {
    const frames = await run(100, { nEpochs: 7 }, engine);
    expect(frames).toHaveLength(8);
    expect(new Set(frames.map(({ buffer }) => buffer)).size).toBe(8);
    expect(frames[0]).toHaveLength(200);
    expect(frames[0]?.every((value) => Math.abs(value) <= 10)).toBe(true);
    expect(frames[7]).not.toEqual(frames[0]);
  });

  it('repeats bit by bit with the same seed, and differs with another', async () => {
    const [one, two, other] = [
      await run(200, { nEpochs: 10 }, engine),
      await run(200, { nEpochs: 10 }, engine),
      await run(200, { nEpochs: 10, seed: 25 }, engine),
    ];
    expect(one).toEqual(two);
    expect(one[10]).not.toEqual(other[10]);
  });

  it.each([
    { nComponents: 3 as const },
    { metric: 'cosine' as const },
    { metric: 'manhattan' as const },
    { metric: 'correlation' as const },
    { negativeSampleRate: 0 },
    { nNeighbors: 2 },
    { nNeighbors: 99, minDist: 0 },
    { spread: 2, minDist: 2 },
    { nEpochs: 1 },
  ])('stays finite with %j', async (change) => {
    const frames = await run(100, { nEpochs: 20, ...change }, engine);
    expect(frames.at(-1)).toHaveLength(100 * (change.nComponents ?? 2));
    expect(frames.at(-1)?.every(Number.isFinite)).toBe(true);
  });

  it('goes through its stages in order', async () => {
    const stages: string[] = [];
    const api = createUmapApi();
    await withPort(
      async (port) => {
        await api.prepare(clusters(300), PARAMS, { engine }, port);
        await new Promise((resolve) => setTimeout(resolve, 10)); // messages are on their way
      },
      (own) => {
        own.onmessage = ({ data }: MessageEvent<{ progress: { stage: string } }>) => {
          if (stages.at(-1) !== data.progress.stage) stages.push(data.progress.stage);
        };
      },
    );
    expect(stages).toEqual(['neighbours', 'graph', 'init']);
  });

  it('is cancelled by its port, and may be prepared again', async () => {
    const api = createUmapApi();
    const cancelled = withPort(
      (port) => api.prepare(clusters(6000, 200), PARAMS, { engine }, port),
      (own) => {
        own.postMessage({ type: 'abort' });
      },
    );
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    expect((await prepare(api, 50, {}, engine)).frame.embedding).toHaveLength(100);
  });

  it('places new samples in its layout, and says where they would not fit', async () => {
    const api = createUmapApi();
    const project = (samples: UmapSamples, embedding: Float32Array<ArrayBuffer>) =>
      withPort((port) => api.transform(samples, embedding, port));
    const { images, labels, dimensions } = clusters(120);
    const samples: UmapSamples = {
      images: images.slice(100 * dimensions),
      labels: labels.slice(100),
      count: 20,
      dimensions,
    };
    await expect(project(samples, new Float32Array(200))).rejects.toMatchObject({
      code: 'bad-parameter',
      message: expect.stringMatching(/not prepared yet/) as string,
    });
    await prepare(api, 100, { nEpochs: 30 }, engine);
    let last: Float32Array<ArrayBuffer> = new Float32Array();
    for (let next = await api.step(); next; next = await api.step()) last = next.embedding;
    const { frames, labelAgreement } = await project(samples, last);
    expect(frames.map(({ length }) => length)).toEqual(Array(11).fill(40));
    expect(labelAgreement).toBeGreaterThan(0.7); // by chance 0.1
    await expect(project({ ...samples, dimensions: 5 }, last)).rejects.toMatchObject({
      code: 'wrong-shape',
    });
    await api.dispose();
  });

  it('answers with codes when it is used out of turn', async () => {
    const api = createUmapApi();
    await expect(api.step()).rejects.toMatchObject({ code: 'bad-parameter' });
    await expect(prepare(api, 10, {}, engine)).rejects.toMatchObject({ code: 'bad-parameter' });
    await prepare(api, 50, {}, engine);
    await expect(prepare(api, 50, {}, engine)).rejects.toMatchObject({ code: 'bad-parameter' });
    await api.dispose();
    await api.dispose();
    await expect(api.step()).rejects.toThrow(/start a new one/);
  });
});

describe('a restart with other parameters of the layout', () => {
  const restart = (api: ReturnType<typeof createUmapApi>, change: Partial<UmapParams>) =>
    withPort((port) => api.restart({ ...PARAMS, ...change }, port));

  it.each([
    { seed: 25 },
    { minDist: 0.5, spread: 2 },
    { nEpochs: 5, learningRate: 1 },
    { nEpochs: 12, negativeSampleRate: 2 },
    { init: 'spectral' as const },
    { init: 'pca' as const, nComponents: 3 as const },
  ])('gives the frames of a run with %j, without a search', async (change) => {
    const wanted = await run(300, { nEpochs: 8, ...change }, 'wasm');
    const api = createUmapApi();
    await prepare(api, 300, { nEpochs: 8 }, 'wasm');
    void api.step(); // in flight: its frame is of the layout before
    const { frame, stagesMs, params, engineInfo } = await restart(api, { nEpochs: 8, ...change });
    const frames = [frame.embedding];
    for (let next = await api.step(); next; next = await api.step()) {
      expect(next.epoch).toBe(frames.length);
      frames.push(next.embedding);
    }
    expect(frames).toEqual(wanted);
    expect(stagesMs.neighbours).toBe(0);
    expect(params).toEqual({ ...PARAMS, nEpochs: 8, ...change });
    expect(engineInfo.reason).toMatch(/graph were kept/);
    const quality = await withPort((port) =>
      api.quality(frames.at(-1) ?? frame.embedding, 300, port),
    );
    expect(quality.recall).toBe(1);
    await api.dispose();
  });

  it('says when the graph at hand would be the wrong one, or there is none', async () => {
    const api = createUmapApi();
    await expect(restart(api, {})).rejects.toThrow(/not prepared yet/);
    await prepare(api, 60, {}, 'wasm');
    for (const change of [{ nNeighbors: 5 }, { metric: 'cosine' as const }, { nEpochs: 0 }]) {
      await expect(restart(api, change)).rejects.toMatchObject({ code: 'bad-parameter' });
    }
    await expect(restart(api, { negativeSampleRate: 40 })).rejects.toMatchObject({
      code: 'engine-unavailable',
    });
    expect((await api.step())?.epoch).toBe(1);
    const reference = createUmapApi();
    await prepare(reference, 60, {}, 'umap-js');
    await expect(restart(reference, {})).rejects.toMatchObject({ code: 'engine-unavailable' });
  });

  it('is cancelled by its port, and may be asked for again', async () => {
    const api = createUmapApi();
    await prepare(api, 3000, { nEpochs: 3 }, 'wasm');
    const params = { ...PARAMS, nEpochs: 3, init: 'spectral' as const };
    const cancelled = withPort(
      (port) => api.restart(params, port),
      (own) => {
        own.postMessage({ type: 'abort' });
      },
    );
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    expect((await restart(api, { nEpochs: 3 })).frame.embedding).toHaveLength(6000);
    expect((await api.step())?.epoch).toBe(1);
  });

  it('leaves an earlier layout as projectable as it was, with the parameters that it was made with', async () => {
    const api = createUmapApi();
    const { frame } = await prepare(api, 100, { nEpochs: 30 }, 'wasm');
    let last = frame.embedding;
    for (let next = await api.step(); next; next = await api.step()) last = next.embedding;
    const { images, dimensions } = clusters(110);
    const project = (params?: UmapParams) =>
      withPort((port) =>
        api.transform(
          { images: images.slice(100 * dimensions), count: 10, dimensions },
          last,
          port,
          params,
        ),
      );
    const before = (await project()).frames.at(-1);
    await restart(api, { nEpochs: 30, minDist: 2, spread: 3 });
    expect((await project({ ...PARAMS, nEpochs: 30 })).frames.at(-1)).toEqual(before);
    expect((await project()).frames.at(-1)).not.toEqual(before);
    await api.dispose();
  });
});

describe('a run whose memory is refused', () => {
  afterEach(() => vi.restoreAllMocks());

  it('says how much it needed and how much there was, and may be tried again', async () => {
    const api = createUmapApi();
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory');
    });
    const refused = await prepare(api, 3000, {}, 'wasm').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'out-of-memory' });
    const { needed, available } = (refused as { details: Record<string, number> }).details;
    expect(needed).toBeGreaterThan(available ?? Infinity);
    grow.mockRestore();
    expect((await prepare(api, 300, {}, 'wasm')).engineInfo.engine).toBe('wasm');
    await api.dispose();
  });
});

describe('the engine that runs', () => {
  const info = async (engine: UmapOptions['engine'], change: Partial<UmapParams> = {}) =>
    (await prepare(createUmapApi(), 50, change, engine)).engineInfo;

  it('is the one asked for', async () => {
    expect(await info('umap-js')).toEqual({
      engine: 'umap-js',
      device: 'JavaScript, 1 thread',
      reason: 'umap-js was asked for.',
    });
    expect(await info('wasm')).toMatchObject({
      engine: 'wasm',
      device: expect.stringMatching(/^WebAssembly with (relaxed )?SIMD, \d+ threads?$/) as string,
    });
  });

  it('is the next on the ladder where that cannot run, and says why', async () => {
    const { engine, reason } = await info('wasm', { negativeSampleRate: 40 });
    expect(engine).toBe('umap-js');
    expect(reason).toMatch(/in place of wasm \(.*at most 31 negative samples/);
  });

  it('says so when it starts from a random layout in place of the one asked for', async () => {
    expect((await info('umap-js', { init: 'spectral' })).reason).toMatch(/random.*not spectral/);
    expect((await info('umap-js')).reason).not.toMatch(/init/);
    expect((await info('wasm', { init: 'spectral' })).reason).not.toMatch(/init/);
  });
});
