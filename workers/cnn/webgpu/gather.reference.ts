import type { Shape } from './tensor.ts';

/** Images by index, each value / 127.5 − 1, with `window` columns side by side at each of `columns` positions. */
export function gatherReference(
  [height, width, channels]: Shape,
  bytes: Uint8Array,
  indices: Uint32Array,
  { window, left, columns }: { window: number; left: number; columns: number },
): Float64Array {
  const size = window * channels;
  return Float64Array.from({ length: indices.length * height * columns * size }, (_, at) => {
    const x = (Math.floor(at / size) % columns) + Math.floor((at % size) / channels) - left;
    if (x < 0 || x >= width) return 0;
    const row = Math.floor(at / size / columns);
    const image = indices[Math.floor(row / height)] ?? 0;
    const byte =
      bytes[((image * height + (row % height)) * width + x) * channels + (at % channels)];
    return (byte ?? NaN) / 127.5 - 1;
  });
}
