import { expect, it } from 'vitest';
import { spawnNodeThread } from '../../wasm/testing/node-threads.ts';
import { describeCnnEngine } from '../testing/engine-suite.ts';
import { goldenNetworks } from '../testing/golden-networks.ts';
import { WasmCnnEngine } from './engine.ts';

/** Relaxed SIMD needs a newer Node; the browser's suite runs it. */
describeCnnEngine('wasm, one thread', () => new WasmCnnEngine({ threads: 1, relaxedSimd: false }));
describeCnnEngine(
  'wasm, three threads',
  () => new WasmCnnEngine({ threads: 3, relaxedSimd: false, spawn: spawnNodeThread }),
);

it('has the same weights after five steps, bit by bit, with any number of threads', async () => {
  for (const { plan, train, weights, batches, learningRate } of goldenNetworks()) {
    const results: Float32Array[] = [];
    for (const threads of [1, 2, 3]) {
      const engine = new WasmCnnEngine({ threads, spawn: spawnNodeThread });
      await engine.prepare(plan, train, weights, new AbortController().signal);
      for (const [seed, indices] of batches.entries()) {
        await engine.step(indices, { learningRate, dropout: 0.3, dropoutSeed: seed });
      }
      results.push(await engine.weights());
      engine.dispose();
    }
    const [one, ...others] = results;
    for (const other of others) expect(other).toEqual(one);
  }
});
