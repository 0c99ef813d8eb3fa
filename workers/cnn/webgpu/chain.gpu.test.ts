import { afterAll, it } from 'vitest';
import { chainGradientReference, chainReference } from './chain.reference.ts';
import { type Chain, chainBackward, chainForward, NO_CHAIN } from './chain.ts';
import { layTensor, packTensor, type Shape, unpackTensor } from './tensor.ts';
import { expectClose, noise, room, runKernel, testGpu } from './testing/run-kernel.ts';

afterAll(async () => {
  (await testGpu()).dispose();
});

const STEP = { dropout: 0.4, dropoutSeed: 11 };

it.each<Partial<Chain>>([
  {},
  { relu: true },
  { pool: 3 },
  { dropout: true },
  { relu: true, dropout: true },
  { relu: true, pool: 2, dropout: true },
])('computes what the plain loops do, forward and back, with %j', async (tail) => {
  const chain = { ...NO_CHAIN, ...tail };
  const images = 3;
  const shape: Shape = [7, 5, 6];
  const count = images * 7 * 5 * 6;
  const values = noise(count, 1);
  const expected = chainReference(chain, shape, images, values, STEP);
  const input = layTensor(shape, { top: 1, bottom: 0, left: 2, right: 1 });
  const after: Shape = [Math.floor(7 / chain.pool), Math.floor(5 / chain.pool), 6];
  const output = layTensor(after, { top: 0, bottom: 2, left: 1, right: 0 });
  const places = new Uint32Array(2 * images * after[0] * after[1] * output.quads);
  const [, written = new Float32Array(), won = new Float32Array()] = await runKernel(
    await testGpu(),
    chainForward(chain, input, output),
    ['forward'],
    [packTensor(input, values, images), room(output, images), places],
    { batch: images, ...STEP },
  );
  expectClose(unpackTensor(output, written, images), expected.output);

  const gradients = noise(expected.output.length, 2);
  const [, , , result = new Float32Array()] = await runKernel(
    await testGpu(),
    chainBackward(chain, output, input),
    ['backward'],
    [
      ...[packTensor(layTensor(after), gradients, images), written],
      ...[new Uint32Array(won.buffer), room(input, images)],
    ],
    { batch: images, ...STEP },
  );
  expectClose(
    unpackTensor(input, result, images),
    chainGradientReference(expected, gradients, count),
  );
});
