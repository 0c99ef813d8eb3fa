import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Recipe } from './recipes.ts';

/** Source files of one dataset, found in one folder. */
export interface FoundSource {
  readonly kind: 'official' | 'cifar-batches' | 'class-folder-zips';
  readonly folder: string;
  /** Absolute paths, by file name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Folders below the one named by the user in which people keep these files. */
const SUBFOLDERS = {
  'fashion-mnist': ['', 'fashion-mnist', 'FashionMNIST/raw', 'data/fashion'],
  'cifar-10': ['', 'cifar-10', 'cifar-10-batches-bin', 'cifar-10/cifar-10-batches-bin'],
} as const;

/** The kinds of source that a dataset has, best first: lossless before JPEG copies. */
function kinds(recipe: Recipe): readonly { kind: FoundSource['kind']; names: readonly string[] }[] {
  const official = { kind: 'official', names: recipe.files.map(({ name }) => name) } as const;
  if (recipe.name === 'fashion-mnist') return [official];
  const batches = [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`);
  return [
    official,
    { kind: 'cifar-batches', names: [...batches, 'test_batch.bin'] },
    { kind: 'class-folder-zips', names: ['train.zip', 'test.zip'] },
  ];
}

/** Looks for the dataset's files in `folder` and where people keep them below it. */
export function findSource(recipe: Recipe, folder: string): FoundSource | undefined {
  if (!existsSync(folder)) return undefined;
  for (const { kind, names } of kinds(recipe)) {
    for (const sub of SUBFOLDERS[recipe.name]) {
      const place = join(folder, sub);
      if (!existsSync(place)) continue;
      const there = new Set(readdirSync(place));
      if (!names.every((name) => there.has(name))) continue;
      const files = Object.fromEntries(names.map((name) => [name, join(place, name)]));
      return { kind, folder: place, files };
    }
  }
  return undefined;
}
