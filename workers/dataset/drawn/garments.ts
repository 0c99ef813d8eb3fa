import type { Random } from '../../random.ts';
import { bell, between, classOf, develop, imageRandom, maybe, sign } from './chance.ts';
import type { DrawnDataset } from './index.ts';
import { bag, boot, sandal, sneaker } from './accessories.ts';
import { Canvas } from './raster.ts';
import { coat, dress, pullover, shirt, trouser, tShirt } from './clothes.ts';

/** One garment on the canvas, in pixel coordinates, upright or toes to the left, of brightness `tone`. */
export type Garment = (canvas: Canvas, random: Random, tone: number) => void;

const SIZE = 28;
const CENTRE = SIZE / 2;

/** Fashion-MNIST's classes, in its label order. */
const GARMENTS: readonly (readonly [className: string, draw: Garment])[] = [
  ['T-shirt/top', tShirt],
  ['Trouser', trouser],
  ['Pullover', pullover],
  ['Dress', dress],
  ['Coat', coat],
  ['Sandal', sandal],
  ['Shirt', shirt],
  ['Sneaker', sneaker],
  ['Bag', bag],
  ['Ankle boot', boot],
];

/** Footwear stands low in its picture, this many pixels below the middle. */
const LOW = 4.6;
const FOOTWEAR: ReadonlySet<number> = new Set([5, 7, 9]);

const canvas = new Canvas(SIZE, SIZE, 1);

/** Ten classes of 28×28 grey clothing, light on black, that resemble each other as real ones do. */
export const garments: DrawnDataset = {
  name: 'garments',
  title: 'Garments (drawn)',
  shape: { height: SIZE, width: SIZE, channels: 1 },
  classNames: GARMENTS.map(([className]) => className),
  draw(seed, split, index, out, offset) {
    const random = imageRandom(seed, split, index);
    const label = classOf(seed, split, index);
    canvas.clear(0);
    const turn = 0.05 * bell(random);
    const scaleX = between(random, 0.86, 1.08);
    const scaleY = between(random, 0.86, 1.06);
    // The drawing's middle stays near the canvas's, whatever the scale.
    const x = CENTRE - (scaleX - 2 * turn) * CENTRE + 1.8 * bell(random);
    const y =
      CENTRE - (scaleY + 2 * turn) * CENTRE + 1.8 * bell(random) + (FOOTWEAR.has(label) ? LOW : 0);
    canvas.place(x, y, scaleX, scaleY, turn);
    const tone = maybe(random, 0.2) ? between(random, 70, 130) : between(random, 130, 240);
    GARMENTS[label]?.[1](canvas, random, tone);
    weave(random, sign(random) * between(random, 0, 0.12));
    develop(random, canvas.pixels, 1, 0, 0, out, offset);
    return label;
  },
};

/** Light from one side, and the grain of cloth; the background stays 0. */
function weave(random: Random, slope: number): void {
  const { pixels } = canvas;
  const grain = between(random, 0.02, 0.1) / 32768;
  let state = random.integer(0xffffffff);
  for (let y = 0, i = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++, i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      const light = 1 + (slope * (x - CENTRE)) / CENTRE + (state >> 16) * grain;
      pixels[i] = (pixels[i] ?? 0) * light;
    }
  }
}
