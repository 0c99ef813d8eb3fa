import * as Comlink from 'comlink';
import type {
  AbortMessage,
  ProgressMessage,
  ReportProgress,
} from '../../workers/contracts/control.ts';
import { abortedError, rebuildError, UnderhoodError } from './errors.ts';
import { spawnWorker } from './spawn.ts';

/** Every served API answers this once it holds its life lock (workers/rpc/serve.ts). */
interface Served {
  ready(): Promise<void>;
}

export interface LongCallOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: ReportProgress;
}

let workersStarted = 0;

/**
 * One worker and the calls into it. What Comlink leaves open is closed here: a call in flight
 * rejects when its worker ends (Comlink would leave it pending for ever), errors come back as
 * classes with their code, and an abort rejects at once, whatever the worker is busy with.
 */
export class Connection<Api> {
  private readonly worker: Worker;
  private readonly remote: Comlink.Remote<Api & Served>;
  private readonly rejectors = new Set<(error: UnderhoodError) => void>();
  private readonly lockWait = new AbortController();
  private end: UnderhoodError | undefined;

  /** `label` names the worker in messages and in the browser's developer tools. */
  constructor(
    scriptUrl: string,
    private readonly label: string,
  ) {
    workersStarted += 1;
    const name = `underhood-${label}-${performance.timeOrigin}-${workersStarted}`;
    this.worker = spawnWorker(scriptUrl, name);
    this.worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.die(event.message || 'its script could not be loaded');
    });
    this.worker.addEventListener('messageerror', () => {
      this.die('a message could not be read');
    });
    this.remote = Comlink.wrap<Api & Served>(this.worker);
    void this.watch(name);
  }

  /** True when the worker has ended; every further call rejects. */
  get closed(): boolean {
    return this.end !== undefined;
  }

  /** A short call. Rejects with an UnderhoodError. */
  call<T>(invoke: (api: Comlink.Remote<Api>) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.end) {
        reject(this.end);
        return;
      }
      this.rejectors.add(reject);
      invoke(this.remote)
        .then(resolve, (thrown: unknown) => {
          reject(rebuildError(thrown));
        })
        .finally(() => this.rejectors.delete(reject));
    });
  }

  /** A long call, with its control port: progress comes back through it, an abort goes in. */
  async longCall<T>(
    invoke: (api: Comlink.Remote<Api>, control: MessagePort) => Promise<T>,
    { signal, onProgress }: LongCallOptions,
  ): Promise<T> {
    if (signal.aborted) throw abortedError();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event: MessageEvent<ProgressMessage>) => {
      if (!signal.aborted) onProgress?.(event.data.progress);
    };
    let onAbort: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => {
        const message: AbortMessage = { type: 'abort' };
        port1.postMessage(message);
        reject(abortedError());
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });
    const settled = this.call((api) => invoke(api, Comlink.transfer(port2, [port2])));
    // After an abort the worker's own rejection arrives later, and nobody waits for it any more.
    settled
      .catch(() => undefined)
      .finally(() => {
        port1.close();
      });
    try {
      return await Promise.race([settled, aborted]);
    } finally {
      if (onAbort) signal.removeEventListener('abort', onAbort);
    }
  }

  /** Ends the worker at once; calls in flight reject as aborted. May be called twice. */
  terminate(): void {
    this.finish(abortedError());
  }

  /**
   * Waits for the worker's life lock to come free: that is when the worker ended, even by a crash,
   * which fires no event. Where locks are denied, only the `error` event tells.
   */
  private async watch(name: string): Promise<void> {
    const locks = (navigator as Partial<Navigator>).locks;
    if (!locks) return;
    try {
      await this.remote.ready();
      await locks.request(name, { signal: this.lockWait.signal }, () => {
        this.die('the browser ended it');
      });
    } catch {
      // Denied (an opaque origin), or terminated by us: there is nothing to wait for.
    }
  }

  private die(reason: string): void {
    this.finish(
      new UnderhoodError({
        code: 'worker-died',
        message: `The ${this.label} worker stopped in the middle of its work: ${reason}. What it had finished is kept; run again to go on.`,
      }),
    );
  }

  private finish(error: UnderhoodError): void {
    if (this.end) return;
    this.end = error;
    this.lockWait.abort();
    this.worker.terminate();
    for (const reject of this.rejectors) reject(error);
    this.rejectors.clear();
  }
}
