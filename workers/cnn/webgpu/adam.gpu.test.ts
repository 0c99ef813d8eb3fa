import { afterAll, expect, it } from 'vitest';
import { adamReference } from './adam.reference.ts';
import { adam } from './adam.ts';
import { expectClose, noise, runKernel, testGpu } from './testing/run-kernel.ts';

afterAll(async () => {
  (await testGpu()).dispose();
});

/** Three blocks of 64 quads: of three parts, of one, and of none. */
const FLOATS = 3 * 256;
const BLOCKS = Uint32Array.of(2, 3, 70, 0, 300, 1, 0, 0, 0, 0, 0, 0);

it('adds up the parts of each gradient, and moves weights as Keras does', async () => {
  const parts = noise(4 * 400, 1);
  const weights = noise(FLOATS, 2);
  const first = noise(FLOATS, 3).fill(0, 512);
  const second = noise(FLOATS, 4)
    .map((value) => value * value)
    .fill(0, 512);
  const gradient = Float64Array.from({ length: FLOATS }, (_, i) => {
    const [begin = 0, count = 0, stride = 0] = BLOCKS.subarray(4 * Math.floor(i / 256));
    let sum = 0;
    for (let part = 0; part < count; part++) {
      sum += parts[4 * (begin + part * stride) + (i % 256)] ?? NaN;
    }
    return sum;
  });
  const expected = [weights, first, second].map((values) => Float64Array.from(values));
  const [w = gradient, m = gradient, v = gradient] = expected;
  adamReference(w, m, v, gradient, 0.01);

  const contents = [BLOCKS, parts, weights, first, second, new Float32Array(FLOATS)];
  const results = await runKernel(
    await testGpu(),
    adam(FLOATS / 4),
    ['adam', 'gradients'],
    contents,
    { batch: 1, rate: 0.01 },
  );
  const [, , ownWeights = weights, ownFirst = weights, ownSecond = weights, sums = weights] =
    results;
  expectClose(sums, gradient);
  expectClose(ownWeights, w);
  expectClose(ownFirst, m);
  expectClose(ownSecond, v);
  // Running statistics have no parts.
  expect(ownWeights.subarray(512)).toEqual(weights.subarray(512));
});
