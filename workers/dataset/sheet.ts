import type { ImageShape } from '../contracts/dataset.ts';
import type { Raster } from './platform.ts';

/**
 * A sheet shows images in reading order, 40 a row: 1,000 images of 32 × 32 make 1280 × 800, well
 * inside every browser's limits for pictures and canvases. Sides that are multiples of 8 keep
 * JPEG's 8 × 8 blocks inside single images, so that neighbours do not bleed into each other.
 */
export const SHEET_COLUMNS = 40;

export function sheetSize(
  { height, width }: ImageShape,
  count: number,
): { width: number; height: number } {
  return { width: SHEET_COLUMNS * width, height: Math.ceil(count / SHEET_COLUMNS) * height };
}

/** Lays out `count` RGB images (interleaved, borrowed) as one RGB picture; unused places stay black. */
export function layOutSheet(
  images: Uint8Array,
  shape: ImageShape,
  count: number,
): Uint8Array<ArrayBuffer> {
  const size = sheetSize(shape, count);
  const sheet = new Uint8Array(size.width * size.height * 3);
  const row = shape.width * 3;
  for (let image = 0; image < count; image++) {
    const { x, y } = place(image, shape);
    for (let r = 0; r < shape.height; r++) {
      const from = (image * shape.height + r) * row;
      sheet.set(images.subarray(from, from + row), ((y + r) * size.width + x) * 3);
    }
  }
  return sheet;
}

/** Cuts the first `count` images of a sheet out, into `target` from `offset` on, RGB interleaved. */
export function cutSheet(
  sheet: Raster,
  shape: ImageShape,
  count: number,
  target: Uint8Array,
  offset: number,
): void {
  const { data, channels } = sheet;
  let to = offset;
  for (let image = 0; image < count; image++) {
    const { x, y } = place(image, shape);
    for (let r = 0; r < shape.height; r++) {
      let from = ((y + r) * sheet.width + x) * channels;
      for (let c = 0; c < shape.width; c++, from += channels, to += 3) {
        target[to] = data[from] ?? 0;
        target[to + 1] = data[from + 1] ?? 0;
        target[to + 2] = data[from + 2] ?? 0;
      }
    }
  }
}

function place(image: number, { height, width }: ImageShape): { x: number; y: number } {
  return {
    x: (image % SHEET_COLUMNS) * width,
    y: Math.floor(image / SHEET_COLUMNS) * height,
  };
}
