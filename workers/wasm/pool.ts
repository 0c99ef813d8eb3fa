import { WorkerError } from '../rpc/errors.ts';
import { nextTask, type Pacer } from '../rpc/slices.ts';
import type { SpawnThread, Thread } from './spawn-thread.ts';
import {
  ARGUMENT_COUNT,
  ARGUMENTS_OFFSET,
  CHUNK,
  CONTEXT,
  CONTROL_BYTES,
  FAILED,
  GENERATION,
  KERNEL,
  MAX_ARGUMENTS,
  NEXT,
  RELEASE,
  RUNNING,
  THREADS,
  TOTAL,
  type AttachedMessage,
  type AttachMessage,
} from './thread-protocol.ts';

/** How long the owner blocks for stragglers before it lets messages in, ms. */
const WAIT = 50;
/** A thread that has not answered by then never will, ms: its script is one small file. */
const START_TIMEOUT = 10_000;

export interface Job {
  readonly context: number;
  /** Index among the module's exports. */
  readonly kernel: number;
  readonly total: number;
  /** Items that a thread takes at once. */
  readonly chunk: number;
  readonly args: readonly number[];
  /** Threads that take part, the owner included. */
  readonly threads: number;
  readonly pacer: Pacer;
  readonly onProgress?: ((done: number) => void) | undefined;
  /** The same kernel, for the owner's share: (begin, end). */
  readonly own: (begin: number, end: number) => void;
}

/**
 * Threads that share a memory with their owner. A job's items are dealt out in chunks by one atomic
 * counter, to the owner too, so that a slow thread only costs its last chunk. The threads go on while
 * the owner lets messages in.
 *
 * *Owns* its threads. One job at a time.
 */
export class ThreadPool {
  private readonly control = new SharedArrayBuffer(CONTROL_BYTES);
  private readonly state = new Int32Array(this.control, 0, ARGUMENTS_OFFSET / 4);
  private readonly args = new Float64Array(this.control, ARGUMENTS_OFFSET, MAX_ARGUMENTS);
  private readonly threads: PoolThread[] = [];
  /** Threads wait for jobs (true), or are at their event loop. */
  private waiting = false;
  private nextContext = 1;
  private dropped: number | null = null;

  private constructor() {
    // Made by `start`.
  }

  /**
   * Starts `count` threads beside the owner.
   * @throws WorkerError `worker-died` when one does not start
   */
  static async start(count: number, spawn: SpawnThread): Promise<ThreadPool> {
    const pool = new ThreadPool();
    try {
      for (let i = 0; i < count; i++) pool.threads.push(new PoolThread(spawn));
      await pool.tell(null);
      return pool;
    } catch (error) {
      pool.dispose();
      throw error;
    }
  }

  /** Threads, the owner included. */
  get size(): number {
    return this.threads.length + 1;
  }

  /** Lets every thread instantiate `module` over `memory` (borrowed until `detach`). Returns the context. */
  async attach(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<number> {
    const id = this.nextContext++;
    await this.tell({ id, module, memory });
    return id;
  }

  /** The threads drop the context, and with it their hold on the memory. */
  async detach(context: number): Promise<void> {
    if (this.threads.some((thread) => thread.failure !== undefined)) return;
    this.dropped = context;
    await this.tell(null);
  }

  /** Runs all items. Rejects on abort, with every thread idle again; with `worker-died`; or when a kernel traps. */
  async run(job: Job): Promise<void> {
    const { total, chunk, pacer } = job;
    const { state } = this;
    Atomics.store(state, NEXT, 0);
    Atomics.store(state, TOTAL, total);
    Atomics.store(state, CHUNK, chunk);
    Atomics.store(state, FAILED, 0);
    Atomics.store(state, THREADS, job.threads);
    Atomics.store(state, CONTEXT, job.context);
    Atomics.store(state, ARGUMENT_COUNT, job.args.length);
    this.args.set(job.args);
    this.wake(job.kernel);
    try {
      for (;;) {
        const begin = Atomics.add(state, NEXT, chunk);
        if (begin >= total) break;
        job.own(begin, Math.min(begin + chunk, total));
        if (!pacer.due()) continue;
        job.onProgress?.(Math.min(Atomics.load(state, NEXT), total));
        await pacer.pause();
      }
    } finally {
      Atomics.store(state, NEXT, total);
      await this.idle();
    }
    const failed = Atomics.load(state, FAILED);
    if (failed !== 0) {
      throw new WorkerError('internal', `A kernel failed in thread ${failed}.`, { thread: failed });
    }
  }

  /** May be called twice. */
  dispose(): void {
    for (const thread of this.threads) thread.terminate();
    this.threads.length = 0;
  }

  private wake(kernel: number): void {
    Atomics.store(this.state, KERNEL, kernel);
    Atomics.store(this.state, RUNNING, this.threads.length);
    Atomics.add(this.state, GENERATION, 1);
    Atomics.notify(this.state, GENERATION);
  }

  /** Resolves when no thread runs. */
  private async idle(): Promise<void> {
    const start = performance.now();
    for (;;) {
      const running = Atomics.load(this.state, RUNNING);
      if (running === 0) return;
      const failure = this.threads.find((thread) => thread.failure !== undefined)?.failure;
      if (failure !== undefined) throw failure;
      Atomics.wait(this.state, RUNNING, running, WAIT);
      // A thread's death is a message.
      if (performance.now() - start > WAIT) await nextTask();
    }
  }

  private async tell(add: AttachMessage['add']): Promise<void> {
    if (this.waiting) {
      this.wake(RELEASE);
      await this.idle();
      this.waiting = false;
    }
    const generation = Atomics.load(this.state, GENERATION);
    const drop = this.dropped;
    this.dropped = null;
    await Promise.all(
      this.threads.map((thread, i) =>
        thread.attach({ control: this.control, thread: i + 1, generation, add, drop }),
      ),
    );
    this.waiting = true;
  }
}

/** One thread and what is known of its state. */
class PoolThread {
  failure: WorkerError | undefined;
  private readonly thread: Thread;
  private settle: { resolve: () => void; reject: (error: WorkerError) => void } | undefined;

  constructor(spawn: SpawnThread) {
    this.thread = spawn({
      onMessage: (message: AttachedMessage) => {
        if (message.attached) this.settle?.resolve();
        else this.fail(message.reason ?? 'unknown');
      },
      onError: (reason) => {
        this.fail(reason);
      },
    });
  }

  attach(message: AttachMessage): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.fail('it does not answer');
      }, START_TIMEOUT);
      this.settle = {
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.thread.postMessage(message);
    });
  }

  terminate(): void {
    this.thread.terminate();
    this.fail('it was ended');
  }

  private fail(reason: string): void {
    this.failure ??= new WorkerError(
      'worker-died',
      `A thread of the computation failed: ${reason}.`,
    );
    this.settle?.reject(this.failure);
  }
}
