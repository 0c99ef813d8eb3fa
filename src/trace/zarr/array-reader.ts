import * as zarr from 'zarrita';
import { registerCodecs } from './codecs.ts';
import { copyBlock } from './copy-block.ts';
import { type DeltaLayout, deltaLayout, unpackDelta } from './delta-chunk.ts';
import { Slices } from './slices.ts';
import type { Bytes, ReadableStore, ReadOptions } from './store.ts';
import { messageOf, TraceError } from './trace-error.ts';
import { Turns } from './turns.ts';

/** A row as it is stored: quantised steps, or values. */
export type Values =
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

export type ZarrVersion = 2 | 3;

/** Keys that may be missing: the metadata of either version. */
const METADATA = /(^|\/)(zarr\.json|\.z[a-z]+)$/;

/** Chunks are fetched side by side and unpacked one after the other: a page has one main thread, and should not hold them all. */
const unpacking = new Turns();

/** What zarrita reads from: our stores, by its keys. A chunk that is not there is an error, not a chunk of zeros. */
class Adapter {
  /** What was read last of the metadata of version 3. */
  metadata: Bytes | undefined;

  constructor(
    private readonly store: ReadableStore,
    private readonly defaults: ReadOptions,
  ) {}

  /** zarrita hands on the options that `getChunk` is called with. */
  async get(path: string, options: ReadOptions = {}): Promise<Bytes | undefined> {
    const key = path.slice(1);
    const bytes = await this.store.get(key, { ...this.defaults, ...options });
    if (key.endsWith('/zarr.json')) this.metadata = bytes;
    if (bytes || METADATA.test(key)) return bytes;
    throw new TraceError('missing-chunk', `The part ${key} of ${this.store.name} is missing.`, {
      key,
    });
  }
}

type ZarrArray = zarr.Array<zarr.NumberDataType | zarr.BigintDataType, Adapter>;

interface DecodedChunk {
  readonly data: ArrayLike<number>;
  readonly stride: readonly number[];
}

/** An array of numbers in a store, of either version of Zarr. */
export class TraceArray {
  constructor(
    private readonly store: ReadableStore,
    readonly name: string,
    private readonly array: ZarrArray,
    /** Where it is one that can be unpacked in one pass. */
    private readonly layout: DeltaLayout | undefined,
  ) {}

  get shape(): readonly number[] {
    return this.array.shape;
  }

  /** A chunk's shape. */
  get chunks(): readonly number[] {
    return this.array.chunks;
  }

  get dtype(): string {
    return this.array.dtype;
  }

  get attributes(): Readonly<Record<string, unknown>> {
    return this.array.attrs;
  }

  /**
   * Rows `first` … `end` − 1, each in an array of its own, row-major, whatever the order and the chunks in the store.
   * In slices.
   * Throws `missing-chunk`, `truncated`, `wrong-format`, `too-large`, and what the store throws.
   */
  async rows(first: number, end: number, options: ReadOptions = {}): Promise<Values[]> {
    const [perChunk = 1] = this.chunks;
    const starts: number[] = [];
    for (let at = first; at < end; at = (Math.floor(at / perChunk) + 1) * perChunk) starts.push(at);
    const parts = await Promise.all(
      starts.map((start, i) => this.rowsOfChunk(start, starts[i + 1] ?? end, options)),
    );
    return parts.flat();
  }

  /** Rows of one chunk. */
  private async rowsOfChunk(first: number, end: number, options: ReadOptions): Promise<Values[]> {
    const { layout } = this;
    if (layout) {
      const chunk = Math.floor(first / layout.chunkRows);
      const bytes = await this.store.get(`${this.name}/${chunk}.0.0`, options);
      const start = chunk * layout.chunkRows;
      const rows = bytes && (await unpacking.take(() => unpackDelta(bytes, layout, end - start)));
      options.signal?.throwIfAborted();
      if (rows) return rows.slice(first - start);
    }
    return this.anyRows(first, end, options);
  }

  private async anyRows(first: number, end: number, options: ReadOptions): Promise<Values[]> {
    const [perChunk = 1, ...chunkRow] = this.chunks;
    const rowShape = this.shape.slice(1);
    const slices = new Slices();
    const rows = Array.from({ length: end - first }, () => this.empty(product(rowShape)));
    for (let chunk = Math.floor(first / perChunk); chunk * perChunk < end; chunk++) {
      for (const inner of grid(rowShape, chunkRow)) {
        const { data, stride } = await this.chunk([chunk, ...inner], options);
        const to = Math.min(end, (chunk + 1) * perChunk);
        for (let row = Math.max(first, chunk * perChunk); row < to; row++) {
          const offset = (row - chunk * perChunk) * (stride[0] ?? 1);
          const source = { data, offset, stride: stride.slice(1) };
          const target = rows[row - first];
          if (target) place(source, chunkRow, inner, target, rowShape);
          await slices.breathe();
        }
      }
    }
    return rows;
  }

  /** All values, row-major. Throws as `rows` does. */
  async whole(options: ReadOptions = {}): Promise<Values> {
    const { shape, chunks } = this;
    const all = this.empty(product(shape));
    for (const index of grid(shape, chunks)) {
      const { data, stride } = await this.chunk(index, options);
      place({ data, offset: 0, stride }, chunks, index, all, shape);
    }
    return all;
  }

