/** Number types that we write. */
export type Dtype = 'uint8' | 'uint16' | 'uint32' | 'float32';

export type Row =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>;

/** An array as it is written: rows (usually frames) of one shape, some of them a chunk. */
export interface ArraySpec {
  readonly name: string;
  /** Of all dimensions, rows first: `frame`, `point`, `component`. */
  readonly dimensions: readonly string[];
  readonly rowShape: readonly number[];
  readonly dtype: Dtype;
  readonly chunkRows: number;
  /**
   * Rows are kept as differences from the row before, for rows of rank 2 that change little: the array is in Fortran
   * order, so that a value's rows lie side by side, with Zarr's `delta` filter.
   */
  readonly delta?: boolean;
  /** Rows may be left out: chunks of none of them are missing, and that is no error. */
  readonly gaps?: boolean;
  /** In the array's own attributes: `quantised` for one thing. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

export const BYTES: Readonly<Record<Dtype, number>> = {
  uint8: 1,
  uint16: 2,
  uint32: 4,
  float32: 4,
};

const NUMPY: Readonly<Record<Dtype, string>> = {
  uint8: '|u1',
  uint16: '<u2',
  uint32: '<u4',
  float32: '<f4',
};

/** zlib's; higher costs time and wins nothing on numbers this noisy. What CompressionStream takes. */
const GZIP_LEVEL = 6;

export function rowLength({ rowShape }: ArraySpec): number {
  return rowShape.reduce((product, length) => product * length, 1);
}

/**
 * The array's metadata, in both versions of Zarr: the chunks are the same files. Version 3 with chunk keys as version 2
 * has them, so that readers of either find what they know.
 */
export function arrayMetadata(
  spec: ArraySpec,
  rows: number,
): { v3: object; v2: object; attributes: object } {
  const { dtype, delta = false, dimensions } = spec;
  const shape = [rows, ...spec.rowShape];
  const chunks = [spec.chunkRows, ...spec.rowShape];
  const attributes = { ...spec.attributes };
  const wide = BYTES[dtype] > 1;
  const deltaFilter = { dtype: NUMPY[dtype], astype: NUMPY[dtype] };
  const shuffle = { elementsize: BYTES[dtype] };
  const order = shape.map((_, i) => shape.length - 1 - i);
  return {
    v3: {
      zarr_format: 3,
      node_type: 'array',
      shape,
      data_type: dtype,
      chunk_grid: { name: 'regular', configuration: { chunk_shape: chunks } },
      chunk_key_encoding: { name: 'v2', configuration: { separator: '.' } },
      fill_value: 0,
      codecs: [
        ...(delta
          ? [
              { name: 'transpose', configuration: { order } },
              { name: 'numcodecs.delta', configuration: deltaFilter },
            ]
          : []),
        { name: 'bytes', ...(wide ? { configuration: { endian: 'little' } } : {}) },
        ...(wide ? [{ name: 'numcodecs.shuffle', configuration: shuffle }] : []),
        { name: 'gzip', configuration: { level: GZIP_LEVEL } },
      ],
      dimension_names: dimensions,
      attributes,
    },
    v2: {
      zarr_format: 2,
      shape,
      chunks,
      dtype: NUMPY[dtype],
      compressor: { id: 'gzip', level: GZIP_LEVEL },
      fill_value: 0,
      order: delta ? 'F' : 'C',
      filters:
        delta || wide
          ? [
              ...(delta ? [{ id: 'delta', ...deltaFilter }] : []),
              ...(wide ? [{ id: 'shuffle', ...shuffle }] : []),
            ]
          : null,
      dimension_separator: '.',
    },
    attributes: { ...attributes, _ARRAY_DIMENSIONS: dimensions },
  };
}
