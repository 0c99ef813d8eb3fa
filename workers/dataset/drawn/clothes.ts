import type { Random } from '../../random.ts';
import { between, grey, maybe, sign } from './chance.ts';
import type { Garment } from './garments.ts';
import type { Canvas, Colour } from './raster.ts';

const MIDDLE = 14;
const BLACK: Colour = [0, 0, 0];

/** What tops have in common; lengths in pixels, from the middle line or the top edge. */
interface Top {
  shoulder: number;
  waist: number;
  hem: number;
  hemY: number;
  neck: number;
  neckDepth: number;
  /** Length of the sleeve down from the shoulder, how far its end stands out, and its half-width. */
  sleeve: number;
  flare: number;
  sleeveWidth: number;
}

const SHOULDER_Y = 4.6;

/** Body and sleeves in one silhouette, which clips what is drawn on it, then the seams of the sleeves. */
function top(canvas: Canvas, random: Random, tone: number, t: Top): void {
  for (const side of [-1, 1]) {
    const x = (distance: number): number => MIDDLE + side * distance;
    const shoulderX = x(t.shoulder - t.sleeveWidth);
    canvas.polygon([
      MIDDLE, 3.4, x(t.neck), 3.2, x(t.shoulder - 0.8), SHOULDER_Y, x(t.waist), 11,
      x(t.waist), 16, x(t.hem), t.hemY, MIDDLE, t.hemY + 0.3,
    ]); // prettier-ignore
    if (t.sleeve > 0) {
      const elbowX = x(t.shoulder + t.flare * 0.6);
      const elbowY = SHOULDER_Y + 1.6 + t.sleeve * 0.5;
      canvas.limb(shoulderX, SHOULDER_Y + 1.7, t.sleeveWidth, elbowX, elbowY, t.sleeveWidth * 0.95);
      canvas.limb(
        elbowX, elbowY, t.sleeveWidth * 0.95,
        x(t.shoulder + t.flare), SHOULDER_Y + 0.6 + t.sleeve, t.sleeveWidth * 0.8,
      ); // prettier-ignore
    }
  }
  canvas.fill(grey(tone), 1, between(random, 0, 0.1), true);
  canvas.clipped = true;
  cloth(canvas, random, tone);
  if (t.sleeve > 6) {
    const seam = between(random, 0.35, 0.75);
    for (const side of [-1, 1]) {
      const x = MIDDLE + side * (t.waist + 0.2);
      canvas.limb(x, 8.5, 0.35, x + side * 0.3, Math.min(t.hemY, SHOULDER_Y + t.sleeve), 0.5);
      canvas.fill(grey(tone * seam), 0.8);
    }
  }
  canvas.ellipse(MIDDLE, 2.8, t.neck, t.neckDepth);
  canvas.fill(maybe(random, 0.6) ? BLACK : grey(tone * 0.35));
}

/** Plain, striped, checked, or folded cloth within the clip. */
function cloth(canvas: Canvas, random: Random, tone: number): void {
  const kind = random.uniform();
  const other = grey(tone * (tone > 150 ? between(random, 0.45, 0.85) : between(random, 1.2, 1.7)));
  if (kind < 0.14 || (kind > 0.3 && kind < 0.34)) {
    const step = between(random, 2.2, 5);
    for (let y = between(random, 3, 6); y < 27; y += step)
      canvas.rectangle(0, y, 28, y + step * 0.45);
    canvas.fill(other, 0.85);
  }
  if (kind > 0.26 && kind < 0.34) {
    const step = between(random, 2.2, 5);
    for (let x = between(random, 1, 4); x < 28; x += step)
      canvas.rectangle(x, 0, x + step * 0.4, 28);
    canvas.fill(other, 0.6);
  }
  for (let folds = random.integer(3); folds > 0; folds--) {
    const x = between(random, 9, 19);
    canvas.limb(x, between(random, 9, 14), 0.3, x + sign(random), between(random, 17, 26), 0.8);
    canvas.fill(grey(tone * between(random, 0.7, 1.2)), 0.5);
  }
}

/** A line down the front with buttons, from y0 to y1. */
function placket(canvas: Canvas, random: Random, tone: number, y0: number, y1: number): void {
  canvas.limb(MIDDLE, y0, 0.35, MIDDLE, y1, 0.35);
  canvas.fill(grey(tone * between(random, 0.45, 0.8)), 0.8);
  const step = between(random, 2.6, 3.6);
  for (let y = y0 + 1.5; y < y1 - 1; y += step) canvas.ellipse(MIDDLE + 0.9, y, 0.5, 0.5);
  canvas.fill(grey(tone > 140 ? tone * 0.4 : tone * 1.8), 0.9);
}

