/** What a convolution's kernels are held to: the sums as they are written, in float64. */
export interface ConvolutionCase {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly size: number;
  /** Zeros before and after the image, in both directions. */
  readonly before: number;
  readonly after: number;
}

export interface ConvolutionResults {
  /** [image][row][column][filter] */
  readonly output: Float64Array;
  /** [image][row][column][channel] */
  readonly inputGradient: Float64Array;
  /** [row][column][channel][filter] */
  readonly kernelGradient: Float64Array;
  readonly biasGradient: Float64Array;
}

/** `gradient` is that of the output. All arrays are in the order of `ConvolutionResults`. */
export function convolutionReference(
  { images, height, width, channels, filters, size, before, after }: ConvolutionCase,
  input: Float32Array,
  kernel: Float32Array,
  bias: Float32Array,
  gradient: Float32Array,
): ConvolutionResults {
  const rows = height + before + after - size + 1;
  const columns = width + before + after - size + 1;
  const output = new Float64Array(images * rows * columns * filters);
  const inputGradient = new Float64Array(input.length);
  const kernelGradient = new Float64Array(kernel.length);
  const biasGradient = new Float64Array(filters);
  for (let place = 0; place < images * rows * columns; place++) {
    const image = Math.floor(place / rows / columns);
    const row = Math.floor(place / columns) % rows;
    const column = place % columns;
    for (let f = 0; f < filters; f++) {
      output[place * filters + f] = bias[f] ?? NaN;
      biasGradient[f] = (biasGradient[f] ?? NaN) + (gradient[place * filters + f] ?? NaN);
    }
    for (let tap = 0; tap < size * size; tap++) {
      const y = row + Math.floor(tap / size) - before;
      const x = column + (tap % size) - before;
      if (y < 0 || y >= height || x < 0 || x >= width) continue;
      for (let c = 0; c < channels; c++) {
        const at = ((image * height + y) * width + x) * channels + c;
        const value = input[at] ?? NaN;
        let sum = 0;
        for (let f = 0; f < filters; f++) {
          const k = (tap * channels + c) * filters + f;
          const o = place * filters + f;
          const g = gradient[o] ?? NaN;
          output[o] = (output[o] ?? NaN) + value * (kernel[k] ?? NaN);
          kernelGradient[k] = (kernelGradient[k] ?? NaN) + value * g;
          sum += g * (kernel[k] ?? NaN);
        }
        inputGradient[at] = (inputGradient[at] ?? NaN) + sum;
      }
    }
  }
  return { output, inputGradient, kernelGradient, biasGradient };
}
