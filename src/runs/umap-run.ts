import type {
  DatasetInfo,
  DatasetParams,
  DatasetStatistics,
  Samples,
} from '../../workers/contracts/dataset.ts';
import type { ErrorCode } from '../../workers/contracts/errors.ts';
import type { EngineInfo } from '../../workers/contracts/engine.ts';
import type {
  PreparedUmap,
  TransformedUmap,
  UmapFrame,
  UmapQuality,
} from '../../workers/contracts/umap.ts';
import type { LongCallOptions } from '../clients/connection.ts';
import { rebuildError, UnderhoodError } from '../clients/errors.ts';
import {
  type OpenDatasetFunction,
  openSharedDataset,
  type ShareableDataset,
} from '../clients/shared-datasets.ts';
import { UmapClient } from '../clients/umap-client.ts';
import { Recorder, type UmapTrace, type UmapTraceInfo } from '../trace/trace.ts';
import { withClasses } from './class-matrix.ts';
import { PauseGate, pullFrames } from './pull-frames.ts';
import { type ErrorData, isBusy, type Progress, type RunState } from './run.ts';
import { SharedUmap, type UmapWorker } from './shared-umap.ts';
import { UmapProjector } from './umap-projection.ts';
import type { UmapProjection, UmapRunApi } from './umap-run-api.ts';
import { tooLarge } from './umap-memory.ts';
import { defaultPoints, type UmapSettings } from './umap-settings.ts';

/** Where a run gets its data and its engine from; tests put their own in. */
export interface UmapRunParts {
  readonly openDataset: OpenDatasetFunction;
  readonly createUmap: () => UmapWorker;
}

/** The run under way, or done. */
interface Current {
  readonly controller: AbortController;
  /** Replaced by another one where the graph is of no use. */
  umap: UmapWorker;
  readonly settings: UmapSettings;
  /** What its graph is of, once that is there: a run of the same restarts from it. */
  graph?: Graph;
}

interface Graph {
  readonly key: string;
  readonly labels: Uint8Array<ArrayBuffer>;
  /** Where its worker serves another run, too. */
  readonly shared?: SharedUmap;
}

const PARTS: UmapRunParts = { openDataset: openSharedDataset, createUmap: () => new UmapClient() };

/** Points in the trustworthiness shown on screen: enough for two decimals, cheap enough to wait for. */
const QUALITY_SAMPLE = 2000;

/** Why a restart from the kept graph may fail without the run being lost. */
const BEGIN_ANEW: readonly ErrorCode[] = ['engine-unavailable', 'worker-died'];

/**
 * A UMAP run: dataset → engine → trace, with its state machine (run.ts). Frames are pulled: one
 * step is in flight while the last frame is recorded and drawn, and none while paused.
 *
 * Events (plain `Event`s; read the properties): `state`, `progress`, `dataset` (it is open: its first
 * images can be asked for), `trace` (a new trace began), `frame` (the trace grew), `quality`, `projection` (one began
 * or ended), `error`.
 */
export class UmapRun extends EventTarget implements UmapRunApi {
  state: RunState = 'idle';
  progress: Progress | undefined;
  engineInfo: EngineInfo | undefined;
  trace: UmapTrace | undefined;
  error: ErrorData | undefined;
  quality: UmapQuality | undefined;
  remainingMs: number | undefined;

  private opened:
    { readonly key: string; readonly seed: number; readonly data: ShareableDataset } | undefined;
  private readonly projector: UmapProjector;
  private current: Current | undefined;
  private readonly gate = new PauseGate();

  constructor(private readonly parts: UmapRunParts = PARTS) {
    super();
    this.projector = new UmapProjector(parts.openDataset, () => {
      this.dispatchEvent(new Event('projection'));
    });
  }

  get dataset(): DatasetInfo | undefined {
    return this.opened?.data.info;
  }

