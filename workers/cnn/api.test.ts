import { afterEach, describe, expect, it } from 'vitest';
import type {
  CnnApi,
  CnnFrame,
  CnnInput,
  CnnParams,
  LayerSpec,
  TrainingState,
  Watched,
} from '../contracts/cnn.ts';
import { drawnDatasets } from '../dataset/drawn/index.ts';
import { WorkerError } from '../rpc/errors.ts';
import { descend, type Rung } from '../rpc/ladder.ts';
import { withPort } from '../rpc/testing/with-port.ts';
import { createCnnApi } from './api.ts';
import type { CnnEngine } from './engine.ts';
import { WasmCnnEngine } from './wasm/engine.ts';

const GLOROT = { type: 'glorot-uniform' } as const;
const LAYERS: readonly LayerSpec[] = [
  { type: 'conv2d', filters: 8, kernelSize: 5, padding: 'same', init: GLOROT },
  { type: 'relu' },
  { type: 'max-pool', size: 4 },
  { type: 'flatten' },
  { type: 'dropout', rate: 0.25 },
  { type: 'dense', units: 10, init: GLOROT },
  { type: 'softmax' },
];
const PARAMS: CnnParams = {
  layers: LAYERS,
  epochs: 3,
  schedule: 'fixed',
  stepsPerEpoch: 20,
  learningRate: 0.003,
  dropout: 0.1,
  batchSize: 20,
  validation: 100,
  seed: 24,
};
const SIZE = 32 * 32 * 3;

function draw(split: 'train' | 'test', count: number) {
  const images = new Uint8Array(count * SIZE);
  const labels = Uint8Array.from({ length: count }, (_, i) =>
    drawnDatasets.objects.draw(5, split, i, images, i * SIZE),
  );
  return { images, labels };
}
const train = draw('train', 600);
const test = draw('test', 100);
const watched: Watched = {
  image: test.images.slice(0, SIZE),
  activationLayer: 0,
  kernelLayer: 0,
  id: 0,
};
const input = (changes: Partial<CnnInput> = {}): CnnInput => ({
  shape: { height: 32, width: 32, channels: 3 },
  classNames: [...drawnDatasets.objects.classNames],
  train: { images: train.images.slice(), labels: train.labels.slice() },
  test: { images: test.images.slice(), labels: test.labels.slice() },
  watched,
  ...changes,
});

const rung = (name: string, create: () => CnnEngine): Rung<CnnEngine> => ({
  name,
  unavailable: () => Promise.resolve(undefined),
  create: () => Promise.resolve(create()),
});
const oneThread = (): WasmCnnEngine => new WasmCnnEngine({ threads: 1 });
const apis: CnnApi[] = [];
afterEach(async () => {
  for (const api of apis.splice(0)) await api.dispose();
});
function createApi(): CnnApi {
  const api = createCnnApi((asked) => descend(asked, [rung('wasm', oneThread)]));
  apis.push(api);
  return api;
}
const prepare = (
  api: CnnApi,
  params: Partial<CnnParams> = {},
  changes: Partial<CnnInput> = {},
  resumeFrom?: TrainingState,
) =>
  withPort((port) =>
    api.prepare(input(changes), { ...PARAMS, ...params }, { engine: 'wasm', resumeFrom }, port),
  );
const epoch = (api: CnnApi): Promise<CnnFrame | null> => withPort((port) => api.train(port));

/** All frames of a run that nothing breaks off. */
async function wholeRun(): Promise<CnnFrame[]> {
  const api = createApi();
  const { frame } = await prepare(api);
  const frames = [frame];
  for (let next = await epoch(api); next; next = await epoch(api)) frames.push(next);
  return frames;
}

/** A frame but for its time, and the engine that it tells of. */
const shown = (frame: CnnFrame | null | undefined) => ({
  ...frame,
  epochMs: 0,
  engineInfo: undefined,
});

