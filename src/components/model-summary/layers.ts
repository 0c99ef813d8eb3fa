import type { LayerSpec, LayerSummary } from '../../../workers/contracts/cnn.ts';
import { percent } from '../cnn/words.ts';
import { count } from '../run/words.ts';

/** Keras's class of each type of layer. */
const KERAS: Readonly<Record<LayerSpec['type'], string>> = {
  conv2d: 'Conv2D',
  relu: 'ReLU',
  'max-pool': 'MaxPooling2D',
  flatten: 'Flatten',
  dropout: 'Dropout',
  dense: 'Dense',
  'batch-norm': 'BatchNormalization',
  softmax: 'Softmax',
};

export function kerasType({ type }: LayerSpec): string {
  return KERAS[type];
}

/** `(None, 32, 32, 64)`: None stands for the batch, which may have any size. */
export function shapeText(outputShape: readonly number[]): string {
  return `(None, ${outputShape.join(', ')})`;
}

/** What makes the layer this one, in words; empty where there is nothing to say. */
export function detailOf(spec: LayerSpec): string {
  switch (spec.type) {
    case 'conv2d':
      return `${count(spec.filters)} filters of ${spec.kernelSize} × ${spec.kernelSize}, ${spec.padding} padding`;
    case 'max-pool':
      return `${spec.size} × ${spec.size}`;
    case 'dropout':
      return `rate ${percent(spec.rate)}`;
    case 'dense':
      return `${count(spec.units)} units`;
    case 'batch-norm':
      return `momentum ${spec.momentum}, ε ${spec.epsilon}`;
    case 'relu':
    case 'flatten':
    case 'softmax':
      return '';
  }
}

export interface Totals {
  readonly parameters: number;
  readonly trainable: number;
}

export function totalsOf(layers: readonly LayerSummary[]): Totals {
  let parameters = 0;
  let trainable = 0;
  for (const layer of layers) {
    parameters += layer.parameters;
    trainable += layer.trainable;
  }
  return { parameters, trainable };
}

/** `Total params: 1,094,218; Trainable: 1,093,706; Non-trainable: 512`. */
export function totalsText({ parameters, trainable }: Totals): string {
  const rest = parameters - trainable;
  return `Total params: ${count(parameters)}; Trainable: ${count(trainable)}; Non-trainable: ${count(rest)}`;
}