  private async chunk(index: number[], options: ReadOptions): Promise<DecodedChunk> {
    try {
      const { data, stride } = await this.array.getChunk(index, given(options));
      const expected = product(this.chunks);
      if (data.length < expected) {
        throw new TraceError('truncated', `it has ${data.length} of ${expected} values.`);
      }
      const big = data instanceof BigInt64Array || data instanceof BigUint64Array;
      return { data: big ? Float64Array.from(data, Number) : data, stride };
    } catch (thrown) {
      options.signal?.throwIfAborted();
      throw unreadable(`${this.name}/${index.join('.')} of ${this.store.name}`, thrown);
    }
  }

  private empty(length: number): Values {
    switch (this.dtype) {
      case 'int8':
        return new Int8Array(length);
      case 'uint8':
        return new Uint8Array(length);
      case 'int16':
        return new Int16Array(length);
      case 'uint16':
        return new Uint16Array(length);
      case 'int32':
        return new Int32Array(length);
      case 'uint32':
        return new Uint32Array(length);
      case 'float32':
        return new Float32Array(length);
      default:
        return new Float64Array(length);
    }
  }
}

/** Without entries that are undefined, which zarrita does not take. */
function given({ signal, fresh = false }: ReadOptions) {
  return { fresh, ...(signal ? { signal } : {}) };
}

export function product(lengths: readonly number[]): number {
  return lengths.reduce((so, length) => so * length, 1);
}

/** Indices of all chunks of that shape in an array of the other. */
function grid(shape: readonly number[], chunk: readonly number[]): number[][] {
  let all: number[][] = [[]];
  for (const [i, length] of shape.entries()) {
    const count = Math.ceil(length / (chunk[i] ?? 1));
    all = all.flatMap((index) => Array.from({ length: count }, (_, next) => [...index, next]));
  }
  return all;
}

/** Copies a chunk to its place in an array that is row-major, without what stands out at its edges. */
function place(
  source: { data: ArrayLike<number>; offset: number; stride: readonly number[] },
  chunk: readonly number[],
  index: readonly number[],
  target: Values,
  shape: readonly number[],
): void {
  const stride = shape.map((_, i) => product(shape.slice(i + 1)));
  const origin = index.map((at, i) => at * (chunk[i] ?? 1));
  const block = shape.map((length, i) => Math.min(chunk[i] ?? 1, length - (origin[i] ?? 0)));
  const offset = origin.reduce((sum, at, i) => sum + at * (stride[i] ?? 1), 0);
  copyBlock(block, source, { data: target, offset, stride });
}

/** @returns undefined where the store has no such array. Throws `wrong-format`, and what the store throws. */
export async function findArray(
  store: ReadableStore,
  name: string,
  version: ZarrVersion = 3,
  options: ReadOptions = {},
): Promise<TraceArray | undefined> {
  registerCodecs();
  const open = version === 3 ? zarr.open.v3 : zarr.open.v2;
  try {
    const adapter = new Adapter(store, options);
    const array = await open(zarr.root(adapter).resolve(name), { kind: 'array' });
    if (array.is('number') || array.is('bigint')) {
      return new TraceArray(store, name, array, layoutOf(adapter.metadata));
    }
    throw new TraceError('wrong-format', `it has elements of type ${array.dtype}, not numbers.`);
  } catch (thrown) {
    options.signal?.throwIfAborted();
    if (zarr.isZarritaError(thrown, 'NotFoundError')) return undefined;
    throw unreadable(`the array ${name} of ${store.name}`, thrown);
  }
}

function layoutOf(metadata: Bytes | undefined): DeltaLayout | undefined {
  return metadata && deltaLayout(JSON.parse(new TextDecoder().decode(metadata)) as object);
}

/** As `findArray`, for one that has to be there: `wrong-format` where it is not. */
export async function openArray(
  store: ReadableStore,
  name: string,
  version: ZarrVersion = 3,
  options: ReadOptions = {},
): Promise<TraceArray> {
  const array = await findArray(store, name, version, options);
  if (array) return array;
  throw new TraceError('wrong-format', `There is no array ${name} in ${store.name}.`, {
    key: name,
  });
}

/** Whatever reading `what` threw, with a sentence that says where. */
function unreadable(what: string, thrown: unknown): TraceError {
  const cause = zarr.isZarritaError(thrown, 'CodecPipelineError') ? thrown.cause : thrown;
  if (cause instanceof TraceError) {
    // A store's sentences (no network, a part is missing) say where; those of chunks and codecs begin with `it`.
    if (!cause.message.startsWith('it ')) return cause;
    return new TraceError(cause.code, `The recording is damaged at ${what}: ${cause.message}`, {
      key: what,
    });
  }
  const why = zarr.isZarritaError(thrown, 'UnknownCodecError')
    ? `it is packed with ${thrown.codec}, which cannot be unpacked here.`
    : messageOf(cause);
  return new TraceError('wrong-format', `The recording cannot be read at ${what}: ${why}`, {
    key: what,
  });
}
