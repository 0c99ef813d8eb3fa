import { dropoutMask } from '../dropout.ts';
import type { Chain } from './chain.ts';
import type { Shape } from './tensor.ts';

export interface ChainStep {
  readonly dropout: number;
  readonly dropoutSeed: number;
}

/** ReLU, then max-pooling, then dropout, of row-major images. `sources`: the input's place of each value, −1 for none. */
export function chainReference(
  { relu, pool, dropout }: Chain,
  [height, width, channels]: Shape,
  images: number,
  input: ArrayLike<number>,
  step: ChainStep,
): { output: Float64Array; sources: Int32Array; scale: number } {
  const [rows, columns] = [Math.floor(height / pool), Math.floor(width / pool)];
  const count = images * rows * columns * channels;
  const output = new Float64Array(count);
  const sources = new Int32Array(count).fill(-1);
  const mask = dropout ? dropoutMask(count, step.dropout, step.dropoutSeed) : undefined;
  for (let to = 0; to < count; to++) {
    const c = to % channels;
    const x = Math.floor(to / channels) % columns;
    const y = Math.floor(to / channels / columns) % rows;
    const image = Math.floor(to / channels / columns / rows);
    let best = relu ? 0 : -Infinity;
    for (let i = 0; i < pool * pool; i++) {
      const row = y * pool + Math.floor(i / pool);
      const column = x * pool + (i % pool);
      const from = ((image * height + row) * width + column) * channels + c;
      const value = input[from] ?? NaN;
      if (value <= best) continue;
      best = value;
      sources[to] = from;
    }
    const factor = mask?.[to] ?? 1;
    output[to] = best * factor;
    if (factor === 0) sources[to] = -1;
  }
  return { output, sources, scale: mask ? 1 / (1 - step.dropout) : 1 };
}

/** Gradient of the chain's input. */
export function chainGradientReference(
  { sources, scale }: ReturnType<typeof chainReference>,
  gradient: ArrayLike<number>,
  inputs: number,
): Float64Array {
  const result = new Float64Array(inputs);
  sources.forEach((from, at) => {
    if (from >= 0) result[from] = (result[from] ?? NaN) + (gradient[at] ?? NaN) * scale;
  });
  return result;
}
