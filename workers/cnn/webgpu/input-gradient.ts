import { windowConstants, type WindowWeights } from './convolve.ts';
import code from './input-gradient.wgsl?raw';
import { type Kernel, specialise, tensorConstants } from './kernel.ts';
import type { Margin, Tensor } from './tensor.ts';
import { LARGEST_TILE, type Tile, tileConstants, tilesOf } from './tile.ts';

export interface InputGradientOptions {
  readonly weights: WindowWeights;
  /** The output's, with `gradientMargin` around it. */
  readonly gradient: Tensor;
  /** Without margins. */
  readonly result: Tensor;
}

/** Zeros that the gradient of an output needs around it, for a convolution with `padding`. */
export function gradientMargin(size: number, { top, bottom, left, right }: Margin): Margin {
  const rest = size - 1;
  return { top: rest - top, bottom: rest - bottom, left: rest - left, right: rest - right };
}

export function inputGradient(options: InputGradientOptions, tile: Tile = LARGEST_TILE): Kernel {
  const { weights, gradient, result } = options;
  const positions = result.height * result.width;
  return {
    label: 'input-gradient.wgsl',
    code: specialise(code, {
      ...tensorConstants('G', gradient),
      ...tensorConstants('OUT', result),
      ...windowConstants(weights, result),
      ...tileConstants(tile),
    }),
    bindings: ['read', 'read', 'write'],
    threads: { inputGradient: (batch) => tilesOf(batch * positions, result.quads, tile) },
    tiled: {
      outputs: (batch) => 4 * batch * positions * result.quads,
      with: (other) => inputGradient(options, other),
    },
  };
}
