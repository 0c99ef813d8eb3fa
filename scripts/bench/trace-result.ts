/** A figure of the benchmark of recordings; less is better. */
export interface TraceFigure {
  readonly name: string;
  readonly unit: 's' | 'ms' | 'MB';
  /** Of the runs. */
  readonly median: number;
  /** One a run. */
  readonly values: readonly number[];
  /** What it must not exceed; undefined where nobody has asked for anything. */
  readonly bar: number | undefined;
}

export interface TraceReport {
  readonly bench: 'trace';
  readonly points: number;
  readonly frames: number;
  readonly machine: string;
  readonly date: string;
  /** What drew the points in the page. */
  readonly renderer: string;
  readonly figures: readonly TraceFigure[];
}

/** What one run came to. Times in ms, sizes in bytes. */
export interface TraceRun {
  readonly bytes: number;
  readonly writeMs: number;
  readonly writeCpuMs: number;
  readonly folder: PlayedTrace;
  readonly zip: PlayedTrace;
  readonly exported: ExportedTrace;
}

/** A recording that a fresh browser played. */
export interface PlayedTrace {
  readonly renderer: string;
  /** From the navigation until a frame was on the screen, and until all frames were there. */
  readonly firstFrameMs: number;
  readonly loadedMs: number;
  /** From the call until the frame was on the screen, the slowest of many. */
  readonly scrubMs: number;
  /** Longest tasks on the main thread; 0: none over 50 ms. */
  readonly loadingTaskMs: number;
  readonly playingTaskMs: number;
  /** Most memory of the tab while it loaded, played and was scrubbed; null where that cannot be told. */
  readonly peakBytes: number | null;
  /** Some seconds after that. */
  readonly settledBytes: number | null;
  /** Of the same page without the element. */
  readonly emptyBytes: number | null;
}

export interface ExportedTrace {
  readonly gif: ExportedFile;
  readonly webm: ExportedFile;
  /** «Save this run». */
  readonly saved: ExportedFile;
  readonly peakBytes: number | null;
}

export interface ExportedFile {
  readonly ms: number;
  readonly bytes: number;
  readonly longestTaskMs: number;
}
