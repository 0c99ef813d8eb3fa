import { describe, expect, it } from 'vitest';
import { contrast, luminance, type Rgb } from './colour.ts';
import { coolwarm, differenceColour, drawDifference, inkOn } from './diverging.ts';

const SHARES = Array.from({ length: 101 }, (_, i) => i / 100);

describe('coolwarm', () => {
  it('has matplotlib’s colours', () => {
    // matplotlib 3.6.3: [round(255 * c) for c in colormaps['coolwarm'](share)[:3]]
    const within = (share: number, [r, g, b]: Rgb): void => {
      coolwarm(share).forEach((value, band) => {
        expect(Math.abs(value - ([r, g, b][band] ?? NaN))).toBeLessThanOrEqual(3);
      });
    };
    within(0, [59, 76, 192]);
    within(0.25, [141, 176, 254]);
    within(0.5, [221, 220, 220]);
    within(0.75, [244, 154, 123]);
    within(1, [180, 4, 38]);
  });

  it('darkens steadily from the middle to either end', () => {
    const lights = SHARES.map((share) => luminance(coolwarm(share)));
    const brightest = lights.indexOf(Math.max(...lights));
    expect(Math.abs(brightest - 50)).toBeLessThan(6);
    lights.slice(1).forEach((light, i) => {
      if (i + 1 < 44) expect(light).toBeGreaterThan(lights[i] ?? NaN);
      if (i + 1 > 56) expect(light).toBeLessThan(lights[i] ?? NaN);
    });
  });

  it('stays within its ends, and in the middle for what is no number', () => {
    expect(coolwarm(-3)).toEqual(coolwarm(0));
    expect(coolwarm(7)).toEqual(coolwarm(1));
    expect(coolwarm(Number.NaN)).toEqual(coolwarm(0.5));
  });

  it('has an ink of 4.5:1 or better at every share', () => {
    const ink = { black: [0, 0, 0], white: [255, 255, 255] } as const;
    for (const share of SHARES) {
      const ground = coolwarm(share);
      expect(contrast(ground, ink[inkOn(ground)])).toBeGreaterThan(4.5);
    }
  });
});

describe('a difference', () => {
  const poles = { zero: [255, 255, 255], negative: [0, 0, 255], positive: [255, 0, 0] } as const;

  it('has the colour of its sign, more of it the larger it is', () => {
    expect(differenceColour(0, poles)).toEqual([255, 255, 255]);
    expect(differenceColour(-1, poles)).toEqual([0, 0, 255]);
    expect(differenceColour(0.2, poles)).toEqual([255, 204, 204]);
    expect(differenceColour(9, poles)).toEqual([255, 0, 0]);
  });

  it('is drawn a canvas px a value', () => {
    const canvas = document.createElement('canvas');
    drawDifference(canvas, Float32Array.of(-1, 0, 1, 0.2), { width: 2, height: 2 }, poles);
    expect([canvas.width, canvas.height]).toEqual([2, 2]);
    const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, 2, 2) ?? {};
    expect([...data.slice(0, 4), ...data.slice(8, 12)]).toEqual([0, 0, 255, 255, 255, 0, 0, 255]);
  });
});
