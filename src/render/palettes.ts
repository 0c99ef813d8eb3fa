import { cssToRgb, luminance, type Rgb } from './colour.ts';

export type PaletteName = 'spectral' | 'safe';

/** A palette has two sets of ten: every colour keeps a contrast of 3:1 or more with its kind of ground. */
interface Palette {
  readonly onDark: readonly string[];
  readonly onLight: readonly string[];
}

/**
 * matplotlib's `Spectral` (ColorBrewer's, by Cynthia Brewer), class i at i/9 as the article's scatter has it.
 * On white, half of it is all but invisible (pale yellow: 1.07:1), so:
 * on dark, the original, its two dark ends lifted until they show; on light, the same hues, the
 * pale ones darkened and made more saturated.
 */
const SPECTRAL: Palette = {
  onDark: [
    '#bc2e59',
    '#d8434e',
    '#f67a49',
    '#fdbf6f',
    '#feeda1',
    '#f1f9a9',
    '#bfe5a0',
    '#74c7a5',
    '#378ebb',
    '#695baf',
  ],
  onLight: [
    '#9e0142',
    '#d8434e',
    '#ec682c',
    '#cd7d00',
    '#ad8c00',
    '#6f7a00',
    '#5fa031',
    '#00a085',
    '#378ebb',
    '#5e4fa2',
  ],
};

/**
 * Ten colours as far from one another as they go in OKLab, at once for normal vision, protanopia and
 * deuteranopia (Machado, Oliveira and Fernandes 2009, severity 1), under the contrast bound and with
 * bounded chroma; found by random search. The test holds the distances that it reached.
 */
const SAFE: Palette = {
  onDark: [
    '#00aaa0',
    '#c3f6ff',
    '#3360cb',
    '#8d85ff',
    '#f6a4ff',
    '#a7407e',
    '#ef8300',
    '#f8f352',
    '#5f6d00',
    '#31e093',
  ],
  onLight: [
    '#2a5cc7',
    '#02208a',
    '#5d8afa',
    '#3e0045',
    '#ad3584',
    '#b08297',
    '#593f3f',
    '#739c00',
    '#042d00',
    '#007400',
  ],
};

const PALETTES: Record<PaletteName, Palette> = { spectral: SPECTRAL, safe: SAFE };

/** Luminance at which black and white text contrast equally: sqrt(1.05 · 0.05) − 0.05. */
const MID_LUMINANCE = 0.179;

/**
 * `count` class colours for a ground. Fewer than ten classes spread over the palette's whole range;
 * more than ten repeat it.
 */
export function classColours(name: PaletteName, count: number, ground: string | Rgb): string[] {
  const rgb = typeof ground === 'string' ? cssToRgb(ground) : ground;
  const colours = luminance(rgb) < MID_LUMINANCE ? PALETTES[name].onDark : PALETTES[name].onLight;
  const last = colours.length - 1;
  return Array.from({ length: count }, (_, index) => {
    const at =
      count <= colours.length && count > 1 ? Math.round((index * last) / (count - 1)) : index;
    return colours[at % colours.length] ?? '#888888';
  });
}
