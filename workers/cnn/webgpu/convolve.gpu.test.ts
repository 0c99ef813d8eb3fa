import { afterAll, expect, it } from 'vitest';
import { type Chain, NO_CHAIN } from './chain.ts';
import { chainReference } from './chain.reference.ts';
import { type ConvolutionSizes, convolveReference, outputOf } from './convolve.reference.ts';
import { convolve } from './convolve.ts';
import { layTensor, NO_MARGIN, packTensor, paddingOf, type Shape, unpackTensor } from './tensor.ts';
import { expectClose, noise, packKernel, room, runKernel, testGpu } from './testing/run-kernel.ts';

afterAll(async () => {
  (await testGpu()).dispose();
});

const SIZES: ConvolutionSizes = {
  ...{ images: 3, height: 7, width: 6, channels: 5, filters: 9, size: 3 },
  padding: 'same',
};
const STEP = { dropout: 0.4, dropoutSeed: 11 };

it.each<[Partial<ConvolutionSizes>, Partial<Chain>]>([
  [{}, {}],
  [{}, { relu: true, pool: 2 }],
  [{ size: 4, channels: 3, filters: 4 }, { pool: 2 }],
  [{ size: 5, padding: 'valid', channels: 4, filters: 13 }, { relu: true }],
  [{ images: 1, size: 1, channels: 1, filters: 1 }, { dropout: true }],
  [
    { images: 9, height: 5, width: 9, size: 2 },
    { relu: true, pool: 2, dropout: true },
  ],
])('computes what the plain loops do, with %j and %j', async (change, tail) => {
  const sizes = { ...SIZES, ...change };
  const chain = { ...NO_CHAIN, ...tail };
  const { images, height, width, channels, filters, size, padding } = sizes;
  const { rows, columns } = outputOf(sizes);
  const values = noise(images * height * width * channels, 1);
  const kernel = noise(size * size * channels * filters, 2);
  const biases = noise(filters, 3);
  const raw = convolveReference(sizes, values, kernel, biases);
  const whole: Shape = [rows, columns, filters];
  const { output, sources } = chainReference(chain, whole, images, raw, STEP);

  const input = layTensor([height, width, channels], paddingOf(size, padding));
  const pooled: Shape = [Math.floor(rows / chain.pool), Math.floor(columns / chain.pool), filters];
  const result = layTensor(pooled, { ...NO_MARGIN, top: 1, right: 2 });
  const places = new Uint32Array((8 * result.quads * images * pooled[0] * pooled[1]) / 4);
  const weights = { kernelHeight: size, kernelWidth: size, first: 0 };
  const [, , written = new Float32Array(), won] = await runKernel(
    await testGpu(),
    convolve({ weights, input, height: rows, width: columns, chain, output: result }),
    ['convolve'],
    [
      ...[packTensor(input, values, images), packKernel(kernel, biases, channels)],
      ...[room(result, images), places],
    ],
    { batch: images, ...STEP },
  );
  expectClose(unpackTensor(result, written, images), output);
  if (chain.pool === 1) return;
  const halves = new Uint16Array(won?.buffer ?? new ArrayBuffer());
  sources.forEach((from, at) => {
    const [position, filter] = [Math.floor(at / filters), at % filters];
    const at2 = Math.floor(from / filters);
    const inWindow = 2 * ((Math.floor(at2 / columns) % rows) % 2) + ((at2 % columns) % 2);
    expect(halves[position * 4 * result.quads + filter]).toBe(from < 0 ? 0xffff : inWindow);
  });
});
