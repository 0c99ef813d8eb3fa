import { describe, expect, it } from 'vitest';
import { estimateUmap } from './umap-estimate.ts';
import { ARTICLE_UMAP_PARAMS } from './umap-settings.ts';

const estimate = (points: number, change = {}) =>
  estimateUmap('umap-js', points, 784, { ...ARTICLE_UMAP_PARAMS, ...change });

describe('the estimate of a run', () => {
  it('is within a third of what was measured', () => {
    // Fashion-MNIST, the article's parameters, one core of an AMD EPYC, Node 20.
    expect(estimate(5000).seconds / 8.5).toBeCloseTo(1, 0.5);
    expect(estimate(20_000).seconds / 34.9).toBeCloseTo(1, 0.5);
  });

  it('knows that wasm is the fast one', () => {
    const wasm = estimateUmap('wasm', 60_000, 784, ARTICLE_UMAP_PARAMS);
    expect(wasm.seconds).toBeGreaterThan(8);
    expect(wasm.seconds).toBeLessThan(30);
    expect(wasm.bytes).toBeLessThan(900e6);
  });

  it('grows with points and epochs', () => {
    expect(estimate(60_000).seconds).toBeGreaterThan(3 * estimate(20_000).seconds);
    expect(estimate(5000, { nEpochs: 256 }).seconds).toBeGreaterThan(estimate(5000).seconds);
    expect(estimate(60_000).bytes).toBeGreaterThan(estimate(5000).bytes);
  });
});
