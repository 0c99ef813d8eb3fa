import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { WorkerError } from '../../rpc/errors.ts';
import {
  codeOf,
  collector,
  decodeImage,
  decodeOptions,
  errorOf,
  file,
  image,
  zip,
} from '../testing/fixtures.ts';
import { CIFAR_10_CLASS_NAMES } from './cifar-binary.ts';
import type { DecodeOptions } from './decoded.ts';
import { decodeImageZip } from './image-zip.ts';

const decode = (bytes: Uint8Array, options: Partial<DecodeOptions> = {}) =>
  decodeImageZip(file('pictures.zip', bytes), decodeImage, decodeOptions(options));
const red = await image('png', [200, 10, 20]);
const blue = await image('png', [10, 20, 200]);
const grey = await image('png', [90, 90, 90]);
const text = new TextEncoder().encode('hello');

describe('decodeImageZip', () => {
  it('takes class names from the folders, in natural order', async () => {
    const { classNames, samples, shape } = await decode(
      zip({ 'set/10/a.png': red, 'set/9/a.png': blue, 'set/9/readme.txt': text }),
    );
    expect(classNames).toEqual(['9', '10']);
    expect(shape).toEqual({ height: 6, width: 8, channels: 3 });
    expect([...samples.labels]).toEqual([0, 1]);
    expect([...samples.images.subarray(0, 3)]).toEqual([10, 20, 200]);
  });

  it('lets the classes take turns when the file names are no common numbering', async () => {
    const { samples } = await decode(
      zip({ 'b/1.png': blue, 'b/2.png': blue, 'b/3.png': blue, 'a/1.png': red, 'a/2.png': red }),
    );
    expect([...samples.labels]).toEqual([0, 1, 0, 1, 1]);
  });

  it('restores the official order from unique numbers, and CIFAR-10 its label order', async () => {
    const files = Object.fromEntries(
      CIFAR_10_CLASS_NAMES.map((name, label) => [
        `${name}/${String(20 - label).padStart(5, '0')}.png`,
        red,
      ]),
    );
    const { classNames, samples } = await decode(zip(files));
    expect(classNames).toEqual(CIFAR_10_CLASS_NAMES);
    expect([...samples.labels]).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  it('gives grey images one channel', async () => {
    const { shape, samples } = await decode(zip({ 'a/1.png': grey }));
    expect(shape.channels).toBe(1);
    expect(samples.images).toEqual(new Uint8Array(48).fill(90));
  });

  it('reads JPEG, deflated entries, and train and test folders', async () => {
    const bytes = zipSync({
      'train/a/1.jpg': await image('jpeg', [255, 255, 255]),
      'test/a/1.JPEG': await image('jpeg', [0, 0, 0]),
    });
    expect((await decode(bytes)).samples.images[0]).toBe(255);
    expect((await decode(bytes, { split: 'test' })).samples.images[0]).toBe(0);
  });

  it('ignores hidden files and the copies that macOS adds', async () => {
    const { count } = await decode(
      zip({ 'a/1.png': red, '__MACOSX/a/._1.png': text, 'a/.2.png': text, '.cache/a/3.png': text }),
    );
    expect(count).toBe(1);
  });

  it('decodes only the first points, and reports them', async () => {
    const { progress, report } = collector();
    const { count, available } = await decode(
      zip({ 'a/1.png': red, 'a/2.png': red, 'b/3.png': text }),
      { points: 2, report },
    );
    expect([count, available]).toEqual([2, 3]);
    expect(progress.at(-1)).toEqual({ stage: 'decode', done: 2, total: 2, unit: 'images' });
  });

  it('names the image whose size is another, with both sizes', async () => {
    const bytes = zip({ 'a/1.png': red, 'a/2.png': await image('png', [1, 2, 3], [9, 6]) });
    const error = await errorOf(decode(bytes));
    expect(error.code).toBe('wrong-shape');
    expect(error.message).toMatch(/a\/2\.png.*9 × 6.*8 × 6/);
  });

  it('says when there are no images, or none in a class folder', async () => {
    expect(await errorOf(decode(zip({ 'a/readme.txt': text })))).toMatchObject({
      code: 'no-images',
    });
    expect(await codeOf(decode(zip({})))).toBe('no-images');
    const loose = await errorOf(decode(zip({ '1.png': red })));
    expect(loose.code).toBe('no-images');
    expect(loose.message).toContain('class folder');
    expect(await codeOf(decode(zip({ 'train/a/1.png': red }), { split: 'test' }))).toBe(
      'no-images',
    );
  });

  it('names an image that is none', async () => {
    const error = await errorOf(decode(zip({ 'a/1.png': red, 'a/2.jpg': text })));
    expect(error.code).toBe('wrong-format');
    expect(error.message).toContain('a/2.jpg');
  });

  it('tells a truncated zip from a foreign file and a damaged directory', async () => {
    const bytes = zip({ 'a/1.png': red, 'a/2.png': blue });
    expect(await codeOf(decode(bytes.slice(0, bytes.length - 30)))).toBe('truncated');
    expect(await codeOf(decode(bytes.slice(0, 60)))).toBe('truncated');
    expect(await codeOf(decode(text))).toBe('wrong-format');
    const miscounted = bytes.slice();
    miscounted[bytes.length - 12] = 7;
    expect(await codeOf(decode(miscounted))).toBe('wrong-format');
  });

  it('stops on abort while it decodes', async () => {
    const controller = new AbortController();
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`a/${i}.png`, red]));
    const decoding = decode(zip(many), {
      signal: controller.signal,
      report: ({ stage, done }) => {
        if (stage === 'decode' && done === 3)
          controller.abort(new WorkerError('aborted', 'The work was cancelled.'));
      },
    });
    expect(await codeOf(decoding)).toBe('aborted');
  });
});
