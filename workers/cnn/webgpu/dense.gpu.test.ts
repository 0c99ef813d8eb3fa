import { afterAll, it } from 'vitest';
import { chainReference } from './chain.reference.ts';
import { type Chain, NO_CHAIN } from './chain.ts';
import { denseReference } from './dense.reference.ts';
import { dense, denseSplits } from './dense.ts';
import { asVectors, layTensor, packTensor, unpackTensor } from './tensor.ts';
import { expectClose, noise, packKernel, room, runKernel, testGpu } from './testing/run-kernel.ts';

afterAll(async () => {
  (await testGpu()).dispose();
});

const STEP = { dropout: 0.4, dropoutSeed: 11 };

it.each<[number, number, number, Partial<Chain>]>([
  [3, 5, 7, {}],
  [11, 150, 13, { relu: true }],
  [8, 64, 8, { relu: true, dropout: true }],
  [1, 1, 6, { dropout: true }],
])('%i images, %i inputs, %i units, with %j', async (images, inputs, units, tail) => {
  const chain = { ...NO_CHAIN, ...tail };
  const values = noise(images * inputs, 1);
  const kernel = noise(inputs * units, 2);
  const biases = noise(units, 3);
  const raw = denseReference(images, values, kernel, biases);
  const { output: expected } = chainReference(chain, [1, 1, units], images, raw, STEP);
  const input = layTensor([1, 1, inputs]);
  const output = layTensor([1, 1, units]);
  const sums = new Float32Array(4 * denseSplits(input) * images * output.quads);
  const [, , , written = new Float32Array()] = await runKernel(
    await testGpu(),
    dense({ first: 0, input: asVectors(input), output, chain }),
    ['multiply', 'finish'],
    [
      ...[packTensor(input, values, images), packKernel(kernel, biases, inputs)],
      ...[sums, room(output, images)],
    ],
    { batch: images, ...STEP },
  );
  expectClose(unpackTensor(output, written, images), expected);
});
