import type { CnnInput, CnnParams, CnnSettings } from '../contracts/cnn.ts';
import { WorkerError } from '../rpc/errors.ts';

/** More epochs are a slip of the keyboard. */
const MOST_EPOCHS = 10_000;

function fail(parameter: string, value: number | string, rule: string): never {
  throw new WorkerError('bad-parameter', `${parameter} is ${value}; it ${rule}`, { parameter });
}

/** @throws WorkerError `bad-parameter` */
export function validateSettings(settings: Partial<CnnSettings>, trainCount: number): void {
  const { learningRate, dropout, batchSize } = settings;
  if (learningRate !== undefined && !(learningRate >= 0 && Number.isFinite(learningRate))) {
    fail('learning_rate', learningRate, 'must be a number of at least 0.');
  }
  if (dropout !== undefined && !(dropout >= 0 && dropout < 1)) {
    fail('dropout', dropout, 'must be a share of at least 0 and below 1.');
  }
  if (batchSize === undefined) return;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    fail('batch_size', batchSize, 'must be a whole number of at least 1.');
  }
  if (batchSize > trainCount) {
    fail('batch_size', batchSize, `can be at most ${trainCount}, the number of training images.`);
  }
}

/** The article's number of images to validate with, or a fifth where it would take too many. */
export function validationCount(
  { validation }: Pick<CnnParams, 'validation'>,
  count: number,
): number {
  return validation ?? Math.min(2000, Math.floor(count / 5));
}

/**
 * @param batchSizes of the schedule's epochs
 * @throws WorkerError `bad-parameter`, `no-images`, `wrong-shape`, `count-mismatch`
 */
export function validateRun(
  input: CnnInput,
  params: CnnParams,
  batchSizes: readonly number[],
): void {
  const { epochs, stepsPerEpoch, seed } = params;
  for (const [name, value, least, most] of [
    ['epochs', epochs, 1, MOST_EPOCHS],
    ['steps_per_epoch', stepsPerEpoch, 1, 1e6],
    ['seed', seed, 0, 2 ** 32 - 1],
  ] as const) {
    if (!Number.isInteger(value) || value < least || value > most) {
      fail(name, value, `must be a whole number from ${least} to ${most}.`);
    }
  }
  checkSamples(input, 'train');
  checkSamples(input, 'test');
  const count = input.train.labels.length;
  const validation = validationCount(params, count);
  if (!Number.isInteger(validation) || validation < 1 || validation >= count) {
    fail(
      'validation',
      validation,
      `must be a whole number from 1 to ${count - 1}, of ${count} training images.`,
    );
  }
  if (new Set(input.train.labels).size < 2) {
    throw new WorkerError(
      'bad-parameter',
      `All ${count} training images are of one class, so there is nothing to tell apart: take images of two classes or more.`,
      { parameter: 'labels' },
    );
  }
  const trainCount = count - validation;
  validateSettings(params, trainCount);
  const largest = Math.max(...batchSizes);
  if (params.batchSize === undefined && largest > trainCount) {
    fail(
      'batch_size',
      largest,
      `(the schedule's largest) can be at most ${trainCount}, the number of training images.`,
    );
  }
}

function checkSamples({ shape, classNames, ...input }: CnnInput, split: 'train' | 'test'): void {
  const { images, labels } = input[split];
  const { height, width, channels } = shape;
  const size = height * width * channels;
  if (labels.length === 0) {
    throw new WorkerError('no-images', `There are no ${split} images.`);
  }
  if (images.length !== labels.length * size) {
    throw new WorkerError(
      'wrong-shape',
      `${images.length} bytes are not ${labels.length} ${split} images of ${height} × ${width} × ${channels}.`,
      { bytes: images.length, expected: labels.length * size },
    );
  }
  const wrong = labels.findIndex((label) => label >= classNames.length);
  if (wrong >= 0) {
    throw new WorkerError(
      'bad-parameter',
      `Label ${labels[wrong] ?? NaN} of ${split} image ${wrong} is out of range: there are ${classNames.length} classes, counted from 0.`,
      { parameter: 'labels', index: wrong },
    );
  }
}
