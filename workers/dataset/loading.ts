import type { ReportProgress } from '../contracts/control.ts';
import { WorkerError } from '../rpc/errors.ts';
import type { Source } from './source.ts';

/**
 * The loading of one source's rest, shared by all who wait for it: it starts with the first, and is
 * stopped when the last has given up. A failure is told to those who wait; the next one starts anew.
 */
export class Loading {
  private running: { readonly promise: Promise<void>; readonly stop: AbortController } | undefined;
  private readonly waiting = new Set<ReportProgress>();
  private isComplete = false;
  private closed = false;

  constructor(private readonly source: Source) {}

  /** Whether all images are decoded. */
  get complete(): boolean {
    return this.isComplete;
  }

  /** Resolves when all is there; rejects with the load's error, or this signal's reason on abort. */
  async wait(report: ReportProgress, signal: AbortSignal): Promise<void> {
    // A load that everybody gave up ends first: two of one source never run at a time.
    while (this.running?.stop.signal.aborted) await this.running.promise.catch(() => undefined);
    signal.throwIfAborted();
    this.throwIfClosed();
    if (this.isComplete) return;
    const waiter: ReportProgress = (progress) => {
      report(progress);
    };
    this.waiting.add(waiter);
    const running = (this.running ??= this.start());
    let giveUp: (() => void) | undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      giveUp = () => {
        this.waiting.delete(waiter);
        if (this.waiting.size === 0) running.stop.abort(signal.reason);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', giveUp, { once: true });
    });
    try {
      await Promise.race([running.promise, aborted]);
    } finally {
      this.waiting.delete(waiter);
      if (giveUp) signal.removeEventListener('abort', giveUp);
    }
  }

  /** Stops for good: the dataset was closed. */
  stop(): void {
    this.closed = true;
    this.running?.stop.abort(closedError());
  }

  private start(): NonNullable<typeof this.running> {
    const stop = new AbortController();
    const tell: ReportProgress = (progress) => {
      for (const waiter of this.waiting) waiter(progress);
    };
    const run = async (): Promise<void> => {
      await this.source.load(tell, stop.signal);
      this.isComplete = true;
    };
    const promise = run().finally(() => {
      this.running = undefined;
    });
    promise.catch(() => undefined); // told through `wait`, unless everybody has given up
    return { promise, stop };
  }

  private throwIfClosed(): void {
    if (this.closed) throw closedError();
  }
}

function closedError(): WorkerError {
  return new WorkerError('aborted', 'The dataset was closed.');
}
