import { Pacer } from '../../rpc/slices.ts';
import type { Arena } from '../../wasm/arena.ts';
import type { WasmContext } from '../../wasm/runtime.ts';
import type { ConvolutionCase } from '../wasm/convolution.reference.ts';
import type { Convolution } from '../wasm/convolution.ts';
import { type Packed, packConvolution } from '../wasm/parameters.ts';
import { type Operation, type Pass, type Run, runner } from '../wasm/pass.ts';
import {
  allocateTensor,
  blocksOf,
  LANES,
  type Margin,
  packTensor,
  type Tensor,
  unpackTensor,
} from '../wasm/tensor.ts';

/** Input, kernel, bias and the gradient of the output, in the orders of convolution.reference.ts. */
export interface ConvolutionValues {
  readonly input: Float32Array;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly gradient: Float32Array;
}

export type BlockedConvolution = Convolution & {
  readonly input: Tensor;
  readonly inputGradient: Tensor;
};

/** A convolution in a context of its own. */
export interface ConvolutionRig {
  /** Forward and backward for so many of the images, the first ones. */
  run(images: number): Promise<{
    readonly output: Float32Array;
    readonly inputGradient: Float32Array;
    readonly kernelGradient: Float32Array;
    readonly biasGradient: Float32Array;
  }>;
}

/**
 * A convolution's kernel and bias (*borrowed*) in memory of their own, and room for their gradients.
 * @param shape rows, columns, channels, filters
 */
export function packKernel(
  arena: Arena,
  shape: readonly number[],
  plain: boolean,
  kernelValues: Float32Array,
  biasValues: Float32Array,
) {
  const filters = biasValues.length;
  const packing = packConvolution(shape, plain);
  const biasBytes = 4 * LANES * blocksOf(filters);
  const tensor = {
    ...{ name: 'kernel', layer: 0, shape, role: 'kernel' as const, init: 'zeros' as const },
    ...{ trainable: true, offset: 0, size: kernelValues.length },
  };
  const kernel: Packed = { tensor, offset: biasBytes, packing };
  const bias: Packed = {
    tensor: { ...tensor, name: 'bias', role: 'bias', shape: [filters], size: filters },
    offset: 0,
    packing: { bytes: biasBytes, place: (i) => 4 * i },
  };
  const bytes = biasBytes + packing.bytes;
  const weights = arena.allocateZeroed(bytes);
  const gradients = arena.allocateZeroed(bytes);
  const at = (i: number): number => (biasBytes + packing.place(i)) / 4;
  const packed = arena.f32(weights, bytes / 4);
  packed.set(biasValues);
  kernelValues.forEach((value, i) => (packed[at(i)] = value));
  const read = () => {
    const sums = arena.copyF32(gradients, bytes / 4);
    return {
      kernelGradient: kernelValues.map((_, i) => sums[at(i)] ?? NaN),
      biasGradient: sums.slice(0, filters),
    };
  };
  return { kernel, bias, weights, gradients, read };
}

/** Lays out a convolution of blocked images with such margins, and has `build` make its operation. */
export function convolutionRig(
  context: WasmContext,
  sizes: ConvolutionCase,
  values: ConvolutionValues,
  margins: { readonly input: Margin; readonly gradient: Margin },
  build: (context: WasmContext, run: Run, layer: BlockedConvolution, images: number) => Operation,
): ConvolutionRig {
  const { arena } = context;
  const { images, height, width, channels, filters, size, before, after } = sizes;
  const outHeight = height + before + after - size + 1;
  const outWidth = width + before + after - size + 1;
  const allocate = (
    [h, w, c]: readonly [number, number, number],
    margin?: Margin,
    content?: Float32Array,
  ): Tensor => {
    const tensor = allocateTensor(arena, images, [h, w, c], margin);
    if (content) packTensor(arena, tensor, images, content);
    return tensor;
  };
  const input = allocate([height, width, channels], margins.input, values.input);
  const inputGradient = allocate([height, width, channels]);
  const output = allocate([outHeight, outWidth, filters]);
  const outputGradient = allocate(
    [outHeight, outWidth, filters],
    margins.gradient,
    values.gradient,
  );
  const shape = [size, size, channels, filters];
  const packed = packKernel(arena, shape, false, values.kernel, values.bias);
  const { kernel, bias, weights, gradients } = packed;
  const operation = build(
    context,
    runner(context),
    {
      ...{ size, padding: { before, after }, kernel, bias },
      ...{ input, inputGradient, output, outputGradient },
    },
    images,
  );
  return {
    run: async (batch) => {
      const pass: Pass = {
        ...{ batch, training: true, weights, gradients, dropout: 0, dropoutSeed: 0 },
        pacer: new Pacer(new AbortController().signal),
      };
      await operation.forward(pass);
      await operation.backward(pass);
      return {
        output: unpackTensor(arena, output, batch),
        inputGradient: unpackTensor(arena, inputGradient, batch),
        ...packed.read(),
      };
    },
  };
}

/** Largest difference, of the largest value; NaN or Infinity where they cannot be compared. */
export function errorOf(values: Float32Array, golden: Float64Array): number {
  if (values.length !== golden.length) return Infinity;
  const largest = golden.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return values.reduce((most, value, i) => {
    const own = Math.abs(value - (golden[i] ?? NaN)) / largest;
    return own <= most ? most : own;
  }, 0);
}
