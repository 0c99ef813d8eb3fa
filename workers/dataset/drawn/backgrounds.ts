import type { Random } from '../../random.ts';
import { bell, between, maybe, mix, paint, pick, shaded } from './chance.ts';
import type { Canvas, Colour } from './raster.ts';

export type Background = 'sky' | 'sea' | 'field' | 'road' | 'room' | 'forest' | 'blur';

type Colours = readonly [Colour, ...Colour[]];
/** Skies of noon, haze, evening, storm, dawn. */
const SKIES: Colours = [
  [110, 165, 225], [185, 205, 220], [235, 170, 120], [130, 140, 155], [225, 195, 205],
]; // prettier-ignore
const SEAS: Colours = [[40, 95, 140], [70, 130, 135], [90, 105, 115], [30, 70, 90]]; // prettier-ignore
const GRASSES: Colours = [[95, 145, 65], [150, 150, 80], [190, 170, 115], [70, 110, 60], [225, 228, 232]]; // prettier-ignore
const ROADS: Colours = [
  [110, 110, 112],
  [150, 145, 138],
  [85, 85, 95],
];
const WALLS: Colours = [[215, 205, 185], [160, 185, 195], [190, 150, 140], [120, 135, 110], [95, 90, 110]]; // prettier-ignore
const FLOORS: Colours = [
  [150, 105, 70],
  [185, 160, 130],
  [110, 85, 75],
  [130, 130, 140],
];

const upper = paint();
const lower = paint();
const detail = paint();

/** Fills the canvas. `ground` is the pixel row where the object stands: horizons lie above it, near. */
export function drawBackground(
  canvas: Canvas,
  random: Random,
  kind: Background,
  ground: number,
): void {
  const horizon = kind === 'sky' ? 40 : ground - between(random, 1, 12);
  canvas.place(0, 0, 1, 1, 0.04 * bell(random));
  PLACES[kind](canvas, random, horizon);
}

/** Something in front: blades of grass, a post, a corner of something; in one picture of four. */
export function drawForeground(canvas: Canvas, random: Random, kind: Background): void {
  if (!maybe(random, 0.25)) return;
  canvas.place(0, 0, 1, 1, 0);
  if (kind === 'field' || kind === 'forest') {
    for (let i = 0; i < 7; i++) {
      const x = between(random, 0, 32);
      canvas.limb(x, 33, 0.7, x + 2 * bell(random), between(random, 23, 29), 0.2);
    }
  } else if (maybe(random, 0.5)) {
    const x = between(random, 2, 30);
    canvas.limb(x, -1, 0.8, x + bell(random), 33, 0.8);
  } else {
    canvas.ellipse(maybe(random, 0.5) ? 0 : 32, between(random, 8, 32), 5, between(random, 3, 7));
  }
  canvas.fill(mix(random, detail, pick(random, GRASSES), 60, 0.7), 0.9, 0.2);
}

const PLACES: Readonly<
  Record<Background, (canvas: Canvas, random: Random, horizon: number) => void>
