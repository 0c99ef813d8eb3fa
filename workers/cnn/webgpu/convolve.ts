import { type Chain, chainConstants, withRules } from './chain.ts';
import code from './convolve.wgsl?raw';
import { type Kernel, specialise, tensorConstants } from './kernel.ts';
import type { Tensor } from './tensor.ts';
import { LARGEST_TILE, type Tile, tileConstants, tilesOf } from './tile.ts';

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

export function convolve(options: ConvolveOptions, tile: Tile = LARGEST_TILE): Kernel {
  const { weights, input, height, width, chain, output } = options;
  const positions = chain.pool > 1 ? 4 * output.height * output.width : height * width;
  return {
    label: 'convolve.wgsl',
    code: specialise(withRules(code), {
      ...chainConstants(chain),
      ...tensorConstants('IN', input),
      ...tensorConstants('OUT', output),
      ...windowConstants(weights, input),
      ...tileConstants(tile),
      HEIGHT: height,
      WIDTH: width,
    }),
    bindings: ['read', 'read', 'write', 'write'],
    threads: { convolve: (batch) => tilesOf(batch * positions, output.quads, tile) },
    tiled: {
      outputs: (batch) => 4 * batch * positions * output.quads,
      with: (other) => convolve(options, other),
    },
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
