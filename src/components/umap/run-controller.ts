import type { ReactiveController } from 'lit';
import type { UmapFrame } from '../../../workers/contracts/umap.ts';
import { SOURCE_EVENT } from '../../controllers/source.ts';
import type { ErrorData, RunState } from '../../runs/run.ts';
import type { UmapProjection, UmapRunApi } from '../../runs/umap-run-api.ts';
import { Player } from '../../trace/player.ts';
import type { UmapTraceInfo } from '../../trace/trace.ts';
import { UhDoneEvent } from './events/uh-done.ts';
import { UhErrorEvent } from './events/uh-error.ts';
import { UhFrameEvent } from './events/uh-frame.ts';
import { UhProgressEvent } from './events/uh-progress.ts';
import { UhStateEvent } from './events/uh-state.ts';
import { toSettings, type UmapFields } from './settings.ts';
import type { UmapAttributes } from './umap-attributes.ts';
import { announcement, count } from './words.ts';

/** How long an element may be out of the document before its run ends, ms: moving it is instant. */
const REMOVAL_DELAY = 250;

/** The host, and what the controller asks it about the visitor. */
export interface RunHost extends UmapAttributes {
  createRun(): UmapRunApi | Promise<UmapRunApi>;
  /** The visitor asked for less motion. */
  readonly reducedMotion: boolean;
}

/**
 * An element's run and the player over its trace: makes them when they are first needed, tells of
 * them with the element's events, and ends the run when the element is gone for good.
 */
export class RunController implements ReactiveController {
  run: UmapRunApi | undefined;
  player: Player<UmapTraceInfo, UmapFrame> | undefined;
  /** Over the projection's trace, while that is on screen. */
  projection: Player<UmapTraceInfo, UmapFrame> | undefined;
  /** Why the last projection failed. */
  projectionError: ErrorData | undefined;
  /** The fields of the run on screen. */
  started: UmapFields | undefined;
  /** What a screen reader should hear: one sentence a state or stage. */
  spoken = '';
  private byItself = false;
  /** The attempt to load the run's code that is going on. */
  private opening: object | undefined;
  /** Why the run's code could not be loaded. */
  private failure: ErrorData | undefined;
  private toldState: RunState = 'idle';
  private removal: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: RunHost) {
    host.addController(this);
  }

  get state(): RunState {
    if (this.opening) return 'loading';
    return this.failure ? 'failed' : (this.run?.state ?? 'idle');
  }

  get error(): ErrorData | undefined {
    return this.failure ?? this.run?.error;
  }

  get frameCount(): number {
    return this.run?.trace?.frames.length ?? 0;
  }

  hostConnected(): void {
    clearTimeout(this.removal);
  }

  hostDisconnected(): void {
    clearTimeout(this.removal);
    this.removal = setTimeout(() => {
      this.opening = undefined;
      this.run?.dispose();
    }, REMOVAL_DELAY);
  }

  /** Resolves when the run is done, failed or cancelled. `byItself`: the visitor did not ask for it. */
  async start(byItself: boolean): Promise<void> {
    this.byItself = byItself;
    this.started = this.host.fields;
    this.failure = undefined;
    const settings = toSettings(this.started);
    const run = this.run ?? (await this.open());
    await run?.start(settings);
  }

  /** Projects the other split's images into the finished layout, or shows the projection that is there again. */
  async project(): Promise<void> {
    const { run } = this;
    if (!run) return;
    this.projectionError = undefined;
    if (!run.projection) {
      this.spoken = 'Projecting new images.';
      try {
        await run.project();
      } catch (thrown) {
        const { code, message } = thrown as ErrorData; // the run's errors are of that kind
        this.projectionError = { code, message };
        this.host.dispatchEvent(new UhErrorEvent(this.projectionError));
        this.host.requestUpdate();
      }
    }
    if (run.projection) this.showProjection(run.projection);
  }

  /** Back to the run's own recording. */
  hideProjection(): void {
    this.projection?.dispose();
    this.projection = undefined;
    this.host.requestUpdate();
  }

  cancel(): void {
    if (this.run?.projecting) {
      this.run.cancelProjection();
      return;
    }
    if (this.opening) {
      this.opening = undefined;
      this.onState();
    }
    this.run?.cancel();
  }

  /** The run, or undefined if it cannot be had, or is not wanted any more once it can. */
  private async open(): Promise<UmapRunApi | undefined> {
    const attempt = {};
    this.opening = attempt;
    this.onState();
    try {
      const run = await this.host.createRun();
      if (this.opening !== attempt) return undefined;
      this.opening = undefined;
      this.bind(run);
      return run;
    } catch {
      if (this.opening !== attempt) return undefined;
      this.opening = undefined;
      this.failure = NOT_LOADED;
      this.host.dispatchEvent(new UhErrorEvent(NOT_LOADED));
      this.onState();
      return undefined;
    }
  }

  private bind(run: UmapRunApi): void {
    const on = (type: string, listener: () => void): void => {
      run.addEventListener(type, () => {
        this.host.requestUpdate();
        listener();
      });
    };
    on('state', this.onState);
    on('progress', () => {
      this.spoken = announcement(run.state, run.progress);
      if (run.progress) this.host.dispatchEvent(new UhProgressEvent(run.progress));
    });
    on('dataset', () => undefined);
    on('trace', this.onTrace);
    on('frame', () => {
      this.host.dispatchEvent(new UhFrameEvent(this.frameCount - 1));
    });
    on('quality', () => undefined);
    on('projection', () => undefined);
    on('error', () => {
      if (run.error) this.host.dispatchEvent(new UhErrorEvent(run.error));
    });
    this.run = run;
  }

  private readonly onState = (): void => {
    const { state } = this;
    this.host.requestUpdate();
    // Loading the code and loading the images are one state to the outside.
    if (state === 'loading' && this.toldState === state) return;
    this.toldState = state;
    this.spoken = announcement(state, this.run?.progress);
    // Who asked for less motion sees the finished layout at once, and steps from there.
    if (state === 'done' && this.host.reducedMotion) this.player?.seek(this.frameCount - 1);
    this.host.dispatchEvent(new UhStateEvent(state));
    if (state === 'done') this.host.dispatchEvent(new UhDoneEvent(this.frameCount));
  };

  private showProjection({ trace, dataset }: UmapProjection): void {
    this.hideProjection();
    const { fps, reducedMotion } = this.host;
    const player = new Player(trace, { fps: fps > 0 ? fps : DEFAULT_FPS, following: false });
    if (reducedMotion) player.seek(trace.frames.length - 1);
    else player.play();
    this.projection = player;
    this.spoken = `${count(dataset.count)} new images are projected.`;
    this.host.requestUpdate();
  }

  private readonly onTrace = (): void => {
    this.player?.dispose();
    this.hideProjection();
    this.projectionError = undefined;
    const { fps, reducedMotion } = this.host;
    // Nothing moves by itself for those who asked for less motion.
    const following = !(reducedMotion && this.byItself);
    const trace = this.run?.trace;
    this.player = trace && new Player(trace, { fps: fps > 0 ? fps : DEFAULT_FPS, following });
    this.host.dispatchEvent(new Event(SOURCE_EVENT));
  };
}

/** The article's animation's. */
const DEFAULT_FPS = 12;

const NOT_LOADED: ErrorData = {
  code: 'network',
  message: 'The code of this run could not be loaded. Check the connection, then try again.',
};
