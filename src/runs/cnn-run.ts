import type {
  CnnFrame,
  CnnSettings,
  CnnTest,
  CnnView,
  ModelFile,
  ModelFormat,
  PreparedCnn,
  Watched,
} from '../../workers/contracts/cnn.ts';
import type {
  DatasetInfo,
  DatasetStatistics,
  NearestSamples,
  Samples,
  Split,
} from '../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../workers/contracts/engine.ts';
import { CnnClient } from '../clients/cnn-client.ts';
import type { LongCallOptions } from '../clients/connection.ts';
import { abortedError, rebuildError, UnderhoodError } from '../clients/errors.ts';
import {
  type OpenDatasetFunction,
  openSharedDataset,
  type ShareableDataset,
} from '../clients/shared-datasets.ts';
import type { CnnTrace, CnnTraceInfo } from '../trace/cnn-trace.ts';
import { Recorder } from '../trace/trace.ts';
import type {
  CnnRunApi,
  CnnRunSettings,
  WatchedChoice,
  WatchedImage,
  WatchedLayers,
} from './cnn-run-api.ts';
import { imagesOfEpoch, USUAL_IMAGES } from './cnn-settings.ts';
import { PauseGate } from './pull-frames.ts';
import { type ErrorData, isBusy, type Progress, type RunState } from './run.ts';

/** Where a run gets its data and its engine from; tests put their own in. */
export interface CnnRunParts {
  readonly openDataset: OpenDatasetFunction;
  readonly createCnn: () => Omit<CnnClient, 'connection' | 'liveBuffers'>;
}

type CnnWorker = ReturnType<CnnRunParts['createCnn']>;

/** The run under way, or over: its worker keeps the weights of its epochs. */
interface Current {
  readonly controller: AbortController;
  readonly cnn: CnnWorker;
  readonly settings: CnnRunSettings;
}

const PARTS: CnnRunParts = { openDataset: openSharedDataset, createCnn: () => new CnnClient() };

/**
 * A CNN run: dataset → worker → trace, with its state machine (run.ts). An epoch is asked for at a time. A run that
 * diverged is `paused` with an `error`: with another learning rate it goes on from its last frame.
 *
 * Events (plain `Event`s; read the properties): `state`, `progress`, `dataset`, `trace` (a new trace began), `frame`,
 * `settings`, `watched`, `test` (one began or ended), `error`.
 */
export class CnnRun extends EventTarget implements CnnRunApi {
  state: RunState = 'idle';
  progress: Progress | undefined;
  engineInfo: EngineInfo | undefined;
  trace: CnnTrace | undefined;
  error: ErrorData | undefined;
  remainingMs: number | undefined;
  settings: CnnSettings | undefined;
  watched: WatchedImage | undefined;
  layers: WatchedLayers | undefined;
  testing: number | undefined;
  remarks: readonly string[] = [];
  readonly tests = new Map<number, CnnTest>();
  readonly choices = new Map<number, WatchedChoice>();

  private data: Record<Split, ShareableDataset> | undefined;
  /** What `data` was opened as. */
  private asked: Pick<CnnRunSettings, 'dataset' | 'points'> & { readonly seed: number } = NOTHING;
  private current: Current | undefined;
  private readonly gate = new PauseGate();
  /** Pause after the next frame. */
  private single = false;

  constructor(private readonly parts: CnnRunParts = PARTS) {
    super();
  }

  get dataset(): DatasetInfo | undefined {
    return this.data?.train.info;
  }

  get testDataset(): DatasetInfo | undefined {
    return this.data?.test.info;
  }

  start(settings: CnnRunSettings): Promise<void> {
    return this.begin(settings);
  }

  load(settings: CnnRunSettings, files: readonly ModelFile[]): Promise<void> {
    return this.begin(settings, files);
  }

