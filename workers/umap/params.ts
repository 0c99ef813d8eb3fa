import type { UmapInput, UmapMetric, UmapInit, UmapParams } from '../contracts/umap.ts';
import { WorkerError } from '../rpc/errors.ts';

const METRICS: readonly UmapMetric[] = ['euclidean', 'cosine', 'manhattan', 'correlation'];
const INITS: readonly UmapInit[] = ['spectral', 'random', 'pca'];

/**
 * Checks everything that crosses the boundary before any work begins. Values may be anything: they
 * come from attributes and links.
 *
 * @throws `bad-parameter`, whose `details.parameter` is the field's spelling (`n_neighbors`)
 */
export function validate(input: UmapInput, params: UmapParams): void {
  validateInput(input);
  validateParams(params, input.count);
}

function validateInput({ images, labels, count, dimensions }: UmapInput): void {
  if (!Number.isInteger(count) || count < 1) {
    fail('points', count, 'must be a whole number of at least 1; is the dataset empty?');
  }
  if (!Number.isInteger(dimensions) || dimensions < 1) {
    fail('dimensions', dimensions, 'must be a whole number of at least 1.');
  }
  if (images.length !== count * dimensions) {
    fail(
      'images',
      images.length,
      `bytes do not make ${count} vectors of ${dimensions} dimensions: hand over ${count * dimensions}.`,
    );
  }
  if (labels.length !== count) {
    fail('labels', labels.length, `must be as many as points, ${count}.`);
  }
}

function validateParams(params: UmapParams, count: number): void {
  const { nNeighbors, minDist, spread, nEpochs, learningRate, negativeSampleRate } = params;
  if (!Number.isInteger(nNeighbors) || nNeighbors < 2) {
    fail('n_neighbors', nNeighbors, 'must be a whole number of at least 2.');
  }
  if (nNeighbors > count - 1) {
    fail(
      'n_neighbors',
      nNeighbors,
      `needs at least ${nNeighbors + 1} points, and there are ${count}: take more points or fewer neighbours.`,
    );
  }
  if (!isPositive(spread)) fail('spread', spread, 'must be a number above 0.');
  if (!Number.isFinite(minDist) || minDist < 0) {
    fail('min_dist', minDist, 'must be a number of at least 0.');
  }
  if (minDist > spread) fail('min_dist', minDist, `must not be above spread, ${spread}.`);
  if (!Number.isInteger(nEpochs) || nEpochs < 1) {
    fail('n_epochs', nEpochs, 'must be a whole number of at least 1.');
  }
  if (!isPositive(learningRate)) fail('learning_rate', learningRate, 'must be a number above 0.');
  if (!Number.isInteger(negativeSampleRate) || negativeSampleRate < 0) {
    fail('negative_sample_rate', negativeSampleRate, 'must be a whole number of at least 0.');
  }
  if (!([2, 3] as readonly number[]).includes(params.nComponents)) {
    fail('n_components', params.nComponents, 'must be 2 or 3.');
  }
  if (!METRICS.includes(params.metric)) {
    fail('metric', params.metric, `must be one of ${METRICS.join(', ')}.`);
  }
  if (!INITS.includes(params.init)) {
    fail('init', params.init, `must be one of ${INITS.join(', ')}.`);
  }
  if (!Number.isSafeInteger(params.seed))
    fail('random_state', params.seed, 'must be a whole number.');
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function fail(parameter: string, value: number | string, rule: string): never {
  throw new WorkerError('bad-parameter', `${parameter} = ${value} ${rule}`, {
    parameter,
    value: String(value),
  });
}
