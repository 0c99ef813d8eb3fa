import type { Trace } from './trace.ts';

/** Time in which the position covers 63% of its way to a new frame while following, ms. */
const FOLLOW_TIME = 90;
/** Closer to a frame than this, the position snaps to it. */
const SNAP = 0.01;

/**
 * The playhead over a trace. Time comes from outside (`advance`), so that a player needs no clock
 * and no DOM; a controller calls it once a display frame.
 *
 * Three ways to move: *following* (the position glides to the newest frame of a trace that grows),
 * *playing* (it moves at `fps` frames a second and rests at the end), and neither (it rests where
 * `seek` put it). Seeking, stepping and playing end following; `follow()` takes it up again.
 *
 * Event: `change`: position, playing, following, rate or the number of frames is not what it was.
 */
export class Player<Info = unknown, Frame = unknown> extends EventTarget {
  private currentPosition = 0;
  private isPlaying = false;
  private isFollowing: boolean;
  private rate: number;
  private glides: boolean;
  private readonly mayGlide: boolean;

  /** @param options `glides: false` for frames that have nothing between them: each is shown the moment it is there */
  constructor(
    readonly trace: Trace<Info, Frame>,
    options: {
      readonly fps?: number;
      readonly following?: boolean;
      readonly glides?: boolean;
    } = {},
  ) {
    super();
    this.mayGlide = options.glides ?? true;
    this.glides = this.mayGlide;
    this.rate = options.fps ?? 12;
    this.isFollowing = options.following ?? !trace.closed;
    trace.addEventListener('append', this.onTraceChange);
    trace.addEventListener('close', this.onTraceChange);
  }

  /** Index of the current frame: the last one that the position has reached. */
  get playhead(): number {
    return Math.floor(this.currentPosition + SNAP);
  }

  /** Where between two frames the animation is; its whole part is the playhead. */
  get position(): number {
    return this.currentPosition;
  }

  get frameCount(): number {
    return this.trace.frames.length;
  }

  get lastFrame(): number {
    return Math.max(0, this.frameCount - 1);
  }

  /** The current frame, or undefined while there is none. */
  get frame(): Frame | undefined {
    return this.trace.frames[this.playhead];
  }

  get playing(): boolean {
    return this.isPlaying;
  }

  get following(): boolean {
    return this.isFollowing;
  }

  /** Frames a second while playing. */
  get fps(): number {
    return this.rate;
  }

  set fps(fps: number) {
    if (!(fps > 0) || fps === this.rate) return;
    this.rate = fps;
    this.changed();
  }

  /** True when `advance` has something to do; a controller stops its clock when not. */
  get moving(): boolean {
    return this.isPlaying || (this.isFollowing && this.currentPosition !== this.newest);
  }

  /** Where following leads. */
  protected get newest(): number {
    return this.lastFrame;
  }

  /** Where playing from here rests. */
  protected get end(): number {
    return this.lastFrame;
  }

  /** Without gliding (reduced motion), the position is always a whole frame. */
  set smooth(smooth: boolean) {
    this.glides = smooth && this.mayGlide;
  }

  /** From the end, playing starts over. */
  play(): void {
    if (this.frameCount === 0) return;
    if (this.trace.closed && this.playhead >= this.lastFrame) this.currentPosition = 0;
    this.isPlaying = true;
    this.isFollowing = false;
    this.changed();
  }

  pause(): void {
    this.isPlaying = false;
    this.isFollowing = false;
    this.currentPosition = this.playhead;
    this.changed();
  }

  /** Goes to a frame and rests there; out of range means the nearest end. */
  seek(frame: number): void {
    this.moveTo(Math.round(frame));
  }

  /** Rests where another player that leads this one is, be that between two frames. */
  moveTo(position: number): void {
    this.isPlaying = false;
    this.isFollowing = false;
    this.currentPosition = Math.min(Math.max(0, position), this.lastFrame);
    this.changed();
  }

  step(frames: number): void {
    this.seek(this.playhead + frames);
  }

  /** Shows the newest frame, now and as long as frames come. */
  follow(): void {
    this.isPlaying = false;
    this.isFollowing = true;
    this.changed();
  }

  /** Moves on by `elapsed` ms. */
  advance(elapsed: number): void {
    if (!this.moving) return;
    if (this.isPlaying) {
      const { end } = this;
      this.currentPosition = Math.min(end, this.currentPosition + (elapsed / 1000) * this.rate);
      if (this.currentPosition >= end) {
        // A trace that still grows is caught up with: from here on, follow it.
        this.isPlaying = false;
        this.isFollowing = !this.trace.closed && end === this.newest;
      }
    } else {
      const { newest } = this;
      const remaining = newest - this.currentPosition;
      const share = this.glides ? 1 - Math.exp(-elapsed / FOLLOW_TIME) : 1;
      this.currentPosition =
        Math.abs(remaining) * (1 - share) < SNAP
          ? newest
          : this.currentPosition + remaining * share;
    }
    this.changed();
  }

  /** Lets go of the trace. May be called twice. */
  dispose(): void {
    this.isPlaying = false;
    this.trace.removeEventListener('append', this.onTraceChange);
    this.trace.removeEventListener('close', this.onTraceChange);
  }

  private readonly onTraceChange = (): void => {
    this.changed();
  };

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
