import { WorkerError } from '../rpc/errors.ts';
import { fetchOk, withRetries } from './fetching.ts';
import { sha256Hex } from './hash.ts';
import type { PackedFile } from './manifest.ts';
import type { Platform } from './platform.ts';

/** The Cache API's cache for packed files. */
const CACHE_NAME = 'underhood-datasets';

export interface ChunkStore {
  /**
   * A packed file's bytes, verified: from the cache, else from the network, a few times if need be.
   * `onBytes` gets every number of bytes read, negative when a broken attempt starts over.
   */
  read(
    file: PackedFile,
    signal: AbortSignal,
    onBytes: (bytes: number) => void,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** A small text that may change, as the network has it; the last known one when there is no network. */
  readText(url: string, signal: AbortSignal): Promise<{ text: string; type: string }>;
  /** Drops cached files below the base URL that are not among `files` any more. */
  prune(files: readonly PackedFile[]): Promise<void>;
}

/** Opens the store of the packed files in the folder `base` (absolute URL with a slash at its end). */
export async function openChunkStore(platform: Platform, base: string): Promise<ChunkStore> {
  const cache = await openCache(platform);
  // The checksum in the key: repacked data under the same name is another entry.
  const keyOf = ({ file, sha256 }: PackedFile): string => {
    const url = new URL(file, base);
    url.searchParams.set('sha256', sha256);
    return url.href;
  };

  const readCached = async (file: PackedFile): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    if (!cache) return undefined;
    const key = keyOf(file);
    try {
      const response = await cache.match(key);
      if (!response) return undefined;
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.length === file.bytes && (await sha256Hex(bytes)) === file.sha256) return bytes;
      await cache.delete(key); // damaged on disk: fetched again
    } catch {
      // A cache that cannot be read is like one that is empty.
    }
    return undefined;
  };

  return {
    async read(file, signal, onBytes) {
      const cached = await readCached(file);
      signal.throwIfAborted();
      if (cached) {
        onBytes(cached.length);
        return cached;
      }
      const url = new URL(file.file, base).href;
      let again = false;
      const bytes = await withRetries(
        () => {
          // The browser's own cache may hold what was damaged or is outdated: past it from then on.
          const init: RequestInit = again ? { cache: 'reload' } : {};
          again = true;
          return download(platform, url, file, signal, onBytes, init);
        },
        platform.retryDelays,
        signal,
      );
      if (cache) {
        const headers = { 'Content-Type': 'application/octet-stream' };
        // A full disk only costs the next visit a download.
        await cache.put(keyOf(file), new Response(bytes, { headers })).catch(() => undefined);
      }
      return bytes;
    },

    async readText(url, signal) {
      try {
        const response = await fetchOk(platform, url, signal, { cache: 'no-cache' });
        const type = response.headers.get('Content-Type') ?? '';
        const text = await response.text();
        await cache
          ?.put(url, new Response(text, { headers: { 'Content-Type': type } }))
          .catch(() => undefined);
        return { text, type };
      } catch (thrown) {
        signal.throwIfAborted();
        const known = thrown instanceof WorkerError && thrown.code === 'http-status';
        const response = known ? undefined : await cache?.match(url).catch(() => undefined);
        if (response) {
          return { text: await response.text(), type: response.headers.get('Content-Type') ?? '' };
        }
        throw thrown instanceof WorkerError ? thrown : brokenOff(url);
      }
    },

    async prune(files) {
      if (!cache) return;
      const kept = new Set(files.map(keyOf));
      const keys = await cache.keys().catch(() => []);
      for (const { url } of keys) {
        if (url.startsWith(base) && url.includes('sha256=') && !kept.has(url)) {
          await cache.delete(url).catch(() => false);
        }
      }
    },
  };
}

async function openCache(platform: Platform): Promise<Cache | undefined> {
  try {
    return await platform.caches?.open(CACHE_NAME);
  } catch {
    return undefined; // storage is denied here (private windows, sandboxed frames)
  }
}

async function download(
  platform: Platform,
  url: string,
  file: PackedFile,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
  init: RequestInit,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetchOk(platform, url, signal, init);
  const bytes = new Uint8Array(file.bytes);
  const reader = response.body?.getReader();
  let length = 0;
  try {
    while (reader) {
      const { value } = await reader.read();
      if (!value) break;
      if (length + value.length <= bytes.length) bytes.set(value, length);
      length += value.length;
      onBytes(value.length);
    }
  } catch {
    onBytes(-length);
    signal.throwIfAborted();
    throw brokenOff(url);
  }
  if (length < bytes.length) {
    onBytes(-length);
    throw new WorkerError(
      'truncated',
      `${url} ended after ${length} of ${bytes.length} bytes. Reload the page to go on from here.`,
      { url, got: length, expected: bytes.length },
    );
  }
  const found = length === bytes.length ? await sha256Hex(bytes) : 'of another size';
  if (found !== file.sha256) {
    onBytes(-length);
    throw new WorkerError(
      'checksum-mismatch',
      `${url} is damaged or was replaced: its SHA-256 is ${found}, the manifest says ${file.sha256}. Pack the datasets again (npm run datasets -- --force), or reload the page.`,
      { url, expected: file.sha256, found },
    );
  }
  return bytes;
}

function brokenOff(url: string): WorkerError {
  return new WorkerError(
    'network',
    `The connection broke while ${url} was being downloaded. Try again: what has arrived is kept.`,
    { url },
  );
}
