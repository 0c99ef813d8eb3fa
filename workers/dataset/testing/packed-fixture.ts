import { gzipSync } from 'fflate';
import sharp from 'sharp';
import { sha256Hex } from '../hash.ts';
import { type Manifest, manifestHash, type PackedChunk, type PackedFile } from '../manifest.ts';
import type { Platform } from '../platform.ts';
import { layOutSheet, sheetSize } from '../sheet.ts';
import { decodeImage } from './fixtures.ts';

export const BASE = 'https://host.example/site/datasets/';

/** Files of a web server: absolute URL → bytes. */
export type Site = Map<string, Uint8Array<ArrayBuffer>>;

/**
 * Puts a packed dataset of 2 × 2 grey or 8 × 8 colour images onto a site: image i is filled with
 * i mod 251, its label is i mod 3.
 */
export async function servePacked(
  site: Site,
  name: string,
  { counts = [4, 6, 6], colour = false } = {},
): Promise<Manifest> {
  const side = colour ? 8 : 2;
  const shape = { height: side, width: side, channels: colour ? 3 : 1 } as const;
  const size = side * side * shape.channels;
  const put = async (file: string, bytes: Uint8Array<ArrayBuffer>): Promise<PackedFile> => {
    site.set(`${BASE}${name}/${file}`, bytes);
    return { file, bytes: bytes.length, sha256: await sha256Hex(bytes) };
  };
  const count = counts.reduce((a, b) => a + b, 0);
  const chunks: PackedChunk[] = [];
  let first = 0;
  for (const [i, inChunk] of counts.entries()) {
    const images = new Uint8Array(inChunk * size);
    for (let k = 0; k < inChunk; k++) images.fill((first + k) % 251, k * size, (k + 1) * size);
    first += inChunk;
    let bytes = new Uint8Array(gzipSync(images));
    if (colour) {
      const raw = { ...sheetSize(shape, inChunk), channels: 3 } as const;
      const sheet = sharp(layOutSheet(images, shape, inChunk), { raw });
      bytes = new Uint8Array(
        await sheet.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
      );
    }
    const encoding = colour ? 'jpeg-sheet' : 'gzip';
    chunks.push({ ...(await put(`train-${i}.bin`, bytes)), count: inChunk, encoding });
  }
  const labels = await put(
    'train-labels.bin',
    Uint8Array.from({ length: count }, (_, i) => i % 3),
  );
  const splits = { train: { count, labels, chunks } };
  const manifest: Manifest = {
    version: 1,
    name,
    title: 'Test data',
    attribution: 'Made by a test.',
    licence: 'none',
    source: 'test',
    classNames: ['a', 'b', 'c'],
    shape,
    splits,
    hash: await manifestHash(splits),
  };
  site.set(`${BASE}${name}/manifest.json`, new TextEncoder().encode(JSON.stringify(manifest)));
  return manifest;
}

export interface TestPlatform extends Platform {
  /** URLs that were fetched, in order. */
  readonly fetched: string[];
  /** Called before each answer; may throw (no network) or return another answer. */
  intercept: (url: string, init?: RequestInit) => Response | Promise<Response> | undefined;
}

/** A platform whose network is `site`. */
export function testPlatform(site: Site, caches?: Platform['caches']): TestPlatform {
  const fetched: string[] = [];
  const platform: TestPlatform = {
    fetched,
    intercept: () => undefined,
    fetch: async (url, init) => {
      init?.signal?.throwIfAborted();
      fetched.push(url);
      const other = await platform.intercept(url, init);
      if (other) return other;
      const bytes = site.get(url);
      if (!bytes) return new Response('not found', { status: 404 });
      return new Response(bytes, { headers: { 'Content-Length': String(bytes.length) } });
    },
    decodeImage,
    caches,
    retryDelays: [0, 0],
  };
  return platform;
}

/** The part of the Cache API that is used, in memory. `entries` may be damaged by a test. */
export function memoryCaches(): { caches: Platform['caches']; entries: Site } {
  const entries: Site = new Map();
  const cache = {
    match: (key: string) => {
      const bytes = entries.get(key);
      return Promise.resolve(bytes && new Response(bytes));
    },
    put: async (key: string, response: Response) => {
      entries.set(key, new Uint8Array(await response.arrayBuffer()));
    },
    delete: (key: string) => Promise.resolve(entries.delete(key)),
    keys: () => Promise.resolve([...entries.keys()].map((url) => ({ url }))),
  };
  return { caches: { open: () => Promise.resolve(cache as unknown as Cache) }, entries };
}
