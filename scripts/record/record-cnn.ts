import type { CnnApi, CnnFrame, CnnInput, PreparedCnn } from '../../workers/contracts/cnn.ts';
import type { Progress } from '../../workers/contracts/control.ts';
import { createCnnApi } from '../../workers/cnn/api.ts';
import { count } from '../../src/components/run/words.ts';
import { percent } from '../../src/components/cnn/words.ts';
import { imagesOfEpoch, USUAL_IMAGES } from '../../src/runs/cnn-settings.ts';
import type { CnnTraceInfo } from '../../src/trace/cnn-trace.ts';
import { CnnTraceWriter } from '../../src/trace/zarr/trace-writer.ts';
import { hashFrames } from '../bench/hash-frames.ts';
import { oneEngine } from './one-engine.ts';
import type { CnnRecordOptions } from './options.ts';
import { type Loaded, loadReal, type Place } from './place.ts';
import { Estimate } from './progress.ts';
import { cnnRecipe } from './recipes.ts';
import { Stopped } from './stopped.ts';
import { emptyTarget, findUnfinished, finishTarget, isClosed, type Target } from './target.ts';
import { type Recipe, saveUnfinished, type Unfinished } from './unfinished.ts';
import { withControl } from './with-control.ts';

/** Index of the layer whose kernels and activation maps are recorded: the first, as on the page. */
const LAYER = 0;

interface Data {
  readonly train: Loaded;
  readonly test: Loaded;
}

/**
 * Trains a network and records it. One that was broken off goes on from its last frame: the recording is then the same as
 * without the break, but for the times that it tells of.
 */
export async function recordCnn(
  options: CnnRecordOptions,
  target: Target,
  place: Place,
): Promise<void> {
  const { telling } = place;
  const load = (split: 'train' | 'test'): Promise<Loaded> =>
    loadReal(place, options.dataset, split, options.params.seed, {
      limit: USUAL_IMAGES[split],
      points: split === 'train' ? options.points : options.testPoints,
    });
  const data = { train: await load('train'), test: await load('test') };
  const recipe = cnnRecipe(options, data.train.info, data.test.info);
  const unfinished = await findUnfinished(target, recipe);
  if (unfinished && (await isClosed(target.store))) {
    telling.line(await finishTarget(target));
    return;
  }
  const api = createCnnApi(
    oneEngine(options.engine, () =>
      place.createCnn(options.engine, options.threads ?? place.threads),
    ),
  );
  try {
    const recording = new CnnRecording(options, target, place, data, recipe, api);
    await recording.begin(unfinished);
    await recording.learn();
    telling.line(await finishTarget(target));
  } finally {
    await api.dispose();
  }
}

class CnnRecording {
  private writer: CnnTraceWriter | undefined;
  /** Epochs that are done. */
  private epoch = 0;

  constructor(
    private readonly options: CnnRecordOptions,
    private readonly target: Target,
    private readonly place: Place,
    private readonly data: Data,
    private readonly recipe: Recipe,
    private readonly api: CnnApi,
  ) {}

  async begin(unfinished: Unfinished | undefined): Promise<void> {
    const { options, target, place, api } = this;
    const { telling, signal } = place;
    const resumeFrom = unfinished?.state;
    const prepared = await withControl(signal, telling.report, (port) =>
      api.prepare(this.input(), options.params, { engine: 'auto', resumeFrom }, port),
    );
    telling.endStage();
    const { engine, device } = prepared.engineInfo;
    telling.line(`${engine}: ${device}`);
    for (const remark of prepared.remarks) telling.line(remark);
    if (resumeFrom) {
      this.epoch = resumeFrom.epoch;
      this.writer = await CnnTraceWriter.resume(target.store);
      telling.line(`Going on after epoch ${this.epoch} of ${options.params.epochs}.`);
      if ((await hashFrames([prepared.frame])) !== unfinished.frameHash) {
        telling.line(
          'Beware: this machine computes otherwise than the one that began: the recording will not be that of a run without a break.',
        );
      }
      return;
    }
    if (unfinished) await emptyTarget(target);
    await saveUnfinished(target.store, { recipe: this.recipe });
    this.writer = await this.createWriter(prepared);
    await this.keep(prepared.frame);
  }

