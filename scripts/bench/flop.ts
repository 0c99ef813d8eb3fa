import type { ModelPlan } from '../../workers/cnn/model.ts';

/**
 * Floating-point operations that training takes an image: two (a product and a sum) for each weight of a convolution or a
 * dense layer at each place of its output, forward, and again for the gradients of its weights and of its input, of
 * which the first such layer needs none. What is linear in the activations (ReLU, pooling, batch norm) is left out, as is usual.
 */
export function trainingFlop({ input, layers }: Pick<ModelPlan, 'input' | 'layers'>): number {
  let channels: number = input.channels;
  let flop = 0;
  let isFirst = true;
  for (const { spec, outputShape } of layers) {
    const outputs = outputShape.reduce((product, n) => product * n, 1);
    if (spec.type === 'conv2d' || spec.type === 'dense') {
      const window = spec.type === 'conv2d' ? spec.kernelSize ** 2 : 1;
      flop += 2 * outputs * window * channels * (isFirst ? 2 : 3);
      isFirst = false;
    }
    channels = outputShape.at(-1) ?? channels;
  }
  return flop;
}
