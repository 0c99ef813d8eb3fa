import type { DatasetInfo, Samples, Split } from '../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../workers/contracts/engine.ts';
import type {
  CnnEngineName,
  CnnParams,
  CnnSettings,
  CnnTest,
  CnnView,
  ModelFile,
  ModelFormat,
} from '../../workers/contracts/cnn.ts';
import type { CnnTrace } from '../trace/cnn-trace.ts';
import type { ErrorData, Progress, Recording, RunState } from './run.ts';

/** What a run is started with. */
export interface CnnRunSettings {
  readonly dataset: string;
  /** The first so many training images; undefined: all, or of drawn data as many as CIFAR-10 has. */
  readonly points?: number | undefined;
  readonly engine: CnnEngineName | 'auto';
  readonly params: CnnParams;
  /** Index of the watched test image. */
  readonly image: number;
}

/** The image that the figures follow. */
export interface WatchedImage {
  /** Counts choices: CnnView.watchedId. */
  readonly id: number;
  /** height × width × channels, bytes. */
  readonly image: Uint8Array<ArrayBuffer>;
  /** Its class, if that is known. */
  readonly label: number | undefined;
  /** Of a test image. */
  readonly index: number | undefined;
  /** For people: `Test image 16`, or the name of the visitor's own picture. */
  readonly title: string;
}

/** The layers whose kernels and activation maps are shown; indices into the trace's layers. */
export interface WatchedLayers {
  readonly kernelLayer: number;
  readonly activationLayer: number;
}

/** An image and layers that were watched. */
export interface WatchedChoice {
  readonly image: WatchedImage;
  readonly layers: WatchedLayers;
}

/** What a CNN run offers to the components. */
export interface CnnRunApi extends EventTarget {
  readonly state: RunState;
  /** Of a run that is a recording, and computes nothing. */
  readonly recording?: Recording | undefined;
  readonly progress: Progress | undefined;
  readonly engineInfo: EngineInfo | undefined;
  /** Of the training images: may be a stand-in for what was asked, and then says so. */
  readonly dataset: DatasetInfo | undefined;
  readonly testDataset: DatasetInfo | undefined;
  /** The newest trace; kept after the run ends, whatever its end was, until the next one begins. */
  readonly trace: CnnTrace | undefined;
  /** Why the state is `failed`, or why an evaluation failed. */
  readonly error: ErrorData | undefined;
  /** Time until the last frame, ms, as far as can be told. */
  readonly remainingMs: number | undefined;
  /** Sentences about settings that were followed, though nobody may want what comes of them. */
  readonly remarks: readonly string[];
  /** As they are now. */
  readonly settings: CnnSettings | undefined;
  readonly watched: WatchedImage | undefined;
  readonly layers: WatchedLayers | undefined;
  /** By id: all that were watched so far, the present one perhaps not yet among them. */
  readonly choices?: ReadonlyMap<number, WatchedChoice>;
  /** By epoch: tests that were asked for, or made at the end. */
  readonly tests: ReadonlyMap<number, CnnTest>;
  /** The epoch that is being tested. */
  readonly testing: number | undefined;
  /** Resolves when the run is done, failed or cancelled; failures are in `error`, not thrown. */
  start(settings: CnnRunSettings): Promise<void>;
  pause(): void;
  resume(): void;
  /** Trains one epoch, from idle, paused or diverged, then pauses. Starts the run with `settings` if there is none. */
  oneEpoch(settings: CnnRunSettings): Promise<void>;
  cancel(): void;
  /** Rejects with `bad-parameter`. */
  set(settings: Partial<CnnSettings>): Promise<void>;
  /** Follows another test image from now on. */
  watchTestImage(index: number): Promise<void>;
  /** Follows the visitor's own picture: height × width × channels of the dataset. Takes it. */
  watchImage(image: Uint8Array<ArrayBuffer>, title: string): Promise<void>;
  watchLayers(layers: Partial<WatchedLayers>): Promise<void>;
  /** The watched image and layers with the weights after `epoch`: as recorded, or computed now. */
  view(epoch: number): Promise<CnnView>;
  /** On all test images with the weights after `epoch`; kept in `tests`. */
  evaluate(epoch: number): Promise<CnnTest>;
  /** Probabilities, images × classes, with the newest weights. */
  predict(images: Uint8Array<ArrayBuffer>): Promise<Float32Array<ArrayBuffer>>;
  /** Images of the run's dataset by index. */
  images(split: Split, indices: readonly number[]): Promise<Samples>;
  save(format: ModelFormat, epoch: number): Promise<readonly ModelFile[]>;
  /**
   * Begins anew with a saved model's weights in place of random ones, and pauses at its first frame. Resolves as `start`
   * does; a file that does not fit makes the run `failed`.
   */
  load(settings: CnnRunSettings, files: readonly ModelFile[]): Promise<void>;
  /** Cancels and frees workers. May be called twice. */
  dispose(): void;
}
