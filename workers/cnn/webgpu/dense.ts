import { type Chain, chainConstants } from './chain.ts';
import { tilesOf } from './convolve.ts';
import code from './dense.wgsl?raw';
import { type Kernel, specialise, tensorConstants } from './kernel.ts';
import type { Tensor } from './tensor.ts';

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

export function dense({ first, input, output, chain }: DenseOptions): Kernel {
  const splits = denseSplits(input);
  return {
    label: 'dense.wgsl',
    code: specialise(code, {
      ...chainConstants(chain),
      ...tensorConstants('IN', input),
      ...tensorConstants('OUT', output),
      WEIGHTS: first,
      SPLITS: splits,
    }),
    bindings: ['read', 'read', 'write', 'write'],
    threads: {
      multiply: (batch) => splits * tilesOf(batch, output.quads),
      finish: (batch) => batch * output.quads,
    },
  };
}
