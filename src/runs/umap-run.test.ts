import { describe, expect, it, vi } from 'vitest';
import type {
  DatasetInfo,
  DatasetParams,
  DatasetStatistics,
} from '../../workers/contracts/dataset.ts';
import type {
  PreparedUmap,
  UmapFrame,
  UmapInput,
  UmapParams,
  UmapSamples,
} from '../../workers/contracts/umap.ts';
import { UnderhoodError } from '../clients/errors.ts';
import type { ShareableDataset } from '../clients/shared-datasets.ts';
import { UmapRun, type UmapRunParts } from './umap-run.ts';
import { ARTICLE_UMAP_SETTINGS, type UmapSettings } from './umap-settings.ts';

const INFO: DatasetInfo = {
  name: 'garments',
  title: 'Garments',
  origin: 'drawn',
  split: 'train',
  shape: { height: 1, width: 2, channels: 1 },
  classNames: ['a', 'b'],
  count: 3,
  available: 0,
  hash: '00',
  attribution: '',
};

const settings = (nEpochs: number): UmapSettings => ({
  ...ARTICLE_UMAP_SETTINGS,
  dataset: 'garments',
  params: { ...ARTICLE_UMAP_SETTINGS.params, nEpochs },
});

const change = (params: Partial<UmapParams>): UmapSettings => {
  const before = settings(2);
  return { ...before, params: { ...before.params, ...params } };
};

const frame = (epoch: number): UmapFrame => ({
  epoch,
  embedding: new Float32Array(6).fill(epoch),
  epochMs: 1,
});

const STATISTICS: DatasetStatistics = {
  classCounts: Uint32Array.of(2, 1),
  classAverages: new Float32Array(4),
  correlation: Float64Array.of(1, 0.5, 0.5, 1),
};

/** A dataset and an engine that answer at once, one epoch a task, and count what is asked of them. */
interface Overrides {
  step?: (epoch: number) => Promise<UmapFrame | null>;
  restart?: () => Promise<PreparedUmap>;
  transform?: Error;
  info?: Partial<DatasetInfo>;
}

function createParts(overrides: Overrides = {}) {
  const counts = { opened: 0, closed: 0, steps: 0, disposed: 0, prepared: 0, restarts: 0 };
  const received: {
    params?: DatasetParams;
    input?: UmapInput;
    samples?: UmapSamples;
    embedding?: Float32Array;
    /** Of the layout that was projected into, where the worker has another one. */
    layoutParams?: UmapParams | undefined;
  } = {};
  const parts: UmapRunParts = {
    openDataset: (params) => {
      counts.opened += 1;
      received.params = params;
      let users = 1;
      let closed = false;
      const data: ShareableDataset = {
        info: { ...INFO, ...overrides.info, split: params.split },
        ready: 3,
        get closed() {
          return closed;
        },
        samples: () =>
          Promise.resolve({ images: new Uint8Array(6), labels: Uint8Array.of(0, 1, 0) }),
        images: (indices) =>
          Promise.resolve({
            images: new Uint8Array(2 * indices.length),
            labels: new Uint8Array(indices.length),
          }),
        nearest: () => Promise.reject(new Error('not needed')),
        statistics: () => Promise.resolve(STATISTICS),
        share: () => {
          users += 1;
          return data;
        },
        close: () => {
          users -= 1;
          if (users > 0) return;
          if (!closed) counts.closed += 1;
          closed = true;
        },
      };
      return Promise.resolve(data);
    },
    createUmap: () => {
      let epoch = 0;
      let nEpochs = 0;
      let stepping: Promise<unknown> = Promise.resolve();
      return {
        prepare: (input: UmapInput, params: UmapParams) => {
          received.input = input;
          counts.prepared += 1;
          nEpochs = params.nEpochs;
          return Promise.resolve({
            engineInfo: { engine: 'umap-js', device: 'JavaScript', reason: 'chosen' },
            stagesMs: { neighbours: 1, graph: 1, init: 1 },
            recall: 0.99,
            frame: frame(0),
            params,
          });
        },
        step: async () => {
          counts.steps += 1;
          stepping = new Promise((resolve) => setTimeout(resolve));
          await stepping;
          epoch += 1;
          if (overrides.step) return overrides.step(epoch);
          return epoch > nEpochs ? null : frame(epoch);
        },
        restart: async (params: UmapParams, { signal }) => {
          counts.restarts += 1;
          await stepping; // as the worker does
          nEpochs = params.nEpochs;
          epoch = 0;
          signal.throwIfAborted();
          if (overrides.restart) return overrides.restart();
          return {
            engineInfo: { engine: 'wasm', device: 'WebAssembly', reason: 'Kept.' },
            stagesMs: { neighbours: 0, graph: 0, init: 1 },
            recall: 0.99,
            frame: frame(0),
            params,
          };
        },
        transform: (samples: UmapSamples, embedding, { signal }, params) => {
          received.samples = samples;
          received.layoutParams = params;
          received.embedding = embedding;
          const placed = new Float32Array(2 * samples.count);
          return new Promise((resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(new Error('aborted'));
            });
            if (overrides.transform) reject(overrides.transform);
            setTimeout(() => {
              resolve({
                frames: [placed, placed.slice().fill(1)],
                labelAgreement: 0.7,
                stagesMs: { neighbours: 1, layout: 1 },
              });
            });
          });
        },
        quality: () =>
          Promise.resolve({
            ...{ recall: 1, trustworthiness: 0.97, labelAgreement: 0.7 },
            overlap: Float64Array.of(0.8, 0.2, 0.4, 0.6),
          }),
        dispose: () => {
          counts.disposed += 1;
        },
      };
    },
  };
  return { parts, counts, received };
}

