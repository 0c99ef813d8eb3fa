import { CHUNK_ROWS } from './array-names.ts';

/**
 * Differences of neighbouring frames are small numbers of either sign. Modulo 2^16 the negative ones have a high byte of
 * 255, the others of 0: one bit a value that says nothing new, since the low byte tells them apart already, but which is
 * noise to gzip and most of its work. So each frame of a chunk counts from a lower zero than the one before, by this many
 * steps: then small differences are numbers from 0 to 255, and their high byte is 0.
 */
export const RISE = 128;
/** How far the last frame of a chunk has risen. */
const RISEN = RISE * (CHUNK_ROWS - 1);

/**
 * Bits that values of `bits` take up when they rise; undefined where they would not fit into two bytes, or have only one.
 */
export function risingBits(bits: number): number | undefined {
  if (bits <= 8) return undefined;
  const needed = Math.ceil(Math.log2(2 ** bits + RISEN));
  return needed <= 16 ? needed : undefined;
}

/**
 * The range of row `index`, of `wideBits`, that has the steps of `grid`, of `bits`, from `RISE` steps further down than the
 * row before. Both: [column, 2]. *Returns* a new one. Values of the grids that `holdGrid` makes stay exactly
 * the same.
 */
export function risen(
  grid: Float32Array,
  index: number,
  bits: number,
  wideBits: number,
): Float32Array<ArrayBuffer> {
  const range = new Float32Array(grid.length);
  const steps = RISE * (index % CHUNK_ROWS);
  for (let i = 0; i < grid.length; i += 2) {
    const [low = 0, high = 0] = grid.subarray(i, i + 2);
    const step = (high - low) / (2 ** bits - 1);
    range[i] = low - steps * step;
    range[i + 1] = low + (2 ** wideBits - 1 - steps) * step;
  }
  return range;
}

/** The inverse: the grid of a trace that goes on. */
export function grounded(
  range: Float32Array,
  index: number,
  bits: number,
  wideBits: number,
): Float32Array<ArrayBuffer> {
  const grid = new Float32Array(range.length);
  const steps = RISE * (index % CHUNK_ROWS);
  for (let i = 0; i < range.length; i += 2) {
    const [low = 0, high = 0] = range.subarray(i, i + 2);
    const step = (high - low) / (2 ** wideBits - 1);
    grid[i] = low + steps * step;
    grid[i + 1] = low + (steps + 2 ** bits - 1) * step;
  }
  return grid;
}
