/** What an engine told of itself and of its page, or process. Times in ms; null = that cannot be told here. */
interface EngineFigures {
  readonly engine: string;
  /** What computed: a GPU adapter, or the kind of CPU code. */
  readonly adapter: string;
  readonly isolated: boolean | null;
  readonly threads: number;
  /** Longest task on the main thread, by PerformanceObserver `longtask`: 0 = none over 50 ms. */
  readonly longestTaskMs: number | null;
  /** Most memory that the tab's process (or the peer's) held, everything in it included. */
  readonly peakBytes: number | null;
}

/** What lived on the engine's side after one epoch and after a later one: equal, or something leaks. */
export interface LiveCounts {
  readonly start: number;
  readonly end: number;
  readonly unit: 'tensors' | 'buffers' | 'bytes';
}

export function unitOf(engine: string): LiveCounts['unit'] {
  if (engine.startsWith('tfjs')) return 'tensors';
  return engine === 'wasm' ? 'bytes' : 'buffers';
}

/** As an engine's device says: `WebAssembly with SIMD, 2 threads`. */
export function threadsOf(device: string): number {
  return Number(/(\d+) threads?/.exec(device)?.[1] ?? 1);
}

/** Steps of one size. */
export interface CnnStepResult extends EngineFigures {
  /** Images a step. */
  readonly batch: number;
  /** Median over the timed epochs of an epoch's time by its steps; frames and validation are not in it. */
  readonly stepMs: number;
  /** Of the fastest timed epoch: what a machine that does nothing else gives. */
  readonly fastestStepMs: number;
  readonly stepsPerEpoch: number;
  /** Epochs timed, after one that warms up. */
  readonly epochs: number;
  readonly imagesPerSecond: number;
  readonly gflops: number;
  /** From start, data in the browser's cache, over frame 0 with its 2,000 validation images, to the end of the first step. */
  readonly firstStepMs: number | null;
  /** From a frame's arrival to its showing: null where no figure shows it. */
  readonly frameLagMs: { readonly median: number; readonly longest: number } | null;
  readonly live: LiveCounts | null;
}

/** The article's whole schedule. */
export interface CnnWholeResult extends EngineFigures {
  readonly seed: number;
  /** From start to the last frame: loading, every frame with its validation. Of a peer: without loading. */
  readonly seconds: number;
  /** Of these, steps alone. */
  readonly trainSeconds: number;
  readonly steps: number;
  readonly images: number;
  /** Over the steps alone. */
  readonly imagesPerSecond: number;
  readonly gflops: number;
  /** After the last epoch. */
  readonly validationAccuracy: number;
  readonly testAccuracy: number;
  readonly testLoss: number;
  readonly frames: number;
  /** SHA-256 over all frames: their kernels, activations, probabilities and confusion. */
  readonly traceHash: string | null;
}

interface Header {
  readonly bench: 'cnn';
  readonly dataset: string;
  readonly real: boolean;
  /** Training images, those for validation included. */
  readonly points: number;
  /** Floating-point operations an image, forward and backward: what `gflops` counts. */
  readonly flopPerImage: number;
  readonly machine: string;
  readonly date: string;
}

export type CnnReport = Header &
  (
    | {
        readonly schedule: 'fixed';
        /** By batch size, then engine: the run with the median step, with those of all runs beside it. */
        readonly results: readonly (CnnStepResult & { readonly stepsMs: readonly number[] })[];
      }
    | {
        readonly schedule: 'article';
        /** By seed, then engine: the run with the median time, with those of all runs beside it. */
        readonly results: readonly (CnnWholeResult & { readonly allSeconds: readonly number[] })[];
      }
  );
