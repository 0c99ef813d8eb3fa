import backward from './chain-gradient.wgsl?raw';
import rules from './chain-rules.wgsl?raw';
import forward from './chain.wgsl?raw';
import { type Kernel, specialise, tensorConstants } from './kernel.ts';
import type { Tensor } from './tensor.ts';

/** What happens to values on their way out of a layer, in this order. */
export interface Chain {
  readonly relu: boolean;
  /** Height and width of windows; 1: no pooling. */
  readonly pool: number;
  readonly dropout: boolean;
}

export const NO_CHAIN: Chain = { relu: false, pool: 1, dropout: false };

/** Places in a window are 16-bit numbers, the last of which says that none won. */
export const LARGEST_POOL = 255;

export function chainConstants({ relu, pool, dropout }: Chain) {
  return { RELU: relu, POOL: pool > 1, SIZE: pool, DROPOUT: dropout };
}

/** With the rules that constants stand for. */
export const withRules = (code: string): string => `${rules}\n${code}`;

/** Tensors before and after the chain. */
export function chainForward(chain: Chain, input: Tensor, output: Tensor): Kernel {
  return {
    label: 'chain.wgsl',
    code: specialise(withRules(forward), {
      ...chainConstants(chain),
      ...tensorConstants('IN', input),
      ...tensorConstants('OUT', output),
    }),
    bindings: ['read', 'write', 'write'],
    threads: { forward: (batch) => batch * output.height * output.width * output.quads },
  };
}

/** @param result tensor of the gradient before the chain, as large as the value there, with any margins */
export function chainBackward(chain: Chain, output: Tensor, result: Tensor): Kernel {
  return {
    label: 'chain-gradient.wgsl',
    code: specialise(withRules(backward), {
      ...chainConstants(chain),
      ...tensorConstants('OUT', output),
      ...tensorConstants('G', result),
    }),
    bindings: ['read', 'read', 'read', 'write'],
    threads: { backward: (batch) => batch * result.height * result.width * result.quads },
  };
}
