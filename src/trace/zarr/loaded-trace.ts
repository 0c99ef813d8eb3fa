import type { Trace } from '../trace.ts';

/**
 * A trace that is loaded: frames appear in any order, coarse ones before fine ones.
 *
 * Events: `append` (there are more frames, or finer ones in the place of others), `close`.
 */
export class LoadedTrace<Info, Frame> extends EventTarget implements Trace<Info, Frame> {
  private loaded: readonly Frame[] = [];
  private isClosed = false;

  constructor(
    readonly info: Info,
    private expected: number,
  ) {
    super();
  }

  get frames(): readonly Frame[] {
    return this.loaded;
  }

  get expectedFrames(): number {
    return this.expected;
  }

  get closed(): boolean {
    return this.isClosed;
  }

  /** Puts frames at their places; there may be a gap before none of them. */
  put(first: number, frames: readonly Frame[]): void {
    const { loaded } = this;
    if (first > loaded.length) throw new Error('Frames are loaded without gaps.');
    this.loaded = [...loaded.slice(0, first), ...frames, ...loaded.slice(first + frames.length)];
    this.dispatchEvent(new Event('append'));
  }

  close(expectedFrames = this.loaded.length): void {
    if (this.isClosed) return;
    this.expected = expectedFrames;
    this.isClosed = true;
    this.dispatchEvent(new Event('close'));
  }
}
