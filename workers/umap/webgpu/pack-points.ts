/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within the images and the padded chunks */
import type { Vectors } from '../neighbours/metric.ts';

/** Bytes of a chunk: one vec4<u32>. */
export const CHUNK = 16;
/** Points are padded to a multiple of a tile's queries. */
export const TILE_POINTS = 64;

export interface PackedShape {
  /** Points with padding. */
  readonly stride: number;
  /** Chunks of 16 dimensions, the last one padded. */
  readonly chunks: number;
  readonly bytes: number;
}

export function packedShape({ count, dimensions }: Omit<Vectors, 'images'>): PackedShape {
  const stride = Math.ceil(count / TILE_POINTS) * TILE_POINTS;
  const chunks = Math.ceil(dimensions / CHUNK);
  return { stride, chunks, bytes: stride * chunks * CHUNK };
}

/**
 * Writes the images into `out` (zeroed, *borrowed*) as neighbours.wgsl reads them: all points' first chunks,
 * then all points' second ones. A block of points at a time, so that both sides stay in the cache.
 */
export function packPoints({ images, count, dimensions }: Vectors, out: ArrayBuffer): void {
  const { stride, chunks } = packedShape({ count, dimensions });
  if (dimensions % CHUNK !== 0 || images.byteOffset % 4 !== 0) {
    const bytes = new Uint8Array(out);
    for (let i = 0; i < count; i++) {
      for (let chunk = 0; chunk < chunks; chunk++) {
        const from = i * dimensions + chunk * CHUNK;
        const length = Math.min(CHUNK, dimensions - chunk * CHUNK);
        const to = (chunk * stride + i) * CHUNK;
        for (let d = 0; d < length; d++) bytes[to + d] = images[from + d]!;
      }
    }
    return;
  }
  const words = new Uint32Array(out);
  const source = new Uint32Array(images.buffer, images.byteOffset, (count * dimensions) / 4);
  const row = dimensions / 4;
  for (let block = 0; block < count; block += TILE_POINTS) {
    const end = Math.min(count, block + TILE_POINTS);
    for (let chunk = 0; chunk < chunks; chunk++) {
      let to = (chunk * stride + block) * 4;
      for (let i = block; i < end; i++, to += 4) {
        const from = i * row + chunk * 4;
        words[to] = source[from]!;
        words[to + 1] = source[from + 1]!;
        words[to + 2] = source[from + 2]!;
        words[to + 3] = source[from + 3]!;
      }
    }
  }
}
