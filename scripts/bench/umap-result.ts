/** One engine's figures. Times in ms; null = this engine does not tell. */
export interface UmapResult {
  readonly engine: string;
  /** What computed: a GPU adapter, or the kind of CPU code. */
  readonly adapter: string;
  readonly isolated: boolean | null;
  readonly threads: number;
  /** Loading and decoding the dataset. */
  readonly loadMs: number | null;
  readonly stagesMs: {
    readonly neighbours: number;
    readonly graph: number;
    readonly init: number;
    readonly layout: number;
  };
  /** Median over the epochs, computing only. */
  readonly epochMs: number;
  /** From start to the first frame. */
  readonly firstFrameMs: number | null;
  /** From start to the last frame. */
  readonly totalMs: number;
  /** Most memory that the tab's process (or the peer's) ever held, everything in it included. */
  readonly peakBytes: number | null;
  /** Longest task on the main thread, by PerformanceObserver `longtask`: 0 = none over 50 ms. */
  readonly longestTaskMs: number | null;
  /** Different frames that reached the screen, a second of layout. */
  readonly shownPerSecond: number | null;
  readonly recall: number | null;
  readonly trustworthiness: number;
  readonly labelAgreement: number;
  /** Projecting the test images, from the call to the result, and how well their places suit their labels. */
  readonly transformMs?: number | undefined;
  readonly transformLabelAgreement?: number | undefined;
  readonly frames: number;
  /** SHA-256 over all frames' bytes. */
  readonly traceHash: string | null;
}

export interface UmapReport {
  readonly bench: 'umap';
  readonly dataset: string;
  readonly real: boolean;
  readonly points: number;
  readonly machine: string;
  readonly date: string;
  readonly results: readonly (UmapResult & { readonly totalsMs: readonly number[] })[];
}
