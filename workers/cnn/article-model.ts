import type { LayerSpec } from '../contracts/cnn.ts';

const NARROW = { type: 'truncated-normal', stddev: 0.01 } as const;

/**
 * The article's network for so many classes. On 32 × 32 × 3 images of 10 classes it has 1,094,218 parameters, of which
 * 512 are not trained (batch norm's running statistics).
 */
export function articleModel(classes: number): readonly LayerSpec[] {
  return [
    { type: 'conv2d', filters: 64, kernelSize: 5, padding: 'same', init: NARROW },
    { type: 'relu' },
    { type: 'max-pool', size: 2 },
    { type: 'conv2d', filters: 64, kernelSize: 3, padding: 'same', init: NARROW },
    { type: 'relu' },
    { type: 'max-pool', size: 2 },
    { type: 'flatten' },
    { type: 'dropout', rate: 0.25 },
    { type: 'dense', units: 256, init: { type: 'variance-scaling', scale: 2 } },
    { type: 'relu' },
    { type: 'batch-norm', momentum: 0.99, epsilon: 0.001 },
    { type: 'dense', units: classes, init: { type: 'glorot-uniform' } },
    { type: 'softmax' },
  ];
}
