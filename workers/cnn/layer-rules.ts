import type { LayerSpec, WeightInit } from '../contracts/cnn.ts';
import { WorkerError } from '../rpc/errors.ts';
import type { WeightTensor } from './model.ts';

/** What Keras calls a layer of each type. */
export const KERAS_NAMES = {
  conv2d: 'conv2d',
  relu: 're_lu',
  'max-pool': 'max_pooling2d',
  flatten: 'flatten',
  dropout: 'dropout',
  dense: 'dense',
  'batch-norm': 'batch_normalization',
  softmax: 'softmax',
} as const satisfies Record<LayerSpec['type'], string>;

/** Where a layer stands, for its rules and for messages. */
export interface Place {
  readonly index: number;
  readonly name: string;
  /** The layer before it, or «the image». */
  readonly before: string;
  /** The shape that it is given, without the batch. */
  readonly given: readonly number[];
  readonly last: boolean;
  readonly classes: number;
}

/** `32 × 32 × 3`; `4096` for a vector. */
export function sayShape(shape: readonly number[]): string {
  return shape.join(' × ');
}

/**
 * The shape that a layer makes of the one it is given.
 * @throws WorkerError `bad-model`
 */
export function outputShape(spec: LayerSpec, place: Place): readonly number[] {
  const { given } = place;
  switch (spec.type) {
    case 'conv2d': {
      checkWhole(spec.filters, 'filters', place);
      checkWhole(spec.kernelSize, 'kernelSize', place);
      checkInit(spec.init, place);
      const [height, width] = asMaps(place);
      const { kernelSize, filters } = spec;
      if (spec.padding === 'same') return [height, width, filters];
      if ((spec.padding as string) !== 'valid') {
        refuse(place, `padding = ${spec.padding as string} must be «same» or «valid».`);
      }
      if (kernelSize > Math.min(height, width)) {
        refuse(
          place,
          `its ${kernelSize} × ${kernelSize} kernel is larger than ${theInput(place)}: take a smaller kernel, padding «same», or pool less before it.`,
        );
      }
      return [height - kernelSize + 1, width - kernelSize + 1, filters];
    }
    case 'max-pool': {
      checkWhole(spec.size, 'size', place);
      const [height, width, channels] = asMaps(place);
      if (spec.size > Math.min(height, width)) {
        refuse(
          place,
          `its ${spec.size} × ${spec.size} window is larger than ${theInput(place)}: pool less.`,
        );
      }
      return [Math.floor(height / spec.size), Math.floor(width / spec.size), channels];
    }
    case 'flatten':
      return [given.reduce((product, n) => product * n, 1)];
    case 'dropout':
      if (!(spec.rate >= 0 && spec.rate < 1)) {
        refuse(place, `rate = ${spec.rate} must be a number of at least 0 and below 1.`);
      }
      return given;
    case 'dense':
      checkWhole(spec.units, 'units', place);
      checkInit(spec.init, place);
      if (given.length !== 1) {
        refuse(
          place,
          `it takes a vector (n), and is given ${theInput(place)}: put a flatten before it.`,
        );
      }
      return [spec.units];
    case 'batch-norm':
      if (!(spec.momentum >= 0 && spec.momentum <= 1)) {
        refuse(place, `momentum = ${spec.momentum} must be a number from 0 to 1.`);
      }
      if (!(spec.epsilon > 0 && spec.epsilon <= 1)) {
        refuse(place, `epsilon = ${spec.epsilon} must be a number above 0, at most 1.`);
      }
      return given;
    case 'softmax':
      if (!place.last) {
        refuse(
          place,
          `softmax stands last, and other layers come after it (it is given ${sayShape(given)}).`,
        );
      }
      if (given.length !== 1 || given[0] !== place.classes) {
        refuse(
          place,
          `it takes one value for each class (${place.classes}), and is given ${theInput(place)}: put a dense of ${place.classes} units before it.`,
        );
      }
      return given;
    case 'relu':
      return given;
  }
}

/**
 * The weights of a layer, in Keras's order. *Borrows* a shape that `outputShape` has accepted.
 */
export function tensorsOf(
  spec: LayerSpec,
  given: readonly number[],
): Pick<WeightTensor, 'role' | 'shape' | 'trainable' | 'init'>[] {
  const channels = given.at(-1) ?? 0;
  const withBias = (shape: readonly number[], init: WeightInit) => [
    { role: 'kernel' as const, shape, trainable: true, init },
    { role: 'bias' as const, shape: shape.slice(-1), trainable: true, init: 'zeros' as const },
  ];
  switch (spec.type) {
    case 'conv2d':
      return withBias([spec.kernelSize, spec.kernelSize, channels, spec.filters], spec.init);
    case 'dense':
      return withBias([channels, spec.units], spec.init);
    case 'batch-norm': {
      const shape = [channels];
      return [
        { role: 'gamma', shape, trainable: true, init: 'ones' },
        { role: 'beta', shape, trainable: true, init: 'zeros' },
        { role: 'moving-mean', shape, trainable: false, init: 'zeros' },
        { role: 'moving-variance', shape, trainable: false, init: 'ones' },
      ];
    }
    case 'relu':
    case 'max-pool':
    case 'flatten':
    case 'dropout':
    case 'softmax':
      return [];
  }
}

/** @returns height, width and channels of the maps that a layer is given */
function asMaps(place: Place): readonly [number, number, number] {
  const [height, width, channels] = place.given;
  if (height === undefined || width === undefined || channels === undefined) {
    refuse(
      place,
      `it takes maps (height × width × channels), and is given ${theInput(place)}: put it before the flatten.`,
    );
  }
  return [height, width, channels];
}

function checkInit(init: WeightInit, place: Place): void {
  const positive = (value: number, name: string): void => {
    if (value > 0 && value <= 1000) return;
    refuse(place, `${name} = ${value} must be a number above 0, at most 1000.`);
  };
  // Specs come from attributes and files, too: they may be anything.
  const type = (init as WeightInit | undefined)?.type;
  if (type === 'truncated-normal') positive((init as { stddev: number }).stddev, 'stddev');
  else if (type === 'variance-scaling') positive((init as { scale: number }).scale, 'scale');
  else if (type !== 'glorot-uniform') {
    refuse(
      place,
      `init = ${JSON.stringify(init)} must be truncated-normal, variance-scaling or glorot-uniform.`,
    );
  }
}

function checkWhole(value: number, name: string, place: Place): void {
  if (Number.isInteger(value) && value >= 1) return;
  refuse(place, `${name} = ${value} must be a whole number of at least 1.`);
}

/** `64 × 8 × 8 by flatten`. */
function theInput({ given, before }: Place): string {
  return `${sayShape(given)} by ${before}`;
}

function refuse(place: Place, why: string): never {
  throw new WorkerError('bad-model', `Layer ${place.index + 1}, ${place.name}: ${why}`, {
    layer: place.name,
    index: place.index,
  });
}
