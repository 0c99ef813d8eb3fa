/**
 * How a pool and its threads talk. A thread is either at its event loop, where it takes messages
 * (`AttachMessage`), or asleep in Atomics.wait on GENERATION, where it takes jobs from the control block.
 * A wake-up through the control block costs some ten microseconds; a message costs some hundred.
 */

/** Indices of the control block, an Int32Array on a SharedArrayBuffer. */
/** Raised by one for each job; threads sleep on it. */
export const GENERATION = 0;
/** First item that nobody has taken. */
export const NEXT = 1;
/** Items in all. */
export const TOTAL = 2;
/** Items that a thread takes at once. */
export const CHUNK = 3;
/** Threads that have not finished the job. The pool sleeps on it. */
export const RUNNING = 4;
/** 0, or the number of the thread whose kernel trapped. */
export const FAILED = 5;
/** Which context's kernels. */
export const CONTEXT = 6;
/** Index of the kernel among the module's exports, or RELEASE. */
export const KERNEL = 7;
/** Arguments after (begin, end, thread). */
export const ARGUMENT_COUNT = 8;

/** Threads that take part, the owner included; those with a higher number sit the job out. */
export const THREADS = 9;

/** As KERNEL: go back to the event loop. */
export const RELEASE = -1;

/** Bytes of the control block before the arguments, which are f64. */
export const ARGUMENTS_OFFSET = 64;
export const MAX_ARGUMENTS = 24;
export const CONTROL_BYTES = ARGUMENTS_OFFSET + 8 * MAX_ARGUMENTS;

/** Pool → thread. Answered by `AttachedMessage`, after which the thread waits for jobs. */
export interface AttachMessage {
  readonly control: SharedArrayBuffer;
  /** 1, 2, …; the pool's owner is 0. */
  readonly thread: number;
  /** GENERATION when the thread starts to wait. */
  readonly generation: number;
  /** A context to add; null when a dropped one is all there is to tell. */
  readonly add: {
    readonly id: number;
    readonly module: WebAssembly.Module;
    readonly memory: WebAssembly.Memory;
  } | null;
  readonly drop: number | null;
}

/** Thread → pool. */
export interface AttachedMessage {
  readonly attached: boolean;
  /** Why it could not. */
  readonly reason?: string;
}
