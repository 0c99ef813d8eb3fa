import type { ImageShape } from '../../contracts/dataset.ts';
import type { Raster } from '../platform.ts';

/** Copies a raster into `target` at `offset` as RGB, interleaved. */
export function writeRgb(raster: Raster, target: Uint8Array, offset: number): void {
  const { data, channels } = raster;
  const pixels = raster.width * raster.height;
  if (channels === 3) {
    target.set(data.subarray(0, pixels * 3), offset);
    return;
  }
  for (let p = 0, from = 0, to = offset; p < pixels; p++, from += 4, to += 3) {
    target[to] = data[from] ?? 0;
    target[to + 1] = data[from + 1] ?? 0;
    target[to + 2] = data[from + 2] ?? 0;
  }
}

/**
 * RGB images whose three channels agree everywhere, as grey images (a new array); undefined when
 * one pixel anywhere has a colour.
 */
export function toGrey(rgb: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  for (let i = 0; i < rgb.length; i += 3) {
    if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) return undefined;
  }
  const grey = new Uint8Array(rgb.length / 3);
  for (let p = 0; p < grey.length; p++) grey[p] = rgb[3 * p] ?? 0;
  return grey;
}

/** Bytes of one image. */
export function bytesPerImage({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}
