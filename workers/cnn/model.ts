import type { ImageShape } from '../contracts/dataset.ts';
import type { LayerSpec, LayerSummary, WeightInit } from '../contracts/cnn.ts';

/** One tensor of weights, and where it lies in the packed array of all. */
export interface WeightTensor {
  /** `conv2d_1/kernel`: the layer's name and Keras's name of the weight. */
  readonly name: string;
  /** Index of its layer. */
  readonly layer: number;
  readonly role: 'kernel' | 'bias' | 'gamma' | 'beta' | 'moving-mean' | 'moving-variance';
  /** Kernels: height × width × channels × filters, or inputs × units. */
  readonly shape: readonly number[];
  /** Floats. */
  readonly offset: number;
  readonly size: number;
  readonly trainable: boolean;
  readonly init: WeightInit | 'zeros' | 'ones';
}

/** A model whose sizes fit: what engines compile. */
export interface ModelPlan {
  readonly input: ImageShape;
  readonly classes: number;
  readonly layers: readonly LayerSummary[];
  readonly weights: readonly WeightTensor[];
  /** Floats in all. */
  readonly size: number;
}

/**
 * Works out every layer's shape and weights.
 * @throws WorkerError `bad-model`, naming the layer and both shapes
 */
export function planModel(
  layers: readonly LayerSpec[],
  input: ImageShape,
  classes: number,
): ModelPlan {
  throw new Error(`${layers.length} ${input.height} ${classes}: being written`);
}
