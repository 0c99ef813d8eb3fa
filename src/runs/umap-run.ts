import type { DatasetInfo, DatasetParams, Samples } from '../../workers/contracts/dataset.ts';
import type {
  EngineInfo,
  PreparedUmap,
  UmapFrame,
  UmapQuality,
} from '../../workers/contracts/umap.ts';
import { openDataset, type OpenDataset } from '../clients/dataset-client.ts';
import type { LongCallOptions } from '../clients/connection.ts';
import { rebuildError, UnderhoodError } from '../clients/errors.ts';
import { UmapClient } from '../clients/umap-client.ts';
import { Recorder, type UmapTrace, type UmapTraceInfo } from '../trace/trace.ts';
import { type ErrorData, isBusy, type Progress, type RunState } from './run.ts';
import { defaultPoints, type UmapSettings } from './umap-settings.ts';

/** What a UMAP run offers to the components. */
export interface UmapRunApi extends EventTarget {
  readonly state: RunState;
  readonly progress: Progress | undefined;
  readonly engineInfo: EngineInfo | undefined;
  /** What was opened: may be a stand-in for what was asked, and then says so. */
  readonly dataset: DatasetInfo | undefined;
  /** The newest trace; kept after the run ends, whatever its end was, until the next one begins. */
  readonly trace: UmapTrace | undefined;
  /** Why the state is `failed`. */
  readonly error: ErrorData | undefined;
  /** Measures of the final layout, some time after `done`. */
  readonly quality: UmapQuality | undefined;
  /** Time until the last frame, ms, as far as can be told; undefined while it cannot. */
  readonly remainingMs: number | undefined;
  /** Resolves when the run is done, failed or cancelled; failures are in `error`, not thrown. */
  start(settings: UmapSettings): Promise<void>;
  pause(): void;
  resume(): void;
  cancel(): void;
  /** Images of the run's dataset by index, for hovering. */
  images(indices: readonly number[]): Promise<Samples>;
  /** Measures the last frame again; `sample` points in the trustworthiness. Sets `quality`. */
  measure(sample: number): Promise<UmapQuality>;
  /** Cancels and frees workers. May be called twice. */
  dispose(): void;
}

/** Where a run gets its data and its engine from; tests put their own in. */
export interface UmapRunParts {
  readonly openDataset: typeof openDataset;
  readonly createUmap: () => UmapWorker;
}

type UmapWorker = Pick<UmapClient, 'prepare' | 'step' | 'quality' | 'dispose'>;

const PARTS: UmapRunParts = { openDataset, createUmap: () => new UmapClient() };

/** Points in the trustworthiness shown on screen: enough for two decimals, cheap enough to wait for. */
const QUALITY_SAMPLE = 2000;

/** Weight of the newest epoch in the running mean of their times. */
const SMOOTHING = 0.15;

/**
 * A UMAP run: dataset → engine → trace, with its state machine (run.ts). Frames are pulled: one
 * step is in flight while the last frame is recorded and drawn, and none while paused.
 *
 * Events (plain `Event`s; read the properties): `state`, `progress`, `dataset` (it is open: its first
 * images can be asked for), `trace` (a new trace began), `frame` (the trace grew), `quality`, `error`.
 */
export class UmapRun extends EventTarget implements UmapRunApi {
  state: RunState = 'idle';
  progress: Progress | undefined;
  engineInfo: EngineInfo | undefined;
  trace: UmapTrace | undefined;
  error: ErrorData | undefined;
  quality: UmapQuality | undefined;
  remainingMs: number | undefined;

