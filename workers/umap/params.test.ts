import { describe, expect, it } from 'vitest';
import type { UmapInput, UmapParams } from '../contracts/umap.ts';
import { WorkerError } from '../rpc/errors.ts';
import { validate } from './params.ts';
import { ARTICLE_PARAMS } from './article-params.ts';

const input: UmapInput = {
  images: new Uint8Array(40),
  labels: new Uint8Array(20),
  count: 20,
  dimensions: 2,
};
const params: UmapParams = ARTICLE_PARAMS;

function failure(change: { input?: object; params?: object }): WorkerError {
  try {
    validate({ ...input, ...change.input }, { ...params, ...change.params });
  } catch (thrown) {
    if (thrown instanceof WorkerError) return thrown;
  }
  throw new Error('was accepted');
}

describe('parameters', () => {
  it('of the article are accepted', () => {
    expect(() => {
      validate(input, params);
    }).not.toThrow();
  });

  it('at their limits are accepted', () => {
    const limits = { nNeighbors: 19, minDist: 1, negativeSampleRate: 0, nEpochs: 1, seed: -1 };
    expect(() => {
      validate(input, { ...params, ...limits });
    }).not.toThrow();
  });

  it.each([
    ['n_neighbors', { nNeighbors: 1 }],
    ['n_neighbors', { nNeighbors: 20 }],
    ['n_neighbors', { nNeighbors: 2.5 }],
    ['n_neighbors', { nNeighbors: Number.NaN }],
    ['min_dist', { minDist: 1.1 }],
    ['min_dist', { minDist: -0.1 }],
    ['min_dist', { minDist: Number.NaN }],
    ['spread', { spread: 0 }],
    ['spread', { spread: Number.NaN }],
    ['spread', { spread: Infinity }],
    ['n_epochs', { nEpochs: 0 }],
    ['n_epochs', { nEpochs: 1.5 }],
    ['n_epochs', { nEpochs: Number.NaN }],
    ['learning_rate', { learningRate: 0 }],
    ['learning_rate', { learningRate: Number.NaN }],
    ['negative_sample_rate', { negativeSampleRate: -1 }],
    ['negative_sample_rate', { negativeSampleRate: 0.5 }],
    ['negative_sample_rate', { negativeSampleRate: Number.NaN }],
    ['n_components', { nComponents: 4 }],
    ['n_components', { nComponents: Number.NaN }],
    ['metric', { metric: 'hamming' }],
    ['init', { init: 'magic' }],
    ['random_state', { seed: Number.NaN }],
  ])('name the wrong one: %s in %j', (parameter, change) => {
    const error = failure({ params: change });
    expect(error.code).toBe('bad-parameter');
    expect(error.details['parameter']).toBe(parameter);
    expect(error.message).toMatch(new RegExp(`^${parameter} = .*\\.$`));
  });

  it.each([
    ['images', { images: new Uint8Array(39) }],
    ['labels', { labels: new Uint8Array(19) }],
    ['points', { count: 0 }],
    ['points', { count: Number.NaN }],
    ['dimensions', { dimensions: 0 }],
  ])('do not go with input that does not fit: %s', (parameter, change) => {
    const error = failure({ input: change });
    expect(error.code).toBe('bad-parameter');
    expect(error.details['parameter']).toBe(parameter);
  });
});
