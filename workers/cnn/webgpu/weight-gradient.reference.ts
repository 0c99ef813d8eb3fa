import { type ConvolutionSizes, eachProduct } from './convolve.reference.ts';

/** Gradients of a convolution's kernel and biases. */
export function weightGradientReference(
  sizes: ConvolutionSizes,
  input: Float32Array,
  gradient: Float32Array,
): { kernel: Float64Array; biases: Float64Array } {
  const { channels, filters, size } = sizes;
  const kernel = new Float64Array(size * size * channels * filters);
  eachProduct(sizes, (from, weight, output) => {
    kernel[weight] = (kernel[weight] ?? NaN) + (input[from] ?? NaN) * (gradient[output] ?? NaN);
  });
  const biases = new Float64Array(filters);
  gradient.forEach((value, i) => {
    biases[i % filters] = (biases[i % filters] ?? NaN) + value;
  });
  return { kernel, biases };
}
