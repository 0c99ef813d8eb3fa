import type { EngineState } from '../contracts/cnn.ts';
import type { EngineInfo } from '../contracts/engine.ts';
import type { ModelPlan } from './model.ts';

export type { EngineState } from '../contracts/cnn.ts';

/** Images on the engine's device, made once. */
export interface EngineImages {
  /** count × height × width × channels, one byte each; the engine scales them to value / 127.5 − 1. */
  readonly images: Uint8Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly count: number;
}

/** What one optimiser update needs beside its images. */
export interface StepOptions {
  readonly learningRate: number;
  readonly dropout: number;
  /** Seeds this step's dropout masks: a 32-bit number, another one each step. */
  readonly dropoutSeed: number;
}

/** Of the steps since they were last asked for, in order. */
export interface StepResults {
  /** Mean cross-entropy of each step's batch. */
  readonly losses: Float32Array<ArrayBuffer>;
  /** Images classified rightly, of each step's batch, as it was learned from (dropout on). */
  readonly correct: Uint32Array<ArrayBuffer>;
}

/**
 * A training engine for one model: `prepare` once, then steps, then `dispose`. It owns all its memory. One call at a
 * time: the caller waits for each.
 *
 * Weights cross as one array in the plan's order (ModelPlan.weights), those of batch norm's running statistics
 * included.
 */
export interface CnnEngine {
  readonly info: Omit<EngineInfo, 'reason'>;
  /** After `prepare`: why it runs otherwise than it could, a sentence. */
  readonly remark?: string | undefined;
  /**
   * *Borrows* everything until it settles. Adam's moments begin at 0.
   * @throws WorkerError `engine-unavailable`, `device-lost`, `out-of-memory` where the next rung of the ladder may be tried
   */
  prepare(
    plan: ModelPlan,
    train: EngineImages,
    weights: Float32Array,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * One optimiser update (Adam, β₁ 0.9, β₂ 0.999, ε 1e-7, sparse categorical cross-entropy) on training images by
   * index. Resolves when the next may be given, which may be before the device is done.
   * @throws `device-lost`
   */
  step(indices: Uint32Array, options: StepOptions): Promise<void>;
  /**
   * Gradients of a batch's mean loss, as the weights are packed; 0 for running statistics. Changes nothing but these. For
   * tests: a step keeps its own to itself.
   */
  gradients(
    indices: Uint32Array,
    options: Omit<StepOptions, 'learningRate'>,
  ): Promise<Float32Array<ArrayBuffer>>;
  /** Waits for all steps given. */
  results(): Promise<StepResults>;
  /** A copy of the present weights, after all steps given. The caller's. */
  weights(): Promise<Float32Array<ArrayBuffer>>;
  /** Puts weights (*borrowed*) in place of the present ones; Adam's moments and step count begin anew. */
  setWeights(weights: Float32Array): Promise<void>;
  /** A copy of where training stands, after all steps given. The caller's. */
  state(): Promise<EngineState>;
  /**
   * Goes on from a state (*borrowed*), whichever engine it is of. From its own, or that of another of its kind on the same device, the steps that
   * follow are those that would have followed there, bit by bit.
   */
  restore(state: EngineState): Promise<void>;
  /**
   * Forward, dropout off, batch norm with its running statistics.
   * @param images count × height × width × channels, bytes; *borrowed*. At most a few hundred: the caller batches.
   * @param layer whose output to return: index into the plan's layers
   * @param weights to use in place of the present ones; *borrowed*, and never changed: the same array holds the same weights
   * @returns count × the layer's output shape, row-major; the caller's
   */
  forward(
    images: Uint8Array,
    layer: number,
    weights?: Float32Array,
  ): Promise<Float32Array<ArrayBuffer>>;
  /** Buffers or tensors alive, for leak tests. */
  readonly liveBuffers: number;
  /** Frees everything. May be called twice, and at any time. */
  dispose(): void;
}
