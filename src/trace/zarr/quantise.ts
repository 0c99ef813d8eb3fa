import { TraceError } from './trace-error.ts';

/** Bits of a quantised value: fewer would show, more are float32's business. */
export const MIN_BITS = 8;
export const MAX_BITS = 16;

export type Quantised = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** A grid is given up for a finer one when the values have shrunk to less than this share of it. */
const SHRUNK = 0.7;
/** Room left on either side of a layout when its grid changes, so that it may grow a while: a share of its width. */
const MARGIN = 0.05;
/** Significant bits of a grid's step: with up to 16 bits of steps, all its values are float32 exactly. */
const STEP_BITS = 8;

/** Throws `bad-parameter`. */
export function checkBits(bits: number): void {
  if (Number.isInteger(bits) && bits >= MIN_BITS && bits <= MAX_BITS) return;
  throw new TraceError(
    'bad-parameter',
    `${bits} bits a value cannot be written: take ${MIN_BITS} to ${MAX_BITS}, or float32 for exact values.`,
    { parameter: 'bits' },
  );
}

/** Smallest and largest value of each column: [column, 2], float32 that encloses them. Throws `not-finite`. */
export function ranges(
  values: Float32Array,
  columns: number,
  what: string,
): Float32Array<ArrayBuffer> {
  const found = new Float32Array(columns * 2);
  for (let column = 0; column < columns; column++) {
    let min = Infinity;
    let max = -Infinity;
    for (let i = column; i < values.length; i += columns) {
      const value = values[i] ?? NaN;
      if (!Number.isFinite(value)) {
        const where = `${what}, ${Math.floor(i / columns)} of column ${column}`;
        throw new TraceError('not-finite', `A value is no finite number: ${where}.`, { index: i });
      }
      if (value < min) min = value;
      if (value > max) max = value;
    }
    found[column * 2] = min === Infinity ? 0 : min;
    found[column * 2 + 1] = max === -Infinity ? 0 : max;
  }
  return found;
}

/**
 * The grid for values of range `now`: the one of the frame before as long as they fit into it and do not waste it.
 * Then positions that did not move have the numbers they had, which packs well, and a frame's grid is known when the
 * frame is: a trace can be written while it grows. Its values are whole multiples of a short step, so that they are the
 * same however its range is told.
 */
export function holdGrid(
  before: Float32Array<ArrayBuffer> | undefined,
  now: Float32Array<ArrayBuffer>,
  bits: number,
): Float32Array<ArrayBuffer> {
  if (before?.length === now.length && fits(before, now)) return before;
  const levels = 2 ** bits - 1;
  const grid = new Float32Array(now.length);
  for (let i = 0; i < now.length; i += 2) {
    const [min = 0, max = 0] = now.subarray(i, i + 2);
    const step = roundedUp(((max - min) * (1 + 2 * MARGIN)) / levels);
    const low = step > 0 ? Math.floor((min - (max - min) * MARGIN) / step) * step : min;
    grid[i] = low;
    grid[i + 1] = low + levels * step;
  }
  return grid;
}

/** To so few bits; 0 stays 0. */
function roundedUp(step: number): number {
  if (!(step > 0)) return 0;
  const unit = 2 ** (Math.floor(Math.log2(step)) + 1 - STEP_BITS);
  return Math.ceil(step / unit) * unit;
}

function fits(grid: Float32Array, range: Float32Array): boolean {
  for (let i = 0; i < grid.length; i += 2) {
    const [low = 0, high = 0] = grid.subarray(i, i + 2);
    const [min = 0, max = 0] = range.subarray(i, i + 2);
    if (min < low || max > high || max - min < (high - low) * SHRUNK) return false;
  }
  return true;
}

/**
 * Values, rows × columns, as steps of their column's range: q = round((x − min) / (max − min) · (2^bits − 1)). *Returns*
 * new numbers. Error: at most half a step, (max − min) / (2^bits − 1) / 2, and float32's own rounding.
 */
export function quantise(values: Float32Array, range: Float32Array, bits: number): Quantised {
  const levels = 2 ** bits - 1;
  const columns = range.length / 2;
  const out = bits > 8 ? new Uint16Array(values.length) : new Uint8Array(values.length);
  for (let column = 0; column < columns; column++) {
    const min = range[column * 2] ?? 0;
    const width = (range[column * 2 + 1] ?? 0) - min;
    const scale = width > 0 ? levels / width : 0;
    for (let i = column; i < values.length; i += columns) {
      const step = ((values[i] ?? 0) - min) * scale + 0.5; // storing it cuts off what is behind the point
      out[i] = step < 0 ? 0 : step > levels ? levels : step;
    }
  }
  return out;
}

/** The inverse, but for rounding: x = min + q · (max − min) / (2^bits − 1). */
export function dequantise(
  steps: ArrayLike<number>,
  range: Float32Array,
  bits: number,
): Float32Array<ArrayBuffer> {
  const levels = 2 ** bits - 1;
  const columns = range.length / 2;
  const out = new Float32Array(steps.length);
  for (let column = 0; column < columns; column++) {
    const min = range[column * 2] ?? 0;
    const scale = ((range[column * 2 + 1] ?? 0) - min) / levels;
    for (let i = column; i < out.length; i += columns) out[i] = min + (steps[i] ?? 0) * scale;
  }
  return out;
}
