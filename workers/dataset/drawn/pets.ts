import type { Random } from '../../random.ts';
import { between, maybe } from './chance.ts';
import { coat, DARK, dye, eye, FURS, legs, light, PINK, shade, WHITE } from './fur.ts';
import type { Drawing } from './objects.ts';
import type { Canvas } from './raster.ts';

/** A cat's head: pointed ears, wide cheeks, slit eyes, whiskers. */
function catHead(canvas: Canvas, random: Random, x: number, y: number, s: number): void {
  for (const side of [-1, 1]) {
    canvas.polygon([
      x + side * 0.95 * s,
      y - 0.15 * s,
      x + side * 0.85 * s,
      y - 1.45 * s,
      x + side * 0.1 * s,
      y - 0.75 * s,
    ]);
  }
  canvas.ellipse(x, y, s, s * 0.86);
  canvas.fill(coat, 1, 0.1);
  for (const side of [-1, 1]) {
    canvas.polygon([
      x + side * 0.8 * s,
      y - 0.5 * s,
      x + side * 0.77 * s,
      y - 1.15 * s,
      x + side * 0.38 * s,
      y - 0.72 * s,
    ]);
  }
  canvas.fill(PINK, 0.8);
  for (const side of [-1, 1])
    eye(
      canvas,
      x + side * 0.42 * s,
      y - 0.1 * s,
      0.2 * s,
      maybe(random, 0.5) ? [150, 190, 70] : [215, 180, 60],
    );
  for (const side of [-1, 1]) canvas.ellipse(x + side * 0.42 * s, y - 0.1 * s, 0.07 * s, 0.19 * s);
  canvas.fill(DARK);
  canvas.ellipse(x, y + 0.42 * s, 0.38 * s, 0.24 * s);
  canvas.fill(light, 0.8);
  canvas.polygon([x - 0.13 * s, y + 0.24 * s, x + 0.13 * s, y + 0.24 * s, x, y + 0.4 * s]);
  canvas.fill(PINK);
  for (const side of [-1, 1]) {
    canvas.limb(x + side * 0.4 * s, y + 0.4 * s, 0.025, x + side * 1.3 * s, y + 0.3 * s, 0.015);
    canvas.limb(x + side * 0.4 * s, y + 0.5 * s, 0.025, x + side * 1.25 * s, y + 0.62 * s, 0.015);
  }
  canvas.fill(WHITE, 0.7);
}

export const cat: Drawing = (canvas, random) => {
  dye(random, FURS);
  if (maybe(random, 0.45)) {
    canvas.ellipse(0, 0.95, 0.75, 0.5);
    canvas.fill(shade);
    catHead(canvas, random, 0, 0.1, between(random, 0.62, 0.74));
    return;
  }
  // Sitting, the tail curled up beside it.
  canvas.stroke([-0.35, 0.62, -0.75, 0.6, -0.9, 0.25, -0.78, -0.15], 0.08);
  canvas.fill(shade);
  canvas.ellipse(-0.05, 0.4, 0.42, 0.4);
  canvas.limb(0.05, 0.2, 0.26, 0.2, -0.1, 0.2);
  canvas.limb(0.12, 0.3, 0.12, 0.14, 0.72, 0.1);
  canvas.limb(0.34, 0.2, 0.11, 0.34, 0.72, 0.1);
  canvas.fill(coat, 1, 0.15, true);
  if (maybe(random, 0.5)) {
    canvas.clipped = true;
    for (let x = -0.45; x < 0.2; x += 0.2) canvas.limb(x, 0.05, 0.05, x - 0.05, 0.5, 0.03);
    canvas.fill(shade, 0.8);
    canvas.clipped = false;
  }
  catHead(canvas, random, 0.22, -0.36, between(random, 0.34, 0.4));
};

export const dog: Drawing = (canvas, random) => {
  dye(random, FURS);
  if (maybe(random, 0.45)) {
    // Face: hanging ears, long muzzle, big nose, tongue.
    canvas.ellipse(0, 1, 0.7, 0.4);
    canvas.ellipse(0, -0.2, 0.52, 0.5);
    canvas.ellipse(0, 0.2, 0.38, 0.45);
    canvas.fill(coat, 1, 0.1);
    const droop = between(random, 0.25, 0.5);
    for (const side of [-1, 1]) canvas.limb(side * 0.5, -0.45, 0.14, side * 0.66, droop, 0.19);
    canvas.fill(shade, 1, 0.1);
    if (maybe(random, 0.6)) {
      canvas.limb(0, 0.5, 0.12, 0, 0.78, 0.12);
      canvas.fill(PINK);
    }
    canvas.ellipse(0, 0.34, 0.34, 0.28);
    canvas.fill(light, 1, 0.1);
    canvas.ellipse(0, 0.18, 0.17, 0.12);
    canvas.limb(0, 0.2, 0.03, 0, 0.48, 0.03);
    for (const side of [-1, 1]) canvas.ellipse(side * 0.24, -0.2, 0.09, 0.1);
    canvas.fill(DARK);
    return;
  }
  // Standing: deep chest, square muzzle, hanging ear, raised tail.
  const head = between(random, -0.5, -0.3);
  canvas.limb(-0.62, 0, 0.08, -0.95, between(random, -0.5, -0.1), 0.05);
  legs(canvas, random, -0.5, 0.38, 0.2, 0.74, 0.08);
  canvas.limb(-0.45, 0.06, 0.24, 0.36, 0.04, 0.29);
  canvas.limb(0.4, 0, 0.2, 0.55, head, 0.18);
  canvas.ellipse(0.58, head, 0.26, 0.23);
  canvas.limb(0.65, head + 0.06, 0.15, 0.95, head + 0.12, 0.11);
  canvas.fill(coat, 1, 0.12, true);
  if (maybe(random, 0.4)) {
    canvas.clipped = true;
    canvas.ellipse(between(random, -0.4, 0.1), 0, 0.25, 0.2);
    canvas.fill(maybe(random, 0.5) ? WHITE : shade);
    canvas.clipped = false;
  }
  canvas.limb(0.46, head - 0.12, 0.1, 0.4, head + 0.3, 0.13);
  canvas.fill(shade);
  canvas.ellipse(1.03, head + 0.08, 0.07, 0.06);
  canvas.ellipse(0.68, head - 0.05, 0.05, 0.05);
  canvas.fill(DARK);
};
