import { afterAll, it } from 'vitest';
import { type ConvolutionSizes, outputOf } from './convolve.reference.ts';
import { inputGradientReference } from './input-gradient.reference.ts';
import { gradientMargin, inputGradient } from './input-gradient.ts';
import { layTensor, packTensor, paddingOf, unpackTensor } from './tensor.ts';
import { expectClose, noise, packKernel, room, runKernel, testGpu } from './testing/run-kernel.ts';

afterAll(async () => {
  (await testGpu()).dispose();
});

const SIZES: ConvolutionSizes = {
  ...{ images: 3, height: 7, width: 6, channels: 5, filters: 9, size: 3 },
  padding: 'same',
};

it.each<Partial<ConvolutionSizes>>([
  {},
  { size: 4, channels: 9, filters: 3 },
  { size: 5, padding: 'valid', channels: 12, filters: 4 },
  { size: 2, padding: 'valid', images: 1 },
  // A dense layer.
  { size: 1, height: 1, width: 1, channels: 21, filters: 10, images: 11 },
])('computes what the plain loops do, with %j', async (change) => {
  const sizes = { ...SIZES, ...change };
  const { images, height, width, channels, filters, size, padding } = sizes;
  const { rows, columns } = outputOf(sizes);
  const values = noise(images * rows * columns * filters, 1);
  const kernel = noise(size * size * channels * filters, 2);
  const gradient = layTensor(
    [rows, columns, filters],
    gradientMargin(size, paddingOf(size, padding)),
  );
  const result = layTensor([height, width, channels]);
  const weights = { kernelHeight: size, kernelWidth: size, first: 0 };
  const packed = packKernel(kernel, noise(filters, 3), channels);
  const [, , written = new Float32Array()] = await runKernel(
    await testGpu(),
    inputGradient({ weights, gradient, result }),
    ['inputGradient'],
    [packTensor(gradient, values, images), packed, room(result, images)],
    { batch: images },
  );
  expectClose(unpackTensor(result, written, images), inputGradientReference(sizes, values, kernel));
});
