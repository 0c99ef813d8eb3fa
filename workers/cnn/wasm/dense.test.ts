import { setFlagsFromString } from 'node:v8';
import { afterEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../random.ts';
import { Pacer } from '../../rpc/slices.ts';
import { startWasm, type WasmRuntime } from '../../wasm/runtime.ts';
import { spawnNodeThread } from '../../wasm/testing/node-threads.ts';
import { errorOf } from '../testing/wasm-convolution.ts';
import { adamReference, denseReference } from './dense.reference.ts';
import { dense } from './layers.ts';
import { type Packed, packDense } from './parameters.ts';
import { runner } from './pass.ts';
import { allocateTensor, blocksOf, LANES, packTensor, unpackTensor } from './tensor.ts';

// Node 20 has relaxed SIMD behind a flag; newer ones ignore it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

let runtime: WasmRuntime | undefined;
afterEach(() => {
  runtime?.dispose();
  runtime = undefined;
});

interface Case {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly units: number;
}

const CASES: Readonly<Record<string, Case>> = {
  'flattened maps': { images: 10, height: 4, width: 4, channels: 16, units: 40 },
  'odd sizes': { images: 7, height: 3, width: 5, channels: 13, units: 10 },
  'one image, one unit': { images: 1, height: 1, width: 1, channels: 5, units: 1 },
};
const STEP = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

function valuesOf({ images, height, width, channels, units }: Case) {
  const random = createRandom(11);
  const draw = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.normal());
  const inputs = height * width * channels;
  return {
    input: draw(images * inputs),
    weights: draw(inputs * units),
    bias: draw(units),
    gradient: draw(images * units),
  };
}

async function computed(
  sizes: Case,
  options: { readonly threads: number; readonly relaxedSimd: boolean },
) {
  runtime = await startWasm({ ...options, spawn: spawnNodeThread });
  const context = await runtime.open('cnn-wasm');
  const { arena } = context;
  const { images, height, width, channels, units } = sizes;
  const values = valuesOf(sizes);
  const input = allocateTensor(arena, images, [height, width, channels]);
  const inputGradient = allocateTensor(arena, images, [height, width, channels]);
  const output = allocateTensor(arena, images, [1, 1, units]);
  const outputGradient = allocateTensor(arena, images, [1, 1, units]);
  packTensor(arena, input, images, values.input);
  packTensor(arena, outputGradient, images, values.gradient);

  const shape = [height * width * channels, units];
  const packing = packDense(shape, { positions: height * width, channels });
  const biasBytes = 4 * LANES * blocksOf(units);
  const tensor = {
    ...{ name: 'kernel', layer: 0, shape, role: 'kernel' as const, init: 'zeros' as const },
    ...{ trainable: true, offset: 0, size: values.weights.length },
  };
  const kernel: Packed = { tensor, offset: biasBytes, packing };
  const bias: Packed = { ...kernel, offset: 0 };
  const bytes = biasBytes + packing.bytes;
  const [weights = 0, gradients = 0, first = 0, second = 0] = Array.from({ length: 4 }, () =>
    arena.allocateZeroed(bytes),
  );
  const at = (i: number): number => (biasBytes + packing.place(i)) / 4;
  arena.f32(weights, units).set(values.bias);
  const packed = arena.f32(weights, bytes / 4);
  values.weights.forEach((value, i) => (packed[at(i)] = value));
  const read = (array: number): Float32Array => {
    const from = arena.f32(array, bytes / 4);
    return values.weights.map((_, i) => from[at(i)] ?? NaN);
  };

  const ends = { input, inputGradient, output, outputGradient };
  const operation = dense(context, runner(context), ends, kernel, bias);
  const pass = () => ({
    ...{ batch: images, training: true, weights, gradients, dropout: 0, dropoutSeed: 0 },
    pacer: new Pacer(new AbortController().signal),
  });
  await operation.forward(pass());
  await operation.backward(pass());
  const results = {
    output: unpackTensor(arena, output, images),
    inputGradient: unpackTensor(arena, inputGradient, images),
    kernelGradient: read(gradients),
    biasGradient: arena.copyF32(gradients, units),
  };
  // The same with Adam's step: at once, and (the same kernel arithmetic) over gradients that were written out.
  const before = arena.copyF32(weights, bytes / 4);
  await operation.backward({ ...pass(), adam: { first, second, ...STEP } });
  expect(unpackTensor(arena, inputGradient, images)).toEqual(results.inputGradient);
  const atOnce = [weights, first, second].map((array) =>
    arena.copyF32(array + biasBytes, packing.bytes / 4),
  );
  const stepped = read(weights);
  arena.f32(weights, bytes / 4).set(before);
  for (const moments of [first, second]) arena.u8(moments, bytes).fill(0);
  await context.parallel('adam', {
    ...{ total: packing.bytes / 16, chunk: 8192, pacer: pass().pacer },
    args: [
      ...[weights, gradients, first, second].map((array) => array + biasBytes),
      ...[STEP.rate, STEP.beta1, STEP.beta2, STEP.epsilon],
    ],
  });
  const after = [weights, first, second].map((array) =>
    arena.copyF32(array + biasBytes, packing.bytes / 4),
  );
  expect(atOnce).toEqual(after);
  return { ...results, change: stepped.map((value, i) => value - (values.weights[i] ?? NaN)) };
}

describe.each([false, true])('a dense layer, relaxed SIMD %s', (relaxedSimd) => {
  it.each(Object.keys(CASES))('has the sums of the plain loops: %s', async (name) => {
    const sizes = CASES[name];
    if (!sizes) throw new Error('There is no such case.');
    const { input, weights, bias, gradient } = valuesOf(sizes);
    const golden = denseReference(sizes.images, input, weights, bias, gradient);
    const own = await computed(sizes, { threads: 1, relaxedSimd });
    expect(errorOf(own.output, golden.output)).toBeLessThan(5e-6);
    expect(errorOf(own.inputGradient, golden.inputGradient)).toBeLessThan(2e-6);
    expect(errorOf(own.kernelGradient, golden.kernelGradient)).toBeLessThan(2e-6);
    expect(errorOf(own.biasGradient, golden.biasGradient)).toBeLessThan(2e-6);
    // A change is lost in the rounding of the weight that it is added to.
    expect(
      errorOf(own.change, adamReference(Float64Array.from(own.kernelGradient), STEP)),
    ).toBeLessThan(1e-4);
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
