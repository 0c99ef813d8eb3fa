/** Which engine computed, and why that one. */
export interface EngineThatRan {
  readonly engine: string;
  readonly reason: string;
}

/** Throws where another engine took over than was asked for: its times are not those of the one. */
export function checkEngine(asked: string, { engine, reason }: EngineThatRan): void {
  if (asked === engine || asked === 'auto') return;
  throw new Error(`${asked} was to be timed, and ${engine} ran: ${reason}`);
}
