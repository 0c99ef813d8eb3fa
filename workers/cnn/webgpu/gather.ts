import code from './gather.wgsl?raw';
import { type Kernel, specialise, tensorConstants } from './kernel.ts';
import type { Shape, Tensor } from './tensor.ts';

export interface GatherOptions {
  readonly image: Shape;
  /** Columns side by side at each position, and how many of them are left of it. */
  readonly window: number;
  readonly left: number;
  /** Of `window · channels` channels. */
  readonly output: Tensor;
}

export function gather({ image, window, left, output }: GatherOptions): Kernel {
  const [height, width, channels] = image;
  return {
    label: 'gather.wgsl',
    code: specialise(code, {
      HEIGHT: height,
      WIDTH: width,
      CHANNELS: channels,
      WINDOW: window,
      LEFT: left,
      ...tensorConstants('OUT', output),
    }),
    bindings: ['read', 'read', 'write'],
    threads: { gather: (batch) => batch * output.height * output.width * output.quads },
  };
}
