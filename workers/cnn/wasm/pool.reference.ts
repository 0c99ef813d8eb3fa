/** Max pooling of [image][row][column][channel] as it is written: windows side by side, of equal values the first. */
export function maxPoolReference(
  maps: {
    readonly images: number;
    readonly height: number;
    readonly width: number;
    readonly channels: number;
    readonly size: number;
    /** max(0, ·) comes first, and lets no gradient through where it is 0. */
    readonly rectified: boolean;
  },
  input: Float64Array,
  gradient: Float32Array,
): { readonly pooled: Float64Array; readonly inputGradient: Float64Array } {
  const { images, height, width, channels, size, rectified } = maps;
  const rows = Math.floor(height / size);
  const columns = Math.floor(width / size);
  const pooled = new Float64Array(images * rows * columns * channels);
  const inputGradient = new Float64Array(input.length);
  for (let out = 0; out < pooled.length; out++) {
    const channel = out % channels;
    const column = Math.floor(out / channels) % columns;
    const row = Math.floor(out / channels / columns) % rows;
    const image = Math.floor(out / channels / columns / rows);
    let best = rectified ? 0 : -Infinity;
    let winner = -1;
    for (let place = 0; place < size * size; place++) {
      const y = row * size + Math.floor(place / size);
      const x = column * size + (place % size);
      const at = ((image * height + y) * width + x) * channels + channel;
      const value = input[at] ?? NaN;
      if (value <= best) continue;
      best = value;
      winner = at;
    }
    pooled[out] = best;
    if (winner >= 0) inputGradient[winner] = gradient[out] ?? NaN;
  }
  return { pooled, inputGradient };
}
