import { type Chain, chainConstants, withRules } from './chain.ts';
import code from './convolve.wgsl?raw';
import { type Kernel, specialise, tensorConstants } from './kernel.ts';
import type { Tensor } from './tensor.ts';

/** A convolution's weights in the buffer of all. A dense layer's window is 1 × 1. */
export interface WindowWeights {
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  /** Quad where they begin. */
  readonly first: number;
}

export interface ConvolveOptions {
  readonly weights: WindowWeights;
  /** With the convolution's padding as its margin. */
  readonly input: Tensor;
  /** Height and width before pooling. */
  readonly height: number;
  readonly width: number;
  /** Pooling 2, or 1. */
  readonly chain: Chain;
  readonly output: Tensor;
}

/** Positions and quads of channels of a thread's tile in all matrix products. */
export const TILE = { positions: 8, quads: 2 } as const;

export function tilesOf(positions: number, quads: number): number {
  return Math.ceil(positions / TILE.positions) * Math.ceil(quads / TILE.quads);
}

export function convolve(options: ConvolveOptions): Kernel {
  const { weights, input, height, width, chain, output } = options;
  const positions = chain.pool > 1 ? 4 * output.height * output.width : height * width;
  return {
    label: 'convolve.wgsl',
    code: specialise(withRules(code), {
      ...chainConstants(chain),
      ...tensorConstants('IN', input),
      ...tensorConstants('OUT', output),
      ...windowConstants(weights, input),
      HEIGHT: height,
      WIDTH: width,
    }),
    bindings: ['read', 'read', 'write', 'write'],
    threads: { convolve: (batch) => tilesOf(batch * positions, output.quads) },
  };
}

export function windowConstants(
  { kernelHeight, kernelWidth, first }: WindowWeights,
  input: Tensor,
) {
  return {
    KERNEL_HEIGHT: kernelHeight,
    KERNEL_WIDTH: kernelWidth,
    KERNEL_ROWS: 4 * kernelHeight * kernelWidth * input.quads,
    WEIGHTS: first,
  };
}
