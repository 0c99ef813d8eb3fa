import type { ImageShape } from '../contracts/dataset.ts';
import type { LayerSpec, LayerSummary, WeightInit } from '../contracts/cnn.ts';
import { WorkerError } from '../rpc/errors.ts';
import { KERAS_NAMES, outputShape, sayShape, tensorsOf, type Place } from './layer-rules.ts';

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

/** 200 MB of weights; with gradients and Adam's moments four times that. */
const MOST_WEIGHTS = 50_000_000;
/** Floats of one layer's output for one image; a batch of 100 takes 1.6 GB then. */
const LARGEST_OUTPUT = 4_000_000;

/**
 * Works out every layer's shape and weights.
 * @throws WorkerError `bad-model`, naming the layer and both shapes
 */
export function planModel(
  layers: readonly LayerSpec[],
  input: ImageShape,
  classes: number,
): ModelPlan {
  const imageShape = [input.height, input.width, input.channels];
  if (layers.length === 0) {
    throw new WorkerError(
      'bad-model',
      `The model has no layers: between images of ${sayShape(imageShape)} and ${classes} classes, give it at least flatten, dense and softmax.`,
      { layer: '' },
    );
  }
  const counts = new Map<string, number>();
  const summaries: LayerSummary[] = [];
  const weights: WeightTensor[] = [];
  let size = 0;
  for (const [index, spec] of layers.entries()) {
    const before = summaries.at(-1);
    const given = before?.outputShape ?? imageShape;
    const place: Place = {
      index,
      name: nameLayer(spec, index, counts),
      before: before?.name ?? 'the image',
      given,
      last: index === layers.length - 1,
      classes,
    };
    const shape = outputShape(spec, place);
    const own: WeightTensor[] = [];
    for (const tensor of tensorsOf(spec, given)) {
      const floats = tensor.shape.reduce((product, n) => product * n, 1);
      own.push({
        ...tensor,
        name: `${place.name}/${tensor.role.replace('-', '_')}`,
        layer: index,
        offset: size,
        size: floats,
      });
      size += floats;
    }
    checkSize(place, shape, size);
    weights.push(...own);
    const count = (some: readonly WeightTensor[]) => some.reduce((sum, t) => sum + t.size, 0);
    summaries.push({
      name: place.name,
      spec,
      outputShape: shape,
      parameters: count(own),
      trainable: count(own.filter(({ trainable }) => trainable)),
    });
  }
  checkSoftmax(summaries, classes);
  return { input, classes, layers: summaries, weights, size };
}

function checkSoftmax(layers: readonly LayerSummary[], classes: number): void {
  const last = layers.at(-1);
  if (!last || last.spec.type === 'softmax') return;
  throw new WorkerError(
    'bad-model',
    `The model ends with ${last.name}, which gives ${sayShape(last.outputShape)}: end it with softmax, which gives one probability for each class (${classes}).`,
    { layer: last.name, index: layers.length - 1 },
  );
}

/** `conv2d`, `conv2d_1` …: as Keras numbers them, by type. */
function nameLayer(spec: LayerSpec, index: number, counts: Map<string, number>): string {
  // Specs come from attributes and files, too: they may be anything.
  const name = (KERAS_NAMES as Partial<Record<string, string>>)[
    (spec as LayerSpec | null)?.type ?? ''
  ];
  if (name === undefined) {
    throw new WorkerError(
      'bad-model',
      `Layer ${index + 1} is of no known type (${JSON.stringify(spec)}). Types are ${Object.keys(KERAS_NAMES).join(', ')}.`,
      { layer: String(index), index },
    );
  }
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}

function checkSize(place: Place, shape: readonly number[], weights: number): void {
  const output = shape.reduce((product, n) => product * n, 1);
  if (weights <= MOST_WEIGHTS && output <= LARGEST_OUTPUT) return;
  throw new WorkerError(
    'bad-model',
    weights > MOST_WEIGHTS
      ? `The model has over ${MOST_WEIGHTS} weights from ${place.name} on (${sayShape(place.given)} to ${sayShape(shape)}): take fewer filters or units.`
      : `${place.name} would make ${sayShape(shape)} of ${sayShape(place.given)}, more than ${LARGEST_OUTPUT} numbers an image: take fewer filters or smaller images.`,
    { layer: place.name, index: place.index },
  );
}
