import { createRandom, type Random } from '../../random.ts';
import type { Split } from '../../contracts/dataset.ts';
import type { Colour } from './raster.ts';

/** A colour that is mixed anew for every image, in place. */
export type Paint = [red: number, green: number, blue: number];

export const paint = (): Paint => [0, 0, 0];

export const between = (random: Random, low: number, high: number): number =>
  low + (high - low) * random.uniform();

export const maybe = (random: Random, probability: number): boolean =>
  random.uniform() < probability;

/** −1 or 1. */
export const sign = (random: Random): number => (random.uniform() < 0.5 ? -1 : 1);

/** Around 0, within ±1, most often near 0: two uniforms added, so that no logarithm is needed. */
export const bell = (random: Random): number => random.uniform() + random.uniform() - 1;

export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[random.integer(items.length)] ?? items[0];
}

/** Mixes `colour` into `into`: each channel moved by up to ±spread on its own, times `light`. */
export function mix(
  random: Random,
  into: Paint,
  [red, green, blue]: Colour,
  spread: number,
  light = 1,
): Paint {
  into[0] = light * (red + spread * bell(random));
  into[1] = light * (green + spread * bell(random));
  into[2] = light * (blue + spread * bell(random));
  return into;
}

/** `colour` × light, in place. */
export function shaded(into: Paint, [red, green, blue]: Colour, light: number): Paint {
  into[0] = red * light;
  into[1] = green * light;
  into[2] = blue * light;
  return into;
}

const greyScratch = paint();

/** A brightness as a colour of a one-channel canvas, kept off black so that dark cloth stays visible. */
export function grey(value: number): Colour {
  greyScratch[0] = Math.max(12, Math.min(255, value));
  return greyScratch;
}

const CLASSES = 10;
const SPLIT_SALT: Readonly<Record<Split, number>> = { train: 0x51ed270b, test: 0x2545f491 };

/** One integer of (seed, split, index), well mixed (the finaliser of MurmurHash3 after each part). */
function hash(seed: number, split: Split, index: number, salt: number): number {
  let h = salt;
  for (const part of [seed, SPLIT_SALT[split], index]) {
    h = Math.imul(h ^ part, 0x9e3779b1);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
}

/** The generator of one image: its own, so that any image can be drawn alone. */
export function imageRandom(seed: number, split: Split, index: number): Random {
  return createRandom(hash(seed, split, index, 1));
}

const order = new Uint8Array(CLASSES);

/** The class of an image: every block of ten holds each class once, in an order of its own. */
export function classOf(seed: number, split: Split, index: number): number {
  const block = Math.floor(index / CLASSES);
  const random = createRandom(hash(seed, split, block, 2));
  for (let i = 0; i < CLASSES; i++) order[i] = i;
  // Fisher-Yates, only as far as the place that is asked for.
  for (let place = 0; ; place++) {
    const other = place + random.integer(CLASSES - place);
    const label = order[other] ?? 0;
    if (place === index % CLASSES) return label;
    order[other] = order[place] ?? 0;
  }
}

/** Clamped, rounded bytes of `pixels` × gain + bias, each with uniform noise of ±noise, into `out`. */
export function develop(
  random: Random,
  pixels: Float32Array,
  gain: number,
  bias: number,
  noise: number,
  out: Uint8Array,
  offset: number,
): void {
  // Numerical Recipes' linear congruential generator: its upper half is random enough for grain.
  let state = random.integer(0xffffffff);
  const scale = noise / 32768;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const value = ((pixels[i] ?? 0) * gain + bias + (state >> 16) * scale + 0.5) | 0;
    out[offset + i] = (value & ~255) === 0 ? value : value < 0 ? 0 : 255;
  }
}
