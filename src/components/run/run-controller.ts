import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { SOURCE_EVENT } from '../../controllers/source.ts';
import type { ErrorData, Progress, Recording, RunState } from '../../runs/run.ts';
import { Player } from '../../trace/player.ts';
import type { Trace } from '../../trace/trace.ts';
import { UhDoneEvent } from './events/uh-done.ts';
import { UhErrorEvent } from './events/uh-error.ts';
import { UhFrameEvent } from './events/uh-frame.ts';
import { UhProgressEvent } from './events/uh-progress.ts';
import { UhStateEvent } from './events/uh-state.ts';
import type { Stages } from './stages.ts';
import type { UnseenPause } from './unseen-pause.ts';

/** How long an element may be out of the document before its run ends, ms: moving it is instant. */
export const REMOVAL_DELAY = 250;

/** What every kind of run offers. */
export interface Run<Info, Frame> extends EventTarget {
  readonly state: RunState;
  readonly progress: Progress | undefined;
  readonly trace: Trace<Info, Frame> | undefined;
  readonly error: ErrorData | undefined;
  readonly recording?: Recording | undefined;
  pause(): void;
  resume(): void;
  cancel(): void;
  dispose(): void;
}

/** The host, and what the controller asks it about the visitor. */
export interface RunHost<AnyRun> extends ReactiveControllerHost, Element {
  readonly state: RunState;
  /** Goes on while nobody sees it. */
  readonly background: boolean;
  createRun(): AnyRun | Promise<AnyRun>;
  /** The run that plays the recording at `src`. */
  createReplay(): AnyRun | Promise<AnyRun>;
  /** What the next run is of: the address of a recording; empty: it is computed. */
  readonly recordedAt: string;
  /** What shows recordings. */
  readonly film: { readonly REPLAY_STAGES: Stages } | undefined;
  /** Frames a second at which the recording plays. */
  readonly fps: number;
  /** The visitor asked for less motion. */
  readonly reducedMotion: boolean;
}

/** What a kind of run needs beyond its controller. */
export interface RunControllerOptions {
  readonly stages: Stages;
  /** Events of the run, beyond those of every run, after which the host updates. */
  readonly events: readonly string[];
  readonly defaultFps: number;
  /** Whether there is something to show between two frames. */
  readonly glides: boolean;
}

/**
 * An element's run and the player over its trace: makes them when they are first needed, tells of
 * them with the element's events, and ends the run when the element is gone for good.
 */
export class RunController<
  Info,
  Frame,
  AnyRun extends Run<Info, Frame>,
  Host extends RunHost<AnyRun> = RunHost<AnyRun>,
