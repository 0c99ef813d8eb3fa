import type { LayerSpec } from '../../contracts/cnn.ts';
import { createRandom } from '../../random.ts';
import { type ModelPlan, planModel } from '../model.ts';

const INIT = { type: 'glorot-uniform' } as const;

/** A small model with every type of layer, and every kind of initialiser. */
export const EVERY_LAYER: readonly LayerSpec[] = [
  { type: 'conv2d', filters: 9, kernelSize: 5, padding: 'same', init: INIT },
  { type: 'relu' },
  { type: 'max-pool', size: 2 },
  {
    type: 'conv2d',
    filters: 5,
    kernelSize: 3,
    padding: 'valid',
    init: { type: 'truncated-normal', stddev: 0.01 },
  },
  { type: 'batch-norm', momentum: 0.9, epsilon: 0.01 },
  { type: 'relu' },
  { type: 'flatten' },
  { type: 'dropout', rate: 0.25 },
  { type: 'dense', units: 7, init: { type: 'variance-scaling', scale: 2 } },
  { type: 'batch-norm', momentum: 0.99, epsilon: 0.001 },
  { type: 'dense', units: 4, init: INIT },
  { type: 'softmax' },
];

export function planEveryLayer(): ModelPlan {
  return planModel(EVERY_LAYER, { height: 9, width: 11, channels: 3 }, 4);
}

/** Weights as after training: running statistics are neither 0 nor 1, variances above 0. */
export function drawWeights(plan: ModelPlan): Float32Array<ArrayBuffer> {
  const random = createRandom(6);
  const weights = new Float32Array(plan.size);
  for (const { role, offset, size } of plan.weights) {
    for (let i = offset; i < offset + size; i++) {
      weights[i] = role === 'moving-variance' ? 0.5 + random.uniform() : 0.3 * random.normal();
    }
  }
  return weights;
}

/** `count` images of a plan's size. */
export function drawBytes({ input }: ModelPlan, count: number): Uint8Array<ArrayBuffer> {
  const random = createRandom(8);
  const { height, width, channels } = input;
  return Uint8Array.from({ length: count * height * width * channels }, () => random.integer(256));
}
