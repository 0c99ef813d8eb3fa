import { WorkerError } from '../rpc/errors.ts';
import type { Pacer } from '../rpc/slices.ts';
import { Arena, createMemory } from './arena.ts';
import { loadKernels } from './load.ts';
import { ThreadPool } from './pool.ts';
import { probeWasm } from './probe.ts';
import { spawnThread, type SpawnThread } from './spawn-thread.ts';

/** More threads than this wait for memory, not for each other. */
const MAX_THREADS = 8;

/** What to use instead of what the probe finds. */
export interface WasmRuntimeOptions {
  /** Threads, the calling worker included; undefined: one a processor where memory can be shared. */
  readonly threads?: number | undefined;
  readonly relaxedSimd?: boolean | undefined;
  readonly spawn?: SpawnThread | undefined;
}

type Kernel = (...args: number[]) => number;

export interface ParallelOptions {
  /** Items in all. */
  readonly total: number;
  /** Items that a thread takes at once; a chunk should take 0.1–10 ms. */
  readonly chunk: number;
  /** Arguments after (begin, end, thread); at most 24 numbers. */
  readonly args: readonly number[];
  /** Threads that take part at most, the calling worker included; undefined: all. */
  readonly threads?: number | undefined;
  /** Of the whole stage, so that a row of short jobs lets messages in too. */
  readonly pacer: Pacer;
  /** Called between slices with the items dealt out so far. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * The kernels of one folder over a memory of their own. *Owns* both; `dispose` drops them, and the
 * memory is freed with the last reference: a stage opens a context, copies its results out, disposes.
 */
export interface WasmContext {
  readonly arena: Arena;
  /** Threads that take part in `parallel`, the calling worker included; kernels see 0 … threads − 1. */
  readonly threads: number;
  /** Calls a kernel in this worker. Keep it under 10 ms. Numbers are converted as wasm does. */
  readonly call: (kernel: string, ...args: number[]) => number;
  /**
   * Calls `kernel(begin, end, thread, ...args)` for chunks that cover 0 … total once. A kernel's results
   * must not depend on which thread gets which chunk, nor on their order: each item writes what is its
   * own. `thread` is for scratch memory alone.
   *
   * Rejects with the pacer's reason on abort, when no thread touches the memory any more.
   */
  readonly parallel: (kernel: string, options: ParallelOptions) => Promise<void>;
  /** May be called twice. */
  dispose(): Promise<void>;
}

/** Loads kernels, and keeps the threads that all contexts share. *Owns* the threads. */
export interface WasmRuntime {
  readonly threads: number;
  readonly relaxedSimd: boolean;
  /** Set when fewer threads run than could: a sentence that says why. */
  readonly reason: string | undefined;
  /** @param name of the kernels' folder: `umap-layout` for workers/umap/layout */
  open(name: string): Promise<WasmContext>;
  /** May be called twice. */
  dispose(): void;
}

/**
 * Threads that do not start (a page whose content security policy forbids blob workers) leave a runtime
 * of one thread, which says so.
 * @throws WorkerError `engine-unavailable` without SIMD
 */
export async function startWasm(options: WasmRuntimeOptions = {}): Promise<WasmRuntime> {
  const features = probeWasm();
  if (!features.simd) {
    throw new WorkerError(
      'engine-unavailable',
      'This browser’s WebAssembly has no SIMD. Update the browser, or choose another engine.',
      { engine: 'wasm' },
    );
  }
  const relaxedSimd = options.relaxedSimd ?? features.relaxedSimd;
  const wanted = features.threads
    ? (options.threads ?? Math.min(features.processors, MAX_THREADS))
    : 1;
  let pool: ThreadPool | undefined;
  let reason: string | undefined;
  if (!features.threads && features.processors > 1) {
    reason = 'The page is not cross-origin isolated: one thread.';
  }
  if (wanted > 1) {
    try {
      pool = await ThreadPool.start(wanted - 1, options.spawn ?? spawnThread);
    } catch (error) {
      reason = `One thread: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return {
    threads: pool?.size ?? 1,
    relaxedSimd,
    reason,
    open: (name) => openContext(name, relaxedSimd, pool),
    dispose: () => {
      pool?.dispose();
    },
  };
}

async function openContext(
  name: string,
  relaxedSimd: boolean,
  pool: ThreadPool | undefined,
): Promise<WasmContext> {
  const module = await loadKernels(name, { relaxedSimd, shared: pool !== undefined });
  const { memory, maximum } = createMemory(pool !== undefined);
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const id = await pool?.attach(module, memory);
  const names = WebAssembly.Module.exports(module).map((entry) => entry.name);
  const find = (kernel: string): Kernel => {
    const found = exports[kernel];
    if (typeof found !== 'function') throw new TypeError(`${name} has no kernel ${kernel}.`);
    return found as Kernel;
  };

  const runAlone = async (kernel: Kernel, options: ParallelOptions): Promise<void> => {
    const { total, chunk, args, pacer, onProgress } = options;
    for (let begin = 0; begin < total; begin += chunk) {
      kernel(begin, Math.min(begin + chunk, total), 0, ...args);
      if (!pacer.due()) continue;
      onProgress?.(Math.min(begin + chunk, total));
      await pacer.pause();
    }
  };

  let disposed = false;
  return {
    arena: new Arena(memory, find('heapBase')(), maximum),
    threads: pool?.size ?? 1,
    call: (kernel, ...args) => find(kernel)(...args),
    parallel: async (kernel, options) => {
      const own = find(kernel);
      const { total, chunk, args, pacer, onProgress } = options;
      const threads = Math.min(options.threads ?? Infinity, pool?.size ?? 1);
      // A single chunk is not worth a wake-up.
      if (!pool || id === undefined || total <= chunk || threads <= 1) {
        await runAlone(own, options);
        return;
      }
      await pool.run({
        context: id,
        kernel: names.indexOf(kernel),
        total,
        chunk,
        args,
        threads,
        pacer,
        onProgress,
        own: (begin, end) => {
          own(begin, end, 0, ...args);
        },
      });
    },
    dispose: async () => {
      if (disposed) return;
      disposed = true;
      if (pool && id !== undefined) await pool.detach(id);
    },
  };
}
