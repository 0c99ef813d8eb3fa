import { setFlagsFromString } from 'node:v8';
import { afterEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../random.ts';
import { Pacer } from '../../rpc/slices.ts';
import { startWasm, type WasmRuntime } from '../../wasm/runtime.ts';
import { spawnNodeThread } from '../../wasm/testing/node-threads.ts';
import { errorOf, packKernel } from '../testing/wasm-convolution.ts';
import { type ConvolutionCase, convolutionReference } from './convolution.reference.ts';
import { runner } from './pass.ts';
import { maxPoolReference } from './pool.reference.ts';
import { pooledConvolution, takesPooled } from './pooled-convolution.ts';
import { allocateTensor, packTensor, unpackTensor } from './tensor.ts';

// Node 20 has relaxed SIMD behind a flag; newer ones ignore it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

let runtime: WasmRuntime | undefined;
afterEach(() => {
  runtime?.dispose();
  runtime = undefined;
});

type Case = ConvolutionCase & {
  readonly channels: 1 | 3;
  readonly pool: number;
  readonly rectified: boolean;
};

const CASES: Readonly<Record<string, Case>> = {
  'the article’s': {
    ...{ images: 3, height: 32, width: 32, channels: 3, filters: 64, size: 5 },
    ...{ before: 2, after: 2, pool: 2, rectified: true },
  },
  'grey, a pooling that leaves rows and columns over': {
    ...{ images: 2, height: 13, width: 11, channels: 1, filters: 9, size: 3 },
    ...{ before: 0, after: 0, pool: 3, rectified: true },
  },
  'runs of more than 16 floats, an even kernel, no ReLU': {
    ...{ images: 2, height: 9, width: 12, channels: 3, filters: 12, size: 6 },
    ...{ before: 2, after: 3, pool: 2, rectified: false },
  },
  'kernels of one place': {
    ...{ images: 2, height: 6, width: 7, channels: 3, filters: 5, size: 1 },
    ...{ before: 0, after: 0, pool: 2, rectified: true },
  },
};

function valuesOf(sizes: Case) {
  const { images, height, width, channels, filters, size, before, after, pool } = sizes;
  const random = createRandom(5);
  const draw = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.normal());
  const rows = Math.floor((height + before + after - size + 1) / pool);
  const columns = Math.floor((width + before + after - size + 1) / pool);
  return {
    ...{ rows, columns },
    input: draw(images * height * width * channels),
    kernel: draw(size * size * channels * filters),
    bias: draw(filters),
    gradient: draw(images * rows * columns * filters),
  };
}

async function computed(
  sizes: Case,
  options: { readonly threads: number; readonly relaxedSimd: boolean },
) {
  runtime = await startWasm({ ...options, spawn: spawnNodeThread });
  const context = await runtime.open('cnn-wasm');
  const { arena } = context;
  const { images, height, width, channels, filters, size, before, after, pool, rectified } = sizes;
  const { rows, columns, input, kernel, bias, gradient } = valuesOf(sizes);
  const rowBytes = 4 * channels * (width + before + after);
  const imageBytes = rowBytes * (height + before + after);
  const base = arena.allocateZeroed(images * imageBytes + 64);
  for (let row = 0; row < images * height; row++) {
    const y = (row % height) + before;
    const at = base + Math.floor(row / height) * imageBytes + y * rowBytes + 4 * channels * before;
    const length = width * channels;
    arena.f32(at, length).set(input.subarray(row * length, (row + 1) * length));
  }
  const all = [height + before + after - size + 1, width + before + after - size + 1] as const;
  const output = allocateTensor(arena, images, [...all, filters]);
  const pooled = allocateTensor(arena, images, [rows, columns, filters]);
  const pooledGradient = allocateTensor(arena, images, [rows, columns, filters]);
  packTensor(arena, pooledGradient, images, gradient);
  const packed = packKernel(arena, [size, size, channels, filters], true, kernel, bias);
  const operation = pooledConvolution(
    context,
    runner(context),
    {
      ...{ size, padding: { before, after }, kernel: packed.kernel, bias: packed.bias, output },
      ...{ input: { base, height, width, channels, imageBytes, rowBytes } },
      ...{ pool, rectified, pooled, pooledGradient },
    },
    images,
  );
  const pass = (training: boolean) => ({
    ...{ batch: images, training, dropout: 0, dropoutSeed: 0 },
    ...{ weights: packed.weights, gradients: packed.gradients },
    pacer: new Pacer(new AbortController().signal),
  });
  await operation.forward(pass(false));
  const shown = {
    output: unpackTensor(arena, output, images),
    pooled: unpackTensor(arena, pooled, images),
  };
  await operation.forward(pass(true));
  expect(unpackTensor(arena, pooled, images)).toEqual(shown.pooled);
  await operation.backward(pass(true));
  return { ...shown, ...packed.read() };
}

function expected(sizes: Case) {
  const { input, kernel, bias, gradient } = valuesOf(sizes);
  const none = new Float32Array(1);
  const forward = convolutionReference(sizes, input, kernel, bias, none);
  const { images, height, width, filters, size, before, after, pool, rectified } = sizes;
  const maps = {
    ...{ images, channels: filters, size: pool, rectified },
    height: height + before + after - size + 1,
    width: width + before + after - size + 1,
  };
  const { pooled, inputGradient } = maxPoolReference(maps, forward.output, gradient);
  const { kernelGradient, biasGradient } = convolutionReference(
    sizes,
    input,
    kernel,
    bias,
    Float32Array.from(inputGradient),
  );
  return { output: forward.output, pooled, kernelGradient, biasGradient };
}

describe.each([false, true])('a convolution with its pooling, relaxed SIMD %s', (relaxedSimd) => {
  it.each(Object.keys(CASES))('has the sums of the plain loops: %s', async (name) => {
    const sizes = CASES[name];
    if (!sizes) throw new Error('There is no such case.');
    const golden = expected(sizes);
    const own = await computed(sizes, { threads: 1, relaxedSimd });
    expect(errorOf(own.output, golden.output)).toBeLessThan(2e-6);
    expect(errorOf(own.pooled, golden.pooled)).toBeLessThan(2e-6);
    expect(errorOf(own.kernelGradient, golden.kernelGradient)).toBeLessThan(2e-6);
    expect(errorOf(own.biasGradient, golden.biasGradient)).toBeLessThan(2e-6);
  });

  it('has the same results, bit by bit, with any number of threads', async () => {
    for (const sizes of Object.values(CASES)) {
      const alone = await computed(sizes, { threads: 1, relaxedSimd });
      for (const threads of [2, 3]) {
        runtime?.dispose();
        expect(await computed(sizes, { threads, relaxedSimd })).toEqual(alone);
      }
      runtime?.dispose();
    }
  });
});

it('is taken where a window has places, and its winner fits a byte', () => {
  expect([1, 2, 15, 16].map(takesPooled)).toEqual([false, true, true, false]);
});
