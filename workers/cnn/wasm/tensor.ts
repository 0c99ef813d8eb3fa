import type { Arena } from '../../wasm/arena.ts';

/** Channels of a block, and their bytes. */
export const LANES = 8;
export const BLOCK_BYTES = 4 * LANES;

/** Zeros around an image, rows or columns before and after it. */
export interface Margin {
  readonly before: number;
  readonly after: number;
}

export const NO_MARGIN: Margin = { before: 0, after: 0 };

/** Distances in bytes, and the sizes that go with them. */
export interface Layout {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Blocks of 8 channels, the last one filled up with zeros. */
  readonly blocks: number;
  readonly imageBytes: number;
  readonly blockBytes: number;
  readonly rowBytes: number;
}

/** A batch of images in the engine's memory, float32: [image][block][row][column][8]. A vector is an image of one position. */
export interface Tensor extends Layout {
  /** Of the first image's first value, margins skipped. */
  readonly address: number;
}

/** As few bytes between images and panels as this keep rows that are read together out of one cache set. */
const STAGGER = 64;
/** A quarter of what the sets of a first cache cover: at that distance they hold 32 rows. */
const CACHE_PERIOD = 1024;

export const blocksOf = (channels: number): number => Math.ceil(channels / LANES);

export function stagger(bytes: number): number {
  return bytes % CACHE_PERIOD === 0 ? bytes + STAGGER : bytes;
}

/** Rows that kernels may read at once: room for a batch is rounded up to it. */
const GROUP = 4;

export const roomFor = (images: number): number => Math.ceil(images / GROUP) * GROUP;

/** Room for `images` images, all zero: margins stay so, because nothing ever writes there. */
export function allocateTensor(
  arena: Arena,
  images: number,
  [height, width, channels]: readonly [number, number, number],
  { before, after }: Margin = NO_MARGIN,
): Tensor {
  const blocks = blocksOf(channels);
  const rowBytes = (width + before + after) * BLOCK_BYTES;
  const blockBytes = (height + before + after) * rowBytes;
  const imageBytes = stagger(blocks * blockBytes);
  const base = arena.allocateZeroed(roomFor(images) * imageBytes);
  const address = base + before * (rowBytes + BLOCK_BYTES);
  return { address, height, width, channels, blocks, imageBytes, blockBytes, rowBytes };
}

/** Bytes of image, block and row, as kernels' shapes list them. */
export const strides = ({ imageBytes, blockBytes, rowBytes }: Layout): number[] => [
  imageBytes,
  blockBytes,
  rowBytes,
];

/** Writes images in [image][row][column][channel] order (*borrowed*) to where kernels read them; margins and padding stay. */
export function packTensor(
  arena: Arena,
  tensor: Tensor,
  images: number,
  values: Float32Array,
): void {
  eachRow(tensor, images, (address, at, own) => {
    const to = arena.f32(address, tensor.width * LANES);
    for (let column = 0; column < tensor.width; column++) {
      for (let c = 0; c < own; c++) {
        to[column * LANES + c] = values[at + column * tensor.channels + c] ?? 0;
      }
    }
  });
}

/** The first `images` images as [image][row][column][channel]. The caller's. */
export function unpackTensor(
  arena: Arena,
  tensor: Tensor,
  images: number,
): Float32Array<ArrayBuffer> {
  const { height, width, channels } = tensor;
  const result = new Float32Array(images * height * width * channels);
  eachRow(tensor, images, (address, at, own) => {
    const from = arena.f32(address, width * LANES);
    for (let column = 0; column < width; column++) {
      for (let c = 0; c < own; c++)
        result[at + column * channels + c] = from[column * LANES + c] ?? 0;
    }
  });
  return result;
}

/** Address of each row of each block, index of its first value in [image][row][column][channel], and the block's channels. */
function eachRow(
  tensor: Tensor,
  images: number,
  visit: (address: number, at: number, own: number) => void,
): void {
  const { height, width, channels, blocks, address, imageBytes, blockBytes, rowBytes } = tensor;
  for (let image = 0; image < images; image++) {
    for (let block = 0; block < blocks; block++) {
      const own = Math.min(LANES, channels - block * LANES);
      const first = address + image * imageBytes + block * blockBytes;
      for (let row = 0; row < height; row++) {
        const at = (image * height + row) * width * channels + block * LANES;
        visit(first + row * rowBytes, at, own);
      }
    }
  }
}
