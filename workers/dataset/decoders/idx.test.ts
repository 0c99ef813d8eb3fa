import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { WorkerError } from '../../rpc/errors.ts';
import {
  codeOf,
  collector,
  decodeOptions,
  errorOf,
  file,
  hangingFile,
  idxImages,
  idxLabels,
} from '../testing/fixtures.ts';
import { decodeIdx } from './idx.ts';

const images = idxImages(5, 4, 3);
const labels = idxLabels([2, 0, 1, 9, 4]);
const decode = (imageBytes: Uint8Array, labelBytes: Uint8Array, points?: number) =>
  decodeIdx(
    file('images.gz', imageBytes, 7),
    file('labels.gz', labelBytes, 1),
    decodeOptions({ points }),
  );

describe('decodeIdx', () => {
  it.each([
    ['plain', (bytes: Uint8Array) => bytes],
    ['gzipped', (bytes: Uint8Array) => gzipSync(bytes)],
  ])('reads %s images and labels, however the stream cuts them', async (_kind, wrap) => {
    const decoded = await decode(wrap(images), wrap(labels));
    expect(decoded.shape).toEqual({ height: 4, width: 3, channels: 1 });
    expect([decoded.count, decoded.available]).toEqual([5, 5]);
    expect(decoded.samples.images).toEqual(images.slice(16));
    expect([...decoded.samples.labels]).toEqual([2, 0, 1, 9, 4]);
  });

  it('reads only the first points', async () => {
    const decoded = await decode(images, labels, 2);
    expect([decoded.count, decoded.available]).toEqual([2, 5]);
    expect(decoded.samples.images).toEqual(images.slice(16, 16 + 24));
    expect([...decoded.samples.labels]).toEqual([2, 0]);
  });

  it('refuses more points than there are, with both numbers', async () => {
    const error = await errorOf(decode(images, labels, 6));
    expect(error.code).toBe('bad-parameter');
    expect(error.message).toMatch(/6.*5/);
  });

  it('reports bytes up to the sum of both files', async () => {
    const { progress, report } = collector();
    await decodeIdx(file('i', images), file('l', labels), decodeOptions({ report }));
    const total = images.length + labels.length;
    expect(progress.at(-1)).toEqual({ stage: 'download', done: total, total, unit: 'bytes' });
  });

  it('says how much of a truncated file is there', async () => {
    const error = await errorOf(decode(images.slice(0, 50), labels));
    expect(error.code).toBe('truncated');
    expect(error.message).toContain('34 of the 60 bytes');
    expect(await codeOf(decode(images.slice(0, 10), labels))).toBe('truncated');
    expect(await codeOf(decode(images, labels.slice(0, 10)))).toBe('truncated');
  });

  it('tells a truncated gzip file from a damaged one', async () => {
    const zipped = gzipSync(idxImages(50, 28, 28, (i) => (i * i) % 255));
    const fifty = idxLabels(Array.from({ length: 50 }, () => 1));
    expect(await codeOf(decode(zipped.slice(0, zipped.length - 30), fifty))).toBe('truncated');
    const damaged = zipped.slice();
    damaged.fill(255, 40, 80);
    expect(await codeOf(decode(damaged, fifty))).toBe('wrong-format');
  });

  it('names the magic that it found, and files that were swapped', async () => {
    const swapped = await errorOf(decode(labels, labels));
    expect(swapped.code).toBe('wrong-format');
    expect(swapped.message).toMatch(/starts with 2049 \(that is a labels file\), not 2051/);
    const page = new TextEncoder().encode('<!doctype html><title>404</title>');
    expect(await codeOf(decode(page, labels))).toBe('wrong-format');
    expect(await codeOf(decode(images, page))).toBe('wrong-format');
    expect(await codeOf(decode(new Uint8Array(0), labels))).toBe('truncated');
  });

  it('refuses a header with impossible sizes, and bytes after the last image', async () => {
    const noImages = idxImages(5, 4, 3);
    new DataView(noImages.buffer).setUint32(8, 0);
    expect(await codeOf(decode(noImages, labels))).toBe('wrong-format');
    const longer = new Uint8Array(images.length + 1);
    longer.set(images);
    expect(await codeOf(decode(longer, labels))).toBe('wrong-format');
  });

  it('refuses labels that are not as many as the images', async () => {
    const error = await errorOf(decode(images, idxLabels([1, 2, 3])));
    expect(error.code).toBe('count-mismatch');
    expect(error.message).toMatch(/5 images.*3 labels/);
  });

  it('stops at once on abort, also while the stream hangs', async () => {
    const controller = new AbortController();
    const hanging = hangingFile('images', images.slice(0, 20));
    const decoding = decodeIdx(
      hanging,
      file('l', labels),
      decodeOptions({ signal: controller.signal }),
    );
    setTimeout(() => {
      controller.abort(new WorkerError('aborted', 'The work was cancelled.'));
    }, 20);
    expect(await codeOf(decoding)).toBe('aborted');
  });

  it('calls a connection that breaks by its name', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(images.slice(0, 20));
      },
      pull() {
        throw new TypeError('terminated');
      },
    });
    const decoding = decodeIdx(
      { name: 'images', stream: broken },
      file('l', labels),
      decodeOptions(),
    );
    expect(await codeOf(decoding)).toBe('network');
  });
});
