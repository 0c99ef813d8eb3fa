import type { DatasetInfo, DatasetStatistics, Samples } from '../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../workers/contracts/engine.ts';
import type { TransformedUmap, UmapQuality } from '../../workers/contracts/umap.ts';
import type { UmapTrace } from '../trace/trace.ts';
import type { ErrorData, Progress, Recording, RunState } from './run.ts';
import type { UmapSettings } from './umap-settings.ts';

/** What a UMAP run offers to the components. */
export interface UmapRunApi extends EventTarget {
  readonly state: RunState;
  /** Of a run that is a recording, and computes nothing. */
  readonly recording?: Recording | undefined;
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
  /** `quality.overlap` with a row and a column for each class of the dataset. */
  readonly overlap: Float64Array<ArrayBuffer> | undefined;
  /** Time until the last frame, ms, as far as can be told; undefined while it cannot. */
  readonly remainingMs: number | undefined;
  /** Resolves when the run is done, failed or cancelled; failures are in `error`, not thrown. */
  start(settings: UmapSettings): Promise<void>;
  pause(): void;
  resume(): void;
  cancel(): void;
  /**
   * Images of the run's points, for hovering. Undefined where a recording has none: no figure of the page has its dataset open,
   * and nothing is fetched for it.
   */
  images(points: readonly number[]): Promise<Samples> | undefined;
  /** Class averages and their correlation, of the very images that the run is of. */
  statistics(): Promise<DatasetStatistics>;
  /** Measures the last frame again; `sample` points in the trustworthiness. Sets `quality`. */
  measure(sample: number): Promise<UmapQuality>;
  /** New images in the finished layout; undefined until `project` is done, and again when a run starts. */
  readonly projection: UmapProjection | undefined;
  /** True while `project` is at work. */
  readonly projecting: boolean;
  /**
   * Places new images among the points of the finished layout, which stays. *Takes* `images`, count × height ×
   * width × channels of the run's dataset.
   */
  transform(images: Uint8Array<ArrayBuffer>): Promise<TransformedUmap>;
  /**
   * Projects the images of the other split of the run's dataset (10,000 test images of Fashion-MNIST); sets
   * `projection`. Resolves when it is there or cancelled; rejects when it fails. The state stays `done`.
   */
  project(): Promise<void>;
  /** Cancels `project`. */
  cancelProjection(): void;
  /** Images of the projection by index, for hovering. */
  projectedImages(indices: readonly number[]): Promise<Samples>;
  /**
   * Another run, for comparing, that has what this one has: the opened images and, once this one is done, the neighbours and
   * the graph, which a run that differs in its layout alone starts from. Each is disposed of by itself.
   */
  fork(): UmapRunApi;
  /** Cancels and frees workers. May be called twice. */
  dispose(): void;
}

/** New images of another split in a finished layout. */
export interface UmapProjection {
  /** How they settle: a trace of all points, the new ones last (`info.projectedFrom`). */
  readonly trace: UmapTrace;
  readonly dataset: DatasetInfo;
  /** Mean share of a new point's 5 nearest points of the layout that bear its label. */
  readonly labelAgreement: number | undefined;
}
