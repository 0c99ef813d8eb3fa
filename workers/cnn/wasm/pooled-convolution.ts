import type { WasmContext } from '../../wasm/runtime.ts';
import { type Convolution, type PlainImages, runsOf } from './convolution.ts';
import { type Operation, type Pass, putShape, type Run } from './pass.ts';
import { BLOCK_BYTES, LANES, strides, type Tensor } from './tensor.ts';

/** Byte offsets of a window's places, in the kernel's scratch; a place is a byte, and 255 is none. */
const TABLE_BYTES = 1024;
const MOST_SIZE = 15;

/** A network's first convolution and the max pooling after it. */
export interface PooledConvolution extends Omit<
  Convolution,
  'input' | 'inputGradient' | 'outputGradient'
> {
  readonly input: PlainImages;
  readonly pool: number;
  /** There is a ReLU between them. */
  readonly rectified: boolean;
  readonly pooled: Tensor;
  readonly pooledGradient: Tensor;
}

/** Whether it is worth it to follow the winners of a pooling of that size, and possible. */
export const takesPooled = (pool: number): boolean => pool > 1 && pool <= MOST_SIZE;

/**
 * Both as one (conv.kernel.ts, pooled-gradient.kernel.ts). While it learns, the convolution's output is not kept, and its
 * gradient never is.
 */
export function pooledConvolution(
  context: WasmContext,
  run: Run,
  layer: PooledConvolution,
  images: number,
): Operation {
  const { size, kernel, bias, input, output, pool, rectified, pooled, pooledGradient } = layer;
  const { arena, threads } = context;
  const suffix = input.channels === 3 ? 'Colour' : 'Grey';
  const runs = runsOf(input, size);
  const length = size * input.channels;
  const positions = pooled.height * pooled.width;
  const winners = arena.allocate(images * pooled.blocks * positions * LANES);

  const shapesOf = (to: readonly number[]) => ({
    shape: putShape(
      context,
      ...[output.height, output.width, output.blocks, runs.length, length],
      ...[input.imageBytes, input.rowBytes, ...to, ...runs],
    ),
    poolShape: putShape(
      context,
      ...[pooled.height, pooled.width, pooled.blocks, pool],
      ...[...to, ...strides(pooled), output.height, output.width],
    ),
  });
  const kept = { address: output.address, bytes: 0, ...shapesOf(strides(output)) };
  /** A block at a time, which the pooling takes from the nearest cache. */
  const rowBytes = output.width * BLOCK_BYTES;
  const bytes = output.height * rowBytes;
  const passing = {
    address: arena.allocate(threads * bytes),
    bytes,
    ...shapesOf([0, 0, rowBytes]),
  };

  const listBytes = 8 * (positions + 1);
  const sumBytes = 64 * runs.length * Math.ceil(length / 16);
  const scratchBytes = TABLE_BYTES + Math.ceil((4 * (listBytes + sumBytes)) / 64) * 64;
  const scratch = arena.allocate(threads * scratchBytes);
  const gradientShape = putShape(
    context,
    ...[pooled.height, pooled.width, pooled.blocks, pool, ...strides(pooledGradient)],
    ...[input.imageBytes, input.rowBytes, 4 * input.channels, runs.length, length],
  );

  return {
    forward: (pass: Pass) => {
      const to = pass.training ? passing : kept;
      return run(
        `convolvePooled${suffix}`,
        pass.batch * output.blocks,
        [
          ...[input.base, pass.weights + kernel.offset, pass.weights + bias.offset],
          ...[to.address, to.bytes, to.shape],
          ...[pooled.address, winners, rectified ? 1 : 0, to.poolShape],
        ],
        pass,
      );
    },
    backward: (pass: Pass) =>
      run(
        'gradientPooled',
        2 * output.blocks,
        [
          ...[pass.batch, input.base, pooledGradient.address, winners],
          ...[pass.gradients + kernel.offset, pass.gradients + bias.offset],
          ...[scratch, scratchBytes, gradientShape],
        ],
        pass,
      ),
  };
}
