import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DecodedImages } from '../../workers/dataset/decoders/decoded.ts';
import { parseManifest } from '../../workers/dataset/manifest.ts';
import { createRandom } from '../../workers/random.ts';
import { chunkStarts, pack, type PackOptions } from './pack.ts';
import { cifar10, fashionMnist, type Recipe } from './recipes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pack-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Shades that run across each image, with grain that all channels share: photographs are such. */
function images({ shape }: Recipe, count: number): DecodedImages {
  const { height, width, channels } = shape;
  const random = createRandom(1);
  const bytes = new Uint8Array(count * height * width * channels);
  for (let p = 0; p < bytes.length / channels; p++) {
    const [x, y] = [p % width, Math.floor(p / width)];
    const grain = 3 * random.normal();
    for (let c = 0; c < channels; c++) {
      bytes[p * channels + c] = 128 + 60 * Math.sin(x / 7 + c) + 40 * Math.cos(y / 5) + grain;
    }
  }
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
  return {
    shape,
    classNames: undefined,
    samples: { images: bytes, labels },
    count,
    available: count,
  };
}
const options = (recipe: Recipe, counts: { train: number; test: number }): PackOptions => ({
  out: join(folder, 'out', recipe.name),
  scratch: join(folder, 'scratch'),
  source: 'test',
  load: (split) => Promise.resolve(images(recipe, counts[split])),
  onProgress: () => undefined,
});

describe('pack', () => {
  it('writes grey images without loss, the first thousand apart', async () => {
    const { psnr, manifest } = await pack(
      fashionMnist,
      options(fashionMnist, { train: 1200, test: 10 }),
    );
    expect(psnr).toBe(Infinity);
    expect(manifest.splits.train?.chunks.map(({ count }) => count)).toEqual([1000, 200]);
    const out = join(folder, 'out/fashion-mnist');
    const parts = await Promise.all(
      ['train-000.bin', 'train-001.bin'].map((name) => readFile(join(out, name))),
    );
    const unpacked = Buffer.concat(parts.map((part) => gunzipSync(part)));
    expect(Buffer.compare(unpacked, images(fashionMnist, 1200).samples.images)).toBe(0);
    expect(
      parseManifest(await readFile(join(out, 'manifest.json'), 'utf8'), 'manifest.json'),
    ).toEqual(manifest);
  });

  it('writes colour images as sheets above 40 dB, and replaces what was there', async () => {
    const first = await pack(cifar10, options(cifar10, { train: 1100, test: 60 }));
    expect(first.psnr).toBeGreaterThan(40);
    const second = await pack(cifar10, options(cifar10, { train: 70, test: 60 }));
    expect(second.manifest.hash).not.toBe(first.manifest.hash);
    expect((await readdir(join(folder, 'out/cifar-10'))).sort()).toEqual([
      'manifest.json',
      'test-000.jpg',
      'test-labels.bin',
      'train-000.jpg',
      'train-labels.bin',
    ]);
    expect(await readdir(join(folder, 'scratch'))).toEqual([]);
  });

  it('leaves nothing, and what was there untouched, when a source turns out damaged', async () => {
    await pack(cifar10, options(cifar10, { train: 50, test: 50 }));
    const broken = {
      ...options(cifar10, { train: 50, test: 50 }),
      load: () => Promise.reject(new Error('damaged')),
    };
    await expect(pack(cifar10, broken)).rejects.toThrow('damaged');
    expect(await readdir(join(folder, 'out/cifar-10'))).toContain('manifest.json');
    expect(await readdir(join(folder, 'scratch'))).toEqual([]);
  });
});

it('cuts chunks so that 1,000 and 5,000 points need no byte more', () => {
  expect(chunkStarts('gzip', 60_000).slice(0, 4)).toEqual([0, 1000, 5000, 10_000]);
  expect(chunkStarts('gzip', 60_000)).toHaveLength(13);
  expect(chunkStarts('jpeg-sheet', 10_000)).toHaveLength(10);
  expect(chunkStarts('gzip', 10)).toEqual([0]);
});
