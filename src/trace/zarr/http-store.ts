import { joined } from './gzip.ts';
import type { Bytes, ReadableStore, ReadOptions } from './store.ts';
import { messageOf, TraceError } from './trace-error.ts';

/** Larger files are no part of a trace, nor a whole one. */
const MOST_BYTES = 2 ** 30;

/**
 * A trace on a web server: a folder of files, read by plain GETs. Throws `network`, `http-status`, `too-large`.
 * @param url of the folder
 */
export class HttpStore implements ReadableStore {
  readonly name: string;
  private readonly folder: URL;

  constructor(url: string, base?: string) {
    this.folder = new URL(url, base);
    if (!this.folder.pathname.endsWith('/')) this.folder.pathname += '/';
    this.name = this.folder.href.replace(/\/$/, '');
  }

  async get(key: string, options: ReadOptions = {}): Promise<Bytes | undefined> {
    const url = new URL(key, this.folder);
    url.search = this.folder.search;
    return fetchBytes(url.href, options);
  }
}

/** @returns undefined where there is no such file (404, or a page in its place). Throws `network`, `http-status`, `too-large`, the abort's reason. */
export async function fetchBytes(
  url: string,
  { signal, fresh = false }: ReadOptions,
  onProgress?: (done: number, total: number) => void,
): Promise<Bytes | undefined> {
  try {
    const response = await fetch(url, {
      signal: signal ?? null,
      ...(fresh ? { cache: 'no-cache' as const } : {}),
    });
    if (response.status === 404 || isPage(response)) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) {
      throw new TraceError(
        'http-status',
        `The server answered ${response.status} ${response.statusText} for ${url}.`,
        { url, status: response.status },
      );
    }
    return await read(response, url, onProgress);
  } catch (thrown) {
    signal?.throwIfAborted();
    if (thrown instanceof TraceError) throw thrown;
    throw new TraceError('network', whyNot(url, thrown), { url });
  }
}

/** What hosts of single-page applications send, with status 200, in place of a file that is not there. */
function isPage({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/html') ?? false;
}

async function read(
  { body, headers }: Response,
  url: string,
  onProgress?: (done: number, total: number) => void,
): Promise<Bytes> {
  if (!body) return new Uint8Array();
  // Of what is sent: where the server packs it, no length of what arrives.
  const total = headers.has('content-encoding') ? 0 : Number(headers.get('content-length') ?? 0);
  // Put at its place at once where its length is known: of a recording in one file there would be two otherwise.
  let whole = new Uint8Array(Number.isInteger(total) && total <= MOST_BYTES ? total : 0);
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { value } = await reader.read();
    if (!value) break;
    if (length + value.length > MOST_BYTES) {
      await reader.cancel();
      throw new TraceError('too-large', `${url} has more than a gigabyte.`, { url });
    }
    if (length + value.length > whole.length) {
      whole = joined(
        [whole.subarray(0, length)],
        Math.max(2 * whole.length, length + value.length),
      );
    }
    whole.set(value, length);
    length += value.length;
    onProgress?.(length, total);
  }
  return length === whole.length ? whole : whole.slice(0, length);
}

/** `fetch` does not say which of them it was. */
function whyNot(url: string, thrown: unknown): string {
  const { origin } = new URL(url);
  const here = globalThis.location as Location | undefined;
  const foreign = here !== undefined && here.origin !== origin;
  const cors = foreign
    ? ` Either there is no connection, or ${origin} does not let pages of other sites read it (CORS).`
    : ' There may be no connection.';
  return `${url} could not be read (${messageOf(thrown)}).${cors}`;
}
