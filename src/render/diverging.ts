import { contrast, cssToRgb, type Rgb } from './colour.ts';

/**
 * Every sixteenth of `coolwarm`, matplotlib's after Kenneth Moreland («Diverging Color Maps for Scientific
 * Visualization», 2009): blue, a light grey in the middle, red. Blue and red stay apart for every kind of colour
 * vision, and each side darkens steadily; which side is which, numbers say beside it.
 */
const COOLWARM = [
  '#3b4cc0',
  '#4d68d7',
  '#6282ea',
  '#779af7',
  '#8db0fe',
  '#a3c2ff',
  '#b8d0f9',
  '#ccd9ee',
  '#dddddd',
  '#ecd3c5',
  '#f5c4ad',
  '#f7b194',
  '#f49a7b',
  '#ec7f63',
  '#de604d',
  '#cb3e38',
  '#b40426',
].map(cssToRgb);

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** The colour of a share of the way from the lowest value (0) to the highest (1); the middle where it is no number. */
export function coolwarm(share: number): Rgb {
  const last = COOLWARM.length - 1;
  const at = (Number.isNaN(share) ? 0.5 : Math.min(1, Math.max(0, share))) * last;
  const below = Math.min(last - 1, Math.floor(at));
  return mix(COOLWARM[below] ?? BLACK, COOLWARM[below + 1] ?? BLACK, at - below);
}

/** Black or white, whichever is read more easily on a ground: 4.58:1 or better. */
export function inkOn(ground: Rgb): 'black' | 'white' {
  return contrast(ground, BLACK) >= contrast(ground, WHITE) ? 'black' : 'white';
}

/** Colours of a signed difference: of nothing, and of the most either way. */
export interface Poles {
  readonly zero: Rgb;
  readonly negative: Rgb;
  readonly positive: Rgb;
}

/** `value` is −1..1; what lies outside is cut off. */
export function differenceColour(value: number, { zero, negative, positive }: Poles): Rgb {
  return mix(zero, value < 0 ? negative : positive, Math.min(1, Math.abs(value)));
}

/** Draws signed values, height × width, as `drawTile` does images: a canvas px a value. Borrows `values`. */
export function drawDifference(
  canvas: HTMLCanvasElement,
  values: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  poles: Poles,
): void {
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  values.forEach((value, i) => {
    const [r, g, b] = differenceColour(value, poles);
    image.data[4 * i] = r;
    image.data[4 * i + 1] = g;
    image.data[4 * i + 2] = b;
    image.data[4 * i + 3] = 255;
  });
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (band: 0 | 1 | 2): number =>
    Math.round(from[band] + (to[band] - from[band]) * share);
  return [part(0), part(1), part(2)];
}
