import { Slices } from './slices.ts';
import type { Bytes } from './store.ts';

/** Bytes that are compressed at a time: about 3 ms. */
const PIECE = 1 << 17;

/** Packed bytes that are unpacked at a time: about a millisecond. */
const PACKED_PIECE = 1 << 15;

/** RFC 1952, 2.3.1. */
const MAGIC = [0x1f, 0x8b] as const;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === MAGIC[0] && bytes[1] === MAGIC[1];
}

/** In slices. *Borrows*. */
export async function gzip(bytes: Bytes): Promise<Bytes> {
  const stream = new CompressionStream('gzip');
  const compressed = new Response(stream.readable).arrayBuffer();
  const writer = stream.writable.getWriter();
  const slices = new Slices();
  for (let start = 0; start < bytes.length; start += PIECE) {
    await writer.write(bytes.subarray(start, start + PIECE));
    await slices.breathe();
  }
  await writer.close();
  return new Uint8Array(await compressed);
}

/**
 * Unpacks at most `limit` bytes, whatever the packed ones promise.
 * @returns undefined when there would be more
 * @throws TypeError when they are not packed like that, or end too early
 */
export async function unpack(
  bytes: Uint8Array,
  format: CompressionFormat,
  limit: number,
): Promise<Bytes | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of unpackParts(bytes, format)) {
    length += part.length;
    if (length > limit) return undefined;
    parts.push(part);
  }
  return joined(parts, length);
}

/**
 * What the bytes unpack to, part by part; whoever stops early has no more of them unpacked. Throws as `unpack` does.
 * *Borrows*. Not through a Blob, whose bytes would go to the browser's process and back.
 */
export async function* unpackParts(
  bytes: Uint8Array,
  format: CompressionFormat,
): AsyncGenerator<Uint8Array, void> {
  let at = 0;
  const packed = new ReadableStream<Bytes>({
    pull(controller) {
      const piece = bytes.subarray(at, at + PACKED_PIECE) as Bytes;
      at += piece.length;
      if (piece.length > 0) controller.enqueue(piece);
      if (at >= bytes.length) controller.close();
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream(format)).getReader();
  try {
    for (;;) {
      const { value } = await reader.read();
      if (!value) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // it has failed already: that is thrown
  }
}

export function joined(parts: readonly Uint8Array[], length: number): Bytes {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
