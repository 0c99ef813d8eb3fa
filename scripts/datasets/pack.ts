import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Split } from '../../workers/contracts/dataset.ts';
import { bytesPerImage } from '../../workers/dataset/decoders/raster.ts';
import type { DecodedImages } from '../../workers/dataset/decoders/decoded.ts';
import { sha256Hex } from '../../workers/dataset/hash.ts';
import {
  type ChunkEncoding,
  type Manifest,
  MANIFEST_VERSION,
  manifestHash,
  type PackedChunk,
  type PackedFile,
  type PackedSplit,
} from '../../workers/dataset/manifest.ts';
import { cutSheet, layOutSheet, sheetSize } from '../../workers/dataset/sheet.ts';
import { decodeImage, encodeJpeg } from './node-images.ts';
import type { Recipe } from './recipes.ts';

/** JPEG quality of the sheets: 65 MB and 42.8 dB on a lossless sample of CIFAR-10; 40 dB are asked for. */
const QUALITY = 97;
const SHEET_IMAGES = 1000;
/** The first images soon; then what a first run takes (5,000 points); then files of a handy 2 MB. */
const GZIP_FIRST = 1000;
const GZIP_IMAGES = 5000;
/** Chunks encoded at once: libuv's threads do the work. */
const CONCURRENCY = 4;

const gzipped = promisify(gzip);

export interface PackOptions {
  /** Folder to make, e.g. `public/datasets/cifar-10`; replaced in one step when all is written. */
  readonly out: string;
  /** Folder for unfinished work, on the same file system. */
  readonly scratch: string;
  readonly load: (split: Split) => Promise<DecodedImages>;
  readonly source: string;
  readonly onProgress: (split: Split, done: number, total: number) => void;
}

export interface PackResult {
  readonly manifest: Manifest;
  readonly bytes: number;
  /** Peak signal-to-noise ratio against the source over all images, dB; Infinity when lossless. */
  readonly psnr: number;
}

/** Packs a dataset for the web; how, `workers/dataset/manifest.ts` says. */
export async function pack(recipe: Recipe, options: PackOptions): Promise<PackResult> {
  const work = join(options.scratch, `${recipe.name}-${process.pid}`);
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  try {
    const error = { squares: 0, values: 0 };
    const splits: Partial<Record<Split, PackedSplit>> = {};
    for (const split of ['train', 'test'] as const) {
      splits[split] = await packSplit(await options.load(split), split, work, options, error);
    }
    const manifest: Manifest = {
      version: MANIFEST_VERSION,
      name: recipe.name,
      title: recipe.title,
      attribution: recipe.attribution,
      licence: recipe.licence,
      source: options.source,
      classNames: recipe.classNames,
      shape: recipe.shape,
      splits,
      hash: await manifestHash(splits),
    };
    await writeFile(join(work, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
    await replaceFolder(work, options.out);
    const files = Object.values(splits).flatMap(({ labels, chunks }) => [labels, ...chunks]);
    return {
      manifest,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      psnr: 10 * Math.log10((255 * 255 * error.values) / error.squares),
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function packSplit(
  { samples, count, shape }: DecodedImages,
  split: Split,
  work: string,
  { onProgress }: PackOptions,
  error: { squares: number; values: number },
): Promise<PackedSplit> {
  const encoding: ChunkEncoding = shape.channels === 3 ? 'jpeg-sheet' : 'gzip';
  const extension = encoding === 'gzip' ? 'bin' : 'jpg';
  const size = bytesPerImage(shape);
  const starts = chunkStarts(encoding, count);
  const chunks: PackedChunk[] = [];
  const queue = starts.map((start, index) => ({ index, start, end: starts[index + 1] ?? count }));
  let done = 0;
  const packNext = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { index, start, end } = next;
      const images = samples.images.subarray(start * size, end * size);
      const inChunk = end - start;
      let bytes: Uint8Array<ArrayBuffer>;
      if (encoding === 'gzip') {
        bytes = new Uint8Array(await gzipped(images, { level: 7 }));
      } else {
        const sheet = layOutSheet(images, shape, inChunk);
        bytes = await encodeJpeg(sheet, sheetSize(shape, inChunk), QUALITY);
        const again = new Uint8Array(images.length);
        cutSheet(await decodeImage(bytes), shape, inChunk, again, 0);
        error.squares += squaredError(images, again);
      }
      error.values += images.length;
      const file = `${split}-${String(index).padStart(3, '0')}.${extension}`;
      chunks[index] = { ...(await writePacked(work, file, bytes)), count: inChunk, encoding };
      done += inChunk;
      onProgress(split, done, count);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, packNext));
  // `.bin`, gzipped or not: a name that no static host takes as a reason to set a Content-Encoding.
  const labels = await writePacked(work, `${split}-labels.bin`, samples.labels);
  return { count, labels, chunks };
}

/** Index of the first image of each chunk. */
export function chunkStarts(encoding: ChunkEncoding, count: number): number[] {
  const [starts, step] = encoding === 'gzip' ? [[0, GZIP_FIRST], GZIP_IMAGES] : [[0], SHEET_IMAGES];
  for (let next = step; next < count; next += step) starts.push(next);
  return starts.filter((start) => start < count);
}

async function writePacked(
  folder: string,
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<PackedFile> {
  await writeFile(join(folder, file), bytes);
  return { file, bytes: bytes.length, sha256: await sha256Hex(bytes) };
}

/** Puts a finished folder in the place of an old one, in renames: nobody sees half of it. */
async function replaceFolder(finished: string, out: string): Promise<void> {
  const old = `${finished}-old`;
  await mkdir(dirname(out), { recursive: true });
  await rename(out, old).catch((thrown: unknown) => {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  });
  await rename(finished, out);
  await rm(old, { recursive: true, force: true });
}

function squaredError(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    sum += difference * difference;
  }
  return sum;
}
