import type { ImageShape, Samples } from './dataset.ts';
import type { EngineInfo } from './engine.ts';

export type CnnEngineName =
  'webgpu' | 'wasm' | 'tfjs-webgpu' | 'tfjs-webgl' | 'tfjs-wasm' | 'tfjs-cpu';

/**
 * How weights begin. `truncated-normal`: redrawn beyond two standard deviations. `variance-scaling`: truncated normal
 * of variance scale / fan-in (He: scale 2), the deviation corrected for the truncation as Keras does.
 * `glorot-uniform`: within ±√(6 / (fan-in + fan-out)). Biases are 0.
 */
export type WeightInit =
  | { readonly type: 'truncated-normal'; readonly stddev: number }
  | { readonly type: 'variance-scaling'; readonly scale: number }
  | { readonly type: 'glorot-uniform' };

/** One layer of a model. Images are NHWC. Each type means what Keras's layer of that name does. */
export type LayerSpec =
  | {
      readonly type: 'conv2d';
      readonly filters: number;
      /** Height and width of a kernel, px. Stride 1. */
      readonly kernelSize: number;
      readonly padding: 'same' | 'valid';
      readonly init: WeightInit;
    }
  | { readonly type: 'relu' }
  /** Size and stride; what does not fill a window at the right and lower edge is left out. */
  | { readonly type: 'max-pool'; readonly size: number }
  | { readonly type: 'flatten' }
  /** `rate` is where it begins: CnnSettings.dropout rules while it trains. */
  | { readonly type: 'dropout'; readonly rate: number }
  | { readonly type: 'dense'; readonly units: number; readonly init: WeightInit }
  /** Over the last dimension. */
  | { readonly type: 'batch-norm'; readonly momentum: number; readonly epsilon: number }
  /** Last: one probability a class. */
  | { readonly type: 'softmax' };

/** A layer as it stands in its model: a row of Keras's summary. */
export interface LayerSummary {
  /** `conv2d`, `conv2d_1` …: Keras's names, numbered by type. */
  readonly name: string;
  readonly spec: LayerSpec;
  /** Without the batch. */
  readonly outputShape: readonly number[];
  readonly parameters: number;
  readonly trainable: number;
}

/** What the visitor may change while it trains; takes effect with the next step. */
export interface CnnSettings {
  /** Adam's. */
  readonly learningRate: number;
  /** Share of inputs that dropout layers set to 0. */
  readonly dropout: number;
  /** Images a step; undefined: as the schedule says. */
  readonly batchSize?: number | undefined;
}

/** What the user sets. */
export interface CnnParams extends CnnSettings {
  /** `article`: the article's network for the dataset's classes. */
  readonly layers: readonly LayerSpec[] | 'article';
  readonly epochs: number;
  /**
   * `article`: epoch i (from 0) has (2i + 1) · 5 steps of (⌊i / 6⌋ + 1) · 10 images. `fixed`: every epoch has
   * `stepsPerEpoch` steps of `batchSize` images (40 if that is undefined).
   */
  readonly schedule: 'article' | 'fixed';
  readonly stepsPerEpoch: number;
  /**
   * Training images set aside for validation, the same number of each class as far as they go. Undefined: 2,000, or a
   * fifth of fewer than 10,000.
   */
  readonly validation?: number | undefined;
  /** Of initial weights, split, batch order, dropout and the sampled test images. */
  readonly seed: number;
}

/** How to run it. */
export interface CnnOptions {
  /** `auto` takes the fastest that works on this device. */
  readonly engine: CnnEngineName | 'auto';
  /** Goes on from the state of an earlier run of the same input and parameters, whose `epochs` alone may differ. */
  readonly resumeFrom?: TrainingState | undefined;
}

/** A network and its optimiser between two steps: all that the next step depends on, but for what it is given. */
export interface EngineState {
  /** Updates that Adam has made: he corrects his moments' bias by their number. */
  readonly steps: number;
  /**
   * Three arrays of all weights, layer by layer (Keras's order within each), one after the other: the weights, Adam's first moments, his
   * second ones. Moments of running statistics are 0.
   */
  readonly values: Float32Array<ArrayBuffer>;
}

/**
 * Where a run stands after a frame. With the same input, parameters, engine and device the epochs that follow are those that would
 * have followed there, bit by bit: batches and dropout depend on the seed and on these numbers alone.
 */
export interface TrainingState {
  /** Of the frame: epochs done, steps and images since the start. */
  readonly epoch: number;
  readonly step: number;
  readonly imagesSeen: number;
  /** As they are now, for the next step. */
  readonly settings: CnnSettings;
  readonly engine: EngineState;
}

export interface CnnInput {
  readonly shape: ImageShape;
  readonly classNames: readonly string[];
  readonly train: Samples;
  readonly test: Samples;
  readonly watched: Watched;
}

/** The image and the layers that frames follow. */
export interface Watched {
  /** One image, height × width × channels, one byte each. */
  readonly image: Uint8Array<ArrayBuffer>;
  /** Index of the layer (into `PreparedCnn.layers`) whose activation maps are kept: any before `flatten`. */
  readonly activationLayer: number;
  /** Index of the `conv2d` layer whose kernels are kept. */
  readonly kernelLayer: number;
  /** Says in frames which choice they are of; the caller counts. */
  readonly id: number;
}

/** What one layer and one image look like with the weights of some epoch. */
export interface CnnView {
  readonly watchedId: number;
  /** The kernel layer's weights: height × width × channels × filters. */
  readonly kernels: Float32Array<ArrayBuffer>;
  /** The activation layer's output for the watched image: height × width × maps. */
  readonly activations: Float32Array<ArrayBuffer>;
  /** The watched image's, one a class. */
  readonly probabilities: Float32Array<ArrayBuffer>;
}

