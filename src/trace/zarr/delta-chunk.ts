import { BYTES, type Dtype } from './array-spec.ts';
import { isGzip, unpackParts } from './gzip.ts';
import { Slices } from './slices.ts';
import type { Bytes } from './store.ts';

/** Steps of a row. */
type Steps = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** Chunks of an array that is kept as array-spec.ts writes those with `delta`; all rows whole. */
export interface DeltaLayout {
  readonly dtype: 'uint8' | 'uint16';
  /** Rows of a chunk. */
  readonly chunkRows: number;
  readonly rowShape: readonly [number, number];
}

interface Codec {
  readonly name?: string;
  readonly configuration?: Readonly<Record<string, unknown>>;
}

interface ArrayMetadata {
  readonly shape?: readonly number[];
  readonly data_type?: Dtype;
  readonly chunk_grid?: {
    readonly configuration?: { readonly chunk_shape?: readonly number[] };
  };
  readonly chunk_key_encoding?: Codec;
  readonly codecs?: readonly Codec[];
}

const DTYPES = { uint8: '|u1', uint16: '<u2' } as const;

/** The layout of an array by its metadata, version 3; undefined where it is any other. */
export function deltaLayout(metadata: ArrayMetadata): DeltaLayout | undefined {
  const { shape = [], data_type: dtype, codecs = [], chunk_key_encoding: keys } = metadata;
  const [chunkRows = 0, ...chunkRow] = metadata.chunk_grid?.configuration?.chunk_shape ?? [];
  const [, height, width] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined) return undefined;
  if (dtype !== 'uint8' && dtype !== 'uint16') return undefined;
  if (chunkRow[0] !== height || chunkRow[1] !== width) return undefined;
  if (keys?.name !== 'v2' || (keys.configuration?.['separator'] ?? '.') !== '.') return undefined;
  const [transpose, delta, bytes, ...rest] = codecs;
  const { dtype: from, astype: to = from } = delta?.configuration ?? {};
  const wide = BYTES[dtype] > 1;
  const fits =
    transpose?.name === 'transpose' &&
    String(transpose.configuration?.['order']) === '2,1,0' &&
    delta?.name === 'numcodecs.delta' &&
    from === DTYPES[dtype] &&
    to === from &&
    bytes?.name === 'bytes' &&
    (!wide || bytes.configuration?.['endian'] === 'little') &&
    rest.map(({ name }) => name).join() === (wide ? 'numcodecs.shuffle,gzip' : 'gzip') &&
    (!wide || rest[0]?.configuration?.['elementsize'] === 2);
  return fits ? { dtype, chunkRows, rowShape: [height, width] } : undefined;
}

/**
 * Unpacks the first `count` rows of a chunk in one pass, as its bytes come out of gzip: as zarrita does with a copy of the
 * whole chunk for each of four codecs. In slices. *Returns* rows of one buffer; undefined where the chunk is not what its
 * layout says, whatever is wrong with it.
 */
export async function unpackDelta(
  bytes: Bytes,
  layout: DeltaLayout,
  count: number,
): Promise<Steps[] | undefined> {
  if (!isGzip(bytes)) return undefined;
  const unpacker = new DeltaUnpacker(layout, count);
  const slices = new Slices();
  try {
    for await (const part of unpackParts(bytes, 'gzip')) {
      if (!unpacker.take(part)) return undefined;
      await slices.breathe();
    }
  } catch {
    return undefined; // whoever reads it as any chunk is read will say what is wrong
  }
  return unpacker.finished;
}

class DeltaUnpacker {
  private readonly rows: Steps;
  /** The lower bytes, which come before all of the upper ones; none where there is one byte a value. */
  private readonly low: Uint8Array;
  private readonly values: number;
  private readonly rowLength: number;
  /** Bytes so far. */
  private length = 0;
  private sum = 0;
  /** Where the next value belongs: values of a place lie side by side, one a row, then those of the next place. */
  private row = 0;
  private place = 0;

  constructor(
    private readonly layout: DeltaLayout,
    private readonly count: number,
  ) {
    const [height, width] = layout.rowShape;
    this.rowLength = height * width;
    this.values = this.rowLength * layout.chunkRows;
    const wide = layout.dtype === 'uint16';
    const length = this.rowLength * count;
    this.rows = wide ? new Uint16Array(length) : new Uint8Array(length);
    this.low = new Uint8Array(wide ? this.values : 0);
  }

  /** Undefined before the last byte. */
  get finished(): Steps[] | undefined {
    if (this.length !== this.low.length + this.values) return undefined;
    const { rows, rowLength } = this;
    return Array.from({ length: this.count }, (_, row) =>
      rows.subarray(row * rowLength, (row + 1) * rowLength),
    );
  }

  /** False when there is more than there should be. */
  take(part: Uint8Array): boolean {
    const { low, values, length } = this;
    if (length + part.length > low.length + values) return false;
    const rest = Math.max(0, low.length - length);
    if (rest > 0) low.set(part.subarray(0, rest), length);
    this.length += part.length;
    const start = length + Math.min(rest, part.length) - low.length;
    if (low.length > 0) this.addWide(part.subarray(rest), start);
    else this.addNarrow(part);
    return true;
  }

  private addWide(high: Uint8Array, start: number): void {
    const { low, rows, count, rowLength } = this;
    const { chunkRows } = this.layout;
    let { sum, row, place } = this;
    for (let i = 0; i < high.length; i++) {
      sum = (sum + ((low[start + i] ?? 0) | ((high[i] ?? 0) << 8))) & 0xffff;
      if (row < count) rows[row * rowLength + place] = sum;
      if (++row < chunkRows) continue;
      row = 0;
      place = this.after(place);
    }
    this.sum = sum;
    this.row = row;
    this.place = place;
  }

  private addNarrow(part: Uint8Array): void {
    const { rows, count, rowLength } = this;
    const { chunkRows } = this.layout;
    let { sum, row, place } = this;
    for (const step of part) {
      sum = (sum + step) & 0xff;
      if (row < count) rows[row * rowLength + place] = sum;
      if (++row < chunkRows) continue;
      row = 0;
      place = this.after(place);
    }
    this.sum = sum;
    this.row = row;
    this.place = place;
  }

  /** The places of the first column come first. */
  private after(place: number): number {
    const [, width] = this.layout.rowShape;
    const next = place + width;
    return next < this.rowLength ? next : (next % width) + 1;
  }
}
