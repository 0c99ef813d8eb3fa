import { describe, expect, it } from 'vitest';
import type { UmapParams } from '../contracts/umap.ts';
import { createUmapApi } from './api.ts';
import golden from './goldens/layout.json';
import { clusters } from './test-data.ts';

const PARAMS: UmapParams = {
  nNeighbors: 15,
  minDist: 0.2,
  spread: 1,
  nEpochs: 128,
  learningRate: 0.33,
  negativeSampleRate: 5,
  init: 'random',
  metric: 'euclidean',
  nComponents: 2,
  seed: 24,
};

/** Runs `call` with a control port, and closes the ports when it has settled. */
async function withPort<T>(
  call: (port: MessagePort) => Promise<T>,
  during?: (own: MessagePort) => void,
): Promise<T> {
  const { port1, port2 } = new MessageChannel();
  during?.(port1);
  try {
    return await call(port2);
  } finally {
    port1.close();
    port2.close();
  }
}

const prepare = (
  api: ReturnType<typeof createUmapApi>,
  count: number,
  change: Partial<UmapParams> = {},
  engine: 'auto' | 'webgpu' | 'wasm' | 'umap-js' = 'umap-js',
) => withPort((port) => api.prepare(clusters(count), { ...PARAMS, ...change }, { engine }, port));

async function run(count: number, change: Partial<UmapParams> = {}): Promise<Float32Array[]> {
  const api = createUmapApi();
  const frames = [(await prepare(api, count, change)).frame.embedding];
  for (let frame = await api.step(); frame; frame = await api.step()) {
    expect(frame.epoch).toBe(frames.length);
    frames.push(frame.embedding);
  }
  await api.dispose();
  return frames;
}

describe('a UMAP run with umap-js', () => {
  it('lays out as faithfully as umap-learn does', async () => {
    const api = createUmapApi();
    const { frame } = await prepare(api, 1000);
    let last = frame.embedding;
    for (let next = await api.step(); next; next = await api.step()) last = next.embedding;
    const quality = await withPort((port) => api.quality(last, 1000, port));
    // umap-learn's three seeds lie within 0.004 of each other.
    expect(quality.trustworthiness).toBeGreaterThan(Math.min(...golden.trustworthiness) - 0.01);
    expect(quality.labelAgreement).toBeGreaterThan(0.99);
    expect(quality.recall).toBe(1);
    expect(await api.step()).toBeNull();
  });

  it('gives frame 0 and one frame an epoch, each its own array', async () => {
    const frames = await run(100, { nEpochs: 7 });
    expect(frames).toHaveLength(8);
    expect(new Set(frames.map(({ buffer }) => buffer)).size).toBe(8);
    expect(frames[0]).toHaveLength(200);
    expect(frames[0]?.every((value) => Math.abs(value) <= 10)).toBe(true);
    expect(frames[7]).not.toEqual(frames[0]);
  });

  it('repeats bit by bit with the same seed, and differs with another', async () => {
    const [one, two, other] = [
      await run(200, { nEpochs: 10 }),
      await run(200, { nEpochs: 10 }),
      await run(200, { nEpochs: 10, seed: 25 }),
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
    const frames = await run(100, { nEpochs: 20, ...change });
    expect(frames.at(-1)).toHaveLength(100 * (change.nComponents ?? 2));
    expect(frames.at(-1)?.every(Number.isFinite)).toBe(true);
  });

  it('says so when it starts from a random layout in place of the one asked for', async () => {
    const asked = await prepare(createUmapApi(), 50, { init: 'spectral' });
    expect(asked.params.init).toBe('random');
    expect(asked.engineInfo.reason).toMatch(/random.*not spectral/);
    const random = await prepare(createUmapApi(), 50);
    expect(random.engineInfo.reason).not.toMatch(/init/);
  });

  it('says which engine runs, and why', async () => {
    const reason = async (engine: 'auto' | 'webgpu' | 'wasm' | 'umap-js') => {
      const { engineInfo } = await prepare(createUmapApi(), 50, {}, engine);
      expect(engineInfo.engine).toBe('umap-js');
      expect(engineInfo.device).toBe('JavaScript, 1 thread');
      return engineInfo.reason;
    };
    expect(await reason('umap-js')).toBe('umap-js was asked for.');
    expect(await reason('wasm')).toMatch(/in place of wasm \(wasm is not/);
    expect(await reason('webgpu')).toMatch(/in place of webgpu \(webgpu is not.*; wasm is not/);
    expect(await reason('auto')).toMatch(/fastest engine that works here/);
  });

  it('goes through its stages in order', async () => {
    const stages: string[] = [];
    const api = createUmapApi();
    await withPort(
      async (port) => {
        await api.prepare(clusters(300), PARAMS, { engine: 'umap-js' }, port);
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
      (port) => api.prepare(clusters(6000, 200), PARAMS, { engine: 'umap-js' }, port),
      (own) => {
        own.postMessage({ type: 'abort' });
      },
    );
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    expect((await prepare(api, 50)).frame.embedding).toHaveLength(100);
  });

  it('answers with codes when it is used out of turn', async () => {
    const api = createUmapApi();
    await expect(api.step()).rejects.toMatchObject({ code: 'bad-parameter' });
    await expect(prepare(api, 10)).rejects.toMatchObject({ code: 'bad-parameter' });
    await prepare(api, 50);
    await expect(prepare(api, 50)).rejects.toMatchObject({ code: 'bad-parameter' });
    await api.dispose();
    await api.dispose();
    await expect(api.step()).rejects.toThrow(/start a new one/);
  });
});
