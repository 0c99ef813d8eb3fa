import type { ErrorData } from '../contracts/errors.ts';
import { WorkerError } from '../rpc/errors.ts';

/** What keeping a run failed with, with a code and a sentence. */
export function inWords(thrown: unknown): WorkerError {
  if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') {
    return new WorkerError('no-room', 'The browser gives this site no more room on the device.');
  }
  if (thrown instanceof DOMException && thrown.name === 'NotFoundError') {
    return new WorkerError('no-storage', 'What was kept of it has been deleted meanwhile.');
  }
  if (isErrorData(thrown)) return new WorkerError(thrown.code, thrown.message);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new WorkerError('internal', `Writing it on the device failed: ${message}`);
}

function isErrorData(thrown: unknown): thrown is ErrorData {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string';
}
