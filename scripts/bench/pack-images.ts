import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Split } from '../../workers/contracts/dataset.ts';
import { bytesPerImage } from '../../workers/dataset/decoders/raster.ts';
import { loadDataset } from '../datasets/node-dataset.ts';
import { ROOT } from '../setup.mjs';
import { DATASET_FILE, imagesFile, labelsFile, type FileDataset } from './cnn-files.ts';
import { compress } from './compress.ts';

/** Of CIFAR-10: as many as a folder of 60 MB has room for, 2 KB each. */
const CIFAR_IMAGES = { train: 11_000, test: 2000 } as const;

/** Fashion-MNIST's packed training images, whose chunks Node can read. */
export function packFashionMnist(to: string): void {
  const from = join(ROOT, 'public', 'datasets', 'fashion-mnist');
  if (!existsSync(join(from, 'manifest.json'))) {
    throw new Error('Fashion-MNIST is not packed here: run npm run datasets first.');
  }
  mkdirSync(to);
  for (const file of readdirSync(from)) {
    if (!file.startsWith('test')) cpSync(join(from, file), join(to, file));
  }
}

/** The first of CIFAR-10's training and test images, as plain bytes, compressed. *Returns* what they are, in words. */
export async function packCifar10(to: string): Promise<string> {
  mkdirSync(to);
  const pack = async (split: Split): Promise<FileDataset> => {
    const { info, samples } = await loadDataset('cifar-10', split, 0, {
      points: CIFAR_IMAGES[split],
    });
    if (info.origin !== 'real') {
      throw new Error('CIFAR-10 is not packed here: run npm run datasets first.');
    }
    const { shape, classNames, title, attribution } = info;
    // The difference to the value of the same colour one pixel before takes a sixth less room.
    const delta = ['--delta=dist=3', '--lzma2=preset=6,lc=0,lp=0,pb=0'];
    compress(samples.images, join(to, `${imagesFile(split)}.xz`), delta);
    writeFileSync(join(to, labelsFile(split)), samples.labels);
    const expected = CIFAR_IMAGES[split] * bytesPerImage(shape);
    if (samples.images.length !== expected) throw new Error(`${title} has too few images.`);
    return { title, attribution, real: true, shape, classNames };
  };
  const dataset = await pack('train');
  await pack('test');
  const { train, test } = CIFAR_IMAGES;
  const title = `${dataset.title}, its first ${train} training and ${test} test images`;
  writeFileSync(join(to, DATASET_FILE), `${JSON.stringify({ ...dataset, title }, undefined, 1)}\n`);
  return `${title} (${dataset.attribution})`;
}