const until = (condition: () => boolean) => vi.waitUntil(condition, { interval: 1 });

describe('a UMAP run', () => {
  it('goes from loading to done, and records the initial layout and a frame an epoch', async () => {
    const { parts, received } = createParts();
    const run = new UmapRun(parts);
    const states: string[] = [];
    run.addEventListener('state', () => states.push(run.state));
    await run.start(settings(4));
    expect(states).toEqual(['loading', 'preparing', 'running', 'done']);
    expect(run.trace?.frames.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4]);
    expect(run.trace?.closed).toBe(true);
    expect(run.trace?.info.labels).toEqual(Uint8Array.of(0, 1, 0));
    expect(run.quality?.trustworthiness).toBe(0.97);
    expect(received.params).toMatchObject({
      dataset: 'garments',
      points: undefined,
      limit: 60_000,
    });
    expect(received.input).toMatchObject({ count: 3, dimensions: 2 });
  });

  it('keeps its worker for measuring until it is disposed of or started anew', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    await expect(run.measure(10)).rejects.toThrow(/no finished layout/);
    await run.start(settings(1));
    expect(counts.disposed).toBe(0);
    expect((await run.measure(10)).labelAgreement).toBe(0.7);
    run.dispose();
    expect(counts.disposed).toBe(1);
    expect(run.state).toBe('done');
  });

  it('says how much the classes of the finished layout mix, those without points included', async () => {
    const { parts } = createParts({ info: { classNames: ['a', 'b', 'c'] } });
    const run = new UmapRun(parts);
    expect(run.overlap).toBeUndefined();
    const finished = run.start(settings(3));
    await until(() => run.trace !== undefined);
    expect(run.overlap).toBeUndefined();
    await finished;
    expect([...(run.overlap ?? [])]).toEqual([0.8, 0.2, 0, 0.4, 0.6, 0, 0, 0, 0]);
  });

  it('has the statistics of its own images, once they are open', async () => {
    const { parts } = createParts();
    const run = new UmapRun(parts);
    await expect(run.statistics()).rejects.toThrow(/No dataset is open yet/);
    await run.start(settings(1));
    expect(await run.statistics()).toBe(STATISTICS);
  });

  it('pauses within a step, loses no frame, and goes on', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    const finished = run.start(settings(30));
    await until(() => (run.trace?.frames.length ?? 0) > 3);
    run.pause();
    await until(() => counts.steps === (run.trace?.frames.length ?? 0) - 1);
    const { steps } = counts;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(counts.steps).toBe(steps);
    expect(run.state).toBe('paused');
    run.resume();
    await finished;
    expect(run.trace?.frames.map(({ epoch }) => epoch)).toEqual([...Array(31).keys()]);
  });

  it('is idle again when cancelled, keeps its frames, and frees its worker', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    const finished = run.start(settings(1000));
    await until(() => (run.trace?.frames.length ?? 0) > 3);
    run.cancel();
    expect(run.state).toBe('idle');
    await finished;
    expect(run.error).toBeUndefined();
    expect(run.trace?.frames.length).toBeGreaterThan(3);
    expect(run.trace?.closed).toBe(true);
    expect(counts.disposed).toBeGreaterThan(0);
  });

  it('can be cancelled while paused', async () => {
    const { parts } = createParts();
    const run = new UmapRun(parts);
    const finished = run.start(settings(1000));
    await until(() => run.state === 'running');
    run.pause();
    await new Promise((resolve) => setTimeout(resolve, 20));
    run.cancel();
    await finished;
    expect(run.state).toBe('idle');
  });

  it('says what a run needs that memory was refused to, and what would fit', async () => {
    const { parts } = createParts({
      step: () =>
        Promise.reject(
          new UnderhoodError({
            code: 'out-of-memory',
            message: 'no',
            details: { needed: 100, available: 80 },
          }),
        ),
    });
    const run = new UmapRun(parts);
    const small = settings(9);
    await run.start({ ...small, params: { ...small.params, nNeighbors: 1 } });
    expect(run.state).toBe('failed');
    expect(run.error?.code).toBe('out-of-memory');
    expect(run.error?.message).toMatch(/3 images needs about \d+ MB.* 2 should fit/);
    expect(run.error?.details?.['fits']).toBe(2);
    expect(run.trace?.frames).toHaveLength(1);
  });

  it('fails with the error’s code when its worker dies, and what was recorded stays', async () => {
    const { parts } = createParts({
      step: (epoch) =>
        epoch < 3
          ? Promise.resolve(frame(epoch))
          : Promise.reject(new UnderhoodError({ code: 'worker-died', message: 'It stopped.' })),
    });
    const run = new UmapRun(parts);
    await run.start(settings(10));
    expect(run.state).toBe('failed');
    expect(run.error).toMatchObject({ code: 'worker-died', message: 'It stopped.' });
    expect(run.trace?.frames).toHaveLength(3);
    expect(run.trace?.closed).toBe(true);
  });

  it('begins anew in another worker after one died, though its graph would have served', async () => {
    let dies = true;
    const { parts } = createParts({
      step: (epoch) => {
        if (!dies) return Promise.resolve(epoch > 2 ? null : frame(epoch));
        return Promise.reject(new UnderhoodError({ code: 'worker-died', message: 'It stopped.' }));
      },
    });
    const create = vi.spyOn(parts, 'createUmap');
    const run = new UmapRun(parts);
    await run.start(settings(2));
    expect(run.state).toBe('failed');
    dies = false;
    await run.start(settings(2));
    expect(run.state).toBe('done');
    expect(create).toHaveBeenCalledTimes(2);
  });

  it('says which engine goes on when the one before is lost in the middle', async () => {
    const engineInfo = { engine: 'wasm', device: 'WebAssembly', reason: 'The device was lost.' };
    const { parts } = createParts({
      step: (epoch) =>
        Promise.resolve(epoch > 3 ? null : { ...frame(epoch), ...(epoch === 2 && { engineInfo }) }),
    });
    const run = new UmapRun(parts);
    await run.start(settings(3));
    expect(run.engineInfo).toEqual(engineInfo);
    expect(run.trace?.frames).toHaveLength(4);
  });

  it('starts anew while it runs, and keeps the dataset when it is the same', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    const first = run.start(settings(1000));
    await until(() => run.state === 'running');
    const second = run.start(settings(2));
    await Promise.all([first, second]);
    expect(run.state).toBe('done');
    expect(run.trace?.frames).toHaveLength(3);
    expect(counts.opened).toBe(1);
    await run.start({ ...settings(2), points: 2 });
    expect(counts).toMatchObject({ opened: 2, closed: 1 });
  });

  it('hands out images of its dataset, and says what to do when there is none', async () => {
    const { parts } = createParts();
    const run = new UmapRun(parts);
    await expect(run.images([0])).rejects.toThrow(/start a run/);
    await run.start(settings(1));
    expect((await run.images([0, 2])).images).toHaveLength(4);
  });

  it('closes its dataset when disposed of, and may be disposed of twice', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    await run.start(settings(1));
    run.dispose();
    run.dispose();
    expect(counts.closed).toBe(1);
  });
});

