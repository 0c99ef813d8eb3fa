import { afterAll, expect, it } from 'vitest';
import { liveBuffers } from '../../gpu/buffers.ts';
import { NO_CHAIN } from './chain.ts';
import { timeTiles } from './choose-tile.ts';
import { convolve } from './convolve.ts';
import { dense, denseSplits } from './dense.ts';
import { inputGradient } from './input-gradient.ts';
import type { Kernel } from './kernel.ts';
import { layTensor, packTensor, paddingOf, type Shape } from './tensor.ts';
import { noise, packKernel, room, runKernel, testGpu } from './testing/run-kernel.ts';
import { TILES } from './tile.ts';
import { weightGradient } from './weight-gradient.ts';

afterAll(async () => {
  (await testGpu()).dispose();
});

it('finds a tile for few values and for many, and gives back what it took', async () => {
  const gpu = await testGpu();
  const before = liveBuffers();
  const tileFor = await timeTiles(gpu, [1, 2], 1);
  for (const outputs of [1, 1e9]) expect(TILES).toContain(tileFor(outputs));
  expect(liveBuffers()).toBe(before);
});

const IMAGES = 3;
const SHAPE: Shape = [5, 7, 6];
const FILTERS = 13;
const weights = { kernelHeight: 3, kernelWidth: 3, first: 0 };
const input = layTensor(SHAPE, paddingOf(3, 'same'));
const output = layTensor([5, 7, FILTERS]);
const padded = layTensor([5, 7, FILTERS], paddingOf(3, 'same'));
const flat = layTensor([1, 1, 40]);
const units = layTensor([1, 1, FILTERS]);
const values = packTensor(input, noise(IMAGES * 5 * 7 * 6, 1), IMAGES);
const gradients = noise(IMAGES * 5 * 7 * FILTERS, 2);
const kernel = packKernel(noise(9 * 6 * FILTERS, 3), noise(FILTERS, 4), 6);
const parts = { first: 0, stride: 4 * 19 * 4, splits: 2 };

it.each<[string, Kernel, readonly string[], () => Parameters<typeof runKernel>[3]]>([
  [
    'convolve',
    convolve({ weights, input, height: 5, width: 7, chain: NO_CHAIN, output }),
    ['convolve'],
    () => [values, kernel, room(output, IMAGES), new Float32Array(4)],
  ],
  [
    'input gradient',
    inputGradient({ weights, gradient: padded, result: layTensor(SHAPE) }),
    ['inputGradient'],
    () => [packTensor(padded, gradients, IMAGES), kernel, room(layTensor(SHAPE), IMAGES)],
  ],
  [
    'weight gradient',
    weightGradient({ weights, dense: false, input, gradient: output, parts }),
    ['weightGradient'],
    () => [
      ...[values, packTensor(output, gradients, IMAGES)],
      new Float32Array(4 * parts.splits * parts.stride),
    ],
  ],
  [
    'dense',
    dense({ first: 0, input: flat, output: units, chain: NO_CHAIN }),
    ['multiply', 'finish'],
    () => [
      packTensor(flat, noise(IMAGES * 40, 5), IMAGES),
      packKernel(noise(40 * FILTERS, 6), noise(FILTERS, 7), 40),
      new Float32Array(4 * denseSplits(flat) * IMAGES * units.quads),
      room(units, IMAGES),
    ],
  ],
])('computes the same with every tile, bit by bit: %s', async (_, made, entryPoints, contents) => {
  const results: Float32Array[][] = [];
  for (const tile of TILES) {
    const own = made.tiled?.with(tile) ?? made;
    results.push(await runKernel(await testGpu(), own, entryPoints, contents(), { batch: IMAGES }));
  }
  const [first, ...others] = results;
  for (const other of others) expect(other).toEqual(first);
});
