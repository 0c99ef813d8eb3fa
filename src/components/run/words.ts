import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';

const NUMBER = new Intl.NumberFormat('en-US');

export function count(n: number): string {
  return NUMBER.format(n);
}

/** Bytes in the unit that people say them in. */
export function size(bytes: number): string {
  if (bytes < 950e3) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  if (bytes < 950e6) return `${(bytes / 1e6).toFixed(bytes < 9.5e6 ? 1 : 0)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** A time that nobody needs to the second: `12 s`, `3 min`, `1.5 h`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

const TITLES: Readonly<Record<string, string>> = {
  'fashion-mnist': 'Fashion-MNIST',
  'cifar-10': 'CIFAR-10',
  garments: 'Garments',
  objects: 'Objects',
};

/** Whether a dataset is in the catalogue. */
export function isKnownDataset(name: string): boolean {
  return name in TITLES;
}

/** A dataset's title before it is opened. */
export function datasetTitle(name: string): string {
  const known = TITLES[name];
  if (known !== undefined) return known;
  const path = name.split(/[?#]/)[0]?.split('/').filter(Boolean) ?? [];
  return path.at(-1) ?? name;
}

/** Why something stands still that would move. */
export const UNSEEN = 'Paused while out of view';

/** Where a dataset's images come from, said plainly. */
export function originText({ origin }: Pick<DatasetInfo, 'origin'>): string {
  const texts = { real: 'real images', drawn: 'images drawn by this project', own: 'your images' };
  return texts[origin];
}
