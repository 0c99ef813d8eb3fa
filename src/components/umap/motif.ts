import { html, svg, type TemplateResult } from 'lit';
import { classColours, type PaletteName } from '../../render/palettes.ts';

/** Dots, and colours to share them: an ornament in the figure's dress, not data. */
const DOTS = 480;
const COLOURS = 10;

/** Angle between neighbours on a sunflower's head, radians: no two dots ever line up. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** Dots by colour, from the middle outwards; a sector a colour, its edges mixed. */
const dots = Array.from({ length: DOTS }, (_, index) => {
  const radius = 92 * Math.sqrt((index + 0.5) / DOTS);
  const angle = index * GOLDEN_ANGLE;
  const mixing = 0.55 * Math.sin(index * 12.9898) * (1 - radius / 130);
  const turn = (angle / (2 * Math.PI) + 10 + mixing * 0.25 + radius / 420) % 1;
  const x = (100 + radius * Math.cos(angle)).toFixed(1);
  const y = (100 + radius * Math.sin(angle)).toFixed(1);
  return { path: `M${x} ${y}h0`, colour: Math.floor(turn * COLOURS) };
});

/**
 * The ornament of the states without a figure. The dots of `share` (0..1), from the middle outwards,
 * have their colours, the others are grey: it doubles as a picture of progress.
 */
export function motif(palette: PaletteName, share: number): TemplateResult {
  const lit = Math.round(share * DOTS);
  const onLight = classColours(palette, COLOURS, '#ffffff');
  const onDark = classColours(palette, COLOURS, '#000000');
  const path = (from: number, to: number, colour?: number): string =>
    dots
      .slice(from, to)
      .filter((dot) => colour === undefined || dot.colour === colour)
      .map((dot) => dot.path)
      .join('');
  return html`<svg class="motif" viewBox="0 0 200 200" aria-hidden="true">
    <path class="unlit" d=${path(lit, DOTS)} />
    ${onLight.map(
      (light, colour) =>
        svg`<path d=${path(0, lit, colour)} style="stroke:light-dark(${light},${onDark[colour] ?? light})" />`,
    )}
  </svg>`;
}
