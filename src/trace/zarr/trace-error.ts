import type { ErrorCode, ErrorData } from '../../../workers/contracts/errors.ts';

/** What is wrong with a recording: `code` to act on, `message` a sentence that says what and where. */
export class TraceError extends Error implements ErrorData {
  override readonly name = 'TraceError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
