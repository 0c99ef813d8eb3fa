import convolveTiled from '../convolve.wgsl?raw';
import denseTiled from '../dense.wgsl?raw';
import inputGradientTiled from '../input-gradient.wgsl?raw';
import type { Kernel } from '../kernel.ts';
import weightGradientTiled from '../weight-gradient.wgsl?raw';
import convolve from './naive/convolve.wgsl?raw';
import dense from './naive/dense.wgsl?raw';
import inputGradient from './naive/input-gradient.wgsl?raw';
import weightGradient from './naive/weight-gradient.wgsl?raw';

/** A matrix product's shader, the plain one in its place, and the plain one's threads by the constants of the first. */
interface Plain {
  readonly tiled: string;
  readonly plain: string;
  readonly threads: (size: (name: string) => number) => Kernel['threads'];
}

const perOutput =
  (size: (name: string) => number) =>
  (batch: number): number =>
    batch * size('OUT_HEIGHT') * size('OUT_WIDTH') * size('OUT_QUADS');

const PLAIN: Readonly<Record<string, Plain>> = {
  'convolve.wgsl': {
    tiled: convolveTiled,
    plain: convolve,
    threads: (size) => ({ convolve: perOutput(size) }),
  },
  'input-gradient.wgsl': {
    tiled: inputGradientTiled,
    plain: inputGradient,
    threads: (size) => ({ inputGradient: perOutput(size) }),
  },
  'weight-gradient.wgsl': {
    tiled: weightGradientTiled,
    plain: weightGradient,
    threads: (size) => {
      const rows = 4 * (size('KERNEL_HEIGHT') * size('KERNEL_WIDTH') * size('IN_QUADS') + 1);
      return { weightGradient: () => size('SPLITS') * rows * size('G_QUADS') };
    },
  },
  'dense.wgsl': {
    tiled: denseTiled,
    plain: dense,
    threads: (size) => ({ multiply: () => 1, finish: (batch) => batch * size('OUT_QUADS') }),
  },
};

/**
 * The same network with matrix products as one would write them first: one output (of four neighbouring channels) a
 * thread, no register tiles, no split sums. For benchmarks, which show with it what the engine's own kernels buy. Other kernels
 * stay as they are.
 */
export function naiveKernel(kernel: Kernel): Kernel {
  const plain = PLAIN[kernel.label];
  if (!plain) return kernel;
  const size = (name: string): number => {
    const found = new RegExp(`const ${name} = (\\d+)u;`).exec(kernel.code)?.[1];
    if (found === undefined) throw new Error(`${kernel.label} has no ${name}.`);
    return Number(found);
  };
  return {
    label: `naive ${kernel.label}`,
    code: kernel.code.replace(plain.tiled, () => plain.plain),
    bindings: kernel.bindings,
    threads: plain.threads(size),
  };
}
