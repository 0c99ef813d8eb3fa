import type { Split } from '../../contracts/dataset.ts';
import { WorkerError } from '../../rpc/errors.ts';
import { CIFAR_10_CLASS_NAMES } from './cifar-binary.ts';

/** A path inside an archive, taken apart. */
export interface ImagePath {
  readonly path: string;
  /** The folder that the image lies in; empty at the archive's root. */
  readonly className: string;
  /** File name without its extension. */
  readonly stem: string;
  /** Set when a folder above says `train` or `test`. */
  readonly split: Split | undefined;
}

/** Labels are bytes. */
const MAX_CLASSES = 256;
const natural = new Intl.Collator('en', { numeric: true });

/** The path of an image, or undefined for what is none (folders, hidden files, macOS's copies, texts). */
export function parseImagePath(path: string): ImagePath | undefined {
  const segments = path.split(/[\\/]/);
  if (segments.some((segment) => segment.startsWith('.') || segment === '__MACOSX')) {
    return undefined;
  }
  const stem = /^(.+)\.(?:jpe?g|png)$/i.exec(segments.at(-1) ?? '')?.[1];
  if (stem === undefined) return undefined;
  const above = segments.slice(0, -2);
  const split = above.findLast((segment) => /^(train|test)$/i.test(segment))?.toLowerCase();
  return {
    path,
    className: segments.at(-2) ?? '',
    stem,
    split: split === 'train' || split === 'test' ? split : undefined,
  };
}

/**
 * Orders the images of one split. The class order is CIFAR-10's own when the folders bear exactly its
 * ten names, else alphabetical (numbers by value). The images are in their numbers' order when every
 * file name is a number and none repeats across classes (so the official order survives in the
 * names); else the classes take turns, so that the first points hold every class.
 */
export function orderImages<T extends ImagePath>(
  images: readonly T[],
  archive: string,
): { readonly classNames: readonly string[]; readonly ordered: readonly T[] } {
  const classNames = orderClasses(new Set(images.map(({ className }) => className)));
  if (classNames.length > MAX_CLASSES) {
    throw new WorkerError(
      'wrong-format',
      `${archive} has ${classNames.length} class folders; at most ${MAX_CLASSES} are supported.`,
      { file: archive, classes: classNames.length },
    );
  }
  const numbers = new Set(images.map(({ stem }) => (/^\d+$/.test(stem) ? Number(stem) : -1)));
  if (!numbers.has(-1) && numbers.size === images.length) {
    return { classNames, ordered: [...images].sort((a, b) => Number(a.stem) - Number(b.stem)) };
  }
  const queues = classNames.map((name) =>
    images
      .filter(({ className }) => className === name)
      .sort((a, b) => natural.compare(a.stem, b.stem) || natural.compare(a.path, b.path)),
  );
  const ordered: T[] = [];
  for (let turn = 0; ordered.length < images.length; turn++) {
    for (const queue of queues) {
      const image = queue[turn];
      if (image) ordered.push(image);
    }
  }
  return { classNames, ordered };
}

function orderClasses(names: ReadonlySet<string>): readonly string[] {
  const official: readonly string[] = CIFAR_10_CLASS_NAMES;
  if (names.size === official.length && official.every((name) => names.has(name))) return official;
  return [...names].sort((a, b) => natural.compare(a, b));
}
