import type { Random } from '../../random.ts';
import { between, maybe, mix, paint, pick, shaded } from './chance.ts';
import type { Drawing } from './objects.ts';
import type { Canvas, Colour } from './raster.ts';

const LACQUERS: readonly [Colour, ...Colour[]] = [
  [205, 45, 40], [45, 90, 180], [235, 235, 235], [60, 62, 68], [230, 190, 50],
  [60, 140, 90], [165, 170, 178], [220, 120, 50], [120, 60, 110], [190, 175, 150],
]; // prettier-ignore
const GLASS: Colour = [70, 95, 115];
const PALE_GLASS: Colour = [175, 205, 220];
const TYRE: Colour = [28, 28, 30];
const METAL: Colour = [190, 192, 196];
const LAMP: Colour = [250, 240, 180];

const body = paint();
const second = paint();
const tone = paint();

const lacquer = (random: Random, into = body): Colour =>
  mix(random, into, pick(random, LACQUERS), 30, between(random, 0.75, 1.1));
const glass = (random: Random): Colour => (maybe(random, 0.6) ? GLASS : PALE_GLASS);

function wheels(canvas: Canvas, y: number, radius: number, ...places: number[]): void {
  for (const x of places) canvas.ellipse(x, y, radius, radius);
  canvas.fill(TYRE);
  for (const x of places) canvas.ellipse(x, y, radius * 0.45, radius * 0.45);
  canvas.fill(METAL);
}

/** A dark streak on the ground, so that things stand on it. */
function shadow(canvas: Canvas, y: number, half: number): void {
  canvas.ellipse(0, y, half, 0.08);
  canvas.fill([15, 15, 20], 0.5);
}

export const airplane: Drawing = (canvas, random) => {
  lacquer(random);
  shaded(second, body, between(random, 0.55, 0.85));
  if (maybe(random, 0.3)) {
    // From above or below: swept wings on both sides.
    const sweep = between(random, 0.15, 0.5);
    canvas.polygon([
      0.25,
      0,
      -0.2 - sweep,
      -0.95,
      -0.45 - sweep,
      -0.95,
      -0.2,
      0,
      -0.45 - sweep,
      0.95,
      -0.2 - sweep,
      0.95,
    ]);
    canvas.polygon([-0.65, 0, -0.9, -0.38, -1.02, -0.38, -0.92, 0, -1.02, 0.38, -0.9, 0.38]);
    canvas.fill(second);
    canvas.limb(-0.85, 0, 0.08, 0.85, 0, 0.15);
    canvas.fill(body, 1, 0.15);
    return;
  }
  const r = between(random, 0.13, 0.2);
  const slant = between(random, 0.45, 0.85);
  // Far wing, fuselage with nose and tail, fin, near wing.
  canvas.polygon([0.25, -r * 0.5, -0.1, -slant, -0.3, -slant, -0.15, -r * 0.5]);
  canvas.fill(second);
  canvas.limb(-0.75, -0.02, r * 0.6, 0.7, 0.02, r);
  canvas.polygon([-0.6, -0.02, -0.85, -0.55, -1.05, -0.58, -0.98, 0.02]);
  canvas.fill(body, 1, 0.2, true);
  canvas.polygon([-0.7, 0, -1.05, 0.22, -1.2, 0.2, -0.95, -0.02]);
  canvas.polygon([0.3, r * 0.3, -0.3, slant, -0.55, slant, -0.2, r * 0.3]);
  canvas.fill(second);
  if (maybe(random, 0.6)) {
    canvas.ellipse(0.05, slant * 0.55, 0.16, 0.08);
    canvas.fill(METAL, 1, 0.3);
  }
  for (let x = -0.45; x < 0.5; x += 0.2) canvas.rectangle(x, -0.1, x + 0.1, -0.02);
  canvas.rectangle(0.62, -0.14, 0.8, -0.03);
  canvas.fill(GLASS, 0.9);
};

export const automobile: Drawing = (canvas, random) => {
  const back = between(random, -0.95, -0.6);
  const roof = between(random, -0.42, -0.22);
  const belt = between(random, 0.02, 0.12);
  const wheel = between(random, 0.2, 0.26);
  lacquer(random);
  shadow(canvas, 0.68, 1.05);
  canvas.polygon([
    -1.02,
    0.55,
    -1.05,
    belt + 0.08,
    back,
    belt,
    0.55,
    belt,
    0.98,
    belt + 0.14,
    1.05,
    0.3,
    1.04,
    0.55,
  ]);
  canvas.polygon([back, belt + 0.02, back + 0.28, roof, 0.18, roof, 0.6, belt + 0.02]);
  canvas.fill(body, 1, 0.2);
  canvas.polygon([back + 0.16, belt, back + 0.34, roof + 0.09, -0.14, roof + 0.09, -0.14, belt]);
  canvas.polygon([-0.06, belt, -0.06, roof + 0.09, 0.15, roof + 0.09, 0.46, belt]);
  canvas.fill(glass(random), 1, 0.2);
  canvas.rectangle(-1, 0.44, 1.02, 0.54);
  canvas.fill(shaded(tone, body, 0.6));
  canvas.ellipse(0.97, 0.27, 0.07, 0.07);
  canvas.fill(LAMP);
  wheels(canvas, 0.52, wheel, -0.58, 0.62);
};

