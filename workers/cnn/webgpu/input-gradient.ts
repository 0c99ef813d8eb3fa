import { tilesOf, windowConstants, type WindowWeights } from './convolve.ts';
import code from './input-gradient.wgsl?raw';
import { type Kernel, specialise, tensorConstants } from './kernel.ts';
import { type Margin, type Tensor } from './tensor.ts';

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

export function inputGradient({ weights, gradient, result }: InputGradientOptions): Kernel {
  return {
    label: 'input-gradient.wgsl',
    code: specialise(code, {
      ...tensorConstants('G', gradient),
      ...tensorConstants('OUT', result),
      ...windowConstants(weights, result),
    }),
    bindings: ['read', 'read', 'write'],
    threads: {
      inputGradient: (batch) => tilesOf(batch * result.height * result.width, result.quads),
    },
  };
}