/** Two collar points beside the neck, reaching down to `depth`. */
function collar(canvas: Canvas, tone: number, width: number, depth: number, light: number): void {
  canvas.clipped = false;
  for (const side of [-1, 1]) {
    canvas.polygon([
      MIDDLE + side * (width + 0.9), 2.6, MIDDLE + side * (width - 0.6), 2.2, MIDDLE, depth - 1.2,
      MIDDLE + side * (width * 0.75), depth,
    ]); // prettier-ignore
  }
  canvas.fill(grey(tone * light));
  canvas.clipped = true;
}

const bodyOf = (random: Random): Top => ({
  shoulder: between(random, 6.7, 7.9),
  waist: between(random, 5, 6.1),
  hem: between(random, 5.1, 6.6),
  hemY: between(random, 22.2, 24.8),
  neck: between(random, 2.2, 3.4),
  neckDepth: between(random, 1.4, 3),
  sleeve: between(random, 15.5, 18.8),
  flare: between(random, 0.4, 2.6),
  sleeveWidth: between(random, 1.7, 2.3),
});

/** Short sleeves, seldom none, seldom down to the elbow. */
function sleeveOf(random: Random, none: number, long: number): number {
  const kind = random.uniform();
  if (kind < none) return 0;
  return kind < none + long ? between(random, 7, 11) : between(random, 4.2, 6.8);
}

export const tShirt: Garment = (canvas, random, tone) => {
  const body = bodyOf(random);
  body.sleeve = sleeveOf(random, 0.12, 0.14);
  body.flare = between(random, 2.2, 4.2);
  body.sleeveWidth = between(random, 2.2, 2.9);
  body.neckDepth = between(random, 1.6, 3.8);
  top(canvas, random, tone, body);
  if (maybe(random, 0.1)) placket(canvas, random, tone, 5, maybe(random, 0.5) ? 10 : body.hemY);
  if (maybe(random, 0.4)) {
    const y = between(random, 10, 14);
    if (maybe(random, 0.5))
      canvas.ellipse(MIDDLE, y, between(random, 1.6, 3.6), between(random, 1.2, 3));
    else canvas.rectangle(MIDDLE - 3.6, y - 1, MIDDLE + 3.6, y + between(random, 0.5, 3));
    canvas.fill(grey(tone > 140 ? tone * between(random, 0.3, 0.7) : 220), 0.9);
  }
};

export const pullover: Garment = (canvas, random, tone) => {
  const body = bodyOf(random);
  body.sleeveWidth += 0.25;
  body.neckDepth = between(random, 1.2, 2.4);
  top(canvas, random, tone, body);
  if (maybe(random, 0.6)) {
    canvas.rectangle(0, body.hemY - 1.4, 28, 28);
    canvas.fill(grey(tone * between(random, 0.65, 0.9)), 0.8);
  }
  // A cardigan, or a zip at the neck.
  if (maybe(random, 0.3)) placket(canvas, random, tone, 5, maybe(random, 0.5) ? 11 : body.hemY);
  const neck = random.uniform();
  if (neck < 0.2) collar(canvas, tone, body.neck, between(random, 5, 7), between(random, 0.9, 1.1));
  else if (neck < 0.45) {
    canvas.clipped = false;
    canvas.rectangle(MIDDLE - body.neck + 0.3, 1.8, MIDDLE + body.neck - 0.3, 5);
    canvas.fill(grey(tone * between(random, 0.8, 0.95)));
  }
};

export const coat: Garment = (canvas, random, tone) => {
  const body = bodyOf(random);
  body.hemY = between(random, 23.2, 26.6);
  body.hem += between(random, -0.2, 0.8);
  top(canvas, random, tone * 0.95, body);
  const open = maybe(random, 0.4) ? between(random, 0.5, 1.6) : 0;
  if (open > 0) {
    canvas.polygon([MIDDLE - 0.4, 6, MIDDLE + 0.4, 6, MIDDLE + open, 28, MIDDLE - open, 28]);
    canvas.fill(grey(tone * 0.25));
  } else if (maybe(random, 0.75)) placket(canvas, random, tone * 0.9, 6, 27);
  if (maybe(random, 0.7)) {
    collar(canvas, tone, body.neck, between(random, 5.6, 10.5), between(random, 0.7, 1.05));
  }
  if (maybe(random, 0.45)) {
    for (const side of [-1, 1]) {
      canvas.limb(MIDDLE + side * 2.4, 17.4, 0.4, MIDDLE + side * 4.6, 16.8, 0.4);
    }
    canvas.fill(grey(tone * 0.5), 0.9);
  }
};

