/** Sizes of a convolution; images are row-major [row][column][channel]. */
export interface ConvolutionSizes {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly size: number;
  readonly padding: 'same' | 'valid';
}

/** Height and width of the output, and rows and columns of zeros before the input's. */
export function outputOf({ height, width, size, padding }: ConvolutionSizes) {
  if (padding === 'same')
    return { rows: height, columns: width, before: Math.floor((size - 1) / 2) };
  return { rows: height - size + 1, columns: width - size + 1, before: 0 };
}

/** Calls `visit` with the flat places of input, kernel and output of each product that a convolution sums up. */
export function eachProduct(
  sizes: ConvolutionSizes,
  visit: (input: number, kernel: number, output: number) => void,
): void {
  const { images, height, width, channels, filters, size } = sizes;
  const { rows, columns, before } = outputOf(sizes);
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        for (let tap = 0; tap < size * size; tap++) {
          const row = y + Math.floor(tap / size) - before;
          const column = x + (tap % size) - before;
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          for (let c = 0; c < channels; c++) {
            for (let f = 0; f < filters; f++) {
              visit(
                ((image * height + row) * width + column) * channels + c,
                (tap * channels + c) * filters + f,
                ((image * rows + y) * columns + x) * filters + f,
              );
            }
          }
        }
      }
    }
  }
}

/** Output of a convolution, before any tail. */
export function convolveReference(
  sizes: ConvolutionSizes,
  input: Float32Array,
  kernel: Float32Array,
  biases: Float32Array,
): Float64Array {
  const { rows, columns } = outputOf(sizes);
  const { images, filters } = sizes;
  const output = Float64Array.from(
    { length: images * rows * columns * filters },
    (_, i) => biases[i % filters] ?? NaN,
  );
  eachProduct(sizes, (from, weight, to) => {
    output[to] = (output[to] ?? NaN) + (input[from] ?? NaN) * (kernel[weight] ?? NaN);
  });
  return output;
}
