import type { DatasetInfo, DatasetStatistics } from '../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../workers/contracts/engine.ts';
import { rebuildError, UnderhoodError } from '../clients/errors.ts';
import type { Trace } from '../trace/trace.ts';
import type { TraceAttributes } from '../trace/zarr/attributes.ts';
import type { OpenOptions } from '../trace/zarr/open-trace.ts';
import { type ErrorData, isBusy, type Progress, type Recording, type RunState } from './run.ts';

interface TraceInfo {
  readonly engine: EngineInfo;
  readonly dataset: DatasetInfo;
}

/** A trace that is being opened. */
export interface Opened<Info, Frame> {
  readonly trace: Trace<Info, Frame>;
  readonly loaded: Promise<void>;
}

/**
 * What replays of both kinds share: a run that computes nothing, whose trace comes from a recording. `loading` until
 * all frames are there, which can be played meanwhile; `running` while a recording that is still being written is
 * followed; then `done`.
 *
 * Events: those of every run: `state`, `progress`, `dataset`, `trace`, `frame`, `error`.
 */
export abstract class Replay<Info extends TraceInfo, Frame> extends EventTarget {
  state: RunState = 'idle';
  progress: Progress | undefined;
  trace: Trace<Info, Frame> | undefined;
  error: ErrorData | undefined;
  readonly remainingMs = undefined;

  private controller: AbortController | undefined;
  private attributes: TraceAttributes | undefined;
  private loadedFrames = 0;

  /**
   * @param src a trace's address: a folder or a `.zip`
   * @param base what it is relative to
   */
  constructor(
    private readonly src: string,
    private readonly base: string,
    private readonly options: Pick<OpenOptions, 'pollMs'> = {},
  ) {
    super();
  }

  get engineInfo(): EngineInfo | undefined {
    return this.trace?.info.engine;
  }

  get dataset(): DatasetInfo | undefined {
    return this.trace?.info.dataset;
  }

  get recording(): Recording {
    const { recorded, frames = 0, closed = true } = this.attributes ?? {};
    return { recorded, frames, loaded: this.loadedFrames, growing: !closed };
  }

  /** Resolves when all frames are there, or that failed or was cancelled; failures are in `error`. */
  async start(): Promise<void> {
    this.controller?.abort();
    const controller = new AbortController();
    this.controller = controller;
    const { signal } = controller;
    this.error = undefined;
    this.progress = undefined;
    this.loadedFrames = 0;
    this.enter('loading');
    try {
      const { trace, loaded } = await this.open(this.address(), {
        ...this.options,
        signal,
        onProgress: this.report,
        onAttributes: (attributes) => {
          this.attributes = attributes;
          this.attributesChanged(attributes);
        },
      });
      this.trace = trace;
      trace.addEventListener('append', () => {
        this.tell('frame');
      });
      this.tell('dataset');
      this.tell('trace');
      if (trace.frames.length > 0) this.tell('frame');
      await loaded;
      this.enter('done');
    } catch (thrown) {
      if (signal.aborted) return;
      this.error = rebuildError(thrown);
      this.tell('error');
      this.enter('failed');
    }
  }

  /** Nothing is computed that could pause: the timeline pauses the playing. */
  pause(): void {
    // See above.
  }

  resume(): void {
    // As `pause`.
  }

  cancel(): void {
    this.controller?.abort();
    this.controller = undefined;
    if (isBusy(this.state)) this.enter('idle');
  }

  /** May be called twice. */
  dispose(): void {
    this.cancel();
  }

  statistics(): Promise<DatasetStatistics> {
    return this.refuse('has no images to average');
  }

  /** Comparing begins with a run that has settings. */
  fork(): never {
    throw new UnderhoodError({
      code: 'bad-parameter',
      message: 'A recording has nothing that another run could begin with: run it live for that.',
    });
  }

  /** Opens the recording; resolves with its first frames. */
  protected abstract open(address: string, options: OpenOptions): Promise<Opened<Info, Frame>>;

  /** At first, and when a recording that is still being written has grown. */
  protected abstract attributesChanged(attributes: TraceAttributes): void;

  protected tell(event: string): void {
    this.dispatchEvent(new Event(event));
  }

  /** What would have to be computed. */
  protected refuse(what: string): Promise<never> {
    return Promise.reject(
      new UnderhoodError({
        code: 'bad-parameter',
        message: `A recording ${what}: run it live for that.`,
      }),
    );
  }

  private address(): string {
    if (URL.canParse(this.src, this.base)) return new URL(this.src, this.base).href;
    throw new UnderhoodError({
      code: 'bad-parameter',
      message: `“${this.src}” is no address of a recording.`,
      details: { parameter: 'src' },
    });
  }

  private readonly report = (progress: Progress): void => {
    this.progress = progress;
    if (progress.stage === 'load') this.loadedFrames = progress.done;
    this.tell('progress');
    const caughtUp = this.recording.growing && progress.done === progress.total;
    if (progress.stage === 'load' && caughtUp && this.state === 'loading') this.enter('running');
  };

  private enter(state: RunState): void {
    this.state = state;
    this.tell('state');
  }
}
