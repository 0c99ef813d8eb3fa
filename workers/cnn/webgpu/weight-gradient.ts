import { windowConstants, type WindowWeights } from './convolve.ts';
import { type Kernel, specialise, tensorConstants } from './kernel.ts';
import type { Tensor } from './tensor.ts';
import { LARGEST_TILE, type Tile, tileConstants, tilesOf } from './tile.ts';
import code from './weight-gradient.wgsl?raw';

/** Where the parts of a tensor's gradient lie in the buffer of all, quads. */
export interface Parts {
  readonly first: number;
  /** From one part to the next. */
  readonly stride: number;
  readonly splits: number;
}

export interface WeightGradientOptions {
  readonly weights: WindowWeights;
  readonly dense: boolean;
  readonly input: Tensor;
  /** The output's. */
  readonly gradient: Tensor;
  readonly parts: Parts;
}

/** Tiles of a kernel and its biases, `rows` quads of rows of `filters` quads. */
export function weightTiles(rows: number, filters: number, tile: Tile = LARGEST_TILE): number {
  return tilesOf(4 * (rows + 1), filters, tile);
}

export function weightGradient(options: WeightGradientOptions, tile: Tile = LARGEST_TILE): Kernel {
  const { weights, dense, input, gradient, parts } = options;
  const rows = weights.kernelHeight * weights.kernelWidth * input.quads;
  return {
    label: 'weight-gradient.wgsl',
    code: specialise(code, {
      ...tensorConstants('IN', input),
      ...tensorConstants('G', gradient),
      ...windowConstants(weights, input),
      ...tileConstants(tile),
      DENSE: dense,
      PARTS: parts.first,
      STRIDE: parts.stride,
      SPLITS: parts.splits,
    }),
    bindings: ['read', 'read', 'write'],
    threads: { weightGradient: () => parts.splits * weightTiles(rows, gradient.quads, tile) },
    tiled: {
      outputs: () => 16 * parts.splits * (rows + 1) * gradient.quads,
      with: (other) => weightGradient(options, other),
    },
  };
}
