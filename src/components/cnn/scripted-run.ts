import type {
  CnnFrame,
  CnnSettings,
  CnnTest,
  CnnView,
  ModelFile,
  ModelFormat,
} from '../../../workers/contracts/cnn.ts';
import type {
  DatasetInfo,
  DatasetStatistics,
  NearestSamples,
  Samples,
  Split,
} from '../../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../../workers/contracts/engine.ts';
import type {
  CnnRunApi,
  CnnRunSettings,
  WatchedImage,
  WatchedLayers,
} from '../../runs/cnn-run-api.ts';
import type { ErrorData, Progress, RunState } from '../../runs/run.ts';
import type { CnnTrace, CnnTraceInfo } from '../../trace/cnn-trace.ts';
import { Recorder } from '../../trace/trace.ts';
import { SYNTHETIC_STATISTICS, SYNTHETIC_WATCHED, syntheticCnnTrace } from './synthetic-trace.ts';
import { syntheticOpinions, syntheticTest } from './synthetic-test.ts';

const ENGINE: EngineInfo = {
  engine: 'wasm',
  device: 'WebAssembly with SIMD, 2 threads',
  reason: 'wasm is the fastest engine that works here.',
};

const EPOCHS = 48;
const TEST_IMAGES = 10_000;

/**
 * A run that computes nothing and does what the script says, for tests and examples: every state of
 * the element can be held still. Without a call of the script, `start` stays in `loading`.
 */
export class ScriptedCnnRun extends EventTarget implements CnnRunApi {
  state: RunState = 'idle';
  progress: Progress | undefined;
  engineInfo: EngineInfo | undefined;
  dataset: DatasetInfo | undefined;
  testDataset: DatasetInfo | undefined;
  trace: CnnTrace | undefined;
  error: ErrorData | undefined;
  remainingMs: number | undefined;
  remarks: readonly string[] = [];
  settings: CnnSettings | undefined;
  watched: WatchedImage | undefined;
  layers: WatchedLayers | undefined;
  testing: number | undefined;
  readonly tests = new Map<number, CnnTest>();

  /** What was started, in order, and what else was asked for. */
  readonly started: CnnRunSettings[] = [];
  readonly asked: string[] = [];
  disposals = 0;
  readonly forks: ScriptedCnnRun[] = [];
  private readonly source = source();
  private recorder: Recorder<CnnTraceInfo, CnnFrame> | undefined;
  private finish: (() => void) | undefined;

  constructor(private readonly dress: Partial<DatasetInfo> = {}) {
    super();
  }

