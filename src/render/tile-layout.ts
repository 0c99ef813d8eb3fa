/** Where tiles stand, all in whole device px. */
export interface TileLayout {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly gap: number;
  /** Of the whole. */
  readonly width: number;
  readonly height: number;
  /** Height to set aside: the same for all tiles of these proportions, whatever their px. */
  readonly reserved: number;
}

/** What a last row that is not full, and each share of the places that is empty, weigh against being off square. */
const RAGGED = 0.25;
const EMPTINESS = 6;
/** Widest tile, CSS px: a layer of three filters is no reason to fill the screen. */
const WIDEST = 168;
/** Tiles from this width on, CSS px, stand two CSS px apart, smaller ones one. */
const ROOMY = 44;

/** Columns for `count` tiles: nearly square, never higher than wide, last row full where that is possible. */
export function columnsFor(count: number): number {
  let best = { columns: 1, cost: Infinity };
  for (let columns = Math.ceil(Math.sqrt(count)); columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const empty = columns * rows - count;
    const raggedness = empty === 0 ? 0 : RAGGED + (EMPTINESS * empty) / count;
    const cost = Math.log(columns / rows) + raggedness;
    if (cost < best.cost) best = { columns, cost };
  }
  return best.columns;
}

/**
 * Fills a width with tiles, each an image of `width` × `height` px. A whole number of device px a px wherever the rest
 * can go into the gaps unnoticed; else the nearest size: neighbouring px may then differ by one device px.
 *
 * @param room device px
 */
export function layoutTiles(
  tile: { readonly count: number; readonly width: number; readonly height: number },
  room: number,
  pixelRatio: number,
): TileLayout {
  const columns = columnsFor(tile.count);
  const rows = Math.ceil(tile.count / columns);
  const between = Math.max(1, columns - 1);
  const thin = room / columns < ROOMY * pixelRatio ? 1 : 2;
  let gap = Math.max(1, Math.round(thin * pixelRatio));
  const fitting = Math.floor((room - (columns - 1) * gap) / columns);
  const widest = Math.round(WIDEST * pixelRatio);
  let tileWidth = Math.max(1, Math.min(fitting, widest));
  const whole = Math.floor(tileWidth / tile.width) * tile.width;
  const outer = fitting < widest ? room : columns * tileWidth + (columns - 1) * gap;
  const widened = Math.floor((outer - columns * whole) / between);
  if (whole > 0 && widened <= 2 * gap) {
    tileWidth = whole;
    gap = widened;
  }
  const tileHeight = Math.max(1, Math.round((tileWidth * tile.height) / tile.width));
  const height = rows * tileHeight + (rows - 1) * gap;
  const filled = Math.ceil((room * rows * tile.height) / (columns * tile.width));
  return {
    columns,
    rows,
    tileWidth,
    tileHeight,
    gap,
    width: columns * tileWidth + (columns - 1) * gap,
    height,
    reserved: fitting < widest ? Math.max(height, filled) : height,
  };
}
