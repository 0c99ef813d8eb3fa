import type { UmapParams } from '../contracts/umap.ts';

/** The article's parameters, for tests and benchmarks; the page's defaults are in src/runs/umap-settings.ts. */
export const ARTICLE_PARAMS: UmapParams = {
  nNeighbors: 15,
  minDist: 0.2,
  spread: 1,
  nEpochs: 128,
  learningRate: 0.33,
  negativeSampleRate: 5,
  init: 'spectral',
  metric: 'euclidean',
  nComponents: 2,
  seed: 24,
};
