/** What the benchmark asks of its page (cnn.ts), and what it is told. */
import type { CnnEngineName } from '../../../workers/contracts/cnn.ts';
import type { CnnWholeResult, LiveCounts } from '../cnn-result.ts';

export interface Asked {
  readonly engine: CnnEngineName | 'auto';
  readonly dataset: string;
  /** Training images; null: all. */
  readonly points: number | null;
  readonly seed: number;
}

export interface EpochsAsked extends Asked {
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  /** The first of them warms up. */
  readonly epochs: number;
}

/** What any run tells. */
export interface Told {
  readonly engine: string;
  readonly device: string;
  /** Why this engine. */
  readonly reason: string;
  readonly isolated: boolean;
  readonly longestTaskMs: number;
  readonly origin: string;
  readonly points: number;
  readonly flopPerImage: number;
}

export interface EpochsTold extends Told {
  /** Time of each epoch's steps after the first epoch, ms. */
  readonly epochsMs: readonly number[];
  /** From each frame's arrival to its showing, ms. */
  readonly lags: readonly number[];
  readonly live: LiveCounts;
}

export interface WholeTold extends Told {
  readonly learned: Pick<
    CnnWholeResult,
    | 'seconds'
    | 'trainSeconds'
    | 'steps'
    | 'images'
    | 'validationAccuracy'
    | 'testAccuracy'
    | 'testLoss'
    | 'frames'
    | 'traceHash'
  >;
}

/** On the page's `window`. All reject with a sentence where a run fails. */
export interface BenchApi {
  /** A few epochs of steps of one size. */
  timeEpochs(asked: EpochsAsked): Promise<EpochsTold>;
  /** From start to the end of the first step, with the article's validation, ms; undefined if that takes over `patience` ms. */
  timeFirstStep(asked: Asked, batchSize: number, patience: number): Promise<number | undefined>;
  /** The article's schedule, and the test images after it. Tells its epochs on the console. */
  learnWhole(asked: Asked): Promise<WholeTold>;
}

declare global {
  interface Window {
    underhoodBench?: BenchApi;
  }
}
