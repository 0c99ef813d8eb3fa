import type { CnnParams, LayerSpec, LayerSummary } from '../../../workers/contracts/cnn.ts';
import type { Fields } from './fields.ts';
import { readEngine } from './read-engine.ts';

const LAYER_TYPES = [
  'conv2d',
  'relu',
  'max-pool',
  'flatten',
  'dropout',
  'dense',
  'batch-norm',
  'softmax',
] as const;

/** The attributes that only a CNN's trace has. Throws `wrong-format`. */
export function readCnnAttributes(fields: Fields, frames: number) {
  return {
    parameters: readParameters(fields.object('parameters'), frames),
    layers: fields.objects('layers', readLayer),
    steps: fields.numbers('steps'),
    trainCount: fields.count('trainCount', 0),
    validationCount: fields.count('validationCount', 0),
    watched: fields.objects('watched', readWatched),
    sampledImages: fields.flag('sampledImages', true),
    tests: fields.objects('tests', (test) => ({
      epoch: test.count('epoch'),
      count: test.count('count'),
      loss: test.number('loss'),
      accuracy: test.number('accuracy'),
    })),
    frameInfo: fields.has('frameInfo')
      ? fields.objects('frameInfo', readFrame)
      : Array.from({ length: frames }, (_, epoch) => ({
          ...{ epoch, epochMs: 0, step: 0, imagesSeen: 0, watched: 0 },
          settings: { learningRate: 0, dropout: 0, batchSize: undefined },
        })),
  };
}

function readParameters(fields: Fields, frames: number): Omit<CnnParams, 'seed'> {
  const layers = fields.raw('layers');
  return {
    layers: Array.isArray(layers) ? (layers as LayerSpec[]) : 'article',
    epochs: fields.count('epochs', Math.max(0, frames - 1)),
    schedule: fields.oneOf('schedule', ['article', 'fixed'], 'fixed'),
    stepsPerEpoch: fields.count('stepsPerEpoch', 0),
    validation: fields.maybeNumber('validation'),
    learningRate: fields.number('learningRate', 0.001),
    dropout: fields.number('dropout', 0),
    batchSize: fields.maybeNumber('batchSize'),
  };
}

function readLayer(fields: Fields): LayerSummary {
  const spec = fields.object('spec');
  const type = spec.oneOf('type', LAYER_TYPES);
  if (type === 'conv2d') {
    spec.count('filters', undefined, 1);
    spec.count('kernelSize', undefined, 1);
  }
  return {
    name: fields.text('name', type),
    // What else it has is for showing; what the trace's shapes depend on is checked above.
    spec: fields.raw('spec') as LayerSpec,
    outputShape: fields.numbers('outputShape'),
    parameters: fields.count('parameters', 0),
    trainable: fields.count('trainable', 0),
  };
}

function readWatched(fields: Fields) {
  const arrays = fields.object('arrays');
  const id = fields.count('id', 0);
  return {
    id,
    title: fields.text('title', 'Watched image'),
    index: fields.has('index') ? fields.count('index') : undefined,
    label: fields.has('label') ? fields.count('label') : undefined,
    kernelLayer: fields.count('kernelLayer', 0),
    activationLayer: fields.count('activationLayer', 0),
    arrays: {
      kernels: arrays.text('kernels', 'kernels'),
      activations: arrays.text('activations', 'activations'),
      probabilities: arrays.text('probabilities', 'watched_probabilities'),
      image: arrays.maybeText('image'),
    },
  };
}

function readFrame(fields: Fields) {
  const settings = fields.object('settings');
  const engineInfo = fields.maybeObject('engineInfo');
  return {
    epoch: fields.count('epoch'),
    epochMs: fields.number('epochMs', 0),
    step: fields.count('step', 0),
    imagesSeen: fields.count('imagesSeen', 0),
    settings: {
      learningRate: settings.number('learningRate', 0),
      dropout: settings.number('dropout', 0),
      batchSize: settings.maybeNumber('batchSize'),
    },
    watched: fields.count('watched', 0),
    engineInfo: engineInfo && readEngine(engineInfo),
  };
}
