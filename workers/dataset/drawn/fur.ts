import type { Random } from '../../random.ts';
import { bell, between, mix, paint, pick, shaded } from './chance.ts';
import type { Canvas, Colour } from './raster.ts';

type Colours = readonly [Colour, ...Colour[]];
export const FURS: Colours = [
  [150, 105, 65], [95, 65, 45], [190, 150, 100], [225, 215, 200], [60, 55, 52], [140, 135, 130], [200, 125, 65],
]; // prettier-ignore
export const FEATHERS: Colours = [...FURS, [70, 110, 175], [190, 60, 50], [215, 180, 60]];
export const SKINS: Colours = [[95, 140, 60], [120, 130, 70], [130, 100, 60], [70, 120, 95], [180, 150, 60], [95, 85, 70]]; // prettier-ignore
export const DARK: Colour = [22, 20, 20];
export const WHITE: Colour = [240, 238, 232];
export const PINK: Colour = [215, 130, 125];
export const BEAK: Colour = [235, 165, 50];

/** The colours of the animal that is being drawn, set by `dye`. */
export const coat = paint();
export const shade = paint();
export const light = paint();

/** A fur, feather or skin colour of its own for this animal. */
export function dye(random: Random, colours: Colours): void {
  mix(random, coat, pick(random, colours), 25, between(random, 0.8, 1.15));
  shaded(shade, coat, 0.62);
  mix(random, light, coat, 10, 1.3);
}

/** Four legs under a body from x0 to x1: the far pair darker, each pair apart by a random stride. */
export function legs(
  canvas: Canvas,
  random: Random,
  x0: number,
  x1: number,
  hip: number,
  foot: number,
  r: number,
): void {
  for (const far of [true, false]) {
    for (const x of [x0, x1]) {
      const stride = 0.16 * bell(random) + (far ? 0.1 : -0.02);
      const knee = (hip + foot) / 2;
      canvas.limb(x, hip, r * 1.5, x + stride * 0.7, knee, r);
      canvas.limb(x + stride * 0.7, knee, r, x + stride, foot, r * 0.8);
    }
    canvas.fill(far ? shade : coat);
  }
}

export function eye(canvas: Canvas, x: number, y: number, r: number, iris: Colour = DARK): void {
  canvas.ellipse(x, y, r, r);
  canvas.fill(iris);
}
