import type { EngineInfo } from './engine.ts';

export type UmapEngineName = 'webgpu' | 'wasm' | 'umap-js';
export type UmapMetric = 'euclidean' | 'cosine' | 'manhattan' | 'correlation';
export type UmapInit = 'spectral' | 'random' | 'pca';

/** What the user sets. Names and meaning are umap-learn's; defaults live in src/runs/umap-params.ts. */
export interface UmapParams {
  readonly nNeighbors: number;
  readonly minDist: number;
  readonly spread: number;
  readonly nEpochs: number;
  readonly learningRate: number;
  readonly negativeSampleRate: number;
  readonly init: UmapInit;
  readonly metric: UmapMetric;
  readonly nComponents: 2 | 3;
  readonly seed: number;
}

/**
 * Parameters that neighbours and graph depend on. All others only touch the layout: a run that differs from
 * another one in those alone restarts from its graph. `seed` is of initial layout and sampling; the neighbour
 * search has a fixed one.
 */
export type UmapGraphParam = 'nNeighbors' | 'metric';

/** How to run it. */
export interface UmapOptions {
  /** `auto` takes the fastest that works on this device at this size. */
  readonly engine: UmapEngineName | 'auto';
}

/** Images as vectors, row-major, count × dimensions. */
export interface UmapInput {
  readonly images: Uint8Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly count: number;
  readonly dimensions: number;
}

/** New samples to place in a finished layout: as many dimensions as its input has. */
export interface UmapSamples {
  readonly images: Uint8Array<ArrayBuffer>;
  /** For the label agreement; nothing else looks at them. */
  readonly labels?: Uint8Array<ArrayBuffer> | undefined;
  readonly count: number;
  readonly dimensions: number;
}

/** New samples' places in a layout that stays as it is. */
export interface TransformedUmap {
  /**
   * Their positions, samples × components, row-major, as they settle: amid their neighbours first, then after
   * each of the ⌊nEpochs / 3⌋ epochs. The last one is the result.
   */
  readonly frames: readonly Float32Array<ArrayBuffer>[];
  /** With labels: mean share of a sample's 5 nearest points of the layout that bear its label. */
  readonly labelAgreement?: number;
  /** ms. */
  readonly stagesMs: { readonly neighbours: number; readonly layout: number };
}

/** Estimates of a frame's `UmapQuality` on a sample of points, the same ones in each frame of a run. */
export interface FrameQuality {
  readonly trustworthiness: number;
  readonly labelAgreement: number;
}

/** An immutable snapshot after an epoch. */
export interface UmapFrame {
  /** Epochs done; 0 is the initial layout. */
  readonly epoch: number;
  /** points × components, row-major. */
  readonly embedding: Float32Array<ArrayBuffer>;
  /** Time that this epoch computed, without waiting; 0 for the initial layout. */
  readonly epochMs: number;
  readonly quality?: FrameQuality;
  /** With the first frame of another engine than before: which, and why. */
  readonly engineInfo?: EngineInfo;
}

/** Times of the stages before the layout, in ms. */
export interface UmapStages {
  readonly neighbours: number;
  readonly graph: number;
  readonly init: number;
}

export interface PreparedUmap {
  readonly engineInfo: EngineInfo;
  readonly stagesMs: UmapStages;
  /** Frame 0: the initial layout. */
  readonly frame: UmapFrame;
  /**
   * The parameters as this engine used them. They differ from those asked for only where it lacks
   * something, and `engineInfo.reason` then says so.
   */
  readonly params: UmapParams;
  /** Estimate of `UmapQuality.recall` on a few points. */
  readonly recall: number;
}

/** Measures of a layout as DESIGN.md's *Benchmarks* defines them. */
export interface UmapQuality {
  /** Share of exact nearest neighbours found, over 1,000 seeded points. */
  readonly recall: number;
  /** scikit-learn's, 15 neighbours, among the first `sample` points of the layout. */
  readonly trustworthiness: number;
  /** Mean share of the 5 nearest neighbours in the layout that bear the point's label. */
  readonly labelAgreement: number;
  /**
   * Share of the 5 nearest neighbours in the layout of the points of a class (row) that are of a class (column). Classes
   * × classes, row-major, where there are as many classes as the greatest label says; zeros where a class has no points.
   */
  readonly overlap: Float64Array<ArrayBuffer>;
}

/**
 * The UMAP worker: one a run. The client pulls frames, so that pausing is not asking, and a page
 * that is busy is never flooded.
 *
 * Rejections are `ErrorData`: `bad-parameter`, `unknown-engine`, `engine-unavailable`,
 * `out-of-memory`, `device-lost`, `aborted`, `internal`.
 */
export interface UmapApi {
  /**
   * Takes `input` (transfer its buffers), finds neighbours, builds the graph and the initial layout.
   * Progress stages: `neighbours` (points), `graph` (points), `init` (iterations).
   */
  prepare(
    input: UmapInput,
    params: UmapParams,
    options: UmapOptions,
    control: MessagePort,
  ): Promise<PreparedUmap>;
  /**
   * Begins another layout of the input that was prepared, from the kept neighbours and graph. Only parameters
   * other than `UmapGraphParam`s may differ. Frames are those of a worker that had been prepared with them. Waits for a
   * step in flight, whose frame belongs to the layout before. Progress stages: `init`.
   *
   * Rejects with `engine-unavailable` where the engine keeps no graph, `bad-parameter` where it would be another
   * one: start another worker then. After an `aborted` it may be called again.
   */
  restart(params: UmapParams, control: MessagePort): Promise<PreparedUmap>;
  /** The next epoch's frame, its buffer transferred; null when all nEpochs are done. */
  step(): Promise<UmapFrame | null>;
  /**
   * Measures `embedding` (borrowed: a copy is cheap next to the measuring; points × components,
   * row-major) against the input. `sample` points for trustworthiness. Progress stage: `quality` (points).
   */
  quality(
    embedding: Float32Array<ArrayBuffer>,
    sample: number,
    control: MessagePort,
  ): Promise<UmapQuality>;
  /**
   * Places `samples` (transfer their buffers) among the points of `embedding` (borrowed; points ×
   * components), a layout of this run; `params`: what that was made with, where not the newest. Runs in wasm, whatever the engine. The same samples and layout give the same
   * frames, bit by bit. Progress stages: `neighbours`, `graph` (points), `layout` (epochs), `quality` (points).
   *
   * Rejects with `no-images`, `wrong-shape` too.
   */
  transform(
    samples: UmapSamples,
    embedding: Float32Array<ArrayBuffer>,
    control: MessagePort,
    params?: UmapParams,
  ): Promise<TransformedUmap>;
  /** Frees everything. May be called twice. */
  dispose(): Promise<void>;
}
