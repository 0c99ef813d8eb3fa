import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { ReportProgress } from '../../workers/contracts/control.ts';
import type { Split } from '../../workers/contracts/dataset.ts';
import { bytesPerImage } from '../../workers/dataset/decoders/raster.ts';
import {
  decodeCifarArchive,
  decodeCifarBatch,
} from '../../workers/dataset/decoders/cifar-binary.ts';
import type { DecodedImages, NamedStream } from '../../workers/dataset/decoders/decoded.ts';
import { decodeIdx } from '../../workers/dataset/decoders/idx.ts';
import { decodeImageZip } from '../../workers/dataset/decoders/image-zip.ts';
import { WorkerError } from '../../workers/rpc/errors.ts';
import { verify } from './digest.ts';
import type { FoundSource } from './find.ts';
import { decodeImage } from './node-images.ts';
import type { Recipe } from './recipes.ts';

/** Checks a source's checksums, where its files have official ones. Throws `checksum-mismatch`. */
export async function verifySource(recipe: Recipe, source: FoundSource): Promise<void> {
  if (source.kind !== 'official') return;
  for (const file of recipe.files) {
    const path = source.files[file.name];
    if (path !== undefined) await verify(path, file);
  }
}

/** What the images come from, in words, for the manifest. */
export function describeSource({ kind, files }: FoundSource): string {
  const names = Object.keys(files).join(', ');
  return {
    official: `the official files (${names})`,
    'cifar-batches': `the official batches (${names})`,
    'class-folder-zips': `a copy as JPEG or PNG images (${names})`,
  }[kind];
}

/** Decodes one split of a source, and checks that it is what the recipe says. */
export async function loadSplit(
  recipe: Recipe,
  source: FoundSource,
  split: Split,
  report: ReportProgress,
): Promise<DecodedImages> {
  const decoded = await decode(source, split, report);
  const { shape, counts, classNames } = recipe;
  const where = `${source.folder} (${split})`;
  if (
    bytesPerImage(decoded.shape) !== bytesPerImage(shape) ||
    decoded.shape.width !== shape.width
  ) {
    const { height, width, channels } = decoded.shape;
    throw new WorkerError(
      'wrong-shape',
      `${where} has images of ${height} × ${width} × ${channels}; ${recipe.title} has ${shape.height} × ${shape.width} × ${shape.channels}.`,
    );
  }
  if (decoded.count !== counts[split]) {
    throw new WorkerError(
      'count-mismatch',
      `${where} has ${decoded.count} images; ${recipe.title} has ${counts[split]}.`,
    );
  }
  if (decoded.classNames && decoded.classNames.join() !== classNames.join()) {
    throw new WorkerError(
      'wrong-format',
      `${where} has the classes ${decoded.classNames.join(', ')}; ${recipe.title} has ${classNames.join(', ')}.`,
    );
  }
  if (decoded.samples.labels.some((label) => label >= classNames.length)) {
    throw new WorkerError('wrong-format', `${where} has labels above ${classNames.length - 1}.`);
  }
  return decoded;
}

async function decode(
  { kind, files }: FoundSource,
  split: Split,
  report: ReportProgress,
): Promise<DecodedImages> {
  const { signal } = new AbortController();
  const options = { split, signal, report };
  const open = (name: string): NamedStream => {
    const path = files[name];
    if (path === undefined) throw new Error(`${name} was not found`);
    const stream = Readable.toWeb(createReadStream(path, { highWaterMark: 1 << 20 }));
    return {
      name: basename(path),
      stream: stream as unknown as ReadableStream<Uint8Array>,
      bytes: statSync(path).size,
    };
  };
  if (kind === 'class-folder-zips')
    return decodeImageZip(open(`${split}.zip`), decodeImage, options);
  if (kind === 'cifar-batches') {
    const names = Object.keys(files).filter((name) =>
      name.startsWith(split === 'train' ? 'data' : 'test'),
    );
    const batches = [];
    for (const name of names) batches.push(await decodeCifarBatch(open(name), options));
    return joinBatches(batches);
  }
  if ('cifar-10-binary.tar.gz' in files)
    return decodeCifarArchive(open('cifar-10-binary.tar.gz'), options);
  const prefix = split === 'train' ? 'train' : 't10k';
  const images = open(`${prefix}-images-idx3-ubyte.gz`);
  return decodeIdx(images, open(`${prefix}-labels-idx1-ubyte.gz`), options);
}

function joinBatches(batches: readonly DecodedImages[]): DecodedImages {
  const [first] = batches;
  if (!first) throw new Error('there are no batches');
  const join = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
    new Uint8Array(Buffer.concat(parts));
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  return {
    ...first,
    samples: {
      images: join(batches.map(({ samples }) => samples.images)),
      labels: join(batches.map(({ samples }) => samples.labels)),
    },
    count,
    available: count,
  };
}