describe('a CNN run', () => {
  it('begins untrained: every class of every image near chance', async () => {
    const narrow = { type: 'truncated-normal', stddev: 0.01 } as const;
    const layers = LAYERS.map((layer) => ('init' in layer ? { ...layer, init: narrow } : layer));
    const prepared = await prepare(createApi(), { layers });
    const { frame, sampled, trainCount, validationCount, layers: summary } = prepared;
    expect([trainCount, validationCount, sampled.length]).toEqual([500, 100, 72]);
    expect(frame.probabilities).toHaveLength(720);
    for (const share of [...frame.probabilities, ...frame.view.probabilities]) {
      expect(share).toBeGreaterThan(0.05);
      expect(share).toBeLessThan(0.15);
    }
    expect(frame.metrics.trainLoss).toBeNaN();
    expect(frame.metrics.validationLoss).toBeCloseTo(Math.log(10), 1);
    expect(frame.confusion.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(summary.map(({ name }) => name)).toContain('conv2d');
    expect(prepared.engineInfo).toMatchObject({ engine: 'wasm', reason: 'wasm was asked for.' });
  });

  it('learns, and keeps what every epoch looked like', async () => {
    const api = createApi();
    const { frame } = await prepare(api, { epochs: 4 });
    const frames: CnnFrame[] = [frame];
    for (let next = await epoch(api); next; next = await epoch(api)) frames.push(next);
    expect(frames.map((own) => [own.epoch, own.step, own.imagesSeen])).toEqual([
      [0, 0, 0],
      [1, 20, 400],
      [2, 40, 800],
      [3, 60, 1200],
      [4, 80, 1600],
    ]);
    expect(frames.at(-1)?.metrics.validationAccuracy).toBeGreaterThan(0.25);
    expect(frames.at(-1)?.metrics.trainAccuracy).toBeGreaterThan(0.25);
    expect(frames[1]?.view.kernels).toHaveLength(5 * 5 * 3 * 8);
    expect(frames[1]?.view.kernels).not.toEqual(frames[4]?.view.kernels);
    expect(frames[1]?.view.activations).toHaveLength(32 * 32 * 8);
    expect(frames[2]?.settings).toEqual({ learningRate: 0.003, dropout: 0.1, batchSize: 20 });
    expect([...(await api.kept())]).toEqual([0, 1, 2, 3, 4]);
  });

  it('repeats with the same seed, and differs with another', async () => {
    const once = async (seed: number) => {
      const api = createApi();
      await prepare(api, { seed });
      return { ...(await epoch(api)), epochMs: 0 };
    };
    const first = await once(7);
    expect(await once(7)).toEqual(first);
    expect((await once(8)).view).not.toEqual(first.view);
  });

  it('pauses between two steps, answers meanwhile, and goes on', async () => {
    const api = createApi();
    await prepare(api, { stepsPerEpoch: 200 });
    const seen: number[] = [];
    const training = withPort(
      (port) => api.train(port),
      (own) => {
        own.onmessage = ({ data }: MessageEvent<{ progress: { done: number } }>) => {
          seen.push(data.progress.done);
        };
      },
    );
    await expect.poll(() => seen.length).toBeGreaterThan(0);
    await api.pause();
    await api.inspect(0, watched); // waits for the step in flight
    await new Promise((resolve) => setTimeout(resolve, 30));
    const paused = seen.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(seen.length).toBe(paused);
    await expect(epoch(api)).rejects.toMatchObject({ code: 'bad-parameter' });
    await api.resume();
    expect((await training)?.step).toBe(200);
  });

  it('takes up changed settings with the next step, and says so in its frames', async () => {
    const api = createApi();
    await prepare(api);
    await api.set({ learningRate: 0.001, batchSize: 5 });
    const frame = await epoch(api);
    expect(frame?.settings).toEqual({ learningRate: 0.001, dropout: 0.1, batchSize: 5 });
    expect(frame?.imagesSeen).toBe(100);
    await expect(api.set({ dropout: 1 })).rejects.toMatchObject({ code: 'bad-parameter' });
    await expect(api.set({ learningRate: -1 })).rejects.toMatchObject({ code: 'bad-parameter' });
    await expect(api.set({ batchSize: 501 })).rejects.toThrow(/at most 500/);
  });

  it('follows another image from then on, and shows it at any kept epoch', async () => {
    const api = createApi();
    const { frame } = await prepare(api);
    await epoch(api);
    const other: Watched = {
      ...watched,
      image: test.images.slice(SIZE, 2 * SIZE),
      activationLayer: 2,
      id: 1,
    };
    await api.watch(other);
    const second = await epoch(api);
    expect(second?.view.watchedId).toBe(1);
    expect(second?.view.activations).toHaveLength(8 * 8 * 8);
    expect((await api.inspect(2, other)).activations).toEqual(second?.view.activations);
    expect(await api.inspect(0, watched)).toEqual(frame.view);
    await expect(api.inspect(3, watched)).rejects.toThrow(/0, 1, 2 are/);
    const refused = api.watch({ ...watched, activationLayer: 5 });
    await expect(refused).rejects.toThrow(/before the flatten/);
  });

  it('tests at any kept epoch, with progress', async () => {
    const api = createApi();
    await prepare(api, { epochs: 4 });
    while (await epoch(api));
    const progress: number[] = [];
    const result = await withPort(
      (port) => api.evaluate(4, port),
      (own) => {
        own.onmessage = ({ data }: MessageEvent<{ progress: { done: number } }>) =>
          progress.push(data.progress.done);
      },
    );
    expect([result.count, result.epoch]).toEqual([100, 4]);
    expect(result.labels).toEqual(test.labels);
    expect(result.accuracy).toBeGreaterThan(0.2);
    expect((await withPort((port) => api.evaluate(0, port))).accuracy).toBeLessThan(
      result.accuracy,
    );
    const predicted = await api.predict(test.images.slice(), 4);
    expect(predicted).toEqual(result.probabilities);
    await expect.poll(() => progress.at(-1)).toBe(100);
    await expect(api.predict(new Uint8Array(5), 4)).rejects.toMatchObject({ code: 'wrong-shape' });
  });

  it.each(['safetensors', 'tfjs-layers'] as const)(
    'saves and reloads as %s: it predicts the same',
    async (format) => {
      const api = createApi();
      await prepare(api);
      await epoch(api);
      const files = await api.save(format, 1);
      const expected = await api.predict(test.images.slice(), 1);
      const other = createApi();
      await prepare(other, { seed: 99 });
      const frame = await withPort((port) => other.load(files, port));
      expect(frame.epoch).toBe(0);
      expect(await other.predict(test.images.slice(), 0)).toEqual(expected);
      const small = createApi();
      await prepare(small, { layers: LAYERS.slice(3) }).catch(() => undefined);
      const broken = files.map(({ name, bytes }) => ({ name, bytes: bytes.slice(0, 40) }));
      await expect(withPort((port) => other.load(broken, port))).rejects.toMatchObject({
        code: 'bad-model',
      });
    },
  );

  it('stops where it diverges, keeps its frames, and goes on with a lower learning rate', async () => {
    const api = createApi();
    await prepare(api, { learningRate: 1e6 });
    const failed = epoch(api);
    await expect(failed).rejects.toMatchObject({ code: 'diverged' });
    await expect(failed).rejects.toThrow(/learning rate of 1000000/);
    expect([...(await api.kept())]).toEqual([0]);
    await api.set({ learningRate: 0.003 });
    const frame = await epoch(api);
    expect([frame?.epoch, frame?.step]).toEqual([1, 20]);
    expect(Number.isFinite(frame?.metrics.validationLoss)).toBe(true);
  });

  it('keeps no weights of an epoch too short to tell by its steps, when they are worse than guessing', async () => {
    const api = createApi();
    await prepare(api, { learningRate: 1e6, stepsPerEpoch: 2, batchSize: 10 });
    await expect(epoch(api)).rejects.toMatchObject({ code: 'diverged' });
    expect([...(await api.kept())]).toEqual([0]);
    await api.set({ learningRate: 0.003 });
    const frame = await epoch(api);
    expect(frame?.metrics.validationLoss).toBeLessThan(3);
  });

  it('is cancelled by its port in the middle of an epoch, as if that had not begun', async () => {
    const api = createApi();
    await prepare(api, { stepsPerEpoch: 100_000 });
    const { port1, port2 } = new MessageChannel();
    const training = api.train(port2);
    await new Promise((resolve) => setTimeout(resolve, 60));
    port1.postMessage({ type: 'abort' });
    await expect(training).rejects.toMatchObject({ code: 'aborted' });
    port1.close();
    expect([...(await api.kept())]).toEqual([0]);
  });

  it('begins an epoch that was cancelled again as if it had not begun: Adam, too', async () => {
    const expected = await wholeRun();
    const api = createApi();
    await prepare(api);
    await epoch(api);
    const { port1, port2 } = new MessageChannel();
    const training = api.train(port2);
    await new Promise<void>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<{ progress: { stage: string; done: number } }>) => {
        if (data.progress.stage === 'epoch' && data.progress.done > 0) resolve();
      };
    });
    port1.postMessage({ type: 'abort' });
    await expect(training).rejects.toMatchObject({ code: 'aborted' });
    port1.close();
    expect(shown(await epoch(api))).toEqual(shown(expected[2]));
    expect(shown(await epoch(api))).toEqual(shown(expected[3]));
  });

  it('goes on with the next engine when the device is lost', async () => {
    let steps = 0;
    class Losing extends WasmCnnEngine {
      override async step(...args: Parameters<WasmCnnEngine['step']>): Promise<void> {
        if (++steps > 25) throw new WorkerError('device-lost', 'The device was lost.');
        await super.step(...args);
      }
    }
    const api = createCnnApi((asked) =>
      descend(asked, [
        rung('tfjs-webgpu', () => new Losing({ threads: 1 })),
        rung('wasm', oneThread),
      ]),
    );
    apis.push(api);
    await withPort((port) => api.prepare(input(), PARAMS, { engine: 'auto' }, port));
    const first = await epoch(api);
    expect(first?.engineInfo).toBeUndefined();
    const frame = await epoch(api);
    expect(frame?.engineInfo?.reason).toBe('The device was lost. wasm went on from epoch 1.');
    expect([frame?.epoch, frame?.step]).toEqual([2, 40]);
    expect([...(await api.kept())]).toEqual([0, 1, 2]);
    expect(await api.inspect(1, watched)).toEqual(first?.view);

    // As if the device had never been lost: Adam goes on, too.
    const expected = await wholeRun();
    const third = await epoch(api);
    expect(third?.engineInfo).toBeUndefined();
    expect([first, frame, third].map(shown)).toEqual(expected.slice(1).map(shown));
    expect(await epoch(api)).toBeNull();
  });

  it('goes on in another worker from the state after a frame, as if it had never stopped', async () => {
    const expected = await wholeRun();
    const api = createApi();
    await prepare(api);
    await epoch(api);
    await epoch(api);
    const resumeFrom = await api.state();
    expect([resumeFrom.epoch, resumeFrom.step, resumeFrom.imagesSeen]).toEqual([2, 40, 800]);
    const other = createApi();
    const { frame } = await prepare(other, {}, {}, resumeFrom);
    expect({ ...frame, metrics: undefined, epochMs: 0 }).toEqual({
      ...expected[2],
      metrics: undefined,
      epochMs: 0,
    });
    expect(frame.metrics.validationLoss).toBe(expected[2]?.metrics.validationLoss);
    expect(frame.metrics.trainLoss).toBeNaN();
    expect(shown(await epoch(other))).toEqual(shown(expected[3]));
    expect(await epoch(other)).toBeNull();
    expect([...(await other.kept())]).toEqual([2, 3]);
  });

  it('keeps the state after a frame while the next epoch is under way, with the settings of now', async () => {
    const api = createApi();
    await prepare(api, { stepsPerEpoch: 100_000 });
    const before = await api.state();
    const { port1, port2 } = new MessageChannel();
    const training = api.train(port2);
    await api.set({ learningRate: 0.001 });
    await api.inspect(0, watched); // waits for the step in flight
    const during = await api.state();
    expect(during.settings.learningRate).toBe(0.001);
    expect({ ...during, settings: before.settings }).toEqual(before);
    port1.postMessage({ type: 'abort' });
    await expect(training).rejects.toMatchObject({ code: 'aborted' });
    port1.close();
  });

  it('refuses the state of another network, or of an epoch that it does not come to', async () => {
    const api = createApi();
    await prepare(api);
    await epoch(api);
    const state = await api.state();
    const short = { ...state, engine: { ...state.engine, values: new Float32Array(6) } };
    await expect(prepare(createApi(), {}, {}, short)).rejects.toThrow(/network of 2 weights/);
    const late = { ...state, epoch: 4 };
    await expect(prepare(createApi(), {}, {}, late)).rejects.toThrow(/after epoch 4/);
    const damaged = { ...state, step: NaN };
    await expect(prepare(createApi(), {}, {}, damaged)).rejects.toThrow(/NaN.*damaged/);
  });
});

