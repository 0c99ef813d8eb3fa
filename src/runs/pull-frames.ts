/** Weight of the newest frame in the running mean of their times. */
const SMOOTHING = 0.15;

/** Where the pull loop looks whether to go on. */
export class PauseGate {
  private closed = false;
  private wake: (() => void) | undefined;

  get paused(): boolean {
    return this.closed;
  }

  pause(): void {
    this.closed = true;
  }

  /** Lets the loop go on: for its next frame, or to see that it was cancelled. */
  open(): void {
    this.closed = false;
    this.wake?.();
  }

  /** Resolves on `open`. */
  resumed(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

export interface PullOptions<Frame> {
  readonly gate: PauseGate;
  readonly signal: AbortSignal;
  /** Records a frame. `meanMs`: running mean of the time from frame to frame, pauses left out. */
  readonly onFrame: (frame: Frame, meanMs: number) => void;
}

/**
 * Pulls frames until the engine has no more. The next is asked for before the last is recorded: one step is in
 * flight while a frame is drawn, and none while paused.
 *
 * @throws the signal's reason on abort; whatever `step` and `onFrame` throw
 */
export async function pullFrames<Frame>(
  step: () => Promise<Frame | null>,
  { gate, signal, onFrame }: PullOptions<Frame>,
): Promise<void> {
  const ask = (): Promise<Frame | null> => {
    const asked = step();
    asked.catch(() => undefined); // awaited below, unless the run ends first
    return asked;
  };
  let next: Promise<Frame | null> | undefined;
  let meanMs: number | undefined;
  let arrived = performance.now();
  for (;;) {
    if (gate.paused) {
      await gate.resumed();
      arrived = performance.now();
    }
    signal.throwIfAborted();
    const frame = await (next ?? ask());
    signal.throwIfAborted();
    if (frame === null) return;
    next = gate.paused ? undefined : ask();

    const now = performance.now();
    const elapsed = now - arrived;
    arrived = now;
    meanMs = meanMs === undefined ? elapsed : meanMs + SMOOTHING * (elapsed - meanMs);
    onFrame(frame, meanMs);
  }
}
