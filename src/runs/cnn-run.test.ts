import { describe, expect, it } from 'vitest';
import type { CnnFrame, CnnSettings, CnnTest, Watched } from '../../workers/contracts/cnn.ts';
import type { DatasetInfo, DatasetStatistics } from '../../workers/contracts/dataset.ts';
import { UnderhoodError } from '../clients/errors.ts';
import type { ShareableDataset } from '../clients/shared-datasets.ts';
import { CnnRun, type CnnRunParts } from './cnn-run.ts';
import type { CnnRunSettings } from './cnn-run-api.ts';
import { ARTICLE_CNN_SETTINGS, imagesOfEpoch } from './cnn-settings.ts';

const INFO: DatasetInfo = {
  name: 'objects',
  title: 'Objects',
  origin: 'drawn',
  split: 'train',
  shape: { height: 1, width: 2, channels: 1 },
  classNames: ['a', 'b'],
  count: 4,
  available: 0,
  hash: 'x',
  attribution: '',
};

const STATISTICS: DatasetStatistics = {
  classCounts: new Uint32Array(),
  classAverages: new Float32Array(4),
  correlation: Float64Array.of(1, 0.5, 0.5, 1),
};

const COUNTS = { train: Uint32Array.of(2, 2), test: Uint32Array.of(1, 3) };

const settings = (epochs = 3): CnnRunSettings => ({
  ...ARTICLE_CNN_SETTINGS,
  image: 2,
  params: { ...ARTICLE_CNN_SETTINGS.params, epochs },
});

const frame = (epoch: number, watchedId = 0): CnnFrame => ({
  epoch,
  step: 5 * epoch,
  imagesSeen: 50 * epoch,
  view: {
    watchedId,
    kernels: new Float32Array([epoch]),
    activations: new Float32Array(1),
    probabilities: new Float32Array(2),
  },
  metrics: { trainLoss: 1, trainAccuracy: 0.5, validationLoss: 1, validationAccuracy: 0.5 },
  probabilities: new Float32Array(4),
  confusion: new Uint32Array(4),
  settings: { learningRate: 1, dropout: 0, batchSize: 10 },
  epochMs: 100,
});

