import type {
  DatasetInfo,
  DatasetStatistics,
  Samples,
} from '../../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../../workers/contracts/engine.ts';
import type { TransformedUmap, UmapFrame, UmapQuality } from '../../../workers/contracts/umap.ts';
import type { ErrorData, Progress, RunState } from '../../runs/run.ts';
import { projectionTrace } from '../../runs/projection-trace.ts';
import type { UmapProjection, UmapRunApi } from '../../runs/umap-run-api.ts';
import type { UmapSettings } from '../../runs/umap-settings.ts';
import { Recorder, type UmapTrace, type UmapTraceInfo } from '../../trace/trace.ts';
import {
  SYNTHETIC_OVERLAP,
  SYNTHETIC_STATISTICS,
  syntheticImages,
  syntheticTrace,
} from '../embedding/synthetic-trace.ts';

const ENGINE: EngineInfo = {
  engine: 'umap-js',
  device: 'JavaScript, 1 thread',
  reason: 'the only engine so far',
};

const QUALITY: UmapQuality = {
  ...{ recall: 0.996, trustworthiness: 0.9702, labelAgreement: 0.7061 },
  overlap: SYNTHETIC_OVERLAP,
};

/**
 * A run that computes nothing and does what the script says, for tests and examples: every state of
 * the element can be held still. Without a call of the script, `start` stays in `loading`.
 */
export class ScriptedRun extends EventTarget implements UmapRunApi {
  state: RunState = 'idle';
  progress: Progress | undefined;
  engineInfo: EngineInfo | undefined;
  dataset: DatasetInfo | undefined;
  trace: UmapTrace | undefined;
  error: ErrorData | undefined;
  quality: UmapQuality | undefined;
  remainingMs: number | undefined;
  projection: UmapProjection | undefined;

  /** What was started, in order. */
  readonly started: UmapSettings[] = [];
  disposals = 0;
  readonly forks: ScriptedRun[] = [];
  private recorder: Recorder<UmapTraceInfo, UmapFrame> | undefined;
  private frames: readonly UmapFrame[] = [];
  private endProjection: (() => void) | undefined;
  private finish: (() => void) | undefined;

  constructor(private readonly dress: Partial<DatasetInfo> = {}) {
    super();
  }

  start(settings: UmapSettings): Promise<void> {
    this.finish?.();
    this.started.push(settings);
    this.error = undefined;
    this.quality = undefined;
    this.enter('loading');
    return new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  pause(): void {
    if (this.state === 'running') this.enter('paused');
  }

  resume(): void {
    if (this.state === 'paused') this.enter('running');
  }

  cancel(): void {
    this.recorder?.close();
    this.end('idle');
  }

  images(indices: readonly number[]): Promise<Samples> {
    return syntheticImages(indices);
  }

  get overlap(): Float64Array<ArrayBuffer> | undefined {
    return this.quality?.overlap;
  }

  statistics(): Promise<DatasetStatistics> {
    return Promise.resolve(SYNTHETIC_STATISTICS);
  }

  measure(): Promise<UmapQuality> {
    this.quality = QUALITY;
    this.dispatchEvent(new Event('quality'));
    return Promise.resolve(QUALITY);
  }

  get projecting(): boolean {
    return this.endProjection !== undefined;
  }

  transform(images: Uint8Array<ArrayBuffer>): Promise<TransformedUmap> {
    const side = this.dataset?.shape.height ?? 1;
    const placed = new Float32Array((2 * images.length) / (side * side));
    return Promise.resolve({ frames: [placed], stagesMs: { neighbours: 0, layout: 0 } });
  }

  /** Until the script says `completeProjection`. */
  project(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.endProjection = resolve;
    });
    this.dispatchEvent(new Event('projection'));
    return ended;
  }

  cancelProjection(): void {
    this.endProjection?.();
    this.endProjection = undefined;
    this.dispatchEvent(new Event('projection'));
  }

  projectedImages(indices: readonly number[]): Promise<Samples> {
    return syntheticImages(indices);
  }

  fork(): ScriptedRun {
    const fork = new ScriptedRun(this.dress);
    this.forks.push(fork);
    return fork;
  }

  dispose(): void {
    this.disposals += 1;
    if (this.state !== 'done' && this.state !== 'failed') this.cancel();
  }

  // The script.

  report(stage: string, done: number, total: number, unit = 'points'): this {
    this.progress = { stage, done, total, unit };
    this.dispatchEvent(new Event('progress'));
    return this;
  }

  prepare(): this {
    const settings = this.started.at(-1);
    const points = Math.min(settings?.points ?? 2000, 2000);
    const expectedFrames = (settings?.params.nEpochs ?? 128) + 1;
    const { info, frames } = syntheticTrace({ points, frames: expectedFrames });
    this.dataset = {
      ...info.dataset,
      title: 'Garments',
      origin: 'drawn',
      count: points,
      ...this.dress,
    };
    this.recorder = new Recorder({ ...info, dataset: this.dataset }, expectedFrames);
    this.frames = frames;
    this.enter('preparing');
    return this;
  }

  /** Records so many more frames. The first makes the trace. */
  record(count: number): this {
    const { recorder } = this;
    if (!recorder) throw new Error('Call prepare first.');
    for (let i = 0; i < count; i++) {
      const frame = this.frames[recorder.frames.length];
      if (!frame) break;
      recorder.append(frame);
      if (this.trace !== recorder) this.begin(recorder);
      this.report('layout', frame.epoch, recorder.expectedFrames - 1, 'epochs');
      this.dispatchEvent(new Event('frame'));
    }
    this.remainingMs = 90 * (recorder.expectedFrames - recorder.frames.length);
    return this;
  }

  complete(): this {
    this.record(Infinity);
    this.recorder?.close();
    this.remainingMs = undefined;
    return this.end('done');
  }

  /** The images of the layout's own first tenth come as new ones. */
  async completeProjection(): Promise<void> {
    const { trace, dataset } = this;
    const last = trace?.frames.at(-1)?.embedding;
    if (!trace || !dataset || !last) throw new Error('Complete the run first.');
    const points = Math.floor(trace.info.points / 10);
    const labels = trace.info.labels.slice(0, points);
    const placed = last.slice(0, points * trace.info.components);
    const frames = [placed.map((value) => value + 0.3), placed];
    this.projection = {
      trace: await projectionTrace(trace.info, last, labels, frames),
      dataset: { ...dataset, split: 'test', count: points },
      labelAgreement: 0.7055,
    };
    this.cancelProjection();
  }

  failWith(error: ErrorData): this {
    this.error = error;
    this.recorder?.close();
    this.dispatchEvent(new Event('error'));
    return this.end('failed');
  }

  private begin(recorder: Recorder<UmapTraceInfo, UmapFrame>): void {
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
