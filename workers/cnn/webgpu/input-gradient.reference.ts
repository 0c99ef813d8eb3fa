import { type ConvolutionSizes, eachProduct } from './convolve.reference.ts';

/** Gradient of a convolution's input. */
export function inputGradientReference(
  sizes: ConvolutionSizes,
  gradient: Float32Array,
  kernel: Float32Array,
): Float64Array {
  const { images, height, width, channels } = sizes;
  const result = new Float64Array(images * height * width * channels);
  eachProduct(sizes, (input, weight, output) => {
    result[input] = (result[input] ?? NaN) + (gradient[output] ?? NaN) * (kernel[weight] ?? NaN);
  });
  return result;
}