/** A worker that does what the test says, and notes what it was told. */
function createParts(train: (epoch: number) => Promise<void> = () => Promise.resolve()) {
  const told: string[] = [];
  let epoch = 0;
  let epochs = 0;
  let watchedId = 0;
  const parts: CnnRunParts = {
    openDataset: (params) => {
      told.push(`open ${params.split}`);
      let users = 1;
      let closed = false;
      const data: ShareableDataset = {
        info: { ...INFO, split: params.split },
        ready: 4,
        get closed() {
          return closed;
        },
        samples: () =>
          Promise.resolve({ images: new Uint8Array(8), labels: Uint8Array.of(0, 1, 0, 1) }),
        images: (indices) =>
          Promise.resolve({
            images: Uint8Array.from(indices.flatMap((index) => [index, index])),
            labels: Uint8Array.from(indices, (index) => index % 2),
          }),
        nearest: (image, count) => {
          told.push(`nearest ${params.split} ${count}`);
          return Promise.resolve({
            ...{ images: image.slice(), labels: Uint8Array.of(1) },
            ...{ indices: Uint32Array.of(2), distances: Float64Array.of(0.25) },
          });
        },
        statistics: () => Promise.resolve({ ...STATISTICS, classCounts: COUNTS[params.split] }),
        share: () => {
          users += 1;
          return data;
        },
        close: () => {
          users -= 1;
          if (users > 0) return;
          if (!closed) told.push(`close ${params.split}`);
          closed = true;
        },
      };
      return Promise.resolve(data);
    },
    createCnn: () => ({
      prepare: (_input, params, _options) => {
        epochs = params.epochs;
        return Promise.resolve({
          engineInfo: { engine: 'wasm', device: 'd', reason: 'r' },
          layers: [],
          steps: new Uint32Array(epochs),
          sampled: Uint32Array.of(3, 1),
          trainCount: 3,
          validationCount: 1,
          frame: frame(0),
          remarks: [],
        });
      },
      train: async ({ signal }) => {
        if (epoch === epochs) return null;
        await train(epoch + 1);
        await new Promise((resolve) => setTimeout(resolve));
        signal.throwIfAborted();
        epoch += 1;
        return frame(epoch, watchedId);
      },
      pause: () => Promise.resolve(void told.push('pause')),
      resume: () => Promise.resolve(void told.push('resume')),
      set: (changes: Partial<CnnSettings>) =>
        Promise.resolve(void told.push(JSON.stringify(changes))),
      watch: (watched: Watched) => {
        watchedId = watched.id;
        return Promise.resolve();
      },
      kept: () => Promise.resolve(Uint32Array.of(0, 1, 2)),
      inspect: (at: number, watched: Watched) => {
        told.push(`inspect ${at}`);
        return Promise.resolve(frame(at, watched.id).view);
      },
      evaluate: (at: number): Promise<CnnTest> => {
        told.push(`evaluate ${at}`);
        return Promise.resolve({
          ...{ epoch: at, count: 4, loss: 1, accuracy: 0.5 },
          ...{ labels: Uint8Array.of(0, 1, 0, 1), probabilities: new Float32Array(8) },
          confusion: new Uint32Array(4),
        });
      },
      predict: (_images, at) => {
        told.push(`predict ${at}`);
        return Promise.resolve(new Float32Array(2));
      },
      save: () => Promise.resolve([]),
      load: (files) => {
        told.push(`load ${files.map(({ name }) => name).join()}`);
        return Promise.resolve({ ...frame(0), imagesSeen: 7 });
      },
      dispose: () => void told.push('dispose'),
    }),
  };
  return { parts, told };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('a CNN run', () => {
  it('goes from the dataset to a trace, then tests its last epoch', async () => {
    const { parts, told } = createParts();
    const run = new CnnRun(parts);
    const states: string[] = [];
    run.addEventListener('state', () => states.push(run.state));
    await run.start(settings());
    expect(states).toEqual(['loading', 'preparing', 'running', 'done']);
    expect(run.trace?.frames.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
    expect([run.trace?.expectedFrames, run.trace?.closed]).toEqual([4, true]);
    expect([...(run.trace?.info.sampledImages ?? [])]).toEqual([3, 3, 1, 1]);
    expect(run.watched).toMatchObject({ label: 0, title: 'Test image 2' });
    expect(run.tests.get(3)?.accuracy).toBe(0.5);
    expect(told.filter((what) => what.startsWith('evaluate'))).toEqual(['evaluate 3']);
    await run.evaluate(1);
    await run.evaluate(1);
    expect(told.filter((what) => what === 'evaluate 1')).toHaveLength(1);
    run.dispose();
    expect(told.slice(-3)).toEqual(['dispose', 'close train', 'close test']);
  });

  it('finds training images that are near to one, and asks networks of earlier epochs', async () => {
    const { parts, told } = createParts();
    const run = new CnnRun(parts);
    const { signal } = new AbortController();
    const image = Uint8Array.of(1, 2);
    await expect(run.nearestTraining(image, 5, signal)).rejects.toThrow(/No dataset is open yet/);
    await expect(run.keptEpochs()).rejects.toThrow(/no network yet/);
    await run.start(settings(2));
    expect((await run.nearestTraining(image, 5, signal)).indices[0]).toBe(2);
    expect(told).toContain('nearest train 5');
    expect(await run.keptEpochs()).toEqual(Uint32Array.of(0, 1, 2));
    await run.predict(image, 1);
    await run.predict(image);
    expect(told.filter((what) => what.startsWith('predict'))).toEqual(['predict 1', 'predict 2']);
  });

  it('has the statistics of its training images, once they are open', async () => {
    const { parts } = createParts();
    const run = new CnnRun(parts);
    await expect(run.statistics()).rejects.toThrow(/No dataset is open yet/);
    await run.start(settings(1));
    expect((await run.statistics()).classCounts).toEqual(COUNTS.train);
  });

  it('pauses its worker within an epoch, and goes on', async () => {
    const { parts, told } = createParts();
    const run = new CnnRun(parts);
    const finished = run.start(settings(50));
    await until(() => (run.trace?.frames.length ?? 0) > 3);
    run.pause();
    expect([run.state, told.at(-1)]).toEqual(['paused', 'pause']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const count = run.trace?.frames.length ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(run.trace?.frames.length).toBe(count);
    run.resume();
    await finished;
    expect(run.state).toBe('done');
    expect(told).toContain('resume');
  });

  it('trains one epoch at a time when asked to', async () => {
    const { parts } = createParts();
    const run = new CnnRun(parts);
    void run.oneEpoch(settings());
    await until(() => run.state === 'paused');
    expect(run.trace?.frames).toHaveLength(2);
    await run.oneEpoch(settings());
    await until(() => run.state === 'paused');
    expect(run.trace?.frames).toHaveLength(3);
    await run.oneEpoch(settings());
    await until(() => run.state === 'done');
    expect(run.trace?.frames).toHaveLength(4);
  });

  it('says again that it is paused when its one epoch ends while it is', async () => {
    let arrive = (): void => undefined;
    const { parts } = createParts(
      () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    );
    const run = new CnnRun(parts);
    const states: string[] = [];
    run.addEventListener('state', () => states.push(run.state));
    void run.oneEpoch(settings());
    await until(() => run.state === 'running');
    run.pause();
    arrive();
    await until(() => run.trace?.frames.length === 2);
    expect(states).toEqual(['loading', 'preparing', 'running', 'paused', 'paused']);
    run.cancel();
  });

  it('begins with a saved model, pauses there, and goes on from it', async () => {
    const { parts, told } = createParts();
    const run = new CnnRun(parts);
    const finished = run.load(settings(), [{ name: 'a.safetensors', bytes: new Uint8Array(1) }]);
    await until(() => run.state === 'paused');
    expect(told).toContain('load a.safetensors');
    expect(run.trace?.frames.map(({ imagesSeen }) => imagesSeen)).toEqual([7]);
    run.resume();
    await finished;
    expect(run.trace?.frames).toHaveLength(4);
  });

  it('is cancelled with its frames, which can still be looked at', async () => {
    const { parts, told } = createParts();
    const run = new CnnRun(parts);
    const finished = run.start(settings(500));
    await until(() => (run.trace?.frames.length ?? 0) > 2);
    run.cancel();
    await finished;
    expect(run.state).toBe('idle');
    expect(run.trace?.closed).toBe(true);
    expect((await run.evaluate(1)).epoch).toBe(1);
    expect(told).not.toContain('dispose');
  });

  it('stands still where it diverged, and goes on with other settings', async () => {
    let diverged = 0;
    const { parts, told } = createParts((epoch) => {
      if (epoch !== 2 || diverged++ > 0) return Promise.resolve();
      return Promise.reject(new UnderhoodError({ code: 'diverged', message: 'It grew.' }));
    });
    const run = new CnnRun(parts);
    const finished = run.start(settings());
    await until(() => run.state === 'paused');
    expect(run.error).toMatchObject({ code: 'diverged', message: 'It grew.' });
    expect(run.trace?.frames).toHaveLength(2);
    await run.set({ learningRate: 0.0001 });
    expect(told).toContain('{"learningRate":0.0001}');
    expect(run.settings?.learningRate).toBe(0.0001);
    run.resume();
    await finished;
    expect([run.state, run.error]).toEqual(['done', undefined]);
  });

  it('fails with what went wrong, and keeps its frames', async () => {
    const { parts } = createParts((epoch) =>
      epoch === 2
        ? Promise.reject(new UnderhoodError({ code: 'worker-died', message: 'It ended.' }))
        : Promise.resolve(),
    );
    const run = new CnnRun(parts);
    await run.start(settings());
    expect([run.state, run.error?.code]).toEqual(['failed', 'worker-died']);
    expect(run.trace?.frames).toHaveLength(2);
  });

  it('shows another image at frames that were recorded with the one before', async () => {
    const { parts, told } = createParts();
    const run = new CnnRun(parts);
    await run.start(settings());
    expect((await run.view(2)).watchedId).toBe(0);
    expect(told.some((what) => what.startsWith('inspect'))).toBe(false);
    await run.watchTestImage(1);
    expect(run.watched).toMatchObject({ id: 1, label: 1, title: 'Test image 1' });
    expect((await run.view(2)).watchedId).toBe(1);
    expect(told).toContain('inspect 2');
    await run.watchLayers({ activationLayer: 3 });
    expect([run.watched?.id, run.layers?.activationLayer]).toEqual([2, 3]);
    // A saved run tells of each frame what it is of.
    expect(
      [...run.choices.values()].map(({ image, layers }) => [
        image.id,
        image.index,
        layers.activationLayer,
      ]),
    ).toEqual([
      [0, 2, 0],
      [1, 1, 0],
      [2, 1, 3],
    ]);
  });

  it('says what cannot be done before there is a network', async () => {
    const run = new CnnRun(createParts().parts);
    for (const asked of [
      run.images('test', [0]),
      run.predict(new Uint8Array(2)),
      run.watchTestImage(0),
      run.set({}),
      run.view(0),
      run.evaluate(0),
    ]) {
      await expect(asked).rejects.toMatchObject({ code: 'bad-parameter' });
    }
  });

  it('knows how much there is left to learn', () => {
    const { params } = ARTICLE_CNN_SETTINGS;
    const images = Array.from({ length: 48 }, (_, epoch) => imagesOfEpoch(params, epoch));
    expect(images.reduce((sum, count) => sum + count, 0)).toBe(669_600);
    expect(imagesOfEpoch({ ...params, schedule: 'fixed' }, 7)).toBe(10_000);
  });
});

describe('a CNN run forked from another one', () => {
  it('has the images that the other one opened, which are closed after both', async () => {
    const { parts, told } = createParts();
    const run = new CnnRun(parts);
    await run.start(settings(1));
    const fork = run.fork();
    await fork.start(settings(1));
    expect([fork.state, run.state]).toEqual(['done', 'done']);
    expect(told.filter((what) => what.startsWith('open'))).toEqual(['open train', 'open test']);
    fork.dispose();
    expect(told.filter((what) => what.startsWith('close'))).toEqual([]);
    expect((await run.images('test', [3])).labels).toEqual(Uint8Array.of(1));
    run.dispose();
    expect(told.filter((what) => what.startsWith('close'))).toEqual(['close train', 'close test']);
  });

  it('opens its own where others are asked for', async () => {
    const { parts, told } = createParts();
    const run = new CnnRun(parts);
    await run.start(settings(1));
    const fork = run.fork();
    await fork.start({ ...settings(1), points: 3 });
    expect(told.filter((what) => what.startsWith('open'))).toHaveLength(4);
    expect((await run.images('test', [3])).labels).toEqual(Uint8Array.of(1));
  });
});
