import type { ErrorCode, ErrorData } from '../../workers/contracts/errors.ts';

/** What went wrong in a worker, as a class again: `code` to act on, `message` to show. */
export class UnderhoodError extends Error implements ErrorData {
  override readonly name = 'UnderhoodError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor({ code, message, details = {} }: ErrorData) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** What browsers say when there is no memory for an array or a message. */
const OUT_OF_MEMORY = /out of memory|allocation (failed|size)|invalid (typed )?array length/i;

/** Whatever a call into a worker rejected with, as an UnderhoodError. */
export function rebuildError(thrown: unknown): UnderhoodError {
  if (thrown instanceof UnderhoodError) return thrown;
  if (isErrorData(thrown)) return new UnderhoodError(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (OUT_OF_MEMORY.test(message)) {
    return new UnderhoodError({
      code: 'out-of-memory',
      message: `The browser could not give this page more memory (${message}). Take fewer images.`,
    });
  }
  return new UnderhoodError({ code: 'internal', message });
}

export function abortedError(): UnderhoodError {
  return new UnderhoodError({ code: 'aborted', message: 'The work was cancelled.' });
}

function isErrorData(thrown: unknown): thrown is ErrorData {
  if (typeof thrown !== 'object' || thrown === null) return false;
  // A DOMException has a code, too: a number.
  return 'code' in thrown && typeof thrown.code === 'string' && 'message' in thrown;
}