describe('a run that follows another one', () => {
  it.each([
    { minDist: 0.5 },
    { spread: 2 },
    { nEpochs: 3 },
    { learningRate: 1 },
    { negativeSampleRate: 2 },
    { init: 'pca' as const },
    { nComponents: 3 as const },
  ])('restarts from its graph with %j', async (params) => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    await run.start(settings(2));
    const states: string[] = [];
    run.addEventListener('state', () => states.push(run.state));
    await run.start(change(params));
    expect(states).toEqual(['loading', 'preparing', 'running', 'done']);
    expect(counts).toMatchObject({ opened: 1, prepared: 1, restarts: 1, disposed: 0 });
    expect(run.trace?.info.stagesMs.neighbours).toBe(0);
    expect(run.trace?.info.labels).toEqual(Uint8Array.of(0, 1, 0));
    expect(run.trace?.frames).toHaveLength((params.nEpochs ?? 2) + 1);
  });

  it('restarts in the middle of the one before', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    const first = run.start(settings(1000));
    await until(() => (run.trace?.frames.length ?? 0) > 2);
    await run.start(change({ minDist: 0.5 }));
    await first;
    expect(run.state).toBe('done');
    expect(counts).toMatchObject({ prepared: 1, restarts: 1, disposed: 0 });
    expect(run.trace?.frames.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
  });

  it.each([{ nNeighbors: 5 }, { metric: 'cosine' as const }])(
    'searches again, in another worker, with %j',
    async (params) => {
      const { parts, counts } = createParts();
      const run = new UmapRun(parts);
      await run.start(settings(2));
      await run.start(change(params));
      expect(counts).toMatchObject({ prepared: 2, restarts: 0, disposed: 1 });
    },
  );

  it('restarts with another seed unless that draws other images', async () => {
    for (const [origin, restarts] of [
      ['real', 1],
      ['drawn', 0],
    ] as const) {
      let hash = 0;
      const info = {
        origin,
        get hash() {
          return origin === 'drawn' ? String(hash++) : 'same';
        },
      };
      const { parts, counts } = createParts({ info });
      const run = new UmapRun(parts);
      await run.start(settings(2));
      await run.start(change({ seed: 3 }));
      expect(counts).toMatchObject({ opened: 2 - restarts, restarts, prepared: 2 - restarts });
    }
  });

  it('begins anew where the engine keeps no graph', async () => {
    const refuse = new UnderhoodError({ code: 'engine-unavailable', message: 'No graph.' });
    const { parts, counts } = createParts({ restart: () => Promise.reject(refuse) });
    const run = new UmapRun(parts);
    await run.start(settings(2));
    await run.start(change({ minDist: 0.5 }));
    expect(run.state).toBe('done');
    expect(counts).toMatchObject({ prepared: 2, restarts: 1, disposed: 1 });
  });

  it('begins anew after a cancel, which ends the worker', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    await run.start(settings(2));
    run.cancel();
    await run.start(change({ minDist: 0.5 }));
    expect(counts).toMatchObject({ prepared: 2, restarts: 0, disposed: 1 });
  });
});