  private opened: { readonly key: string; readonly data: OpenDataset } | undefined;
  private current: { readonly controller: AbortController; readonly umap: UmapWorker } | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly parts: UmapRunParts = PARTS) {
    super();
  }

  get dataset(): DatasetInfo | undefined {
    return this.opened?.data.info;
  }

  async start(settings: UmapSettings): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    const { signal } = controller;
    const umap = this.parts.createUmap();
    this.current = { controller, umap };
    let recorder: Recorder<UmapTraceInfo, UmapFrame> | undefined;
    this.error = undefined;
    this.quality = undefined;
    this.engineInfo = undefined;
    this.remainingMs = undefined;
    try {
      this.enter('loading');
      const onProgress = (progress: Progress): void => {
        this.report(progress);
      };
      const data = await this.open(settings, { signal, onProgress });
      this.dispatchEvent(new Event('dataset'));
      const samples = await data.samples({ signal, onProgress });
      signal.throwIfAborted();

      this.enter('preparing');
      const { height, width, channels } = data.info.shape;
      const labels = samples.labels.slice();
      const prepared = await umap.prepare(
        { ...samples, count: data.info.count, dimensions: height * width * channels },
        settings.params,
        { engine: settings.engine },
        { signal, onProgress },
      );
      this.engineInfo = prepared.engineInfo;
      recorder = this.record(data.info, labels, prepared);
      await this.learn(umap, recorder, signal);

      recorder.close();
      this.remainingMs = undefined;
      this.enter('done');
    } catch (thrown) {
      recorder?.close();
      umap.dispose();
      // Cancelled: `cancel` has set the state, or a new run has taken over.
      if (!signal.aborted) this.failWith(rebuildError(thrown));
      return;
    }
    // The layout is done whether or not it can be measured: a failure is told, the state stays.
    await this.measure(QUALITY_SAMPLE).catch((thrown: unknown) => {
      if (signal.aborted) return;
      this.error = rebuildError(thrown);
      this.dispatchEvent(new Event('error'));
    });
  }

  pause(): void {
    if (this.state === 'running') this.enter('paused');
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.enter('running');
    this.wake?.();
  }

  /** Also ends the worker that a finished run keeps for measuring. */
  cancel(): void {
    this.current?.controller.abort(
      new UnderhoodError({ code: 'aborted', message: 'The run was cancelled.' }),
    );
    this.current?.umap.dispose();
    this.current = undefined;
    this.wake?.();
    if (isBusy(this.state)) {
      this.remainingMs = undefined;
      this.enter('idle');
    }
  }

  async images(indices: readonly number[]): Promise<Samples> {
    if (!this.opened) {
      throw new UnderhoodError({
        code: 'bad-parameter',
        message: 'No dataset is open yet: start a run before asking for its images.',
      });
    }
    return this.opened.data.images(indices);
  }

  async measure(sample: number): Promise<UmapQuality> {
    const last = this.trace?.frames.at(-1);
    if (!this.current || !last || this.state !== 'done') {
      throw new UnderhoodError({
        code: 'bad-parameter',
        message: 'There is no finished layout to measure: wait until the run is done.',
      });
    }
    const { umap, controller } = this.current;
    this.quality = await umap.quality(last.embedding, sample, {
      signal: controller.signal,
      onProgress: (progress) => {
        this.report(progress);
      },
    });
    this.dispatchEvent(new Event('quality'));
    return this.quality;
  }

  dispose(): void {
    this.cancel();
    this.opened?.data.close();
    this.opened = undefined;
  }

  /** Opens the dataset, or keeps the one that the last run used when it is the same. */
  private async open(settings: UmapSettings, call: LongCallOptions): Promise<OpenDataset> {
    const params: DatasetParams = {
      dataset: settings.dataset,
      split: settings.split,
      points: settings.points,
      limit: defaultPoints(settings.engine),
      seed: settings.params.seed,
    };
    const key = JSON.stringify(params);
    if (this.opened?.key === key && !this.opened.data.closed) return this.opened.data;
    const data = await this.parts.openDataset(params, call);
    if (call.signal.aborted) {
      data.close();
      throw rebuildError(call.signal.reason);
    }
    this.opened?.data.close();
    this.opened = { key, data };
    return data;
  }

  private record(
    dataset: DatasetInfo,
    labels: Uint8Array<ArrayBuffer>,
    { params, engineInfo, stagesMs, frame }: PreparedUmap,
  ): Recorder<UmapTraceInfo, UmapFrame> {
    const info: UmapTraceInfo = {
      kind: 'umap',
      params,
      engine: engineInfo,
      dataset,
      labels,
      points: dataset.count,
      components: params.nComponents,
      stagesMs,
    };
    const recorder = new Recorder<UmapTraceInfo, UmapFrame>(info, params.nEpochs + 1);
    recorder.append(frame);
    this.trace = recorder;
    this.dispatchEvent(new Event('trace'));
    this.dispatchEvent(new Event('frame'));
    return recorder;
  }

  /** Pulls frames until the engine has no more. The next is asked for before the last is recorded. */
  private async learn(
    umap: Pick<UmapClient, 'step'>,
    recorder: Recorder<UmapTraceInfo, UmapFrame>,
    signal: AbortSignal,
  ): Promise<void> {
    this.enter('running');
    const ask = (): Promise<UmapFrame | null> => {
      const step = umap.step();
      step.catch(() => undefined); // awaited below, unless the run ends first
      return step;
    };
    let next: Promise<UmapFrame | null> | undefined;
    let epochMs: number | undefined;
    let arrived = performance.now();
    for (;;) {
      if (this.isPaused()) {
        await this.resumed();
        arrived = performance.now();
      }
      signal.throwIfAborted();
      const frame = await (next ?? ask());
      signal.throwIfAborted();
      if (frame === null) return;
      next = this.isPaused() ? undefined : ask();

      const now = performance.now();
      const elapsed = now - arrived;
      arrived = now;
      epochMs = epochMs === undefined ? elapsed : epochMs + SMOOTHING * (elapsed - epochMs);
      recorder.append(frame);
      this.remainingMs = epochMs * (recorder.expectedFrames - recorder.frames.length);
      this.report({
        stage: 'layout',
        done: frame.epoch,
        total: recorder.expectedFrames - 1,
        unit: 'epochs',
      });
      this.dispatchEvent(new Event('frame'));
    }
  }

  private isPaused(): boolean {
    return this.state === 'paused';
  }

  /** Resolves on `resume` or `cancel`. */
  private resumed(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private enter(state: RunState): void {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }

  private report(progress: Progress): void {
    this.progress = progress;
    this.dispatchEvent(new Event('progress'));
  }

  private failWith(error: ErrorData): void {
    this.error = error;
    this.remainingMs = undefined;
    this.dispatchEvent(new Event('error'));
    this.enter('failed');
  }
}
