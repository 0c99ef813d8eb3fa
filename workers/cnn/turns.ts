import { nextTask } from '../rpc/slices.ts';
import { Turns } from '../rpc/turns.ts';
import type { CnnEngine } from './engine.ts';
import type { ModelPlan } from './model.ts';

/** Images forwarded at once between two looks at messages. */
const FORWARD_BATCH = 100;

/** One engine, which does one thing after the other, whoever asks. */
export class EngineTurns {
  private readonly turns = new Turns();

  constructor(
    public engine: CnnEngine,
    private readonly plan: ModelPlan,
  ) {}

  take<T>(task: (engine: CnnEngine) => Promise<T>): Promise<T> {
    return this.turns.take(() => task(this.engine));
  }

  /**
   * Probabilities of any number of images (*borrowed*), images × classes, with the present weights or others. Others get their
   * turn between two batches.
   */
  async classify(
    images: Uint8Array,
    weights: Float32Array | undefined,
    signal: AbortSignal,
    onProgress: (done: number) => void = () => undefined,
  ): Promise<Float32Array<ArrayBuffer>> {
    const { input, classes, layers } = this.plan;
    const size = input.height * input.width * input.channels;
    const count = images.length / size;
    const result = new Float32Array(count * classes);
    for (let from = 0; from < count; from += FORWARD_BATCH) {
      const until = Math.min(count, from + FORWARD_BATCH);
      const part = images.subarray(from * size, until * size);
      const own = await this.take((engine) => engine.forward(part, layers.length - 1, weights));
      result.set(own, from * classes);
      onProgress(until);
      await nextTask();
      signal.throwIfAborted();
    }
    return result;
  }
}

/** Where a loop waits while it is paused. */
export class Pause {
  private waiting: Promise<void> | undefined;
  private end: (() => void) | undefined;

  begin(): void {
    this.waiting ??= new Promise((resolve) => {
      this.end = resolve;
    });
  }

  over(): void {
    this.end?.();
    this.waiting = undefined;
    this.end = undefined;
  }

  /** Lets messages in, then waits for as long as it is paused. Throws the signal's reason on abort. */
  async wait(signal: AbortSignal): Promise<void> {
    await nextTask();
    signal.throwIfAborted();
    if (!this.waiting) return;
    const wake = (): void => {
      this.end?.();
    };
    signal.addEventListener('abort', wake, { once: true });
    await this.waiting;
    signal.removeEventListener('abort', wake);
    signal.throwIfAborted();
  }
}
