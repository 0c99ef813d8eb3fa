import type { DatasetInfo, Samples } from '../../workers/contracts/dataset.ts';
import type { EngineInfo, UmapQuality } from '../../workers/contracts/umap.ts';
import type { UmapTrace } from '../trace/trace.ts';
import type { ErrorData, Progress, RunState } from './run.ts';
import type { UmapSettings } from './umap-settings.ts';

/**
 * A UMAP run: dataset → engine → trace, with its state machine.
 *
 * Events (plain `Event`s; read the properties): `state`, `progress`, `trace` (a new trace began),
 * `frame` (the trace grew), `quality`, `error`.
 */
export interface UmapRunApi extends EventTarget {
  readonly state: RunState;
  readonly progress: Progress | undefined;
  readonly engineInfo: EngineInfo | undefined;
  /** What was opened: may be a stand-in for what was asked, and then says so. */
  readonly dataset: DatasetInfo | undefined;
  /** The newest trace; kept after the run ends, whatever its end was, until the next one begins. */
  readonly trace: UmapTrace | undefined;
  /** Why the state is `failed`. */
  readonly error: ErrorData | undefined;
  /** Measures of the final layout, some time after `done`. */
  readonly quality: UmapQuality | undefined;
  /** Time until the last frame, ms, as far as can be told; undefined while it cannot. */
  readonly remainingMs: number | undefined;
  /** Resolves when the run is done, failed or cancelled; failures are in `error`, not thrown. */
  start(settings: UmapSettings): Promise<void>;
  pause(): void;
  resume(): void;
  cancel(): void;
  /** Images of the run's dataset by index, for hovering. */
  images(indices: readonly number[]): Promise<Samples>;
  /** Cancels and frees workers. May be called twice. */
  dispose(): void;
}