  /**
   * A run that differs from the one before in parameters of the layout alone restarts from its graph, in its worker.
   */
  async start(settings: UmapSettings): Promise<void> {
    const before = this.leave();
    const controller = new AbortController();
    const { signal } = controller;
    if (!before?.graph) before?.umap.dispose();
    const current: Current = before?.graph
      ? { ...before, controller, settings }
      : { controller, settings, umap: this.parts.createUmap() };
    this.current = current;
    let recorder: Recorder<UmapTraceInfo, UmapFrame> | undefined;
    this.error = undefined;
    this.quality = undefined;
    this.engineInfo = undefined;
    this.remainingMs = undefined;
    this.projector.close();
    try {
      this.enter('loading');
      const onProgress = (progress: Progress): void => {
        this.report(progress);
      };
      const data = await this.open(settings, { signal, onProgress });
      this.dispatchEvent(new Event('dataset'));
      const prepared = await this.prepare(current, data, settings, { signal, onProgress });
      this.engineInfo = prepared.engineInfo;
      recorder = this.record(data.info, current.graph?.labels ?? new Uint8Array(), prepared);
      await this.learn(current.umap, recorder, signal);

      recorder.close();
      this.remainingMs = undefined;
      this.enter('done');
    } catch (thrown) {
      recorder?.close();
      // Cancelled: `cancel` has set the state and ended the worker, or a new run has taken over both.
      if (signal.aborted) return;
      current.umap.dispose();
      this.current = undefined;
      this.failWith(this.explain(rebuildError(thrown), settings));
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
    if (this.state !== 'running') return;
    this.gate.pause();
    this.enter('paused');
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.enter('running');
    this.gate.open();
  }

  fork(): UmapRun {
    const fork = new UmapRun(this.parts);
    const { opened, current, trace } = this;
    if (opened && !opened.data.closed) {
      fork.opened = { ...opened, data: opened.data.share() };
    }
    // While a layout goes on its worker is its own: the other one takes another.
    if (this.state !== 'done' || !current?.graph) return fork;
    const { graph, settings } = current;
    let { shared } = graph;
    if (!shared) {
      shared = new SharedUmap(current.umap);
      current.umap = shared.join(trace?.info.params);
      current.graph = { ...graph, shared };
    }
    const controller = new AbortController();
    fork.current = { controller, settings, umap: shared.join(), graph: { ...graph, shared } };
    return fork;
  }

  /** Also ends the worker that a finished run keeps for measuring, projecting and restarting. */
  cancel(): void {
    this.leave()?.umap.dispose();
    if (isBusy(this.state)) {
      this.remainingMs = undefined;
      this.enter('idle');
    }
  }

  get overlap(): Float64Array<ArrayBuffer> | undefined {
    const classNames = this.trace?.info.dataset.classNames;
    return this.quality && classNames && withClasses(this.quality.overlap, classNames.length);
  }

  async images(indices: readonly number[]): Promise<Samples> {
    return this.openedData().images(indices);
  }

  async statistics(): Promise<DatasetStatistics> {
    return this.openedData().statistics();
  }

  async measure(sample: number): Promise<UmapQuality> {
    const { umap, signal, embedding } = this.finished('measure');
    this.quality = await umap.quality(embedding, sample, {
      signal,
      onProgress: (progress) => {
        this.report(progress);
      },
    });
    this.dispatchEvent(new Event('quality'));
    return this.quality;
  }

  get projection(): UmapProjection | undefined {
    return this.projector.projection;
  }

  get projecting(): boolean {
    return this.projector.busy;
  }

  transform(images: Uint8Array<ArrayBuffer>): Promise<TransformedUmap> {
    try {
      const { umap, signal, embedding, info } = this.finished('project into');
      const { height, width, channels } = info.dataset.shape;
      const dimensions = height * width * channels;
      const count = images.length / dimensions;
      if (!Number.isInteger(count)) {
        throw new UnderhoodError({
          code: 'wrong-shape',
          message: `${images.length} bytes are no whole number of images of ${height} × ${width} × ${channels} = ${dimensions} bytes each, as those of the layout are.`,
        });
      }
      return umap.transform({ images, count, dimensions }, embedding, { signal });
    } catch (error) {
      return Promise.reject(rebuildError(error));
    }
  }

  async project(): Promise<void> {
    await this.projector.project(this.finished('project into'), this.report.bind(this));
  }

  cancelProjection(): void {
    this.projector.cancel();
  }

  projectedImages(indices: readonly number[]): Promise<Samples> {
    return this.projector.images(indices);
  }

  dispose(): void {
    this.cancel();
    this.projector.close();
    this.opened?.data.close();
    this.opened = undefined;
  }

  /** @throws UnderhoodError `bad-parameter` while there is none */
  private openedData(): ShareableDataset {
    if (this.opened) return this.opened.data;
    throw new UnderhoodError({
      code: 'bad-parameter',
      message: 'No dataset is open yet: start a run before asking for its images.',
    });
  }

  /** @throws UnderhoodError `bad-parameter` while there is no finished layout to `purpose` */
  private finished(purpose: string) {
    const last = this.trace?.frames.at(-1);
    if (!this.current || !this.trace || !last || this.state !== 'done') {
      throw new UnderhoodError({
        code: 'bad-parameter',
        message: `There is no finished layout to ${purpose}: wait until the run is done.`,
      });
    }
    const { umap, controller, settings } = this.current;
    const { signal } = controller;
    return { umap, signal, settings, info: this.trace.info, embedding: last.embedding };
  }

  /** A failed allocation says what the run needs, and what would fit. */
  private explain(error: UnderhoodError, { params, engine }: UmapSettings): UnderhoodError {
    if (error.code !== 'out-of-memory' || !this.dataset) return error;
    const { count: points, shape } = this.dataset;
    const dimensions = shape.height * shape.width * shape.channels;
    const costly = engine === 'umap-js' ? 'umap-js' : 'wasm';
    return tooLarge(error, { engine: costly, points, dimensions, params });
  }

  /** Stops the run that goes on. *Returns* what is left of it, with its worker, which may restart. */
  private leave(): Current | undefined {
    const { current } = this;
    this.current = undefined;
    current?.controller.abort(cancelled());
    this.projector.cancel();
    this.gate.open();
    return current;
  }

  /** From the graph of the run before where that is of the same, else from the images. */
  private async prepare(
    current: Current,
    data: ShareableDataset,
    settings: UmapSettings,
    call: LongCallOptions,
  ): Promise<PreparedUmap> {
    const { params, engine } = settings;
    const { nNeighbors, metric } = params;
    const { hash, count, shape } = data.info;
    const key = JSON.stringify([hash, count, engine, nNeighbors, metric]);
    if (current.graph?.key === key) {
      this.enter('preparing');
      try {
        return await current.umap.restart(params, call);
      } catch (thrown) {
        call.signal.throwIfAborted();
        // An engine that keeps no graph, or a worker that died while it waited: from the start, then.
        if (!BEGIN_ANEW.includes(rebuildError(thrown).code)) throw thrown;
      }
    }
    if (current.graph) {
      delete current.graph;
      current.umap.dispose();
      current.umap = this.parts.createUmap();
    }
    const samples = await data.samples(call);
    call.signal.throwIfAborted();
    this.enter('preparing');
    const labels = samples.labels.slice();
    const input = { ...samples, count, dimensions: shape.height * shape.width * shape.channels };
    const prepared = await current.umap.prepare(input, params, { engine }, call);
    current.graph = { key, labels };
    return prepared;
  }

  /** Opens the dataset, or keeps the one that the last run used when it is the same. */
  private async open(settings: UmapSettings, call: LongCallOptions): Promise<ShareableDataset> {
    const params: DatasetParams = {
      dataset: settings.dataset,
      split: settings.split,
      points: settings.points,
      limit: defaultPoints(settings.engine),
      seed: settings.params.seed,
    };
    const key = JSON.stringify({ ...params, seed: 0 });
    const { opened } = this;
    // Only drawn images depend on the seed.
    const same =
      opened?.key === key && (opened.seed === params.seed || opened.data.info.origin !== 'drawn');
    if (opened && same && !opened.data.closed) return opened.data;
    const data = await this.parts.openDataset(params, call);
    if (call.signal.aborted) {
      data.close();
      throw rebuildError(call.signal.reason);
    }
    this.opened?.data.close();
    this.opened = { key, seed: params.seed, data };
    return data;
  }

  private record(
    dataset: DatasetInfo,
    labels: Uint8Array<ArrayBuffer>,
    { params, engineInfo, stagesMs, recall, frame }: PreparedUmap,
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
      recall,
    };
    const recorder = new Recorder<UmapTraceInfo, UmapFrame>(info, params.nEpochs + 1);
    recorder.append(frame);
    this.trace = recorder;
    this.dispatchEvent(new Event('trace'));
    this.dispatchEvent(new Event('frame'));
    return recorder;
  }

  /** Records every frame that comes. */
  private async learn(
    umap: Pick<UmapClient, 'step'>,
    recorder: Recorder<UmapTraceInfo, UmapFrame>,
    signal: AbortSignal,
  ): Promise<void> {
    this.enter('running');
    const onFrame = (frame: UmapFrame, meanMs: number): void => {
      // Another engine went on where the one before failed: the visitor is told which.
      if (frame.engineInfo) this.engineInfo = frame.engineInfo;
      recorder.append(frame);
      this.remainingMs = meanMs * (recorder.expectedFrames - recorder.frames.length);
      this.report({
        stage: 'layout',
        done: frame.epoch,
        total: recorder.expectedFrames - 1,
        unit: 'epochs',
      });
      this.dispatchEvent(new Event('frame'));
    };
    await pullFrames(() => umap.step(), { gate: this.gate, signal, onFrame });
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

function cancelled(): UnderhoodError {
  return new UnderhoodError({ code: 'aborted', message: 'The run was cancelled.' });
}
