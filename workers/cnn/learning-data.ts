import type { CnnInput, CnnParams } from '../contracts/cnn.ts';
import { createRandom } from '../random.ts';
import { Batches, sampleIndices } from './batches.ts';
import { validationCount } from './params.ts';
import { stratifiedSplit } from './split.ts';

/** 12 sets of 6 test images, as the article's figure. */
const SAMPLED = 72;

export interface LabelledImages {
  readonly images: Uint8Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** A run's images by what they are for. */
export interface LearningData {
  readonly trainCount: number;
  /** Indices into all training images, validation images left out. */
  readonly batches: Batches;
  readonly validation: LabelledImages;
  readonly test: LabelledImages;
  /** Indices into the test images that frames follow, and those images. */
  readonly sampled: Uint32Array<ArrayBuffer>;
  readonly sampledImages: Uint8Array<ArrayBuffer>;
}

/** *Borrows* `input`; copies what it picks from it. */
export function divide(
  { train, test, shape, classNames }: CnnInput,
  params: Pick<CnnParams, 'validation' | 'seed'>,
): LearningData {
  const { seed } = params;
  const { labels } = train;
  const validation = validationCount(params, labels.length);
  const split = stratifiedSplit(labels, classNames.length, validation, createRandom(seed));
  const size = shape.height * shape.width * shape.channels;
  const sampled = sampleIndices(test.labels.length, SAMPLED, seed);
  return {
    trainCount: split.train.length,
    batches: new Batches(split.train, seed),
    validation: {
      images: pick(train.images, split.validation, size),
      labels: Uint8Array.from(split.validation, (i) => train.labels[i] ?? 0),
    },
    test,
    sampled,
    sampledImages: pick(test.images, sampled, size),
  };
}

function pick(images: Uint8Array, indices: Uint32Array, size: number): Uint8Array<ArrayBuffer> {
  const picked = new Uint8Array(indices.length * size);
  indices.forEach((index, i) => {
    picked.set(images.subarray(index * size, (index + 1) * size), i * size);
  });
  return picked;
}
