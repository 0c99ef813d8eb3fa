/** Zeros around an image, positions. */
export interface Margin {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export const NO_MARGIN: Margin = { top: 0, bottom: 0, left: 0, right: 0 };

/** Height, width and channels of one image; a vector is one position. */
export type Shape = readonly [number, number, number];

/**
 * How a batch of maps lies in a buffer: [image][row][column][channel], channels padded to whole quads (vec4f) and
 * rows and columns to the margin that a convolution reads around the image. Padding is 0 and stays 0. Strides are in
 * quads.
 */
export interface Tensor {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Of a position. */
  readonly quads: number;
  /** Where the first position inside the margin is. */
  readonly origin: number;
  readonly row: number;
  readonly image: number;
}

export function quadsOf(floats: number): number {
  return Math.ceil(floats / 4);
}

export function layTensor([height, width, channels]: Shape, margin = NO_MARGIN): Tensor {
  const quads = quadsOf(channels);
  const row = (margin.left + width + margin.right) * quads;
  const origin = margin.top * row + margin.left * quads;
  const image = (margin.top + height + margin.bottom) * row;
  return { height, width, channels, quads, origin, row, image };
}

/** Bytes of a batch of `images`. */
export function bytesOf(tensor: Tensor, images: number): number {
  return 16 * tensor.image * images;
}

/** The same memory with each image as one position. *Takes* a tensor without margins. */
export function asVectors(tensor: Tensor): Tensor {
  const { image } = tensor;
  const vector = { height: 1, width: 1, quads: image, origin: 0, row: image };
  return { ...tensor, ...vector, channels: 4 * image };
}

/** What a convolution reads beyond an image's edges, as TensorFlow shares it out. */
export function paddingOf(size: number, padding: 'same' | 'valid'): Margin {
  if (padding === 'valid') return NO_MARGIN;
  const before = Math.floor((size - 1) / 2);
  const after = size - 1 - before;
  return { top: before, bottom: after, left: before, right: after };
}

/** Values of `images` images as row-major floats without any padding. The caller's. */
export function unpackTensor(
  tensor: Tensor,
  values: Float32Array,
  images: number,
): Float32Array<ArrayBuffer> {
  const { height, width, channels, quads, origin, row, image } = tensor;
  const unpacked = new Float32Array(images * height * width * channels);
  let to = 0;
  for (let i = 0; i < images; i++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = 4 * (origin + i * image + y * row + x * quads);
        unpacked.set(values.subarray(from, from + channels), to);
        to += channels;
      }
    }
  }
  return unpacked;
}

/** The opposite: row-major floats with the tensor's padding. The caller's. */
export function packTensor(
  tensor: Tensor,
  values: ArrayLike<number>,
  images: number,
): Float32Array<ArrayBuffer> {
  const { height, width, channels, quads, origin, row, image } = tensor;
  const packed = new Float32Array(4 * image * images);
  let from = 0;
  for (let i = 0; i < images; i++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const to = 4 * (origin + i * image + y * row + x * quads);
        for (let c = 0; c < channels; c++) packed[to + c] = values[from++] ?? 0;
      }
    }
  }
  return packed;
}
