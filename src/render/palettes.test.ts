import { describe, expect, it } from 'vitest';
import { contrast, cssToRgb, type Rgb, toLinear } from './colour.ts';
import { classColours, type PaletteName } from './palettes.ts';

const GROUNDS = ['#121317', '#1b1b1e', '#fffefb', '#ffffff'];
const PALETTES: PaletteName[] = ['spectral', 'safe'];

describe.each(PALETTES)('the %s palette', (name) => {
  it.each(GROUNDS)('contrasts 3:1 or more with %s, every colour of it', (ground) => {
    const least = Math.min(
      ...classColours(name, 10, ground).map((colour) =>
        contrast(cssToRgb(colour), cssToRgb(ground)),
      ),
    );
    expect(least).toBeGreaterThanOrEqual(3);
  });

  it('has ten different colours, and spreads fewer classes over the whole range', () => {
    const ten = classColours(name, 10, '#000000');
    expect(new Set(ten).size).toBe(10);
    expect(classColours(name, 2, '#000000')).toEqual([ten[0], ten[9]]);
    expect(classColours(name, 12, '#000000').slice(10)).toEqual([ten[0], ten[1]]);
  });
});

it("keeps matplotlib's Spectral on dark, but for the two ends that would not show", () => {
  expect(classColours('spectral', 10, '#121317').slice(1, 9)).toEqual([
    '#d8434e',
    '#f67a49',
    '#fdbf6f',
    '#feeda1',
    '#f1f9a9',
    '#bfe5a0',
    '#74c7a5',
    '#378ebb',
  ]);
});

describe('the safe palette keeps its colours apart', () => {
  it.each([
    ['dark', '#121317', 'protanopia', 0.12],
    ['dark', '#121317', 'deuteranopia', 0.12],
    ['light', '#ffffff', 'protanopia', 0.11],
    ['light', '#ffffff', 'deuteranopia', 0.11],
  ] as const)('on %s (%s) under %s', (_, ground, vision, least) => {
    expect(closest(classColours('safe', 10, ground), MACHADO[vision])).toBeGreaterThan(least);
    expect(closest(classColours('spectral', 10, ground), MACHADO[vision])).toBeLessThan(least / 2);
  });
});

describe('contrast', () => {
  it('is 21 for black on white, and 4.54 for #767676', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
    expect(contrast(cssToRgb('#767676'), cssToRgb('white'))).toBeCloseTo(4.54, 2);
  });
});

it('reads any colour that CSS knows', () => {
  expect(cssToRgb('rgb(18, 19, 23)')).toEqual([18, 19, 23]);
  expect(cssToRgb('rebeccapurple')).toEqual([102, 51, 153]);
  expect(cssToRgb('oklch(1 0 0)')).toEqual([255, 255, 255]);
});

/** Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB. */
const MACHADO = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
} as const;

/** Least distance of two of the colours in OKLab (Ottosson 2020), as that vision sees them. */
function closest(colours: readonly string[], matrix: readonly (readonly number[])[]): number {
  const seen = colours.map((colour) => {
    const linear = cssToRgb(colour).map(toLinear);
    const [r = 0, g = 0, b = 0] = matrix.map((row) =>
      Math.max(
        0,
        row.reduce((sum, share, i) => sum + share * (linear[i] ?? 0), 0),
      ),
    );
    return toOklab([r, g, b]);
  });
  let least = Infinity;
  seen.forEach((a, i) => {
    for (const b of seen.slice(0, i)) {
      least = Math.min(least, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
    }
  });
  return least;
}

function toOklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
