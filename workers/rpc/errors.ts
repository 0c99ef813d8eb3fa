import type { ErrorCode, ErrorData } from '../contracts/errors.ts';

/** An error with a code, to be thrown anywhere in a worker. */
export class WorkerError extends Error implements ErrorData {
  override readonly name = 'WorkerError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
  }
}

/** What browsers say when there is no memory for an array or a message. */
const OUT_OF_MEMORY = /out of memory|allocation (failed|size)|invalid (typed )?array length/i;

/** Whatever was thrown, as data that survives structured cloning. */
export function toErrorData(thrown: unknown): ErrorData {
  if (thrown instanceof WorkerError) {
    return { code: thrown.code, message: thrown.message, details: thrown.details };
  }
  if (thrown instanceof DOMException && thrown.name === 'AbortError') {
    return { code: 'aborted', message: 'The work was cancelled.' };
  }
  if (thrown instanceof Error && OUT_OF_MEMORY.test(thrown.message)) {
    return {
      code: 'out-of-memory',
      message: `The browser could not give this much memory (${thrown.message}). Take fewer points.`,
    };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message: `Something went wrong inside the worker: ${message}` };
}