  /** @param files a saved model's, to begin with and pause at */
  private async begin(settings: CnnRunSettings, files?: readonly ModelFile[]): Promise<void> {
    this.leave();
    const controller = new AbortController();
    const { signal } = controller;
    const current: Current = { controller, cnn: this.parts.createCnn(), settings };
    this.current = current;
    this.error = undefined;
    this.engineInfo = undefined;
    this.remainingMs = undefined;
    this.watched = undefined;
    this.remarks = [];
    this.tests.clear();
    this.choices.clear();
    let recorder: Recorder<CnnTraceInfo, CnnFrame> | undefined;
    try {
      this.enter('loading');
      const call = { signal, onProgress: this.report };
      const data = await this.open(settings, call);
      this.tell('dataset');
      const prepared = await this.prepare(current, data, call);
      const first = files ? await current.cnn.load(files, call) : prepared.frame;
      recorder = await this.record(settings, data, prepared, first);
      signal.throwIfAborted();
      this.enter('running');
      if (files) this.pause();
      await this.learn(current, recorder, call);
      recorder.close();
      this.remainingMs = undefined;
      this.enter('done');
    } catch (thrown) {
      recorder?.close();
      if (signal.aborted) return;
      this.fail(rebuildError(thrown));
      return;
    }
    await this.evaluate(recorder.frames.length - 1).catch((thrown: unknown) => {
      if (!signal.aborted) this.complain(rebuildError(thrown));
    });
  }

  pause(): void {
    if (this.state !== 'running') return;
    this.gate.pause();
    this.tellWorker((cnn) => cnn.pause());
    this.enter('paused');
  }

  /** Pauses where it was to. Who paused it already, meaning to go on, is told once more. */
  private halt(): void {
    if (this.state === 'paused') this.enter('paused');
    else this.pause();
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.error = undefined;
    this.enter('running');
    this.tellWorker((cnn) => cnn.resume());
    this.gate.open();
  }

  async oneEpoch(settings: CnnRunSettings): Promise<void> {
    if (this.state === 'running') return;
    this.single = true;
    if (this.state === 'paused') this.resume();
    else await this.start(settings);
  }

  /** What was recorded stays, and so do the weights that its frames are of. */
  cancel(): void {
    if (!isBusy(this.state)) return;
    const { current } = this;
    current?.controller.abort(abortedError());
    this.single = false;
    this.gate.open();
    if (!this.trace || this.trace.frames.length === 0) this.leave();
    this.remainingMs = undefined;
    this.enter('idle');
  }

  async set(settings: Partial<CnnSettings>): Promise<void> {
    await this.worker().set(settings);
    if (this.settings) this.settings = { ...this.settings, ...settings };
    this.tell('settings');
  }

  async watchTestImage(index: number): Promise<void> {
    const { images, labels } = await this.images('test', [index]);
    const title = `Test image ${index}`;
    await this.watch({ image: images, label: labels[0], index, title }, {});
  }

  async watchImage(image: Uint8Array<ArrayBuffer>, title: string): Promise<void> {
    await this.watch({ image, label: undefined, index: undefined, title }, {});
  }

  async watchLayers(layers: Partial<WatchedLayers>): Promise<void> {
    await this.watch({}, layers);
  }

  async view(epoch: number): Promise<CnnView> {
    const recorded = this.trace?.frames.find((frame) => frame.epoch === epoch)?.view;
    const watched = this.watchedNow();
    if (recorded?.watchedId === watched.id) return recorded;
    return this.worker().inspect(epoch, watched);
  }

  async evaluate(epoch: number): Promise<CnnTest> {
    const known = this.tests.get(epoch);
    if (known) return known;
    const cnn = this.worker();
    this.testing = epoch;
    this.tell('test');
    try {
      const { signal } = this.current?.controller ?? new AbortController();
      const call = { signal: signal.aborted ? NEVER : signal, onProgress: this.report };
      const test = await cnn.evaluate(epoch, call);
      this.tests.set(epoch, test);
      return test;
    } finally {
      this.testing = undefined;
      this.tell('test');
    }
  }

  predict(images: Uint8Array<ArrayBuffer>, epoch?: number): Promise<Float32Array<ArrayBuffer>> {
    const newest = this.trace?.frames.at(-1)?.epoch ?? 0;
    return this.refusing(() => this.worker().predict(images, epoch ?? newest));
  }

  keptEpochs(): Promise<Uint32Array<ArrayBuffer>> {
    return this.refusing(() => this.worker().kept());
  }

  images(split: Split, indices: readonly number[]): Promise<Samples> {
    return this.refusing(() => this.openedData(split).images(indices));
  }

