import type { CnnParams, CnnSettings, LayerSummary } from '../../../workers/contracts/cnn.ts';
import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../../workers/contracts/engine.ts';
import type {
  FrameQuality,
  UmapParams,
  UmapQuality,
  UmapStages,
} from '../../../workers/contracts/umap.ts';

/** What the root's attributes say that they are. */
export const FORMAT = 'underhood-trace';
/** Of the format. A reader takes this one; a newer one means that old readers would go wrong. */
export const VERSION = 1;

/** Every so manieth frame is in `preview`. */
export const PREVIEW_EVERY = 8;
/** Bits of a preview's position: a few pixels of a plot, until the frame itself is there. */
export const PREVIEW_BITS = 7;

export type TraceKind = 'umap' | 'cnn';

/** What the root group's attributes hold, whatever the trace is of; docs/trace-format.md. */
interface CommonAttributes {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Rows of every array that are there. */
  readonly frames: number;
  readonly expectedFrames: number;
  /** No more frames will come. */
  readonly closed: boolean;
  /** When the run began, ISO 8601. */
  readonly recorded?: string | undefined;
  readonly seed: number;
  readonly engine: EngineInfo;
  readonly dataset: Omit<DatasetInfo, 'classNames'>;
  readonly classNames: readonly string[];
}

export interface UmapFrameInfo {
  readonly epoch: number;
  readonly epochMs: number;
  readonly quality?: FrameQuality | undefined;
  readonly engineInfo?: EngineInfo | undefined;
}

export interface UmapAttributes extends CommonAttributes {
  readonly kind: 'umap';
  readonly parameters: Omit<UmapParams, 'seed'>;
  readonly timings: UmapStages;
  readonly recall?: number | undefined;
  readonly projectedFrom?: number | undefined;
  /** True where there is the array `indices`: a reader need not look for it elsewhere. */
  readonly indices: boolean;
  /** Of the last frame, measured after the run. */
  readonly quality?: UmapQuality | undefined;
  readonly frameInfo: readonly UmapFrameInfo[];
}

export interface CnnFrameInfo {
  readonly epoch: number;
  readonly epochMs: number;
  readonly step: number;
  readonly imagesSeen: number;
  readonly settings: CnnSettings;
  /** `id` of the choice that kernels and activations are of. */
  readonly watched: number;
  readonly engineInfo?: EngineInfo | undefined;
}

/** An image and layers that frames follow: from some frame on, until the visitor chose others. */
export interface WatchedChoice {
  readonly id: number;
  /** For people: `Test image 16`. */
  readonly title: string;
  readonly index?: number | undefined;
  readonly label?: number | undefined;
  /** Indices into `layers`. */
  readonly kernelLayer: number;
  readonly activationLayer: number;
}

/** A choice and the names of its arrays. */
export interface WatchedArrays extends WatchedChoice {
  readonly arrays: {
    readonly kernels: string;
    readonly activations: string;
    readonly probabilities: string;
    /** Where the trace has images. */
    readonly image?: string | undefined;
  };
}

/** A test on all test images, in `test_confusion_<epoch>` and `test_probabilities_<epoch>`. */
export interface TestInfo {
  readonly epoch: number;
  readonly count: number;
  readonly loss: number;
  readonly accuracy: number;
}

export interface CnnAttributes extends CommonAttributes {
  readonly kind: 'cnn';
  readonly parameters: Omit<CnnParams, 'seed'>;
  readonly layers: readonly LayerSummary[];
  readonly steps: readonly number[];
  readonly trainCount: number;
  readonly validationCount: number;
  readonly watched: readonly WatchedArrays[];
  /** False where there is no use in looking for them. */
  readonly sampledImages: boolean;
  readonly tests: readonly TestInfo[];
  readonly frameInfo: readonly CnnFrameInfo[];
}

export type TraceAttributes = UmapAttributes | CnnAttributes;
