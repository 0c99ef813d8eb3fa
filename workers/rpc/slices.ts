/** How long a slice may compute before it lets messages in, ms: cancel then acts well within 200 ms. */
const SLICE = 40;

/**
 * Resolves in a new task, after messages that were already queued.
 * Through a MessageChannel, not setTimeout: hidden tabs throttle timers to one a second.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/**
 * Cuts long synchronous work into slices, so that messages (an abort, a progress request) get
 * through: `if (pacer.due()) await pacer.pause()` in the loop. Throws the signal's reason on abort.
 */
export class Pacer {
  private sliceStart = performance.now();

  constructor(private readonly signal: AbortSignal) {
    signal.throwIfAborted();
  }

  due(): boolean {
    return performance.now() - this.sliceStart >= SLICE;
  }

  async pause(): Promise<void> {
    await nextTask();
    this.signal.throwIfAborted();
    this.sliceStart = performance.now();
  }
}
