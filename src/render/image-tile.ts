import type { Rgb } from './colour.ts';

export interface TileShape {
  readonly height: number;
  readonly width: number;
  /** 1 = grey, 3 = RGB, interleaved. */
  readonly channels: 1 | 3;
}

/** What 0 and 255 of a grey image look like; the article's `binary` map is ink on paper. */
export interface GreyMap {
  readonly zero: Rgb;
  readonly full: Rgb;
}

export const BINARY: GreyMap = { zero: [255, 255, 255], full: [0, 0, 0] };

/**
 * Draws image `index` of `images` (count × height × width × channels, one byte each; *borrowed*) into
 * a canvas at its own resolution: one canvas px an image px. Enlarge it with CSS
 * (`image-rendering: pixelated`), which stays crisp at every size and pixel ratio.
 */
export function drawTile(
  canvas: HTMLCanvasElement,
  images: Uint8Array,
  index: number,
  shape: TileShape,
  grey: GreyMap = BINARY,
): void {
  resize(canvas, shape.width, shape.height);
  canvas.getContext('2d')?.putImageData(toImageData(images, index, shape, grey), 0, 0);
}

/** Draws all of `images`, as `drawTile` does one, in rows of `columns`, a px of space between them. */
export function drawTiles(
  canvas: HTMLCanvasElement,
  images: Uint8Array,
  columns: number,
  shape: TileShape,
  grey: GreyMap = BINARY,
): void {
  const { height, width, channels } = shape;
  const count = Math.floor(images.length / (height * width * channels));
  resize(canvas, columns * (width + 1) - 1, Math.ceil(count / columns) * (height + 1) - 1);
  const context = canvas.getContext('2d');
  for (let index = 0; index < count; index++) {
    const x = (index % columns) * (width + 1);
    const y = Math.floor(index / columns) * (height + 1);
    context?.putImageData(toImageData(images, index, shape, grey), x, y);
  }
}

/** Setting a size, even the same, clears the canvas. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

function toImageData(
  images: Uint8Array,
  index: number,
  { height, width, channels }: TileShape,
  grey: GreyMap,
): ImageData {
  const image = new ImageData(width, height);
  const { data } = image;
  let source = index * height * width * channels;
  for (let at = 0; at < data.length; at += 4, source += channels) {
    if (channels === 3) {
      data[at] = images[source] ?? 0;
      data[at + 1] = images[source + 1] ?? 0;
      data[at + 2] = images[source + 2] ?? 0;
    } else {
      const share = (images[source] ?? 0) / 255;
      for (const band of [0, 1, 2] as const) {
        data[at + band] = grey.zero[band] + (grey.full[band] - grey.zero[band]) * share;
      }
    }
    data[at + 3] = 255;
  }
  return image;
}
