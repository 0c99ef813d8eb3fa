import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageShape, Samples, Split } from '../../workers/contracts/dataset.ts';

/** `dataset.json` beside images as files: `train-images.bin` (count × height × width × channels bytes), `train-labels.bin`, … */
export interface FileDataset {
  readonly title: string;
  readonly attribution: string;
  readonly real: boolean;
  readonly shape: ImageShape;
  readonly classNames: readonly string[];
}

export const imagesFile = (split: Split): string => `${split}-images.bin`;
export const labelsFile = (split: Split): string => `${split}-labels.bin`;
export const DATASET_FILE = 'dataset.json';

export function readFileDataset(folder: string): FileDataset {
  return JSON.parse(readFileSync(join(folder, DATASET_FILE), 'utf8')) as FileDataset;
}

export function readFileSamples(folder: string, split: Split): Samples {
  const read = (name: string): Uint8Array<ArrayBuffer> =>
    new Uint8Array(readFileSync(join(folder, name)));
  return { images: read(imagesFile(split)), labels: read(labelsFile(split)) };
}
