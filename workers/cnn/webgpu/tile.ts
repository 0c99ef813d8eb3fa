/** What a thread computes of a matrix product: positions (or rows of weights) × quads of channels. */
export interface Tile {
  readonly positions: 4 | 8;
  readonly quads: 1 | 2;
}

/** Fewest loads a product. */
export const LARGEST_TILE: Tile = { positions: 8, quads: 2 };

/** Smaller ones make more threads, of fewer registers. */
export const TILES: readonly Tile[] = [
  LARGEST_TILE,
  { positions: 4, quads: 2 },
  { positions: 4, quads: 1 },
];

export function tilesOf(positions: number, quads: number, tile: Tile): number {
  return Math.ceil(positions / tile.positions) * Math.ceil(quads / tile.quads);
}

export function tileConstants({ positions, quads }: Tile) {
  const [tall, wide] = [positions === 8, quads === 2];
  return { TILE_POSITIONS: positions, TILE_QUADS: quads, TALL: tall, WIDE: wide };
}
