import { createTarDecoder } from 'modern-tar';
import { WorkerError } from '../../rpc/errors.ts';
import { Pacer } from '../../rpc/slices.ts';
import { takeCount } from '../points.ts';
import { ByteReader, concat, openBytes } from './bytes.ts';
import type { DecodedImages, DecodeOptions, NamedStream } from './decoded.ts';

const SIDE = 32;
const PLANE = SIDE * SIDE;
/** One label byte, then the red, green and blue planes. */
const RECORD = 1 + 3 * PLANE;
/** CIFAR-100 has two label bytes a record; told apart to give a better message. */
const CIFAR_100_RECORD = RECORD + 1;

export const CIFAR_10_CLASS_NAMES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

const BATCHES = { train: /(^|\/)data_batch_(\d+)\.bin$/, test: /(^|\/)test_batch(\d*)\.bin$/ };

/**
 * Decodes one bare batch of CIFAR-10's binary version (`data_batch_1.bin`). *Takes* the stream.
 * Throws `truncated`, `wrong-format`, `no-images`, `bad-parameter`, `network`, `aborted`.
 */
export async function decodeCifarBatch(
  file: NamedStream,
  options: DecodeOptions,
): Promise<DecodedImages> {
  const bytes = await openBytes(file, options);
  const records = await readAll(bytes.stream);
  return decodeRecords([{ name: file.name, records }], CIFAR_10_CLASS_NAMES, file.name, options);
}

/**
 * Decodes one split of CIFAR-10's archive (`cifar-10-binary.tar.gz`, or unzipped), its batches in
 * their numbers' order. *Takes* the stream. Errors as `decodeCifarBatch`.
 */
export async function decodeCifarArchive(
  file: NamedStream,
  options: DecodeOptions,
): Promise<DecodedImages> {
  const { batches, classNames } = await readArchive(file, options);
  const wanted = batches.filter(({ name }) => BATCHES[options.split].test(name));
  if (wanted.length === 0) {
    throw new WorkerError(
      'no-images',
      `${file.name} holds no ${options.split === 'train' ? 'data_batch_1.bin … data_batch_5.bin' : 'test_batch.bin'}; it is not the binary version of CIFAR-10.`,
      { file: file.name },
    );
  }
  return decodeRecords(wanted, classNames, `${file.name}, ${options.split}`, options);
}

interface Batch {
  readonly name: string;
  readonly records: Uint8Array;
}

async function readArchive(
  file: NamedStream,
  options: DecodeOptions,
): Promise<{ batches: readonly Batch[]; classNames: readonly string[] }> {
  const bytes = await openBytes(file, options);
  const batches: Batch[] = [];
  let classNames: readonly string[] = CIFAR_10_CLASS_NAMES;
  const pattern = BATCHES[options.split];
  const entries = bytes.stream.pipeThrough(createTarDecoder({ strict: true })).getReader();
  try {
    for (;;) {
      const { value: entry } = await entries.read();
      if (!entry) break;
      const { name, size } = entry.header;
      const isNames = /(^|\/)batches\.meta\.txt$/.test(name);
      // Every body is read to its end, the unwanted too: modern-tar 0.8.6 moves on only then, and
      // `cancel` on a small body that is wholly buffered gives up the next entry's instead.
      const records = new Uint8Array(size);
      const body = new ByteReader(entry.body);
      const got = await body.fill(records);
      if (got < size || !(await body.atEnd())) throw truncatedArchive(file.name);
      if (isNames) {
        classNames = new TextDecoder()
          .decode(records)
          .split(/\s+/)
          .filter((line) => line !== '');
      } else if (pattern.test(name)) {
        batches.push({ name, records });
      }
    }
  } catch (thrown) {
    entries.cancel().catch(() => undefined); // the archive is given up either way
    throw tarError(thrown, file.name);
  }
  const number = ({ name }: Batch): number => Number(pattern.exec(name)?.[2] ?? 0);
  return { batches: batches.sort((a, b) => number(a) - number(b)), classNames };
}

/** Network, gzip and abort come as `WorkerError`s; what remains is the tar format itself. */
function tarError(thrown: unknown, name: string): WorkerError {
  if (thrown instanceof WorkerError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/truncated/i.test(message)) return truncatedArchive(name);
  return new WorkerError(
    'wrong-format',
    `${name} is not a sound tar archive (${message}). Fetch the file again.`,
    { file: name },
  );
}

function truncatedArchive(name: string): WorkerError {
  return new WorkerError(
    'truncated',
    `${name} ends in the middle of its tar archive. Fetch the file again.`,
    { file: name },
  );
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = new ByteReader(stream);
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = new Uint8Array(RECORD * 1000);
    const got = await reader.fill(part);
    parts.push(part.subarray(0, got));
    if (got < part.length) return concat(parts);
  }
}

async function decodeRecords(
  batches: readonly Batch[],
  classNames: readonly string[],
  what: string,
  { points, signal, report }: DecodeOptions,
): Promise<DecodedImages> {
  for (const batch of batches) checkLength(batch);
  const available = batches.reduce((sum, { records }) => sum + records.length / RECORD, 0);
  const count = takeCount(points, available, what);
  const images = new Uint8Array(count * 3 * PLANE);
  const labels = new Uint8Array(count);
  const pacer = new Pacer(signal);
  let image = 0;
  for (const { name, records } of batches) {
    for (let start = 0; start < records.length && image < count; start += RECORD, image++) {
      const label = records[start] ?? 0;
      if (label >= classNames.length) {
        throw new WorkerError(
          'wrong-format',
          `Image ${start / RECORD} of ${name} has the label ${label}, but there are ${classNames.length} classes; it is not a batch of CIFAR-10.`,
          { file: name, label },
        );
      }
      labels[image] = label;
      interleave(records.subarray(start + 1, start + RECORD), images, image * 3 * PLANE);
      if (image % 256 === 0 && pacer.due()) {
        report({ stage: 'decode', done: image, total: count, unit: 'images' });
        await pacer.pause();
      }
    }
  }
  report({ stage: 'decode', done: count, total: count, unit: 'images' });
  return {
    shape: { height: SIDE, width: SIDE, channels: 3 },
    classNames,
    samples: { images, labels },
    count,
    available,
  };
}

function checkLength({ name, records }: Batch): void {
  if (records.length === 0) {
    throw new WorkerError('no-images', `${name} is empty.`, { file: name });
  }
  if (records.length % RECORD === 0) return;
  if (records.length % CIFAR_100_RECORD === 0) {
    throw new WorkerError(
      'wrong-format',
      `${name} has records of ${CIFAR_100_RECORD} bytes, as CIFAR-100 does; only CIFAR-10's, of ${RECORD} bytes, are read.`,
      { file: name },
    );
  }
  throw new WorkerError(
    'truncated',
    `${name} has ${records.length} bytes, which is no whole number of records of ${RECORD} bytes: it ends too early, or is not the binary version of CIFAR-10.`,
    { file: name, got: records.length, record: RECORD },
  );
}

/** Three planes, to RGB pixel by pixel. */
function interleave(planes: Uint8Array, target: Uint8Array, offset: number): void {
  for (let channel = 0; channel < 3; channel++) {
    for (let p = 0; p < PLANE; p++) {
      target[offset + 3 * p + channel] = planes[channel * PLANE + p] ?? 0;
    }
  }
}
