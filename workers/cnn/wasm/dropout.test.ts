import { setFlagsFromString } from 'node:v8';
import { expect, it } from 'vitest';
import { Pacer } from '../../rpc/slices.ts';
import { startWasm } from '../../wasm/runtime.ts';
import { spawnNodeThread } from '../../wasm/testing/node-threads.ts';
import { dropoutMask } from '../dropout.ts';
import { dropout } from './layers.ts';
import { runner } from './pass.ts';
import { allocateTensor, packTensor, unpackTensor } from './tensor.ts';

// Node 20 has relaxed SIMD behind a flag; newer ones ignore it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

it.each([
  { threads: 1, relaxedSimd: false },
  { threads: 1, relaxedSimd: true },
  { threads: 2, relaxedSimd: false },
  { threads: 3, relaxedSimd: true },
])(
  'dropout has the mask that all engines have: $threads threads, relaxed SIMD $relaxedSimd',
  async (options) => {
    const runtime = await startWasm({ ...options, spawn: spawnNodeThread });
    const context = await runtime.open('cnn-wasm');
    const { arena } = context;
    const [images, height, width, channels] = [3, 5, 4, 13];
    const count = images * height * width * channels;
    const tensor = allocateTensor(arena, images, [height, width, channels]);
    const ones = new Float32Array(count).fill(1);
    const ends = { input: tensor, inputGradient: tensor, output: tensor, outputGradient: tensor };
    const operation = dropout(context, runner(context), ends);
    for (const [rate, seed] of [
      [0.25, 7],
      [0.5, 0xfedcba98],
      [0.9, 0],
    ] as const) {
      packTensor(arena, tensor, images, ones);
      await operation.forward({
        ...{ batch: images, training: true, weights: 0, gradients: 0 },
        ...{ dropout: rate, dropoutSeed: seed, pacer: new Pacer(new AbortController().signal) },
      });
      expect(unpackTensor(arena, tensor, images)).toEqual(dropoutMask(count, rate, seed));
    }
    runtime.dispose();
  },
);