  nearestTraining(
    image: Uint8Array<ArrayBuffer>,
    count: number,
    signal: AbortSignal,
  ): Promise<NearestSamples> {
    return this.refusing(() => this.openedData('train').nearest(image, count, { signal }));
  }

  statistics(): Promise<DatasetStatistics> {
    return this.refusing(() => this.openedData('train').statistics());
  }

  save(format: ModelFormat, epoch: number): Promise<readonly ModelFile[]> {
    return this.refusing(() => this.worker().save(format, epoch));
  }

  fork(): CnnRun {
    const fork = new CnnRun(this.parts);
    const { data } = this;
    if (!data) return fork;
    fork.data = { train: data.train.share(), test: data.test.share() };
    fork.asked = this.asked;
    return fork;
  }

  dispose(): void {
    this.leave();
    if (isBusy(this.state)) this.enter('idle');
    this.closeData();
  }

  private async open(
    settings: CnnRunSettings,
    call: LongCallOptions,
  ): Promise<Record<Split, ShareableDataset>> {
    const { dataset, points, params } = settings;
    const { seed } = params;
    if (this.data && this.isOf({ dataset, points, seed })) return this.data;
    this.closeData();
    const ask = (split: Split) =>
      this.parts.openDataset(
        {
          dataset,
          split,
          seed,
          limit: USUAL_IMAGES[split],
          ...(split === 'train' ? { points } : {}),
        },
        call,
      );
    const train = await ask('train');
    try {
      this.data = { train, test: await ask('test') };
    } catch (error) {
      train.close();
      throw error;
    }
    this.asked = { dataset, points, seed };
    return this.data;
  }

  /** Whether what is open is that. Only drawn images depend on the seed. */
  private isOf({ dataset, points, seed }: typeof this.asked): boolean {
    const { data, asked } = this;
    if (!data || data.train.closed || data.test.closed) return false;
    const sameSeed = seed === asked.seed || data.train.info.origin !== 'drawn';
    return dataset === asked.dataset && points === asked.points && sameSeed;
  }

  private async prepare(
    { cnn, settings }: Current,
    { train, test }: Record<Split, ShareableDataset>,
    call: LongCallOptions,
  ): Promise<PreparedCnn> {
    const index = Math.min(settings.image, test.info.count - 1);
    const { images: image, labels } = await test.images([index]);
    const [trainSamples, testSamples] = [await train.samples(call), await test.samples(call)];
    call.signal.throwIfAborted();
    this.enter('preparing');
    this.watched = { id: 0, image, label: labels[0], index, title: `Test image ${index}` };
    this.layers = { kernelLayer: 0, activationLayer: 0 };
    this.choices.set(0, { image: this.watched, layers: this.layers });
    const { learningRate, dropout, batchSize } = settings.params;
    this.settings = { learningRate, dropout, batchSize };
    const { shape, classNames } = train.info;
    const watched = this.watchedNow();
    const input = { shape, classNames, train: trainSamples, test: testSamples, watched };
    const prepared = await cnn.prepare(input, settings.params, { engine: settings.engine }, call);
    this.engineInfo = prepared.engineInfo;
    this.remarks = prepared.remarks;
    return prepared;
  }

  private async record(
    { params }: CnnRunSettings,
    { train, test }: Record<Split, ShareableDataset>,
    prepared: PreparedCnn,
    first: CnnFrame,
  ): Promise<Recorder<CnnTraceInfo, CnnFrame>> {
    const { sampled, layers, steps, trainCount, validationCount, engineInfo } = prepared;
    const { images, labels } = await test.images([...sampled]);
    const info: CnnTraceInfo = {
      kind: 'cnn',
      ...{
        params,
        engine: engineInfo,
        dataset: train.info,
        layers,
        steps,
        trainCount,
        validationCount,
      },
      ...{ sampled, sampledLabels: labels, sampledImages: images },
    };
    const recorder = new Recorder<CnnTraceInfo, CnnFrame>(info, params.epochs + 1);
    recorder.append(first);
    this.trace = recorder;
    this.tell('trace');
    this.tell('frame');
    return recorder;
  }

