import { registry } from 'zarrita';
import { isGzip, unpack } from './gzip.ts';
import { messageOf, TraceError } from './trace-error.ts';
import type { Bytes } from './store.ts';

/** What a codec is told of the chunk that it unpacks. */
interface ChunkOf {
  readonly dataType: string;
  readonly shape: readonly number[];
}

/** Bytes of an element of Zarr's numeric types. */
export const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  int8: 1,
  uint8: 1,
  bool: 1,
  int16: 2,
  uint16: 2,
  float16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
};

/** Bytes that a chunk has once it is unpacked; filters in use keep the number of bytes. */
function rawSize({ dataType, shape }: ChunkOf): number {
  return shape.reduce((product, length) => product * length, ELEMENT_BYTES[dataType] ?? 8);
}

/**
 * gzip and zlib in place of zarrita's: never more bytes than the chunk's shape declares, however much was packed. A
 * host that unpacks what it serves (`Content-Encoding` on a stored `.gz`), or packs it once more and does not say so, is
 * forgiven.
 */
class BoundedInflate {
  readonly kind = 'bytes_to_bytes';

  constructor(
    private readonly format: 'gzip' | 'deflate',
    private readonly limit: number,
  ) {}

  encode(): never {
    throw new Error('Traces are packed by their writer.');
  }

  async decode(bytes: Uint8Array): Promise<Bytes> {
    if (bytes.length === this.limit && !isGzip(bytes)) return bytes as Bytes; // unpacked on its way
    if (this.format === 'gzip' && !isGzip(bytes)) throw notPacked(bytes);
    let unpacked = await this.inflate(bytes, this.format);
    if (unpacked.length < this.limit && isGzip(unpacked)) {
      unpacked = await this.inflate(unpacked, 'gzip');
    }
    if (unpacked.length < this.limit) {
      throw new TraceError(
        'truncated',
        `it has ${unpacked.length} of the ${this.limit} bytes that its shape declares.`,
      );
    }
    return unpacked;
  }

  private async inflate(bytes: Uint8Array, format: 'gzip' | 'deflate'): Promise<Bytes> {
    let unpacked: Bytes | undefined;
    try {
      unpacked = await unpack(bytes, format, this.limit);
    } catch (cause) {
      throw new TraceError(
        'truncated',
        `it is damaged, or ends too early (${messageOf(cause)}).`,
        {},
        { cause },
      );
    }
    if (unpacked) return unpacked;
    throw tooLarge(this.limit);
  }
}

function notPacked(bytes: Uint8Array): TraceError {
  const start = new TextDecoder().decode(bytes.subarray(0, 200)).trimStart();
  const what = start.startsWith('<') ? 'a web page' : 'no gzip data';
  return new TraceError('wrong-format', `it is ${what}.`);
}

function tooLarge(limit: number): TraceError {
  return new TraceError(
    'too-large',
    `it would unpack to more than the ${limit} bytes that its shape declares.`,
  );
}

/** Bytes that a packed chunk promises to unpack to, from its header; undefined where it does not say. */
type PromisedSize = (bytes: DataView) => number | undefined;

const PROMISES: Readonly<Record<string, PromisedSize>> = {
  // https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst
  blosc: (view) => (view.byteLength < 16 ? undefined : view.getUint32(4, true)),
  // numcodecs puts the size in front.
  lz4: (view) => (view.byteLength < 4 ? undefined : view.getUint32(0, true)),
  zstd: zstdSize,
};

/** RFC 8878, 3.1.1. */
function zstdSize(view: DataView): number | undefined {
  if (view.byteLength < 14 || view.getUint32(0, true) !== 0xfd2fb528) return undefined;
  const descriptor = view.getUint8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (singleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  if (at + 8 > view.byteLength) return undefined;
  switch (descriptor >> 6) {
    case 0:
      return singleSegment ? view.getUint8(at) : undefined;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}

type CodecEntry = Awaited<ReturnType<NonNullable<ReturnType<typeof registry.get>>>>;

/** Refuses what promises more than its chunk declares, before anything is allocated for it. */
function bounded(name: string, promised: PromisedSize, load: () => Promise<CodecEntry>) {
  return async (): Promise<CodecEntry> => {
    const codec = await load();
    return {
      kind: 'bytes_to_bytes',
      fromConfig: (config, meta) => {
        const inner = codec.fromConfig(config, meta);
        const limit = rawSize(meta);
        return {
          kind: 'bytes_to_bytes',
          encode: (data) => inner.encode(data),
          decode: (data) => {
            const size = promised(new DataView(data.buffer, data.byteOffset, data.byteLength));
            if (size === undefined) {
              throw new TraceError('wrong-format', `it is no ${name} data that says its size.`);
            }
            if (size > limit) throw tooLarge(limit);
            return inner.decode(data);
          },
        };
      },
    };
  };
}

let registered = false;

/** Puts our unpacking in place of zarrita's, once. */
export function registerCodecs(): void {
  if (registered) return;
  registered = true;
  const inflate = (format: 'gzip' | 'deflate') => (): Promise<CodecEntry> =>
    Promise.resolve({
      kind: 'bytes_to_bytes',
      fromConfig: (_config, meta) => new BoundedInflate(format, rawSize(meta)),
    });
  for (const prefix of ['', 'numcodecs.']) {
    registry.set(`${prefix}gzip`, inflate('gzip'));
    registry.set(`${prefix}zlib`, inflate('deflate'));
    for (const [name, promised] of Object.entries(PROMISES)) {
      const load = registry.get(`${prefix}${name}`);
      if (load) registry.set(`${prefix}${name}`, bounded(name, promised, load));
    }
  }
}
