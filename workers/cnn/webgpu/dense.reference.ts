/** inputs × kernel + biases of each image, row-major. */
export function denseReference(
  images: number,
  input: Float32Array,
  kernel: Float32Array,
  biases: Float32Array,
): Float64Array {
  const [inputs, units] = [input.length / images, biases.length];
  return Float64Array.from({ length: images * units }, (_, at) => {
    const [image, unit] = [Math.floor(at / units), at % units];
    let sum = biases[unit] ?? NaN;
    for (let i = 0; i < inputs; i++) {
      sum += (input[image * inputs + i] ?? NaN) * (kernel[i * units + unit] ?? NaN);
    }
    return sum;
  });
}
