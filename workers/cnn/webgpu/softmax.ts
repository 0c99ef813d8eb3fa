import { type Kernel, specialise, WORKGROUP } from './kernel.ts';
import code from './softmax.wgsl?raw';
import { quadsOf } from './tensor.ts';

export function softmax(classes: number): Kernel {
  return {
    label: 'softmax.wgsl',
    code: specialise(code, { CLASSES: classes, OUT_QUADS: quadsOf(classes) }),
    bindings: ['read', 'write', 'read', 'read', 'write'],
    threads: { predict: (batch) => batch, lose: () => WORKGROUP },
  };
}
