import { setFlagsFromString } from 'node:v8';
import { afterEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../random.ts';
import { startWasm, type WasmRuntime } from '../../wasm/runtime.ts';
import { spawnNodeThread } from '../../wasm/testing/node-threads.ts';
import { type ConvolutionRig, convolutionRig, errorOf } from '../testing/wasm-convolution.ts';
import { type ConvolutionCase, convolutionReference } from './convolution.reference.ts';
import { takesWinograd, tileGradientMargin, tileMargin, winograd } from './winograd.ts';

// Node 20 has relaxed SIMD behind a flag; newer ones ignore it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

/** Of the largest value; of the relative errors seen the largest was 7e-6, of direct sums in float32 it is 1e-6. */
const TOLERANCE = 2e-5;

let runtime: WasmRuntime | undefined;
afterEach(() => {
  runtime?.dispose();
  runtime = undefined;
});

const same = { images: 3, size: 3, before: 1, after: 1 };
const valid = { ...same, before: 0, after: 0 };

const CASES: Readonly<Record<string, ConvolutionCase>> = {
  'the article’s': { ...same, height: 16, width: 16, channels: 64, filters: 64 },
  'odd sizes and channels': { ...same, height: 13, width: 18, channels: 17, filters: 30 },
  'valid, of odd sizes': { ...valid, height: 11, width: 9, channels: 16, filters: 19 },
  'many strips, the last one shorter': {
    ...same,
    height: 30,
    width: 21,
    channels: 16,
    filters: 16,
  },
  'a wide image': { ...valid, images: 2, height: 8, width: 90, channels: 24, filters: 16 },
};

function valuesOf({
  images,
  height,
  width,
  channels,
  filters,
  size,
  before,
  after,
}: ConvolutionCase) {
  const random = createRandom(3);
  const draw = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.normal());
  const rows = height + before + after - size + 1;
  const columns = width + before + after - size + 1;
  return {
    input: draw(images * height * width * channels),
    kernel: draw(size * size * channels * filters),
    bias: draw(filters),
    gradient: draw(images * rows * columns * filters),
  };
}

async function rigOf(
  sizes: ConvolutionCase,
  options: { readonly threads: number; readonly relaxedSimd: boolean },
  mostBytes?: number,
): Promise<ConvolutionRig> {
  runtime = await startWasm({ ...options, spawn: spawnNodeThread });
  const { height, width, channels, filters, before, after } = sizes;
  const input = { height, width, channels };
  const more = before + after - 2;
  const output = { height: height + more, width: width + more, channels: filters };
  const margins = {
    input: tileMargin(before, input, output),
    gradient: tileGradientMargin({ before, after }, input, output),
  };
  return convolutionRig(
    await runtime.open('cnn-wasm'),
    sizes,
    valuesOf(sizes),
    margins,
    (context, run, layer, images) => winograd(context, run, layer, images, mostBytes),
  );
}

describe.each([false, true])('convolution by tiles, relaxed SIMD %s', (relaxedSimd) => {
  it.each(Object.keys(CASES))('has the sums of the plain loops: %s', async (name) => {
    const sizes = CASES[name];
    if (!sizes) throw new Error('There is no such case.');
    const { input, kernel, bias, gradient } = valuesOf(sizes);
    const golden = convolutionReference(sizes, input, kernel, bias, gradient);
    const own = await (await rigOf(sizes, { threads: 1, relaxedSimd })).run(sizes.images);
    expect(errorOf(own.output, golden.output)).toBeLessThan(TOLERANCE);
    expect(errorOf(own.inputGradient, golden.inputGradient)).toBeLessThan(TOLERANCE);
    expect(errorOf(own.kernelGradient, golden.kernelGradient)).toBeLessThan(TOLERANCE);
    expect(errorOf(own.biasGradient, golden.biasGradient)).toBeLessThan(TOLERANCE);
  });

  it('has the same results, bit by bit, with any number of threads', async () => {
    for (const sizes of Object.values(CASES)) {
      const alone = await (await rigOf(sizes, { threads: 1, relaxedSimd })).run(sizes.images);
      for (const threads of [2, 3]) {
        runtime?.dispose();
        const rig = await rigOf(sizes, { threads, relaxedSimd });
        expect(await rig.run(sizes.images)).toEqual(alone);
      }
    }
  });

  it('sums in rounds where the images do not fit, and forgets those of a larger batch', async () => {
    const sizes = { ...same, images: 7, height: 14, width: 13, channels: 16, filters: 24 };
    const { input, kernel, bias, gradient } = valuesOf(sizes);
    // Two images a round.
    const rig = await rigOf(sizes, { threads: 2, relaxedSimd }, 2 * 36 * 16 * 32 * 5);
    for (const images of [7, 3, 1, 6]) {
      const part = { ...sizes, images };
      const golden = convolutionReference(
        part,
        input.subarray(0, images * 14 * 13 * 16),
        kernel,
        bias,
        gradient.subarray(0, images * 14 * 13 * 24),
      );
      const own = await rig.run(images);
      expect(errorOf(own.output, golden.output)).toBeLessThan(TOLERANCE);
      expect(errorOf(own.kernelGradient, golden.kernelGradient)).toBeLessThan(TOLERANCE);
      expect(errorOf(own.biasGradient, golden.biasGradient)).toBeLessThan(TOLERANCE);
    }
  });
});

it('is taken for 3×3 kernels over channels and images that are large enough', () => {
  const maps = (side: number, channels: number) => ({ height: side, width: side, channels });
  expect(takesWinograd(3, maps(16, 64), maps(16, 64))).toBe(true);
  expect(takesWinograd(5, maps(16, 64), maps(16, 64))).toBe(false);
  expect(takesWinograd(3, maps(32, 3), maps(32, 64))).toBe(false);
  // One tile, where four are computed.
  expect(takesWinograd(3, maps(4, 64), maps(4, 64))).toBe(false);
});
