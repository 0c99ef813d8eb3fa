import type { LayerSpec, LayerSummary } from '../../workers/contracts/cnn.ts';

const NARROW = { type: 'truncated-normal', stddev: 0.01 } as const;

type Row = readonly [
  name: string,
  spec: LayerSpec,
  outputShape: readonly number[],
  parameters?: number,
];

/** Of batch normalisation: the running means and variances, which training does not touch. */
const UNTRAINED = 512;

const ROWS: readonly Row[] = [
  [
    'conv2d',
    { type: 'conv2d', filters: 64, kernelSize: 5, padding: 'same', init: NARROW },
    [32, 32, 64],
    4864,
  ],
  ['re_lu', { type: 'relu' }, [32, 32, 64]],
  ['max_pooling2d', { type: 'max-pool', size: 2 }, [16, 16, 64]],
  [
    'conv2d_1',
    { type: 'conv2d', filters: 64, kernelSize: 3, padding: 'same', init: NARROW },
    [16, 16, 64],
    36_928,
  ],
  ['re_lu_1', { type: 'relu' }, [16, 16, 64]],
  ['max_pooling2d_1', { type: 'max-pool', size: 2 }, [8, 8, 64]],
  ['flatten', { type: 'flatten' }, [4096]],
  ['dropout', { type: 'dropout', rate: 0.25 }, [4096]],
  [
    'dense',
    { type: 'dense', units: 256, init: { type: 'variance-scaling', scale: 2 } },
    [256],
    1_048_832,
  ],
  ['re_lu_2', { type: 'relu' }, [256]],
  ['batch_normalization', { type: 'batch-norm', momentum: 0.99, epsilon: 0.001 }, [256], 1024],
  ['dense_1', { type: 'dense', units: 10, init: { type: 'glorot-uniform' } }, [10], 2570],
  ['softmax', { type: 'softmax' }, [10]],
];

/** The article's network on CIFAR-10, for the time before there is a run that knows its own. */
export const NETWORK_LAYERS: readonly LayerSummary[] = ROWS.map(
  ([name, spec, outputShape, parameters = 0]) => ({
    ...{ name, spec, outputShape, parameters },
    trainable: parameters - (spec.type === 'batch-norm' ? UNTRAINED : 0),
  }),
);
