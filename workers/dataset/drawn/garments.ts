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
    const turn = 0.03 * bell(random);
    const scaleX = between(random, 0.92, 1.06);
    const scaleY = between(random, 0.94, 1.05);
    // The drawing's middle stays near the canvas's, whatever the scale.
    const x = CENTRE - (scaleX - 2 * turn) * CENTRE + 0.9 * bell(random);
    const y = CENTRE - (scaleY + 2 * turn) * CENTRE + 0.9 * bell(random);
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
  const grain = between(random, 0.02, 0.1) / 128;
  let state = random.integer(0xfffffffe) + 1;
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const i = y * SIZE + x;
      pixels[i] =
        (pixels[i] ?? 0) * (1 + (slope * (x - CENTRE)) / CENTRE + ((state & 0xff) - 128) * grain);
    }
  }
}
