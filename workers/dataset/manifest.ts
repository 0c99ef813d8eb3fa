import type { ImageShape, Split } from '../contracts/dataset.ts';
import { WorkerError } from '../rpc/errors.ts';
import { sha256HexOfText } from './hash.ts';

/** Raised when older readers cannot read what is packed any more. */
export const MANIFEST_VERSION = 1;

/** A file beside the manifest. */
export interface PackedFile {
  readonly file: string;
  readonly bytes: number;
  /** Hex SHA-256 of the file as stored. */
  readonly sha256: string;
}

/**
 * `gzip`: the images' bytes one after another, gzipped. `jpeg-sheet`: one JPEG picture, images laid
 * out as `sheet.ts` says.
 */
export type ChunkEncoding = 'gzip' | 'jpeg-sheet';

export interface PackedChunk extends PackedFile {
  /** Images in this chunk. */
  readonly count: number;
  readonly encoding: ChunkEncoding;
}

export interface PackedSplit {
  readonly count: number;
  /** One byte an image, for the whole split. */
  readonly labels: PackedFile;
  /** In image order; the first is small, so that something shows soon. */
  readonly chunks: readonly PackedChunk[];
}

/** `manifest.json` of a packed dataset. */
export interface Manifest {
  readonly version: typeof MANIFEST_VERSION;
  readonly name: string;
  readonly title: string;
  readonly attribution: string;
  readonly licence: string;
  /** Which source files these images were packed from. */
  readonly source: string;
  readonly classNames: readonly string[];
  readonly shape: ImageShape;
  readonly splits: Readonly<Partial<Record<Split, PackedSplit>>>;
  /** Hex SHA-256 over all files' checksums. */
  readonly hash: string;
}

/** The hash of a whole packed dataset. */
export function manifestHash(splits: Manifest['splits']): Promise<string> {
  const lines = (['train', 'test'] as const).flatMap((split) => {
    const packed = splits[split];
    return packed
      ? [`${split} ${packed.count}`, packed.labels.sha256, ...packed.chunks.map((c) => c.sha256)]
      : [];
  });
  return sha256HexOfText(lines.join('\n'));
}

/** Checks what came from the network. Throws `wrong-format` that names the first thing that is off. */
export function parseManifest(text: string, url: string): Manifest {
  const fail = (why: string): never => {
    throw new WorkerError(
      'wrong-format',
      `${url} is not the manifest of a packed dataset: ${why}.`,
      { url },
    );
  };
  const check: (condition: boolean, why: string) => asserts condition = (condition, why) => {
    if (!condition) fail(why);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('it is no JSON');
  }
  check(isRecord(value), 'it is no object');
  const { version, name, title, attribution, classNames, shape, splits } = value;
  check(version === MANIFEST_VERSION, `its version is ${String(version)}, not ${MANIFEST_VERSION}`);
  for (const word of [name, title, attribution]) {
    check(typeof word === 'string', 'name, title or attribution is missing');
  }
  check(Array.isArray(classNames) && classNames.length > 0, 'it names no classes');
  check(
    isRecord(shape) &&
      isCount(shape['height']) &&
      isCount(shape['width']) &&
      (shape['channels'] === 1 || shape['channels'] === 3),
    'its shape is not height, width and 1 or 3 channels',
  );
  check(
    isRecord(splits) && (isRecord(splits['train']) || isRecord(splits['test'])),
    'it has no splits',
  );
  for (const split of [splits['train'], splits['test']]) {
    if (split === undefined) continue;
    check(isRecord(split) && isCount(split['count']), 'a split has no count');
    check(isFile(split['labels']), 'a split has no labels');
    const chunks: unknown = split['chunks'];
    check(
      Array.isArray(chunks) && chunks.every(isChunk),
      'a chunk lacks file, count, bytes, sha256 or encoding',
    );
    const sum = chunks.reduce((total, chunk) => total + chunk.count, 0);
    check(sum === split['count'], `its chunks hold ${sum} images, not ${split['count']}`);
    check(split['labels'].bytes === split['count'], 'labels and images differ in number');
  }
  return value as unknown as Manifest;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

function isFile(value: unknown): value is PackedFile {
  return (
    isRecord(value) &&
    typeof value['file'] === 'string' &&
    isCount(value['bytes']) &&
    typeof value['sha256'] === 'string'
  );
}

function isChunk(value: unknown): value is PackedChunk {
  return (
    isFile(value) &&
    'count' in value &&
    isCount(value.count) &&
    'encoding' in value &&
    (value.encoding === 'gzip' || value.encoding === 'jpeg-sheet')
  );
}
