/** Which engine runs, on what, and why this one; shown to the visitor as it is. */
export interface EngineInfo {
  readonly engine: string;
  /** The adapter, or the kind of CPU code: `JavaScript, 1 thread`. */
  readonly device: string;
  readonly reason: string;
}
