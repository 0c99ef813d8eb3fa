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

/** Whatever a call into a worker rejected with, as an UnderhoodError. */
export function rebuildError(thrown: unknown): UnderhoodError {
  if (thrown instanceof UnderhoodError) return thrown;
  if (isErrorData(thrown)) return new UnderhoodError(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof RangeError && /allocation|array length/i.test(message)) {
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
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown;
}
