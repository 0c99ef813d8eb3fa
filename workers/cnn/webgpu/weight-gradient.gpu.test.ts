import { afterAll, expect, it } from 'vitest';
import { type ConvolutionSizes, outputOf } from './convolve.reference.ts';
import { asVectors, layTensor, packTensor, paddingOf, quadsOf } from './tensor.ts';
import { expectClose, noise, runKernel, testGpu, unpackKernel } from './testing/run-kernel.ts';
import { weightGradientReference } from './weight-gradient.reference.ts';
import { weightGradient } from './weight-gradient.ts';

afterAll(async () => {
  (await testGpu()).dispose();
});

const SIZES: ConvolutionSizes = {
  ...{ images: 3, height: 7, width: 6, channels: 5, filters: 9, size: 3 },
  padding: 'same',
};

it.each<[Partial<ConvolutionSizes>, number]>([
  [{}, 1],
  [{}, 4],
  [{ width: 8, size: 4, channels: 9, filters: 3 }, 5],
  [{ size: 5, padding: 'valid', channels: 12, filters: 4 }, 64],
  [{ size: 1, height: 1, width: 1, channels: 21, filters: 10, images: 11 }, 1],
])('computes what the plain loops do, with %j in %i parts', async (change, splits) => {
  const sizes = { ...SIZES, ...change };
  const { images, height, width, channels, filters, size, padding } = sizes;
  const { rows, columns } = outputOf(sizes);
  const values = noise(images * height * width * channels, 1);
  const gradients = noise(images * rows * columns * filters, 2);
  const dense = height === 1;
  const input = layTensor([height, width, channels], paddingOf(size, padding));
  const gradient = layTensor([rows, columns, filters], { top: 1, bottom: 0, left: 2, right: 1 });
  const quads = (4 * (size * size * quadsOf(channels) + 1) * 4 * quadsOf(filters)) / 4;
  const stride = quads + 3;
  const [, , parts = new Float32Array()] = await runKernel(
    await testGpu(),
    weightGradient({
      weights: { kernelHeight: size, kernelWidth: size, first: 0 },
      ...{ dense, input: dense ? asVectors(input) : input, gradient },
      parts: { first: 2, stride, splits },
    }),
    ['weightGradient'],
    [
      packTensor(input, values, images),
      packTensor(gradient, gradients, images),
      new Float32Array(4 * (2 + splits * stride)),
    ],
    { batch: images },
  );
  const sum = new Float32Array(4 * quads);
  for (let part = 0; part < splits; part++) {
    for (let i = 0; i < sum.length; i++) {
      sum[i] = (sum[i] ?? NaN) + (parts[4 * (2 + part * stride) + i] ?? NaN);
    }
  }
  const { kernel, biases } = unpackKernel(sum, size * size, channels, filters);
  const expected = weightGradientReference(sizes, values, gradients);
  expectClose(kernel, expected.kernel);
  expectClose(biases, expected.biases);
  // Padding stays as it is: it must learn nothing.
  const numbers = sum.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
  expect(numbers).toBeLessThanOrEqual(kernel.length + biases.length);
});
