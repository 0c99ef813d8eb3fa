import { UMAP } from 'umap-js';
import { expect, it } from 'vitest';
import { createRandom } from '../../random.ts';
import { fitCurve } from '../curve.ts';
import { clusters, testControl } from '../test-data.ts';
import { UmapJsEngine } from './engine.ts';

const PARAMS = {
  nNeighbors: 15,
  minDist: 0.2,
  spread: 1,
  nEpochs: 20,
  learningRate: 0.33,
  negativeSampleRate: 5,
  init: 'random',
  metric: 'euclidean',
  nComponents: 2,
  seed: 24,
} as const;

it('lays out bit by bit as umap-js alone does, given the same neighbours, a and b', async () => {
  const engine = new UmapJsEngine();
  const { neighbours, embedding } = await engine.prepare(
    clusters(200),
    PARAMS,
    createRandom(24),
    testControl(),
  );
  const { nNeighbors, minDist, nEpochs, learningRate } = PARAMS;
  const rows = (values: ArrayLike<number>) =>
    Array.from({ length: 200 }, (_, i) => Array.from(values).slice(i * 15, (i + 1) * 15));
  const stream = createRandom(24);
  const random = () => stream.uniform();
  const umap = new UMAP({ nNeighbors, minDist, nEpochs, learningRate, random });
  umap.setPrecomputedKNN(rows(neighbours.knnIndices), rows(neighbours.knnDistances));
  umap.initializeFit(rows(neighbours.knnDistances));
  Object.assign(
    (umap as unknown as { optimizationState: object }).optimizationState,
    fitCurve(1, minDist),
  );
  const theirs = () => Float32Array.from(umap.getEmbedding().flat());
  expect(embedding).toEqual(theirs());
  for (let epoch = 1; epoch <= nEpochs; epoch++) {
    umap.step();
    expect(await engine.step()).toEqual(theirs());
  }
  expect(await engine.step()).toBeNull();
});
