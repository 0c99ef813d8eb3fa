import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSource } from './find.ts';
import { loadSplit, verifySource } from './load.ts';
import { cifar10, fashionMnist } from './recipes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(names: readonly string[], bytes: Uint8Array = new Uint8Array(1)): Promise<void> {
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
}
const official = fashionMnist.files.map(({ name }) => name);

describe('findSource', () => {
  it('finds the official files in the folder itself or below it, only all together', async () => {
    expect(findSource(fashionMnist, folder)).toBeUndefined();
    expect(findSource(fashionMnist, join(folder, 'nowhere'))).toBeUndefined();
    await put(official.slice(1));
    expect(findSource(fashionMnist, folder)).toBeUndefined();
    await put(official);
    expect(findSource(fashionMnist, folder)).toMatchObject({
      kind: 'official',
      folder: join(folder, ''),
    });
  });

  it('prefers lossless CIFAR-10 to zips of images', async () => {
    await put(['cifar-10/train.zip', 'cifar-10/test.zip']);
    expect(findSource(cifar10, folder)?.kind).toBe('class-folder-zips');
    await put(
      [
        'data_batch_1',
        'data_batch_2',
        'data_batch_3',
        'data_batch_4',
        'data_batch_5',
        'test_batch',
      ].map((name) => `cifar-10-batches-bin/${name}.bin`),
    );
    expect(findSource(cifar10, folder)?.kind).toBe('cifar-batches');
    await put(['cifar-10-binary.tar.gz']);
    expect(findSource(cifar10, folder)?.kind).toBe('official');
  });
});

describe('a source', () => {
  it('is refused when its files are not the official ones', async () => {
    await put(official);
    const source = findSource(fashionMnist, folder);
    if (!source) throw new Error('not found');
    await expect(verifySource(fashionMnist, source)).rejects.toMatchObject({
      code: 'checksum-mismatch',
      message: expect.stringContaining('train-images-idx3-ubyte.gz') as string,
    });
  });

  it('is refused when it holds something else under the right names', async () => {
    const { default: sharp } = await import('sharp');
    const colour = { width: 32, height: 32, channels: 3, background: '#a33' } as const;
    const png = new Uint8Array(await sharp({ create: colour }).png().toBuffer());
    await put(['train.zip', 'test.zip'], zipSync({ 'cat/1.png': png, 'dog/2.png': png }));
    const source = findSource(cifar10, folder);
    if (!source) throw new Error('not found');
    await expect(loadSplit(cifar10, source, 'train', () => undefined)).rejects.toMatchObject({
      code: 'count-mismatch',
    });
  });
});
