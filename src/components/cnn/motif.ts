import { html, svg, type TemplateResult } from 'lit';

/** Tiles and cells a side: an ornament in the figure's dress, not data. */
const TILES = 8;
const CELLS = 4;
const LEVELS = 5;
const HUES = 8;
/** Units between tiles; a cell is 5 wide. */
const CELL = 5;
const GAP = 2;

interface Cell {
  readonly tile: number;
  readonly colour: number;
  readonly path: string;
}

/** Stripes at an angle of each tile's own, in a hue of its own. */
const cells: readonly Cell[] = Array.from({ length: TILES * TILES }, (_, tile) => {
  const angle = (tile * Math.PI * 5) / 16 + tile;
  const x0 = (tile % TILES) * (CELLS * CELL + GAP);
  const y0 = Math.floor(tile / TILES) * (CELLS * CELL + GAP);
  return Array.from({ length: CELLS * CELLS }, (_, cell) => {
    const x = cell % CELLS;
    const y = Math.floor(cell / CELLS);
    const wave = Math.sin(1.3 * (Math.cos(angle) * x + Math.sin(angle) * y) + tile);
    const level = Math.min(LEVELS - 1, Math.floor(((wave + 1) / 2) * LEVELS));
    const colour = ((tile * 3 + Math.floor(tile / TILES)) % HUES) * LEVELS + level;
    return { tile, colour, path: `M${x0 + x * CELL} ${y0 + y * CELL}h${CELL}v${CELL}h-${CELL}z` };
  });
}).flat();

const SIDE = TILES * (CELLS * CELL + GAP) - GAP;

const pathOf = (wanted: (cell: Cell) => boolean): string =>
  cells
    .filter(wanted)
    .map(({ path }) => path)
    .join('');

/** The ornament of the states without a figure; the tiles of `share` (0..1) have their colours: a picture of progress. */
export function motif(share: number): TemplateResult {
  const lit = Math.round(share * TILES * TILES);
  const colours = Array.from({ length: HUES * LEVELS }, (_, colour) => colour);
  return html`<svg class="motif" viewBox="0 0 ${SIDE} ${SIDE}" aria-hidden="true">
    <path class="dull" d=${pathOf(({ tile }) => tile >= lit)} />
    ${colours.map((colour) => {
      const hue = Math.floor(colour / LEVELS) * (360 / HUES);
      const lightness = 0.25 + (0.65 * (colour % LEVELS)) / (LEVELS - 1);
      const d = pathOf((cell) => cell.colour === colour && cell.tile < lit);
      return svg`<path d=${d} style="fill:oklch(${lightness} 0.1 ${hue})" />`;
    })}
  </svg>`;
}
