import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeCnnEngine } from '../testing/engine-suite.ts';
import { goldenNetworks } from '../testing/golden-networks.ts';
import { TfjsEngine } from './engine.ts';

describeCnnEngine('tfjs-cpu', () => new TfjsEngine('cpu'));
describeCnnEngine('tfjs-wasm', () => new TfjsEngine('wasm'));

it('shares tfjs with an engine on another backend, and gives back every tensor', async () => {
  const [golden] = goldenNetworks();
  if (!golden) throw new Error('There are no goldens.');
  const { plan, train, weights, batches, losses, learningRate } = golden;
  const before = tf.memory().numTensors;
  const engines = [new TfjsEngine('wasm'), new TfjsEngine('cpu')];
  for (const engine of engines) {
    await engine.prepare(plan, train, weights, new AbortController().signal);
  }
  for (const indices of batches) {
    const options = { learningRate, dropout: 0, dropoutSeed: 0 };
    await Promise.all(engines.map((engine) => engine.step(indices, options)));
  }
  for (const engine of engines) {
    const results = await engine.results();
    losses.forEach((loss, step) => {
      expect(results.losses[step]).toBeCloseTo(loss, 3);
    });
    engine.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
});
