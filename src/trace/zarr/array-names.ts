import { PREVIEW_BITS } from './attributes.ts';
import type { ArraySpec } from './array-spec.ts';

/** How values are kept: in so many bits, or as float32, exactly. */
export type Precision = number | 'exact';

/** Rows of a chunk: few enough to be there soon, many enough for differences to pay. */
export const CHUNK_ROWS = 16;
/** Of arrays with a few numbers a row. */
const SMALL_CHUNK_ROWS = 256;

/**
 * The array's spec in that precision: quantised values, or float32.
 * @param wideBits that the values take up, where they are more (rising.ts)
 */
export function valuesSpec(
  name: string,
  precision: Precision,
  of: Pick<ArraySpec, 'dimensions' | 'rowShape' | 'delta' | 'gaps'>,
  wideBits?: number,
): ArraySpec {
  if (precision === 'exact') {
    const { dimensions, rowShape, gaps = false } = of;
    return { name, dimensions, rowShape, gaps, dtype: 'float32', chunkRows: CHUNK_ROWS };
  }
  return {
    name,
    ...of,
    dtype: precision > 8 ? 'uint16' : 'uint8',
    chunkRows: CHUNK_ROWS,
    attributes: {
      quantised: wideBits === undefined ? { bits: precision } : { bits: wideBits, precision },
    },
  };
}

/** Ranges of a quantised array: of each row, for each index of its last dimension, [min, max]. */
export function rangeSpec(of: ArraySpec): ArraySpec {
  const columns = of.rowShape.at(-1) ?? 1;
  const [row = 'frame'] = of.dimensions;
  const dimensions = [row, of.dimensions.at(-1) ?? 'value', 'bound'];
  return { ...smallSpec(`${of.name}_range`, dimensions, [columns, 2]), gaps: of.gaps ?? false };
}

/** float32 with a few numbers a row. */
export function smallSpec(
  name: string,
  dimensions: readonly string[],
  rowShape: readonly number[],
): ArraySpec {
  return { name, dimensions, rowShape, dtype: 'float32', chunkRows: SMALL_CHUNK_ROWS };
}

/** Every eighth frame of a layout, coarsely, in few files: what is shown while the rest is on its way. */
export function previewSpec(points: number, components: number): ArraySpec {
  return {
    name: 'preview',
    dimensions: ['preview', 'point', 'component'],
    rowShape: [points, components],
    dtype: 'uint8',
    chunkRows: 8,
    delta: true,
    attributes: { quantised: { bits: PREVIEW_BITS } },
  };
}
