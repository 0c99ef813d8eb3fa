import type { ReportProgress } from '../contracts/control.ts';
import type { DatasetInfo, Samples } from '../contracts/dataset.ts';

/**
 * A dataset that was found and whose first images are decoded; the rest comes when asked for.
 * What it holds is *owned* by the API that opened it.
 */
export interface Source {
  readonly info: DatasetInfo;
  /** `info.count` images and labels; those from `ready` on are zeros until `load` has resolved. */
  readonly samples: Samples;
  /** Images decoded when the source was opened. */
  readonly ready: number;
  /** Bytes that `load` would fetch. */
  readonly toFetch: number;
  /**
   * Decodes the rest into `samples`. After a failure or an abort it may be called again and goes on
   * with what is missing. Never runs twice at a time.
   */
  load(report: ReportProgress, signal: AbortSignal): Promise<void>;
}
