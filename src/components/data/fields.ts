import type { DatasetParams, Split } from '../../../workers/contracts/dataset.ts';
import { ARTICLE_UMAP_SETTINGS, defaultPoints } from '../../runs/umap-settings.ts';

/** Which images a figure is of. */
export interface DataFields {
  readonly dataset: string;
  readonly split: string;
  readonly points: number | undefined;
  readonly seed: number;
}

const { dataset, params } = ARTICLE_UMAP_SETTINGS;

/** The article's: the training images of Fashion-MNIST. */
export const ARTICLE_DATA: DataFields = {
  dataset,
  split: 'train',
  points: undefined,
  seed: params.seed,
};

/** As the dataset worker takes them; what makes no sense reaches it, and its error says so. */
export function toParams({ split, ...others }: DataFields): DatasetParams {
  return { ...others, split: split as Split, limit: defaultPoints('auto') };
}

/** What an element that runs or shows a dataset says of it. */
interface DataElement extends HTMLElement {
  readonly datasetName?: string;
  readonly split?: string;
  readonly points?: number | undefined;
  readonly seed?: number;
}

/** The fields of a composite or of another figure; undefined while its code has not come. */
export function fieldsOf(element: DataElement): DataFields | undefined {
  const { datasetName, split, points, seed } = element;
  if (datasetName === undefined) return undefined;
  // A <uh-cnn> has no split of its own: what it learns from is the training images.
  return {
    dataset: datasetName,
    split: split ?? ARTICLE_DATA.split,
    points,
    seed: seed ?? ARTICLE_DATA.seed,
  };
}

export function isSameData(a: DataFields | undefined, b: DataFields | undefined): boolean {
  if (!a || !b) return a === b;
  return (
    a.dataset === b.dataset && a.split === b.split && a.points === b.points && a.seed === b.seed
  );
}

/** Whether opening it fetches no more than its first images: not so for a file that is read whole. */
export function opensInParts(dataset: string): boolean {
  if (!/[/.]/.test(dataset)) return true;
  const path = dataset.split(/[?#]/)[0] ?? '';
  return path.endsWith('/') || path.endsWith('.json');
}