describe('a run forked from another one', () => {
  it('has its images, and begins with its neighbours where only the layout differs', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    await run.start(settings(2));
    const fork = run.fork();
    expect([fork.state, fork.trace]).toEqual(['idle', undefined]);
    await fork.start(change({ minDist: 0.5 }));
    expect(counts).toMatchObject({ opened: 1, prepared: 1, restarts: 1, disposed: 0 });
    expect(fork.trace?.frames).toHaveLength(3);
    expect(fork.trace?.info).toMatchObject({ params: { minDist: 0.5 } });
    expect(fork.trace?.info.labels).toEqual(Uint8Array.of(0, 1, 0));
    expect([run.state, run.trace?.info.params.minDist]).toEqual(['done', 0.2]);
  });

  it('searches in a worker of its own where the neighbours differ, and while the other goes on', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    await run.start(settings(2));
    await run.fork().start(change({ nNeighbors: 5 }));
    expect(counts).toMatchObject({ opened: 1, prepared: 2, restarts: 0, disposed: 0 });
    const going = run.start(settings(1000));
    await until(() => run.state === 'running' && (run.trace?.frames.length ?? 0) > 2);
    await run.fork().start(change({ minDist: 0.5 }));
    expect(counts).toMatchObject({ opened: 1, prepared: 3 });
    run.cancel();
    await going;
  });

  it('leaves the shared worker to whoever lays out in it: the other one takes another', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    await run.start(settings(2));
    const fork = run.fork();
    const going = fork.start(settings(1000));
    await until(() => (fork.trace?.frames.length ?? 0) > 2);
    await run.start(change({ minDist: 0.5 }));
    expect([run.state, fork.state]).toEqual(['done', 'running']);
    expect(run.trace?.frames.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
    expect(counts).toMatchObject({ prepared: 2, restarts: 1, disposed: 0 });
    fork.cancel();
    await going;
    expect(counts.disposed).toBe(1);
    expect((await run.measure(10)).trustworthiness).toBe(0.97);
  });

  it('leaves the other’s finished layout projectable, with the parameters that it was made with', async () => {
    const { parts, received } = createParts();
    const run = new UmapRun(parts);
    await run.start(settings(2));
    const fork = run.fork();
    await fork.start(change({ minDist: 0.5 }));
    await run.transform(new Uint8Array(4));
    expect(received.layoutParams?.minDist).toBe(0.2);
    await fork.transform(new Uint8Array(4));
    expect(received.layoutParams?.minDist).toBe(0.5);
  });

  it('is disposed of by itself; the last of both frees worker and images', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    await run.start(settings(2));
    const fork = run.fork();
    await fork.start(change({ minDist: 0.5 }));
    fork.dispose();
    fork.dispose();
    expect(counts).toMatchObject({ disposed: 0, closed: 0 });
    expect((await run.images([0])).images).toHaveLength(2);
    await run.start(change({ minDist: 0.8 }));
    expect(counts).toMatchObject({ prepared: 1, restarts: 2 });
    run.dispose();
    expect(counts).toMatchObject({ disposed: 1, closed: 1 });
  });

  it('of a run that never was is one that has everything before it', async () => {
    const { parts, counts } = createParts();
    const fork = new UmapRun(parts).fork();
    await fork.start(settings(2));
    expect(fork.state).toBe('done');
    expect(counts).toMatchObject({ opened: 1, prepared: 1 });
  });
});