  start(settings: CnnRunSettings): Promise<void> {
    this.finish?.();
    this.started.push(settings);
    this.error = undefined;
    this.tests.clear();
    this.enter('loading');
    return new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  load(settings: CnnRunSettings, files: readonly ModelFile[]): Promise<void> {
    this.asked.push(`load ${files.map(({ name }) => name).join()}`);
    return this.start(settings);
  }

  pause(): void {
    if (this.state === 'running') this.enter('paused');
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.error = undefined;
    this.enter('running');
  }

  oneEpoch(settings: CnnRunSettings): Promise<void> {
    this.asked.push('one epoch');
    if (this.state !== 'paused') return this.start(settings);
    this.resume();
    return Promise.resolve();
  }

  cancel(): void {
    this.recorder?.close();
    this.end('idle');
  }

  set(settings: Partial<CnnSettings>): Promise<void> {
    this.asked.push(`set ${JSON.stringify(settings)}`);
    if (Number.isNaN(settings.learningRate)) {
      return Promise.reject(new Error('learning_rate is NaN; it must be a number of at least 0.'));
    }
    if (this.settings) this.settings = { ...this.settings, ...settings };
    this.dispatchEvent(new Event('settings'));
    return Promise.resolve();
  }

  watchTestImage(index: number): Promise<void> {
    return this.watch({ index, label: index % 10, title: `Test image ${index}` });
  }

  watchImage(image: Uint8Array<ArrayBuffer>, title: string): Promise<void> {
    return this.watch({ image, index: undefined, label: undefined, title });
  }

  watchLayers(layers: Partial<WatchedLayers>): Promise<void> {
    if (this.layers) this.layers = { ...this.layers, ...layers };
    return this.watch({});
  }

  view(epoch: number): Promise<CnnView> {
    const frame = this.source.frames[epoch];
    const { watched } = this;
    if (!frame || !watched) return Promise.reject(new Error('There is nothing to look at yet.'));
    return Promise.resolve({ ...frame.view, watchedId: watched.id });
  }

  /** Until the script says `completeTest`. */
  evaluate(epoch: number): Promise<CnnTest> {
    this.testing = epoch;
    this.asked.push(`evaluate ${epoch}`);
    this.dispatchEvent(new Event('test'));
    return new Promise((resolve) => {
      this.addEventListener('test', () => {
        const test = this.tests.get(epoch);
        if (test) resolve(test);
      });
    });
  }

  predict(images: Uint8Array<ArrayBuffer>, epoch = EPOCHS): Promise<Float32Array<ArrayBuffer>> {
    return Promise.resolve(syntheticOpinions(images.length / SYNTHETIC_WATCHED.length, epoch));
  }

  keptEpochs(): Promise<Uint32Array<ArrayBuffer>> {
    const { length } = this.trace?.frames ?? [];
    return Promise.resolve(Uint32Array.from({ length }, (_, epoch) => epoch));
  }

  images(_split: Split, indices: readonly number[]): Promise<Samples> {
    const images = new Uint8Array(indices.length * SYNTHETIC_WATCHED.length);
    indices.forEach((_, i) => {
      images.set(SYNTHETIC_WATCHED, i * SYNTHETIC_WATCHED.length);
    });
    return Promise.resolve({ images, labels: Uint8Array.from(indices, (index) => index % 10) });
  }

  async nearestTraining(_: Uint8Array<ArrayBuffer>, count: number): Promise<NearestSamples> {
    const indices = Uint32Array.from({ length: count }, (_, i) => 7 * i + 3);
    const distances = Float64Array.from(indices, (_, i) => 0.1 + 0.01 * i);
    return { ...(await this.images('train', [...indices])), indices, distances };
  }

  statistics(): Promise<DatasetStatistics> {
    return Promise.resolve(SYNTHETIC_STATISTICS);
  }

  save(format: ModelFormat, epoch: number): Promise<readonly ModelFile[]> {
    this.asked.push(`save ${format} ${epoch}`);
    return Promise.resolve([]);
  }

  fork(): ScriptedCnnRun {
    const fork = new ScriptedCnnRun(this.dress);
    this.forks.push(fork);
    return fork;
  }

  dispose(): void {
    this.disposals += 1;
    if (this.state !== 'done' && this.state !== 'failed') this.cancel();
  }

  // The script.

  report(stage: string, done: number, total: number, unit = 'steps'): this {
    this.progress = { stage, done, total, unit };
    this.dispatchEvent(new Event('progress'));
    return this;
  }

  prepare(): this {
    const { info } = this.source;
    this.dataset = { ...info.dataset, ...this.dress };
    this.testDataset = { ...this.dataset, split: 'test', count: TEST_IMAGES };
    this.recorder = new Recorder({ ...info, dataset: this.dataset }, EPOCHS + 1);
    this.settings = { learningRate: 0.0005, dropout: 0.25, batchSize: undefined };
    this.watched = {
      ...{ id: 0, image: SYNTHETIC_WATCHED, label: 5, index: 16, title: 'Test image 16' },
    };
    this.layers = { kernelLayer: 0, activationLayer: 0 };
    this.enter('preparing');
    return this;
  }

  /** Records so many more frames. The first makes the trace. */
  record(count: number): this {
    const { recorder } = this;
    if (!recorder) throw new Error('Call prepare first.');
    for (let i = 0; i < count; i++) {
      const frame = this.source.frames[recorder.frames.length];
      if (!frame) break;
      recorder.append(frame);
      if (this.trace !== recorder) this.begin(recorder);
      this.dispatchEvent(new Event('frame'));
    }
    this.remainingMs = 2000 * (recorder.expectedFrames - recorder.frames.length);
    return this.report('epoch', 3, 25);
  }

  complete(): this {
    this.record(Infinity);
    this.recorder?.close();
    this.remainingMs = undefined;
    return this.end('done');
  }

  completeTest(): this {
    const epoch = this.testing ?? EPOCHS;
    const confusion = this.source.frames[epoch]?.confusion.map((images) => 5 * images);
    this.tests.set(epoch, {
      ...{ epoch, count: TEST_IMAGES, loss: 1.1656, accuracy: 0.6589 },
      ...syntheticTest(epoch),
      confusion: confusion ?? new Uint32Array(100),
    });
    this.testing = undefined;
    this.dispatchEvent(new Event('test'));
    return this;
  }

  /** Stands still, as a run does whose loss is no number any more. */
  diverge(): this {
    this.enter('paused');
    this.error = { code: 'diverged', message: 'Training diverged at step 12, in epoch 3.' };
    this.dispatchEvent(new Event('error'));
    return this;
  }

  failWith(error: ErrorData): this {
    this.error = error;
    this.recorder?.close();
    this.dispatchEvent(new Event('error'));
    return this.end('failed');
  }

  private watch(change: Partial<WatchedImage>): Promise<void> {
    this.asked.push('watch');
    if (this.watched) this.watched = { ...this.watched, ...change, id: this.watched.id + 1 };
    this.dispatchEvent(new Event('watched'));
    return Promise.resolve();
  }

  private begin(recorder: Recorder<CnnTraceInfo, CnnFrame>): void {
    this.trace = recorder;
    this.engineInfo = ENGINE;
    this.dispatchEvent(new Event('trace'));
    this.enter('running');
  }

  private end(state: RunState): this {
    this.enter(state);
    this.finish?.();
    this.finish = undefined;
    return this;
  }

  private enter(state: RunState): void {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}

let made: CnnTrace | undefined;

/** Made once: its frames never change, and there are 49 of 65,536 activations each. */
function source(): CnnTrace {
  return (made ??= syntheticCnnTrace());
}