> implements ReactiveController {
  run: AnyRun | undefined;
  player: Player<Info, Frame> | undefined;
  /** What a screen reader should hear: one sentence a state or stage. */
  spoken = '';
  /** In a comparison, which of two it is, as a screen reader hears it: `Left: `. */
  who = '';
  /** Something that is in view shows the run: it is seen wherever the host is. */
  shown = false;
  /** Stands in place of what is going on, until the next start: why something else could not be had. */
  notice = '';
  private byItself = false;
  /** What the run is of, or the one that is being loaded. */
  private source: string | undefined;
  /** The attempt to load the run's code that is going on. */
  private opening: object | undefined;
  /** Why the run's code could not be loaded. */
  private failure: ErrorData | undefined;
  private toldState: RunState = 'idle';
  private unseenPause: UnseenPause | undefined;
  private removal: ReturnType<typeof setTimeout> | undefined;

  constructor(
    protected readonly host: Host,
    private readonly options: RunControllerOptions,
  ) {
    host.addController(this);
  }

  get state(): RunState {
    if (this.opening) return 'loading';
    return this.failure ? 'failed' : (this.run?.state ?? 'idle');
  }

  get error(): ErrorData | undefined {
    return this.failure ?? this.run?.error;
  }

  /** Whether the run is paused because nobody sees the host, and goes on by itself. */
  get resting(): boolean {
    return this.unseenPause?.resting ?? false;
  }

  /** Whether nobody sees the host, and what moves in it should stand still. */
  get unseen(): boolean {
    return this.unseenPause?.unseen ?? false;
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

  /**
   * Loads the run's code if need be, and begins. Resolves when what was begun is over. `byItself`: the visitor did not
   * ask for it.
   */
  protected async begin(byItself: boolean, start: (run: AnyRun) => Promise<void>): Promise<void> {
    this.byItself = byItself;
    this.notice = '';
    this.failure = undefined;
    this.discardOther();
    const run = this.run ?? (await this.open());
    if (run) await start(run);
  }

  /** Until somebody resumes it. */
  pause(): void {
    this.unseenPause?.keep();
    this.run?.pause();
  }

  cancel(): void {
    if (this.opening) {
      this.opening = undefined;
      this.onState();
    }
    this.run?.cancel();
  }

  /** Ends the run and forgets it where the next one is of another kind, or another recording. */
  discardOther(): void {
    if (this.source !== undefined && this.source !== this.host.recordedAt) this.discard();
  }

  private discard(): void {
    const { run, player } = this;
    this.source = undefined;
    this.opening = undefined;
    this.failure = undefined;
    this.run = undefined;
    this.player = undefined;
    run?.dispose();
    player?.dispose();
    if (player) {
      this.traceReplaced();
      this.host.dispatchEvent(new Event(SOURCE_EVENT));
    }
    if (this.state !== this.toldState) this.onState();
  }

  /** Puts the host into a `<uh-compare>`, whose code comes when one is first wanted. */
  readonly compare = (): void => {
    import('../compare/compare.ts').then(
      ({ UhCompare }) => {
        UhCompare.around(this.host);
      },
      () => {
        this.notice = NOT_LOADED.message;
        this.tellError(NOT_LOADED);
      },
    );
  };

  /** A player over a trace, at the host's speed. */
  protected createPlayer(trace: Trace<Info, Frame>, following: boolean): Player<Info, Frame> {
    const { fps } = this.host;
    const { defaultFps, glides } = this.options;
    return new Player(trace, { fps: fps > 0 ? fps : defaultFps, following, glides });
  }

  /** There is another trace, and its player. */
  protected traceReplaced(): void {
    // Nothing more to do for a run whose parts need the player alone.
  }

  /** One more frame is recorded. */
  protected frameAdded(_frame: Frame): void {
    // Its event tells the others.
  }

  protected tellError(error: ErrorData): void {
    this.host.dispatchEvent(new UhErrorEvent(error));
    this.host.requestUpdate();
  }

  /** A recording plays from its first frame on; for who asked for less motion it rests at its last. */
  private rollFilm(still: boolean): void {
    if (this.frameCount === 0) this.player?.follow();
    else if (still) this.player?.seek(this.frameCount - 1);
    else this.player?.play();
  }

  /** The run, or undefined if it cannot be had, or is not wanted any more once it can. */
  private async open(): Promise<AnyRun | undefined> {
    const attempt = {};
    this.opening = attempt;
    this.source = this.host.recordedAt;
    this.onState();
    try {
      const { host } = this;
      const run = await (host.recordedAt ? host.createReplay() : host.createRun());
      if (this.opening !== attempt) return undefined;
      this.pauseUnseen();
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

  /** From now on, runs pause while nobody sees the host. Where the code for it cannot be had, they go on. */
  private pauseUnseen(): void {
    if (this.unseenPause) return;
    import('./unseen-pause.ts').then(
      ({ UnseenPause }) => {
        this.unseenPause ??= new UnseenPause(this.host, this);
      },
      () => undefined, // asked for again with the next run
    );
  }

  private get stages(): Stages {
    const { film, recordedAt } = this.host;
    return recordedAt && film ? film.REPLAY_STAGES : this.options.stages;
  }

  private bind(run: AnyRun): void {
    const on = (type: string, listener: () => void): void => {
      run.addEventListener(type, () => {
        // What is left of a run that was put aside is nobody's business.
        if (this.run !== run) return;
        this.host.requestUpdate();
        listener();
      });
    };
    on('state', this.onState);
    on('progress', () => {
      // Once there are frames, there is more to say than how far they are.
      if (run.state === 'loading' || run.state === 'preparing')
        this.spoken = this.stages.announcement(run.state, run.progress);
      if (run.progress) this.host.dispatchEvent(new UhProgressEvent(run.progress));
    });
    on('trace', this.onTrace);
    on('frame', () => {
      const frame = run.trace?.frames.at(-1);
      if (frame !== undefined) this.frameAdded(frame);
      this.host.dispatchEvent(new UhFrameEvent(this.frameCount - 1));
    });
    on('error', () => {
      if (run.error) this.host.dispatchEvent(new UhErrorEvent(run.error));
    });
    for (const type of this.options.events) on(type, () => undefined);
    this.run = run;
  }

  private readonly onState = (): void => {
    const { state } = this;
    this.host.requestUpdate();
    // Loading the code and loading the images are one state to the outside.
    if (state === 'loading' && this.toldState === state) return;
    this.toldState = state;
    // Nobody is told of what goes on again before they come to it.
    if (!this.resting) this.spoken = this.stages.announcement(state, this.run?.progress);
    // Who asked for less motion sees the last frame at once, and steps from there.
    if (state === 'done' && this.host.reducedMotion) this.player?.seek(this.frameCount - 1);
    this.host.dispatchEvent(new UhStateEvent(state));
    if (state === 'done') this.host.dispatchEvent(new UhDoneEvent(this.frameCount));
  };

  private readonly onTrace = (): void => {
    this.player?.dispose();
    // Nothing moves by itself for those who asked for less motion.
    const still = this.host.reducedMotion && this.byItself;
    const { trace, recording } = this.run ?? {};
    this.player = trace && this.createPlayer(trace, !still && !recording);
    if (recording) this.rollFilm(still);
    this.traceReplaced();
    this.host.dispatchEvent(new Event(SOURCE_EVENT));
  };
}

const NOT_LOADED: ErrorData = {
  code: 'network',
  message: 'The code for this could not be loaded. Check the connection, then try again.',
};
