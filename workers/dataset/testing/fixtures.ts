import { gzipSync, zipSync, type Zippable } from 'fflate';
import { packTar } from 'modern-tar';
import sharp from 'sharp';
import type { Progress } from '../../contracts/control.ts';
import type { ErrorCode, ErrorData } from '../../contracts/errors.ts';
import type { DecodeOptions, NamedStream } from '../decoders/decoded.ts';
import type { DecodeImage } from '../platform.ts';

/** Small files in every format, built in memory, for tests. */
export function idxImages(
  count: number,
  height: number,
  width: number,
  fill = (i: number) => i % 251,
) {
  const bytes = new Uint8Array(16 + count * height * width);
  const view = new DataView(bytes.buffer);
  [2051, count, height, width].forEach((value, i) => {
    view.setUint32(4 * i, value);
  });
  for (let i = 16; i < bytes.length; i++) bytes[i] = fill(i - 16);
  return bytes;
}

export function idxLabels(labels: readonly number[]) {
  const bytes = new Uint8Array(8 + labels.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 2049);
  view.setUint32(4, labels.length);
  bytes.set(labels, 8);
  return bytes;
}

/** Records whose red, green and blue planes hold label, label + 100 and label + 200. */
export function cifarRecords(labels: readonly number[]) {
  const bytes = new Uint8Array(labels.length * 3073);
  labels.forEach((label, i) => {
    const start = i * 3073;
    bytes[start] = label;
    for (let channel = 0; channel < 3; channel++) {
      bytes.fill(
        label + 100 * channel,
        start + 1 + channel * 1024,
        start + 1 + (channel + 1) * 1024,
      );
    }
  });
  return bytes;
}

/** A tar.gz as CIFAR-10's: its batches in no order, and other files between them. */
export async function cifarArchive(batches: Readonly<Record<string, Uint8Array>>) {
  const entries = Object.entries(batches).map(([name, body]) => ({
    header: { name: `cifar-10-batches-bin/${name}`, size: body.length },
    body,
  }));
  return gzipSync(await packTar(entries));
}

export function zip(files: Zippable) {
  return zipSync(files, { level: 0 });
}

/** A one-coloured image. */
export async function image(
  format: 'png' | 'jpeg',
  [red, green, blue]: readonly [number, number, number],
  [width, height]: readonly [number, number] = [8, 6],
) {
  const picture = sharp({
    create: { width, height, channels: 3, background: { r: red, g: green, b: blue } },
  });
  return new Uint8Array(await picture.toFormat(format, { quality: 100 }).toBuffer());
}

/** `DecodeImage` for tests in Node. */
export const decodeImage: DecodeImage = async (bytes) => {
  const { data, info } = await sharp(bytes)
    .flatten({ background: '#fff' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 4, data };
};

/** The bytes as a stream of pieces of `piece` bytes. */
export function file(name: string, bytes: Uint8Array, piece = 1000): NamedStream {
  let offset = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (offset >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(offset, (offset += piece)));
    },
  });
  return { name, stream, bytes: bytes.length };
}

/** A file that never ends and never goes on after its first bytes. */
export function hangingFile(name: string, bytes: Uint8Array): NamedStream {
  return {
    name,
    stream: new ReadableStream({
      start(controller) {
        controller.enqueue(bytes);
      },
    }),
  };
}

export function decodeOptions(options: Partial<DecodeOptions> = {}): DecodeOptions {
  return {
    split: 'train',
    signal: new AbortController().signal,
    report: () => undefined,
    ...options,
  };
}

/** Collects progress; `progress` is what came. */
export function collector(): { progress: Progress[]; report: (progress: Progress) => void } {
  const progress: Progress[] = [];
  return { progress, report: (p) => progress.push(p) };
}

/** The error that a promise rejects with; fails when it resolves. */
export async function errorOf(promise: Promise<unknown>): Promise<ErrorData> {
  const outcome = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown as ErrorData,
  );
  if (!outcome) throw new Error('it should have failed');
  return outcome;
}

export async function codeOf(promise: Promise<unknown>): Promise<ErrorCode> {
  return (await errorOf(promise)).code;
}