describe('new images in a finished layout', () => {
  it('are placed, many at once', async () => {
    const { parts, received } = createParts();
    const run = new UmapRun(parts);
    await expect(run.transform(new Uint8Array(4))).rejects.toThrow(/wait until the run is done/);
    await run.start(settings(2));
    expect((await run.transform(new Uint8Array(4))).frames).toHaveLength(2);
    expect(received.samples).toMatchObject({ count: 2, dimensions: 2 });
    expect(received.embedding).toEqual(run.trace?.frames.at(-1)?.embedding);
    await expect(run.transform(new Uint8Array(3))).rejects.toMatchObject({
      code: 'wrong-shape',
      message: expect.stringMatching(/3 bytes .* 1 × 2 × 1 = 2 bytes/) as string,
    });
  });

  it('are the other split’s, as a trace of all points in which the layout stays', async () => {
    const { parts, received, counts } = createParts();
    const run = new UmapRun(parts);
    await expect(run.project()).rejects.toMatchObject({ code: 'bad-parameter' });
    await run.start(settings(2));
    let events = 0;
    run.addEventListener('projection', () => events++);
    const projected = run.project();
    expect(run.projecting).toBe(true);
    await projected;
    expect(run.projecting).toBe(false);
    expect(events).toBe(2);
    expect(received.params).toMatchObject({ split: 'test', limit: 10_000, dataset: 'garments' });
    const { trace, labelAgreement, dataset } = run.projection ?? {};
    expect(labelAgreement).toBe(0.7);
    expect(dataset?.split).toBe('test');
    expect(trace?.info).toMatchObject({ points: 6, projectedFrom: 3 });
    expect(trace?.info.labels).toEqual(Uint8Array.of(0, 1, 0, 0, 1, 0));
    expect(trace?.frames.map(({ embedding }) => [...embedding])).toEqual([
      [2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0],
      [2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1],
    ]);
    expect((await run.projectedImages([1])).labels).toHaveLength(1);
    await run.start(settings(2));
    expect(run.projection).toBeUndefined();
    expect(counts.closed).toBe(1);
    await expect(run.projectedImages([1])).rejects.toThrow(/project some/);
  });

  it('can be given up, or fail, without harm to the run', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    await run.start(settings(2));
    const projected = run.project();
    run.cancelProjection();
    await projected;
    expect(run).toMatchObject({ state: 'done', projecting: false, projection: undefined });
    await run.project();
    expect(run.projection).toBeDefined();
    run.dispose();
    expect(counts.closed).toBe(counts.opened);

    const failing = createParts({ transform: new Error('no memory') });
    const other = new UmapRun(failing.parts);
    await other.start(settings(2));
    await expect(other.project()).rejects.toThrow('no memory');
    expect(other).toMatchObject({ state: 'done', projecting: false, error: undefined });
  });
});
