import type { Trace } from './trace.ts';

/** All that a frame of two runs has of its own. */
export interface EpochFrame {
  readonly epoch: number;
}

/**
 * Two traces as one: a frame an epoch, as far as either of them has come. What a frame shows is in the two traces
 * themselves, at the same index, or at their last where they are shorter.
 *
 * Its events are those of both; `closed` says whether both are.
 */
export class PairTrace extends EventTarget implements Trace<undefined, EpochFrame> {
  readonly info = undefined;
  private readonly epochs: EpochFrame[] = [];

  constructor(private readonly traces: readonly Trace<unknown, unknown>[]) {
    super();
    for (const trace of traces) {
      trace.addEventListener('append', this.tell);
      trace.addEventListener('close', this.tell);
    }
  }

  get frames(): readonly EpochFrame[] {
    const count = Math.max(0, ...this.traces.map(({ frames }) => frames.length));
    while (this.epochs.length < count) this.epochs.push({ epoch: this.epochs.length });
    return this.epochs;
  }

  get expectedFrames(): number {
    // One that ended early will not get any further.
    const expected = this.traces.map(({ closed, frames, expectedFrames }) =>
      closed ? frames.length : Math.max(expectedFrames, frames.length),
    );
    return Math.max(0, ...expected);
  }

  get closed(): boolean {
    return this.traces.every(({ closed }) => closed);
  }

  /** Lets go of the traces. May be called twice. */
  dispose(): void {
    for (const trace of this.traces) {
      trace.removeEventListener('append', this.tell);
      trace.removeEventListener('close', this.tell);
    }
  }

  private readonly tell = ({ type }: Event): void => {
    this.dispatchEvent(new Event(type));
  };
}
