import { type Chain, chainConstants } from './chain.ts';
import code from './dense.wgsl?raw';
import { type Kernel, specialise, tensorConstants } from './kernel.ts';
import type { Tensor } from './tensor.ts';
import { LARGEST_TILE, type Tile, tileConstants, tilesOf } from './tile.ts';

/** Quads of inputs that a thread sums up, at least, and ranges at most. */
const SHORTEST = 16;
const MOST_SPLITS = 32;

export interface DenseOptions {
  /** Quad where the layer's weights begin. */
  readonly first: number;
  /** Both one position an image, without margins. */
  readonly input: Tensor;
  readonly output: Tensor;
  /** Without pooling. */
  readonly chain: Chain;
}

/** Ranges of inputs with sums of their own. */
export function denseSplits(input: Tensor): number {
  return Math.min(MOST_SPLITS, Math.ceil(input.image / SHORTEST));
}

export function dense(options: DenseOptions, tile: Tile = LARGEST_TILE): Kernel {
  const { first, input, output, chain } = options;
  const splits = denseSplits(input);
  return {
    label: 'dense.wgsl',
    code: specialise(code, {
      ...chainConstants(chain),
      ...tensorConstants('IN', input),
      ...tensorConstants('OUT', output),
      ...tileConstants(tile),
      WEIGHTS: first,
      SPLITS: splits,
    }),
    bindings: ['read', 'read', 'write', 'write'],
    threads: {
      multiply: (batch) => splits * tilesOf(batch, output.quads, tile),
      finish: (batch) => batch * output.quads,
    },
    tiled: {
      outputs: (batch) => 4 * splits * batch * output.quads,
      with: (other) => dense(options, other),
    },
  };
}
