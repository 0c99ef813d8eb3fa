import { Slices } from './slices.ts';
import type { Bytes } from './store.ts';

/** Bytes that are compressed at a time: about 3 ms. */
const PIECE = 1 << 17;

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
  const stream = new Blob([bytes as Bytes]).stream().pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { value } = await reader.read();
    if (!value) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      return undefined;
    }
    parts.push(value);
  }
  return joined(parts, length);
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