describe('a CNN run that cannot be', () => {
  const oneClass = { images: train.images.slice(), labels: new Uint8Array(600) };
  const wild = {
    images: train.images.slice(),
    labels: train.labels.map((label, i) => (i === 3 ? 12 : label)),
  };
  it.each([
    ['one class only', {}, { train: oneClass }, 'bad-parameter', /one class/],
    ['labels out of range', {}, { train: wild }, 'bad-parameter', /Label 12 of train image 3/],
    [
      'images of another size',
      {},
      { train: { ...train, images: new Uint8Array(7) } },
      'wrong-shape',
      /7 bytes are not 600/,
    ],
    [
      'no test images',
      {},
      { test: { images: new Uint8Array(), labels: new Uint8Array() } },
      'no-images',
      /no test images/,
    ],
    ['fewer images than a batch', { batchSize: 501 }, {}, 'bad-parameter', /at most 500/],
    [
      'a schedule whose batches are too large',
      { batchSize: undefined, validation: 570 },
      {},
      'bad-parameter',
      /schedule’s largest|schedule's largest/,
    ],
    ['a negative learning rate', { learningRate: -1 }, {}, 'bad-parameter', /learning_rate is -1/],
    ['all images for validation', { validation: 600 }, {}, 'bad-parameter', /from 1 to 599/],
    ['a model that does not fit', { layers: LAYERS.slice(0, 3) }, {}, 'bad-model', /./],
  ] as const)('says so: %s', async (_, params, changes, code, message) => {
    const api = createApi();
    const refused = prepare(api, params, changes);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(message);
    expect((await prepare(api)).frame.epoch).toBe(0);
  });

  it('remarks that nothing is learned at a learning rate of 0', async () => {
    const api = createApi();
    const { remarks, frame } = await prepare(api, { learningRate: 0 });
    expect(remarks).toEqual(['With a learning rate of 0 the network learns nothing.']);
    expect((await epoch(api))?.view.kernels).toEqual(frame.view.kernels);
  });

  it('says when it is used out of turn', async () => {
    const api = createApi();
    await expect(epoch(api)).rejects.toThrow(/not prepared yet/);
    await prepare(api);
    await expect(prepare(api)).rejects.toThrow(/one run only/);
    await api.dispose();
    await api.dispose();
    await expect(epoch(api)).rejects.toThrow(/disposed/);
  });
});
