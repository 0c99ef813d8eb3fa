import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { VisibilityController } from '../../controllers/visibility.ts';
import type { RunState } from '../../runs/run.ts';
import { UhStateEvent } from './events/uh-state.ts';

/** What is paused: an element that runs something. */
interface PausableHost extends ReactiveControllerHost, Element {
  readonly state: RunState;
  /** Goes on unseen. */
  readonly background: boolean;
}

interface Control {
  readonly run: { pause(): void; resume(): void } | undefined;
  /** Something that is in view shows the run. */
  readonly shown: boolean;
}

/**
 * Pauses the host's run while nobody sees the host, scrolled out of view or in a hidden tab, and lets it go on when somebody
 * does. What comes before the first frame is finished all the same. Whoever pauses or resumes the run meanwhile, or
 * finds it paused, has it as they left it.
 */
export class UnseenPause implements ReactiveController {
  private isResting = false;
  private isPausing = false;
  private wasUnseen = false;
  private before: RunState;
  private readonly visibility: VisibilityController;

  /** Its code comes with a run's; that may have begun by then. */
  constructor(
    private readonly host: PausableHost,
    private readonly control: Control,
  ) {
    this.before = host.state;
    this.visibility = new VisibilityController(host);
    host.addController(this);
    host.addEventListener('uh-state', this.onState);
    host.requestUpdate();
  }

  /** Whether the run is paused for that reason, and goes on by itself. */
  get resting(): boolean {
    return this.isResting;
  }

  /** Whether what moves in the host should stand still: nobody sees it, and it was not asked to go on all the same. */
  get unseen(): boolean {
    const { host, control } = this;
    const { background } = host;
    return !background && (document.hidden || (this.visibility.outOfView && !control.shown));
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.onPage);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.onPage);
  }

  /** The host updates when it comes into view or leaves it. */
  hostUpdate(): void {
    const { unseen, wasUnseen } = this;
    this.wasUnseen = unseen;
    if (unseen && !wasUnseen) this.pause();
    // A host that was moved is not seen before the browser says so.
    const { host, control } = this;
    const isSeen = (this.visibility.inView || control.shown) && !document.hidden;
    if (this.isResting && (isSeen || host.background)) control.run?.resume();
  }

  /** The run stays paused until somebody resumes it. */
  keep(): void {
    this.isResting = false;
  }

  private pause(): void {
    if (this.host.state !== 'running') return;
    this.isResting = true;
    this.isPausing = true;
    this.control.run?.pause();
    this.isPausing = false;
    // A recording that is followed computes nothing, and does not pause.
    this.isResting = (this.host.state as RunState) === 'paused';
  }

  private readonly onPage = (): void => {
    this.host.requestUpdate();
  };

  private readonly onState = (event: Event): void => {
    if (event.target !== this.host || !(event instanceof UhStateEvent)) return;
    const { before } = this;
    const { state } = this.host;
    this.before = state;
    // Also where it tells of its pause again: it has come to where it was to stop.
    if (!this.isPausing) this.isResting = false;
    if (state !== 'running' || before === 'paused') return;
    // A run that begins paused says so right after.
    queueMicrotask(() => {
      if (this.unseen) this.pause();
    });
  };
}
