/**
 * The control port: one MessagePort a long call, handed over as its last argument. It carries the
 * caller's abort into the worker and progress out of it, and is closed by the caller when the call
 * has settled: a report sent just before the result may not arrive. A port instead of Comlink
 * proxies: no reply per message, nothing to release.
 */
export interface Progress {
  /** Which part of the work this is, e.g. `download`, `neighbours`. */
  readonly stage: string;
  /** Units finished so far, in `unit`. */
  readonly done: number;
  /** Units in all; 0 while that is not known. */
  readonly total: number;
  /** What is counted: `bytes`, `images`, `points`, `iterations`, `epochs`. */
  readonly unit: string;
}

export type ReportProgress = (progress: Progress) => void;

/** Worker → client. */
export interface ProgressMessage {
  readonly type: 'progress';
  readonly progress: Progress;
}
/** Client → worker. */
export interface AbortMessage {
  readonly type: 'abort';
}