export const shirt: Garment = (canvas, random, tone) => {
  const body = bodyOf(random);
  if (maybe(random, 0.3)) {
    body.sleeve = sleeveOf(random, 0.1, 0.2);
    body.flare = between(random, 1.8, 3.8);
  }
  body.sleeveWidth -= 0.15;
  top(canvas, random, tone, body);
  if (maybe(random, 0.72)) placket(canvas, random, tone, 5, body.hemY);
  if (maybe(random, 0.7)) {
    collar(canvas, tone, body.neck, between(random, 5, 6.6), between(random, 1.02, 1.2));
  }
  if (maybe(random, 0.35)) {
    canvas.rectangle(MIDDLE + 2, 10, MIDDLE + 4.6, 12.6);
    canvas.fill(grey(tone * 0.75), 0.7);
  }
};

export const dress: Garment = (canvas, random, tone) => {
  const chest = between(random, 3, 4.4);
  const waist = chest * between(random, 0.7, 1);
  const hem = between(random, 3.6, 8.2);
  const strap = between(random, 1.4, 2.4);
  const waistY = between(random, 9.5, 12.5);
  const hemY = between(random, 22, 27);
  for (const side of [-1, 1]) {
    const x = (distance: number): number => MIDDLE + side * distance;
    canvas.polygon([
      MIDDLE, 5.2, x(strap - 0.4), 2, x(strap + 0.9), 1.8, x(chest), 6.5, x(waist), waistY,
      x((waist + hem) / 2), waistY + 6, x(hem), hemY, MIDDLE, hemY + 0.4,
    ]); // prettier-ignore
  }
  const sleeve = random.uniform();
  if (sleeve < 0.45) {
    const end = sleeve < 0.15 ? 15 : 8.6;
    const out = sleeve < 0.15 ? 7.2 : 6.2;
    canvas.limb(MIDDLE - strap - 1.2, 3.9, 1.5, MIDDLE - out, end, 1.2);
    canvas.limb(MIDDLE + strap + 1.2, 3.9, 1.5, MIDDLE + out, end, 1.2);
  }
  canvas.fill(grey(tone), 1, between(random, 0, 0.12), true);
  canvas.clipped = true;
  cloth(canvas, random, tone);
  if (maybe(random, 0.6)) {
    canvas.rectangle(0, waistY - 0.5, 28, waistY + 0.6);
    canvas.fill(grey(tone * 0.5), 0.9);
  }
};

export const trouser: Garment = (canvas, random, tone) => {
  const waist = between(random, 3.2, 4.6);
  const hip = waist + between(random, 0.4, 1.2);
  const foot = between(random, 1.1, 2.6);
  const apart = between(random, 0.5, 1.6);
  const hemY = maybe(random, 0.12) ? between(random, 15, 19) : between(random, 24.5, 27);
  for (const side of [-1, 1]) {
    const x = (distance: number): number => MIDDLE + side * distance;
    canvas.polygon([
      MIDDLE, 1.6, x(waist), 1.6, x(hip), 7, x(apart + 2 * foot), hemY, x(apart), hemY, MIDDLE, 9.5,
    ]); // prettier-ignore
  }
  canvas.fill(grey(tone), 1, between(random, 0, 0.1), true);
  canvas.clipped = true;
  canvas.rectangle(0, 0, 28, 3);
  canvas.limb(MIDDLE, 3, 0.3, MIDDLE, 9, 0.3);
  canvas.fill(grey(tone * between(random, 0.6, 0.85)), 0.9);
  if (maybe(random, 0.5)) {
    for (const side of [-1, 1]) {
      canvas.limb(MIDDLE + side * 2.4, 9, 0.4, MIDDLE + side * (apart + foot), hemY, 0.4);
    }
    canvas.fill(grey(tone * between(random, 0.75, 1.3)), 0.6);
  }
};