> = {
  sky(canvas, random) {
    sky(canvas, random);
    for (let clouds = random.integer(4); clouds > 0; clouds--) {
      const x = between(random, 0, 32);
      const y = between(random, 2, 30);
      const size = between(random, 2, 5);
      canvas.ellipse(x, y, size * 1.6, size * 0.7);
      canvas.ellipse(x + size, y - size * 0.4, size, size * 0.6);
      canvas.fill(mix(random, detail, [242, 242, 245], 20), 0.65);
    }
  },
  sea(canvas, random, horizon) {
    sky(canvas, random);
    ground(canvas, random, SEAS, horizon);
    for (let waves = 0; waves < 7; waves++) {
      const x = between(random, 0, 32);
      const y = between(random, horizon, 32);
      canvas.limb(x, y, 0.2, x + between(random, 2, 8), y + bell(random) * 0.4, 0.35);
    }
    canvas.fill(shaded(detail, lower, between(random, 1.2, 1.6)), 0.7);
  },
  field(canvas, random, horizon) {
    sky(canvas, random);
    if (maybe(random, 0.5)) hills(canvas, random, horizon);
    ground(canvas, random, GRASSES, horizon);
    blades(canvas, random, horizon);
  },
  road(canvas, random, horizon) {
    sky(canvas, random);
    for (let houses = random.integer(4); houses > 0; houses--) {
      const x = between(random, -4, 30);
      canvas.rectangle(x, between(random, 2, horizon), x + between(random, 4, 11), horizon + 1);
      canvas.fill(mix(random, detail, pick(random, WALLS), 40, between(random, 0.6, 1)));
    }
    ground(canvas, random, ROADS, horizon);
    if (maybe(random, 0.6)) {
      const y = between(random, 27, 31);
      for (let x = between(random, -6, 0); x < 32; x += 9) canvas.rectangle(x, y, x + 5, y + 1);
      canvas.fill([235, 230, 200], 0.8);
    }
  },
  room(canvas, random, horizon) {
    fade(canvas, mix(random, upper, pick(random, WALLS), 40), mix(random, lower, upper, 20, 0.85));
    if (maybe(random, 0.6)) {
      const x = between(random, 0, 26);
      const y = between(random, 0, 10);
      canvas.rectangle(x, y, x + between(random, 4, 10), y + between(random, 4, 9));
      canvas.fill(mix(random, detail, pick(random, SKIES), 70));
    }
    ground(canvas, random, FLOORS, horizon);
    for (let y = horizon + 2; y < 32; y += 3) canvas.rectangle(-4, y, 36, y + 0.5);
    canvas.fill(shaded(detail, lower, 0.75), 0.6);
  },
  forest(canvas, random, horizon) {
    fade(canvas, mix(random, upper, [60, 85, 55], 50), mix(random, lower, [85, 105, 60], 50));
    for (let trunks = 0; trunks < 5; trunks++) {
      const x = between(random, 0, 32);
      canvas.limb(x, -2, between(random, 0.5, 1.6), x + 2 * bell(random), horizon + 1, 1.5);
    }
    canvas.fill(mix(random, detail, [80, 65, 50], 40));
    ground(canvas, random, GRASSES, horizon);
    blades(canvas, random, horizon);
  },
  blur(canvas, random) {
    fade(
      canvas,
      mix(random, upper, [128, 125, 115], 110),
      mix(random, lower, [120, 115, 100], 110),
    );
    for (let spots = 0; spots < 5; spots++) {
      const size = between(random, 3, 9);
      canvas.ellipse(between(random, 0, 32), between(random, 0, 32), size, size);
      canvas.fill(mix(random, detail, maybe(random, 0.5) ? upper : lower, 50), 0.5);
    }
  },
};

function sky(canvas: Canvas, random: Random): void {
  mix(random, upper, pick(random, SKIES), 35, between(random, 0.8, 1.1));
  fade(canvas, upper, mix(random, lower, upper, 25, between(random, 0.95, 1.25)));
}

function ground(canvas: Canvas, random: Random, colours: Colours, horizon: number): void {
  canvas.rectangle(-6, horizon, 38, 36);
  canvas.fill(mix(random, lower, pick(random, colours), 30, between(random, 0.75, 1.1)), 1, -0.1);
}

function hills(canvas: Canvas, random: Random, horizon: number): void {
  for (let i = 0; i < 2; i++) {
    canvas.ellipse(
      between(random, 0, 32),
      horizon + 1,
      between(random, 8, 18),
      between(random, 2, 9),
    );
  }
  canvas.fill(mix(random, detail, [85, 110, 95], 50));
}

function blades(canvas: Canvas, random: Random, horizon: number): void {
  for (let i = 0; i < 8; i++) {
    const x = between(random, 0, 32);
    const y = between(random, horizon + 1, 33);
    canvas.limb(x, y, 0.3, x + bell(random), y - between(random, 1, 2.4), 0.3);
  }
  canvas.fill(shaded(detail, lower, maybe(random, 0.5) ? 0.7 : 1.25), 0.6);
}

/** A gradient from the top row to the bottom row. */
function fade(canvas: Canvas, top: Colour, bottom: Colour): void {
  const { pixels, width, height } = canvas;
  const step = 1 / (height - 1);
  for (let y = 0, i = 0; y < height; y++) {
    const share = y * step;
    const red = top[0] + (bottom[0] - top[0]) * share;
    const green = top[1] + (bottom[1] - top[1]) * share;
    const blue = top[2] + (bottom[2] - top[2]) * share;
    for (let x = 0; x < width; x++) {
      pixels[i++] = red;
      pixels[i++] = green;
      pixels[i++] = blue;
    }
  }
}