  /** The epochs that are left, and then the test. */
  async learn(): Promise<void> {
    const { api, place, options } = this;
    const { epochs } = options.params;
    const { telling, signal } = place;
    const work = Array.from({ length: epochs }, (_, epoch) => imagesOfEpoch(options.params, epoch));
    const until = (epoch: number): number =>
      work.slice(0, epoch).reduce((sum, images) => sum + images, 0);
    const before = until(this.epoch);
    const estimate = new Estimate(until(epochs) - before);
    try {
      for (;;) {
        const onProgress = (progress: Progress): void => {
          const { stage, done, total } = progress;
          const share = stage === 'epoch' ? done / Math.max(1, total) : 1;
          const learned = until(this.epoch) - before + share * (work[this.epoch] ?? 0);
          telling.epoch(this.epoch + 1, epochs, progress, estimate.left(learned));
        };
        const frame = await withControl(signal, onProgress, (port) => api.train(port));
        if (!frame) break;
        await this.keep(frame);
        const accuracy = percent(frame.metrics.validationAccuracy, 1);
        telling.line(`epoch ${frame.epoch} of ${epochs}: validation accuracy ${accuracy}`);
      }
      await this.test();
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new Stopped(
        `Stopped after epoch ${this.epoch} of ${epochs}: ${count(this.epoch + 1)} frames are in ${this.target.store.name}. The same command goes on from there.`,
        { cause: error },
      );
    }
  }

  /** Puts a frame into the recording, and beside it what is needed to go on from there. */
  private async keep(frame: CnnFrame): Promise<void> {
    const writer = this.opened();
    // A process that was killed may have written a frame, and not what is needed to go on from it.
    if (frame.epoch >= writer.frameCount) {
      await writer.append(frame);
      await writer.flush();
    }
    this.epoch = frame.epoch;
    const state = await this.api.state();
    const frameHash = await hashFrames([frame]);
    await saveUnfinished(this.target.store, { recipe: this.recipe, state, frameHash });
  }

  private async test(): Promise<void> {
    const { telling, signal } = this.place;
    const test = await withControl(signal, telling.report, (port) =>
      this.api.evaluate(this.epoch, port),
    );
    telling.endStage();
    telling.line(`test accuracy ${percent(test.accuracy, 2)}`);
    await this.opened().tested(test);
    await this.opened().finish();
  }

  private async createWriter(prepared: PreparedCnn): Promise<CnnTraceWriter> {
    const { options, target, data } = this;
    const { params } = options;
    const { sampled, layers, steps, trainCount, validationCount, engineInfo } = prepared;
    const { info: dataset } = data.train;
    const { labels } = data.test.samples;
    const info: CnnTraceInfo = {
      kind: 'cnn',
      ...{ params, engine: engineInfo, dataset, layers, steps, trainCount, validationCount },
      sampled,
      sampledLabels: Uint8Array.from(sampled, (index) => labels[index] ?? 0),
      sampledImages: this.testImages(sampled),
    };
    const writer = await CnnTraceWriter.create(target.store, info, {
      ...this.precision,
      expectedFrames: params.epochs + 1,
      recorded: new Date(),
    });
    const index = this.watchedIndex;
    await writer.watch({
      ...{ id: 0, index, label: labels[index], title: `Test image ${index}` },
      ...{ kernelLayer: LAYER, activationLayer: LAYER, image: this.testImages([index]) },
    });
    return writer;
  }

  private input(): CnnInput {
    const { train, test } = this.data;
    const { shape, classNames } = train.info;
    return {
      ...{ shape, classNames, train: train.samples, test: test.samples },
      watched: {
        ...{ id: 0, image: this.testImages([this.watchedIndex]) },
        ...{ kernelLayer: LAYER, activationLayer: LAYER },
      },
    };
  }

  private get watchedIndex(): number {
    return Math.min(this.options.image, this.data.test.info.count - 1);
  }

  private get precision() {
    const { bits, images } = this.options;
    return { kernels: bits, activations: bits, images };
  }

  /** A copy. */
  private testImages(indices: ArrayLike<number>): Uint8Array<ArrayBuffer> {
    const { info, samples } = this.data.test;
    const size = info.shape.height * info.shape.width * info.shape.channels;
    const images = new Uint8Array(indices.length * size);
    Array.from(indices).forEach((index, i) => {
      images.set(samples.images.subarray(index * size, (index + 1) * size), i * size);
    });
    return images;
  }

  private opened(): CnnTraceWriter {
    if (this.writer) return this.writer;
    throw new Error('The recording was not begun.');
  }
}