export interface CnnMetrics {
  /** Over the epoch's own batches, as they were learned from. NaN in frame 0, before any step. */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

/** An immutable snapshot after an epoch. */
export interface CnnFrame {
  /** Epochs done; 0 is the untrained network. */
  readonly epoch: number;
  /** Steps and images since the start. */
  readonly step: number;
  readonly imagesSeen: number;
  readonly view: CnnView;
  readonly metrics: CnnMetrics;
  /** Of `PreparedCnn.sampled`: images × classes, row-major. */
  readonly probabilities: Float32Array<ArrayBuffer>;
  /** Of the validation images: true class × predicted class, row-major. */
  readonly confusion: Uint32Array<ArrayBuffer>;
  /** As they were at the epoch's last step, the batch size as used. */
  readonly settings: Required<CnnSettings>;
  /** Time that its steps took, without pauses; 0 for frame 0. */
  readonly epochMs: number;
  /** With the first frame of another engine than before: which, and why. */
  readonly engineInfo?: EngineInfo;
}

export interface PreparedCnn {
  readonly engineInfo: EngineInfo;
  readonly layers: readonly LayerSummary[];
  /** Steps of each epoch as the schedule has them. */
  readonly steps: Uint32Array<ArrayBuffer>;
  /** Test images that frames hold the probabilities of: 12 sets of 6, fewer where there are fewer images. */
  readonly sampled: Uint32Array<ArrayBuffer>;
  /** Training images that are learned from, and those for validation. */
  readonly trainCount: number;
  readonly validationCount: number;
  /** Frame 0: the untrained network. With `resumeFrom` that of its epoch again, training figures left out as in frame 0. */
  readonly frame: CnnFrame;
  /** Sentences about parameters that could not be followed; empty if all were. */
  readonly remarks: readonly string[];
}

/** The network on the test images. */
export interface CnnTest {
  readonly epoch: number;
  readonly count: number;
  /** Class of each image. */
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly loss: number;
  readonly accuracy: number;
  /** Images × classes, row-major. */
  readonly probabilities: Float32Array<ArrayBuffer>;
  /** True class × predicted class, row-major. */
  readonly confusion: Uint32Array<ArrayBuffer>;
}

export type ModelFormat = 'safetensors' | 'tfjs-layers';

/** A file of a model: one `.safetensors`, or `model.json` with its `weights.bin`. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The CNN worker: one a run. An epoch is one long call; it pauses between two steps. Other calls are
 * answered between two steps, too.
 *
 * Rejections are `ErrorData`: `bad-parameter`, `bad-model` (a layer that does not fit, `details.layer`; a model file that cannot be read),
 * `wrong-shape`, `count-mismatch`, `no-images`, `unknown-engine`, `engine-unavailable`, `diverged`, `out-of-memory`,
 * `device-lost`, `aborted`, `internal`.
 */
export interface CnnApi {
  /** Takes `input` (transfer its buffers). Progress stages: `engine`, `validation` (images). */
  prepare(
    input: CnnInput,
    params: CnnParams,
    options: CnnOptions,
    control: MessagePort,
  ): Promise<PreparedCnn>;
  /**
   * The next epoch, and its frame, all buffers transferred; null when all epochs are done. Progress stages: `epoch`
   * (steps), `validation` (images). After an `aborted` the epoch is as if it had not begun. Where the device is lost, the next
   * engine begins the epoch again from the last frame's state: weights, Adam's moments, batches and dropout.
   *
   * Rejects with `diverged` when a loss is not finite (`details.step`, `details.epoch`): the epoch is as if it had not begun, and it
   * may be called again, with a lower learning rate.
   */
  train(control: MessagePort): Promise<CnnFrame | null>;
  /** A copy of where the run stands after the newest frame, for `CnnOptions.resumeFrom`; also while the next epoch is under way. */
  state(): Promise<TrainingState>;
  /** Takes effect before the next step. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Rejects with `bad-parameter` for a value out of its range, and changes nothing then. */
  set(settings: Partial<CnnSettings>): Promise<void>;
  /** What frames from now on follow. */
  watch(watched: Watched): Promise<void>;
  /** Epochs whose weights are kept: all while memory allows, then fewer; first and newest always. */
  kept(): Promise<Uint32Array<ArrayBuffer>>;
  /** With the weights after `epoch`, which must be kept (`bad-parameter`). */
  inspect(epoch: number, watched: Watched): Promise<CnnView>;
  /** On all test images, with the weights after `epoch`. Progress stage: `test` (images). */
  evaluate(epoch: number, control: MessagePort): Promise<CnnTest>;
  /** Probabilities, images × classes, with the weights after `epoch`. `images`: count × height × width × channels. */
  predict(images: Uint8Array<ArrayBuffer>, epoch: number): Promise<Float32Array<ArrayBuffer>>;
  /** The model after `epoch` with its weights. */
  save(format: ModelFormat, epoch: number): Promise<readonly ModelFile[]>;
  /**
   * Puts a saved model's weights in place of the present ones (the same layers; else `bad-model`); Adam begins anew. Resolves with
   * the network's frame, whose epoch is that of the last frame.
   */
  load(files: readonly ModelFile[], control: MessagePort): Promise<CnnFrame>;
  /**
   * What the engine holds: tensors (tfjs), buffers (webgpu), bytes of memory (wasm). For leak checks, which compare
   * counts between two epochs; within one it changes.
   */
  liveBuffers(): Promise<number>;
  /** Frees everything. May be called twice. */
  dispose(): Promise<void>;
}
