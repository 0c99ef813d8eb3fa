import { between, maybe, mix } from './chance.ts';
import {
  BEAK,
  coat,
  DARK,
  dye,
  eye,
  FEATHERS,
  FURS,
  legs,
  light,
  shade,
  SKINS,
  WHITE,
} from './fur.ts';
import type { Drawing } from './objects.ts';
import type { Colour } from './raster.ts';

export const bird: Drawing = (canvas, random) => {
  dye(random, FEATHERS);
  if (maybe(random, 0.35)) {
    // In flight: two long wings, raised or spread.
    const lift = between(random, -0.75, 0.1);
    canvas.polygon([0.2, -0.05, 0.05, lift - 0.1, -0.55, lift - 0.25, -0.35, 0.02]);
    canvas.fill(shade);
    canvas.limb(-0.35, 0.06, 0.1, 0.3, 0, 0.19);
    canvas.polygon([-0.3, 0, -0.85, -0.08, -0.9, 0.22]);
    canvas.ellipse(0.48, -0.08, 0.17, 0.16);
    canvas.fill(coat, 1, 0.15);
    canvas.polygon([0.25, 0, 0.3, 0.1 - lift * 0.8, -0.25, 0.45 - lift, -0.3, 0.05]);
    canvas.fill(light, 1, 0.1);
    canvas.polygon([0.6, -0.14, 0.88, -0.03, 0.6, 0.02]);
    canvas.fill(BEAK);
    eye(canvas, 0.52, -0.13, 0.045);
    return;
  }
  // Standing or perched on two thin legs.
  const tilt = between(random, -0.75, -0.15);
  canvas.limb(-0.02, 0.3, 0.035, -0.06, 0.75, 0.035);
  canvas.limb(0.14, 0.3, 0.035, 0.14, 0.75, 0.035);
  canvas.limb(-0.06, 0.75, 0.03, 0.08, 0.76, 0.03);
  canvas.limb(0.14, 0.75, 0.03, 0.28, 0.76, 0.03);
  canvas.fill(maybe(random, 0.5) ? BEAK : DARK);
  canvas.polygon([-0.25, 0.05, -0.95, 0.12 - tilt * 0.6, -0.85, 0.34 - tilt * 0.5, -0.15, 0.3]);
  canvas.fill(shade);
  canvas.ellipse(0, 0.08, 0.5, 0.32, tilt);
  const headY = -0.28 + tilt * 0.3;
  canvas.ellipse(0.4, headY, 0.24, 0.23);
  canvas.fill(coat, 1, 0.15, true);
  canvas.clipped = true;
  canvas.ellipse(0.36, 0.2, 0.28, 0.34);
  canvas.fill(maybe(random, 0.5) ? WHITE : light, 0.85);
  canvas.clipped = false;
  canvas.ellipse(-0.16, 0.08, 0.36, 0.17, tilt * 0.7);
  canvas.fill(shade);
  canvas.polygon([0.58, headY - 0.08, 0.95, headY + 0.04, 0.58, headY + 0.12]);
  canvas.fill(BEAK);
  eye(canvas, 0.46, headY - 0.05, 0.055);
};

export const deer: Drawing = (canvas, random) => {
  dye(random, FURS);
  const head = between(random, -0.55, -0.42);
  const x = between(random, 0.48, 0.66);
  // Antlers first: they stand behind the head.
  const branch = between(random, 0.32, 0.45);
  for (const lean of [-0.3, 0.16]) {
    canvas.stroke(
      [x - 0.04, head - 0.08, x + lean * 0.6, head - branch * 0.6, x + lean, head - branch - 0.14],
      0.04,
    );
    canvas.limb(
      x + lean * 0.6,
      head - branch * 0.6,
      0.035,
      x + lean * 0.6 + 0.2,
      head - branch - 0.1,
      0.03,
    );
    canvas.limb(
      x + lean * 0.8,
      head - branch * 0.85,
      0.03,
      x + lean - 0.16,
      head - branch - 0.02,
      0.03,
    );
  }
  canvas.fill(maybe(random, 0.5) ? [205, 190, 160] : [85, 65, 50]);
  legs(canvas, random, -0.46, 0.28, 0.15, 0.8, 0.045);
  canvas.limb(-0.42, 0.05, 0.21, 0.26, 0.06, 0.22);
  canvas.limb(0.3, 0, 0.15, x - 0.04, head + 0.05, 0.09);
  canvas.limb(x - 0.02, head, 0.12, x + 0.28, head + 0.1, 0.06);
  canvas.polygon([x - 0.08, head - 0.04, x - 0.3, head - 0.12, x - 0.12, head + 0.08]);
  canvas.fill(coat, 1, 0.12, true);
  canvas.clipped = true;
  if (maybe(random, 0.5)) {
    for (let i = 0; i < 6; i++) canvas.ellipse(-0.45 + 0.13 * i, i % 2 ? -0.06 : 0.04, 0.04, 0.04);
  }
  canvas.ellipse(-0.1, 0.3, 0.4, 0.08);
  canvas.fill(WHITE, 0.7);
  canvas.clipped = false;
  canvas.ellipse(-0.64, 0, 0.07, 0.12);
  canvas.fill(WHITE);
  canvas.ellipse(x + 0.32, head + 0.11, 0.045, 0.045);
  canvas.ellipse(x + 0.04, head - 0.03, 0.04, 0.04);
  canvas.fill(DARK);
};