export const truck: Drawing = (canvas, random) => {
  const boxTop = between(random, -0.75, -0.45);
  const cabTop = between(random, -0.4, -0.2);
  lacquer(random);
  lacquer(random, second);
  shadow(canvas, 0.7, 1.1);
  canvas.rectangle(-1.08, 0.32, 1, 0.48);
  canvas.fill([50, 50, 54]);
  const load = random.uniform();
  if (load < 0.65) {
    canvas.rectangle(-1.1, boxTop, 0.4, 0.36);
    canvas.fill(second, 1, 0.1, true);
    canvas.clipped = true;
    const step = between(random, 0.2, 0.5);
    for (let x = -1; x < 0.4; x += step) canvas.rectangle(x, boxTop, x + 0.05, 0.36);
    canvas.fill(shaded(tone, second, 0.75), 0.8);
    canvas.clipped = false;
  } else if (load < 0.82) {
    canvas.limb(-0.82, 0.02, 0.32, 0.1, 0.02, 0.32);
    canvas.fill(second, 1, 0.3);
  } else {
    canvas.polygon([-1.1, -0.16, 0.38, -0.16, 0.3, 0.36, -0.98, 0.36]);
    canvas.fill(second, 1, 0.15);
    canvas.ellipse(-0.36, -0.16, 0.62, between(random, 0.12, 0.3));
    canvas.fill([115, 95, 75], 1, 0.2);
  }
  canvas.polygon([0.46, 0.5, 0.46, cabTop, 0.82, cabTop, 0.98, 0.08, 1.08, 0.14, 1.08, 0.5]);
  canvas.fill(body, 1, 0.15);
  canvas.polygon([0.6, 0.06, 0.6, cabTop + 0.1, 0.8, cabTop + 0.1, 0.9, 0.06]);
  canvas.fill(glass(random));
  canvas.ellipse(1.04, 0.32, 0.06, 0.06);
  canvas.fill(LAMP);
  wheels(canvas, 0.54, between(random, 0.18, 0.22), -0.8, -0.36, 0.72);
};

export const ship: Drawing = (canvas, random) => {
  lacquer(random);
  lacquer(random, second);
  if (maybe(random, 0.3)) {
    // Under sail.
    const mast = between(random, -0.98, -0.8);
    canvas.limb(0, mast, 0.03, 0, 0.4, 0.04);
    canvas.fill([90, 70, 55]);
    canvas.polygon([0.06, mast + 0.05, 0.8, 0.3, 0.06, 0.3]);
    canvas.polygon([-0.06, mast + 0.15, -0.06, 0.3, -0.65, 0.3]);
    canvas.fill(mix(random, second, [235, 230, 220], 50), 1, 0.08);
    canvas.polygon([-0.85, 0.4, 0.95, 0.36, 0.6, 0.76, -0.6, 0.76]);
    canvas.fill(body, 1, 0.2);
  } else {
    const deck = between(random, 0.05, 0.2);
    const bridge = between(random, -0.65, -0.1);
    const house = between(random, -0.3, -0.1);
    // Funnel and mast, superstructure in two decks, hull with a raked bow.
    canvas.polygon([
      bridge + 0.1,
      house,
      bridge + 0.14,
      -0.72,
      bridge + 0.38,
      -0.72,
      bridge + 0.4,
      house,
    ]);
    canvas.limb(bridge + 0.75, -0.75, 0.025, bridge + 0.75, deck, 0.04);
    canvas.fill(second, 1, 0.1);
    canvas.rectangle(bridge - 0.2, house, bridge + 0.62, deck + 0.02);
    canvas.rectangle(bridge - 0.35, (house + deck) / 2, bridge + 0.9, deck + 0.02);
    canvas.fill(mix(random, tone, [235, 235, 230], 30));
    for (let x = bridge - 0.14; x < bridge + 0.55; x += 0.2)
      canvas.rectangle(x, house + 0.08, x + 0.1, house + 0.16);
    canvas.fill(GLASS);
    canvas.polygon([-1.02, deck, 0.85, deck, 1.15, deck - 0.12, 0.82, 0.76, -0.9, 0.76]);
    canvas.fill(body, 1, 0.15, true);
    canvas.clipped = true;
    canvas.rectangle(-1.2, 0.58, 1.2, 0.9);
    canvas.fill(maybe(random, 0.5) ? [150, 50, 45] : shaded(tone, body, 0.6));
    canvas.clipped = false;
  }
  canvas.limb(-1.1, 0.78, 0.05, 1.05, 0.78, 0.06);
  canvas.fill([225, 235, 240], 0.6);
};
