import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { WorkerError } from '../../rpc/errors.ts';
import {
  cifarArchive,
  cifarRecords,
  codeOf,
  decodeOptions,
  errorOf,
  file,
} from '../testing/fixtures.ts';
import { CIFAR_10_CLASS_NAMES, decodeCifarArchive, decodeCifarBatch } from './cifar-binary.ts';

const text = (value: string) => new TextEncoder().encode(value);
const meta = text(`${CIFAR_10_CLASS_NAMES.join('\n')}\n\n`);
const archive = await cifarArchive({
  'data_batch_2.bin': cifarRecords([2, 3]),
  'batches.meta.txt': meta,
  'test_batch.bin': cifarRecords([9]),
  'readme.html': text('<p>read me</p>'),
  'data_batch_10.bin': cifarRecords([4]),
  'data_batch_1.bin': cifarRecords([1]),
});

describe('decodeCifarBatch', () => {
  it('turns planes into interleaved RGB', async () => {
    const { samples, shape, classNames } = await decodeCifarBatch(
      file('batch.bin', cifarRecords([7, 0])),
      decodeOptions(),
    );
    expect(shape).toEqual({ height: 32, width: 32, channels: 3 });
    expect(classNames).toEqual(CIFAR_10_CLASS_NAMES);
    expect([...samples.labels]).toEqual([7, 0]);
    expect([...samples.images.subarray(0, 6)]).toEqual([7, 107, 207, 7, 107, 207]);
    expect([...samples.images.subarray(3072, 3075)]).toEqual([0, 100, 200]);
  });

  it('refuses a batch cut short, an empty one, and records of CIFAR-100', async () => {
    const batch = (bytes: Uint8Array) => decodeCifarBatch(file('b.bin', bytes), decodeOptions());
    const error = await errorOf(batch(cifarRecords([1, 2]).slice(0, 5000)));
    expect(error.code).toBe('truncated');
    expect(error.message).toContain('5000 bytes');
    expect(await codeOf(batch(new Uint8Array(0)))).toBe('no-images');
    expect(await errorOf(batch(new Uint8Array(2 * 3074)))).toMatchObject({
      code: 'wrong-format',
      message: expect.stringContaining('CIFAR-100') as string,
    });
    expect(await codeOf(batch(cifarRecords([11])))).toBe('wrong-format');
  });
});

describe('decodeCifarArchive', () => {
  const decode = (bytes: Uint8Array, split: 'train' | 'test' = 'train', points?: number) =>
    decodeCifarArchive(file('cifar.tar.gz', bytes), decodeOptions({ split, points }));

  it("reads a split's batches in their numbers' order", async () => {
    const train = await decode(archive);
    expect([...train.samples.labels]).toEqual([1, 2, 3, 4]);
    expect([...(await decode(archive, 'test')).samples.labels]).toEqual([9]);
    expect([...(await decode(archive, 'train', 3)).samples.labels]).toEqual([1, 2, 3]);
  });

  it('refuses more points than the split has', async () => {
    expect((await errorOf(decode(archive, 'test', 2))).message).toMatch(/points is 2.*only 1/);
  });

  it('tells truncated archives, foreign ones, and such without batches apart', async () => {
    expect(await codeOf(decode(archive.slice(0, archive.length - 60)))).toBe('truncated');
    const cut = await cifarArchive({ 'data_batch_1.bin': cifarRecords([1]) });
    const { gunzipSync } = await import('fflate');
    expect(await codeOf(decode(gzipSync(gunzipSync(cut).slice(0, 2048))))).toBe('truncated');
    expect(await codeOf(decode(gzipSync(new Uint8Array(3000).fill(65))))).toBe('wrong-format');
    expect(await codeOf(decode(await cifarArchive({ 'readme.html': text('x') })))).toBe(
      'no-images',
    );
  });

  it('stops on abort', async () => {
    const signal = AbortSignal.abort(new WorkerError('aborted', 'The work was cancelled.'));
    const decoding = decodeCifarArchive(file('c', archive), decodeOptions({ signal }));
    expect(await codeOf(decoding)).toBe('aborted');
  });
});