export const horse: Drawing = (canvas, random) => {
  dye(random, FURS);
  const head = between(random, -0.68, -0.35);
  const hair = maybe(random, 0.6) ? DARK : light;
  canvas.stroke([-0.62, -0.08, -0.86, 0.08, -0.9, between(random, 0.4, 0.6)], 0.11);
  canvas.fill(hair);
  legs(canvas, random, -0.48, 0.34, 0.15, 0.8, 0.07);
  canvas.limb(-0.42, 0, 0.28, 0.3, 0, 0.27);
  canvas.limb(0.32, -0.05, 0.24, 0.6, head, 0.14);
  canvas.limb(0.6, head, 0.16, 0.92, head + 0.3, 0.1);
  canvas.polygon([0.52, head - 0.06, 0.58, head - 0.32, 0.7, head - 0.08]);
  canvas.fill(coat, 1, 0.15);
  canvas.limb(0.52, head - 0.14, 0.07, 0.16, -0.22, 0.13);
  canvas.fill(hair);
  if (maybe(random, 0.3)) {
    canvas.polygon([-0.2, -0.3, 0.16, -0.3, 0.12, 0.12, -0.16, 0.12]);
    canvas.fill(mix(random, light, [150, 50, 45], 80));
  }
  if (maybe(random, 0.4)) {
    canvas.limb(0.68, head - 0.04, 0.03, 0.92, head + 0.2, 0.04);
    canvas.fill(WHITE);
  }
  canvas.ellipse(0.64, head, 0.04, 0.04);
  canvas.ellipse(0.96, head + 0.32, 0.04, 0.04);
  canvas.fill(DARK);
};

export const frog: Drawing = (canvas, random) => {
  dye(random, SKINS);
  const wide = between(random, 0.68, 0.82);
  // Folded hind legs and feet on both sides, then body and face from the front.
  for (const side of [-1, 1]) {
    canvas.ellipse(side * wide * 0.95, 0.36, 0.28, 0.34, side * 0.5);
    canvas.limb(side * wide * 0.8, 0.68, 0.09, side * (wide + 0.35), 0.74, 0.06);
  }
  canvas.fill(shade, 1, 0.1);
  canvas.ellipse(0, 0.22, wide, 0.48);
  for (const side of [-1, 1]) canvas.ellipse(side * wide * 0.58, -0.28, 0.22, 0.22);
  canvas.fill(coat, 1, 0.15, true);
  canvas.clipped = true;
  canvas.ellipse(0, 0.6, wide * 0.75, 0.3);
  canvas.fill(maybe(random, 0.5) ? light : [225, 220, 160], 0.8);
  for (let spots = random.integer(5); spots > 0; spots--) {
    canvas.ellipse(between(random, -0.6, 0.6), between(random, -0.15, 0.2), 0.1, 0.08);
  }
  canvas.fill(shade, 0.7);
  canvas.stroke([-wide * 0.75, 0.16, -wide * 0.4, 0.3, wide * 0.4, 0.3, wide * 0.75, 0.16], 0.045);
  canvas.fill(DARK, 0.85);
  canvas.clipped = false;
  for (const side of [-1, 1]) {
    canvas.limb(side * 0.34, 0.45, 0.09, side * 0.36, 0.76, 0.08);
    canvas.limb(side * 0.36, 0.76, 0.07, side * 0.56, 0.78, 0.05);
  }
  canvas.fill(coat);
  const iris: Colour = maybe(random, 0.5) ? [235, 195, 60] : WHITE;
  for (const side of [-1, 1]) canvas.ellipse(side * wide * 0.58, -0.29, 0.15, 0.15);
  canvas.fill(iris);
  for (const side of [-1, 1]) canvas.ellipse(side * wide * 0.58, -0.29, 0.11, 0.06);
  canvas.fill(DARK);
};
