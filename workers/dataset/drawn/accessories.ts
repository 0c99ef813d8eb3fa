import { between, grey, maybe } from './chance.ts';
import type { Garment } from './garments.ts';

/** Shoes stand on this line, toes to the left. */
const GROUND = 20.5;
const TOE = 2.2;
const HEEL = 25.6;

export const sneaker: Garment = (canvas, random, tone) => {
  const collarY = maybe(random, 0.35) ? between(random, 6.8, 9) : between(random, 9, 11.4);
  const toeY = between(random, 15.4, 17);
  const sole = between(random, 1.4, 2.6);
  canvas.polygon([
    TOE, GROUND, TOE + 0.2, toeY + 1, TOE + 2.6, toeY - 0.6, 10, 13.6, 14.4, collarY, 16.2, collarY - 0.6,
    18.2, collarY + 1.6, 21, collarY + 1.8, 24.4, collarY - 0.4, HEEL - 0.2, collarY + 1.4, HEEL, GROUND,
  ]); // prettier-ignore
  canvas.fill(grey(tone), 1, between(random, 0, 0.12), true);
  canvas.clipped = true;
  canvas.rectangle(0, GROUND - sole, 28, 28);
  canvas.fill(grey(tone > 140 && maybe(random, 0.5) ? tone * 0.45 : 235));
  for (let i = 0; i < 3; i++)
    canvas.limb(9.6 + 2 * i, 14.6 - 1.5 * i, 0.4, 12 + 2 * i, 15.6 - 1.2 * i, 0.4);
  canvas.fill(grey(tone > 140 ? tone * 0.35 : 240), 0.9);
  const mark = random.uniform();
  if (mark < 0.4) canvas.stroke([14.5, 17.6, 18, 16.8, 22.8, 13.4], 0.6);
  else if (mark < 0.7) {
    for (let i = 0; i < 3; i++) canvas.limb(14.6 + 2 * i, 13.4, 0.5, 16 + 2 * i, 17.6, 0.5);
  }
  canvas.fill(grey(tone > 140 ? tone * between(random, 0.3, 0.7) : 220), 0.9);
};

export const boot: Garment = (canvas, random, tone) => {
  const shaftY = between(random, 6, 9);
  const front = between(random, 13, 15);
  const toeY = between(random, 15.2, 17);
  const heel = maybe(random, 0.6) ? between(random, 1.2, 3.2) : 0;
  canvas.polygon([
    TOE, GROUND - 0.3, TOE + 0.2, toeY + 0.8, TOE + 3, toeY - 0.8, 10.6, 13.4, front, 10.4, front + 0.3, shaftY,
    HEEL - 0.6, shaftY - 0.3, HEEL - 1, 12, HEEL, GROUND, 20.4, GROUND, 19.6, GROUND - heel * 0.8,
    16, GROUND - heel * 0.5, 12, GROUND,
  ]); // prettier-ignore
  canvas.fill(grey(tone), 1, between(random, 0.02, 0.15), true);
  canvas.clipped = true;
  canvas.rectangle(0, GROUND - between(random, 0.7, 1.6), 28, 28);
  canvas.fill(grey(tone * 0.4), 0.9);
  const detail = random.uniform();
  if (detail < 0.35) {
    for (let y = shaftY + 1.2; y < 14; y += 2)
      canvas.limb(front - 1, y, 0.4, front + 2.6, y + 0.8, 0.4);
  } else if (detail < 0.65) {
    canvas.polygon([17.6, shaftY - 1, 20.8, shaftY - 1, 20.2, 12.6, 18.2, 12.6]);
  } else if (detail < 0.85) canvas.limb(front - 1, 11.6, 0.6, 26, 12.4, 0.6);
  canvas.fill(grey(tone > 130 ? tone * 0.5 : tone * 1.7), 0.8);
  canvas.rectangle(0, shaftY - 1, 28, shaftY + 0.9);
  canvas.fill(grey(tone * 0.7), 0.7);
};