  /** Asks for an epoch after the other. */
  private async learn(
    { cnn, settings }: Current,
    recorder: Recorder<CnnTraceInfo, CnnFrame>,
    call: LongCallOptions,
  ): Promise<void> {
    const { signal } = call;
    for (;;) {
      if (this.gate.paused) await this.gate.resumed();
      signal.throwIfAborted();
      let frame: CnnFrame | null;
      try {
        frame = await cnn.train(call);
      } catch (thrown) {
        const error = rebuildError(thrown);
        if (error.code !== 'diverged') throw thrown;
        this.halt();
        this.complain(error);
        continue;
      }
      signal.throwIfAborted();
      if (frame === null) return;
      if (frame.engineInfo) this.engineInfo = frame.engineInfo;
      recorder.append(frame);
      this.remainingMs = remaining(settings, frame, this.settings?.batchSize);
      this.tell('frame');
      if (!this.single) continue;
      this.single = false;
      if (recorder.frames.length < recorder.expectedFrames) this.halt();
    }
  }

  private async watch(
    image: Partial<Omit<WatchedImage, 'id'>>,
    layers: Partial<WatchedLayers>,
  ): Promise<void> {
    const { watched, layers: before } = this;
    if (!watched || !before) throw notYet('There is no network to watch yet: start a run first.');
    const next = { ...watched, ...image, id: watched.id + 1 };
    const nextLayers = { ...before, ...layers };
    await this.worker().watch({ id: next.id, image: next.image, ...nextLayers });
    this.watched = next;
    this.layers = nextLayers;
    this.choices.set(next.id, { image: next, layers: nextLayers });
    this.tell('watched');
  }

  private watchedNow(): Watched {
    const { watched, layers } = this;
    if (!watched || !layers) throw notYet('There is no network to look at yet: start a run first.');
    return { id: watched.id, image: watched.image, ...layers };
  }

  private openedData(split: Split): ShareableDataset {
    if (this.data) return this.data[split];
    throw notYet('No dataset is open yet: start a run before asking for its images.');
  }

  private worker(): CnnWorker {
    if (this.current && this.trace) return this.current.cnn;
    throw notYet('There is no network yet: start a run and wait for its first frame.');
  }

  /** What `call` throws, as a rejection. */
  private async refusing<T>(call: () => Promise<T>): Promise<T> {
    return call();
  }

  /** A call whose failure the epoch under way will tell. */
  private tellWorker(call: (cnn: CnnWorker) => Promise<void>): void {
    const { current } = this;
    if (current) call(current.cnn).catch(() => undefined);
  }

  private leave(): void {
    const { current } = this;
    this.current = undefined;
    current?.controller.abort(abortedError());
    current?.cnn.dispose();
    this.gate.open();
  }

  private closeData(): void {
    this.data?.train.close();
    this.data?.test.close();
    this.data = undefined;
  }

  private tell(event: string): void {
    this.dispatchEvent(new Event(event));
  }

  private enter(state: RunState): void {
    this.state = state;
    this.tell('state');
  }

  private readonly report = (progress: Progress): void => {
    this.progress = progress;
    this.tell('progress');
  };

  private complain(error: ErrorData): void {
    this.error = error;
    this.tell('error');
  }

  private fail(error: ErrorData): void {
    this.remainingMs = undefined;
    // Images that did not arrive are asked for again.
    this.asked = NOTHING;
    this.complain(error);
    this.enter('failed');
  }
}

const NEVER = new AbortController().signal;

const NOTHING = { dataset: '', points: undefined, seed: 0 };

function notYet(message: string): UnderhoodError {
  return new UnderhoodError({ code: 'bad-parameter', message });
}

/** From the last epoch's speed, image by image. `batchSize`: the visitor's, in place of the schedule's. */
function remaining(
  { params }: CnnRunSettings,
  { epoch, epochMs, settings }: CnnFrame,
  batchSize: number | undefined,
): number {
  const ahead = { ...params, batchSize };
  const left = Array.from({ length: params.epochs - epoch }, (_, i) =>
    imagesOfEpoch(ahead, epoch + i),
  ).reduce((sum, images) => sum + images, 0);
  const learned = imagesOfEpoch({ ...params, batchSize: settings.batchSize }, epoch - 1);
  return (epochMs * left) / Math.max(1, learned);
}
