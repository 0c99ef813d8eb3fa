import { WorkerError } from '../../rpc/errors.ts';
import { takeCount } from '../points.ts';
import { ByteReader, openBytes } from './bytes.ts';
import type { DecodedImages, DecodeOptions, NamedStream } from './decoded.ts';

/** Unsigned bytes in three dimensions, and in one: the two kinds of IDX file that datasets use. */
const IMAGES_MAGIC = 2051;
const LABELS_MAGIC = 2049;
/** Larger images than this are a misread header, not a dataset for a browser. */
const MAX_SIDE = 4096;
/** Bytes between two looks at the stream, so that a long read stays abortable. */
const SLICE = 1 << 20;

/**
 * Decodes the IDX format of MNIST and Fashion-MNIST, gzipped or plain: big-endian magic and sizes,
 * then bytes. *Takes* both streams. Class names are not in the format.
 *
 * Throws `truncated`, `wrong-format`, `count-mismatch`, `bad-parameter`, `network`, `aborted`.
 */
export async function decodeIdx(
  images: NamedStream,
  labels: NamedStream,
  options: DecodeOptions,
): Promise<DecodedImages> {
  const { signal, report } = options;
  const total = images.bytes && labels.bytes ? images.bytes + labels.bytes : 0;
  try {
    const labelBytes = await openBytes(labels, { signal, report, total });
    const labelReader = new ByteReader(labelBytes.stream);
    const [labelCount] = await readHeader(labelReader, labels.name, LABELS_MAGIC, ['count']);
    const allLabels = new Uint8Array(labelCount);
    await readBody(labelReader, allLabels, labels.name, `${labelCount} labels`);
    await expectEnd(labelReader, labels.name, `${labelCount} labels`);

    const bytes = await openBytes(images, { signal, report, done: labels.bytes, total });
    const reader = new ByteReader(bytes.stream);
    const [available, height, width] = await readHeader(reader, images.name, IMAGES_MAGIC, [
      'count',
      'side',
      'side',
    ]);
    if (available !== labelCount) {
      throw new WorkerError(
        'count-mismatch',
        `${images.name} holds ${available} images, but ${labels.name} holds ${labelCount} labels. They belong to different files or splits.`,
        { images: available, labels: labelCount },
      );
    }
    const count = takeCount(options.points, available, images.name);
    const body = new Uint8Array(count * height * width);
    await readBody(reader, body, images.name, `${available} images of ${height} × ${width}`);
    if (count === available) await expectEnd(reader, images.name, `${available} images`);
    else await reader.cancel();
    return {
      shape: { height, width, channels: 1 },
      classNames: undefined,
      samples: { images: body, labels: allLabels.slice(0, count) },
      count,
      available,
    };
  } finally {
    // Whatever failed, neither file is read on. A locked stream belongs to its reader, and is done.
    for (const { stream } of [images, labels]) {
      if (!stream.locked) stream.cancel().catch(() => undefined);
    }
  }
}

type Sizes<T extends readonly string[]> = { [K in keyof T]: number };

async function readHeader<const T extends readonly ('count' | 'side')[]>(
  reader: ByteReader,
  name: string,
  magic: number,
  sizes: T,
): Promise<Sizes<T>> {
  const header = new Uint8Array(4 + 4 * sizes.length);
  const got = await reader.fill(header);
  const view = new DataView(header.buffer);
  if (got >= 4 && view.getUint32(0) !== magic) {
    const found = view.getUint32(0);
    const role = magic === IMAGES_MAGIC ? 'IDX images' : 'IDX labels';
    const hint =
      found === LABELS_MAGIC
        ? ' (that is a labels file)'
        : found === IMAGES_MAGIC
          ? ' (that is an images file)'
          : '';
    throw new WorkerError(
      'wrong-format',
      `${name} is not a file of ${role}: it starts with ${found}${hint}, not ${magic}.`,
      { file: name, expected: magic, found },
    );
  }
  if (got < header.length) throw truncated(name, got, header.length, 'its header');
  const values = sizes.map((kind, i) => {
    const value = view.getUint32(4 + 4 * i);
    if (value > 0 && (kind === 'count' || value <= MAX_SIDE)) return value;
    throw new WorkerError(
      'wrong-format',
      `${name} says in its header that ${kind === 'count' ? 'it holds' : 'an image has a side of'} ${value}; it is damaged, or no IDX file.`,
      { file: name, found: value },
    );
  });
  return values as Sizes<T>;
}

async function readBody(
  reader: ByteReader,
  target: Uint8Array,
  name: string,
  what: string,
): Promise<void> {
  for (let offset = 0; offset < target.length; offset += SLICE) {
    const slice = target.subarray(offset, offset + SLICE);
    const got = await reader.fill(slice);
    if (got < slice.length) throw truncated(name, offset + got, target.length, what);
  }
}

async function expectEnd(reader: ByteReader, name: string, what: string): Promise<void> {
  if (await reader.atEnd()) return;
  await reader.cancel();
  throw new WorkerError(
    'wrong-format',
    `${name} goes on after the ${what} that its header announces; it is damaged, or no IDX file.`,
    { file: name },
  );
}

function truncated(name: string, got: number, expected: number, what: string): WorkerError {
  return new WorkerError(
    'truncated',
    `${name} ends too early: ${got} of the ${expected} bytes of ${what} are there. Fetch the file again.`,
    { file: name, got, expected },
  );
}