export const sandal: Garment = (canvas, random, tone) => {
  // How far the heel is lifted: a flat sandal, a wedge, or a heel.
  const lift = maybe(random, 0.5) ? between(random, 0, 1.6) : between(random, 2.4, 6);
  const strap = between(random, 0.9, 1.5);
  const soleY = GROUND - lift;
  canvas.polygon([
    TOE, GROUND, TOE + 0.2, GROUND - 1.5, 9.5, GROUND - 1.7, 18, soleY - 2.4, HEEL, soleY - 2.2, HEEL - 0.2, soleY,
    17, soleY + 0.3, 10, GROUND,
  ]); // prettier-ignore
  if (lift > 2) {
    if (maybe(random, 0.5))
      canvas.polygon([9, GROUND, 17, soleY, HEEL, soleY - 1, HEEL - 0.4, GROUND]);
    else canvas.polygon([22, soleY - 0.6, HEEL, soleY - 1, HEEL - 0.8, GROUND, 23.6, GROUND]);
  }
  canvas.fill(grey(tone), 1, 0.05);
  const rise = soleY - 2.2;
  const ankleY = rise - between(random, 5, 7.4);
  canvas.stroke([4.6, GROUND - 1.8, 7.4, 15.4, 11.6, GROUND - 2], strap);
  if (maybe(random, 0.6)) canvas.stroke([9.6, GROUND - 2, 13.2, 12.8, 17, rise], strap);
  if (maybe(random, 0.7)) canvas.stroke([7.4, 15.6, 13.4, 12.4, 16.4, ankleY], strap * 0.8);
  if (maybe(random, 0.85)) {
    canvas.stroke([24.8, rise, 25, ankleY + 0.5, 16.4, ankleY], strap);
    canvas.limb(16.4, ankleY, strap * 0.9, 20.4, rise, strap * 0.9);
  } else canvas.stroke([12, GROUND - 2.4, 16.4, 11.8, 21, rise], strap * 1.3);
  canvas.fill(grey(tone * between(random, 0.75, 1.15)), 1, 0.1);
};

export const bag: Garment = (canvas, random, tone) => {
  const width = between(random, 8.6, 11.8);
  const topY = between(random, 9, 13);
  const taper = between(random, -1.6, 2);
  const bottomY = between(random, 22.5, 25.5);
  const handle = random.uniform();
  if (handle < 0.85) {
    const half = handle < 0.4 ? width * 0.72 : width * 0.45;
    const high = handle < 0.4 ? between(random, 2.4, 4) : topY - between(random, 3, 5);
    const r = between(random, 0.6, 1.1);
    canvas.stroke(
      [14 - half, topY + 1, 14 - half * 0.85, high + 2, 14 - half * 0.45, high, 14 + half * 0.45, high,
        14 + half * 0.85, high + 2, 14 + half, topY + 1],
      r,
    ); // prettier-ignore
    canvas.fill(grey(tone * between(random, 0.6, 1)));
  }
  canvas.polygon([
    14 - width + taper + 0.8, topY, 14 + width - taper - 0.8, topY, 14 + width - taper * 0.8, topY + 1, 14 + width, bottomY - 1,
    14 + width - 1, bottomY, 14 - width + 1, bottomY, 14 - width, bottomY - 1, 14 - width + taper * 0.8, topY + 1,
  ]); // prettier-ignore
  canvas.fill(grey(tone), 1, between(random, 0, 0.15), true);
  canvas.clipped = true;
  const style = random.uniform();
  if (style < 0.4) {
    canvas.ellipse(14, topY, width * 0.95, between(random, 4, 7));
    canvas.fill(grey(tone * between(random, 0.7, 0.88)));
    canvas.rectangle(13, topY + 4, 15, topY + 6.4);
    canvas.fill(grey(tone > 140 ? 40 : 230), 0.9);
  } else if (style < 0.75) {
    canvas.rectangle(0, topY + 1.4, 28, topY + 2.4);
    canvas.rectangle(14 - width * 0.55, topY + 5.4, 14 + width * 0.55, topY + 6.2);
    canvas.fill(grey(tone * 0.5), 0.8);
  } else {
    canvas.rectangle(14 - width * 0.6, 0, 14 - width * 0.4, 28);
    canvas.rectangle(14 + width * 0.4, 0, 14 + width * 0.6, 28);
    canvas.fill(grey(tone * between(random, 0.5, 0.8)), 0.9);
  }
};
