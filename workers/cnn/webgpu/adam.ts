import code from './adam.wgsl?raw';
import { type Kernel, specialise } from './kernel.ts';

/** @param quads of all weights, a whole number of blocks */
export function adam(quads: number): Kernel {
  return {
    label: 'adam.wgsl',
    code: specialise(code, { QUADS: quads }),
    bindings: ['read', 'read', 'write', 'write', 'write', 'write'],
    threads: { adam: () => quads, gradients: () => quads },
  };
}
