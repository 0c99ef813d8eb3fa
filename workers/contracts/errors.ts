/**
 * What can go wrong, as data. An error crosses the worker boundary as `ErrorData` and becomes an
 * `UnderhoodError` again in the client (src/clients/errors.ts).
 *
 * Every `message` is a sentence that says what was wrong, where, and what to do about it.
 */
export type ErrorCode =
  /** The caller's AbortSignal fired. Not shown as a failure. */
  | 'aborted'
  /** A parameter is outside its range; `details.parameter` names it. */
  | 'bad-parameter'
  | 'unknown-dataset'
  | 'unknown-engine'
  /** The engine exists but cannot run on this device; `details.engine` names it. */
  | 'engine-unavailable'
  /** No answer from the network, or the connection broke; `details.url`. */
  | 'network'
  /** The server answered with an error; `details.url`, `details.status`. */
  | 'http-status'
  | 'checksum-mismatch'
  /** The file ends before its header says that it should. */
  | 'truncated'
  /** The file is not of the format that its name or place promises. */
  | 'wrong-format'
  /** Images of a size or channel count that does not fit the others, or the model. */
  | 'wrong-shape'
  /** As many labels as images are needed, and they are not there. */
  | 'count-mismatch'
  | 'no-images'
  /** A layer that does not fit the one before it, or weights that do not fit the model; `details.layer`. */
  | 'bad-model'
  /** A loss is not finite any more; `details.epoch`, `details.step`. */
  | 'diverged'
  /** A part of a recording is not there; `details.key`. */
  | 'missing-chunk'
  /** A recording made by a newer version of the format; `details.version`. */
  | 'unknown-version'
  /** A position or weight in a recording is no number; `details.frame`. */
  | 'not-finite'
  /** A recording of another routine than the one asked for; `details.kind`. */
  | 'wrong-kind'
  /** A file that would unpack to more than it declares, or than can be taken; `details.key`. */
  | 'too-large'
  /** A frame that does not follow the one before it; `details.frame`. */
  | 'out-of-order'
  /** The browser has no encoder for a video format; `details.format`. */
  | 'no-encoder'
  | 'out-of-memory'
  /** The browser lets this site keep nothing on the device. */
  | 'no-storage'
  /** The browser gives this site no more room on the device. */
  | 'no-room'
  | 'device-lost'
  /** The worker ended before it answered. */
  | 'worker-died'
  /** A defect of ours; `message` carries the original text. */
  | 'internal';

export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, string | number>>;
}
