import type { DatasetInfo, Samples } from '../../workers/contracts/dataset.ts';

/** What tells whether a recording is of these images. */
export type DatasetIdentity = Pick<DatasetInfo, 'name' | 'split' | 'hash'>;

/** A dataset that a figure of the page has open. */
export interface DatasetHere {
  /** Undefined while it is being opened, and when it was closed. */
  readonly identity: DatasetIdentity | undefined;
  /** Whether these images are decoded: handing them out fetches nothing. */
  has(indices: readonly number[]): boolean;
  images(indices: readonly number[]): Promise<Samples>;
}

/**
 * Datasets of this page. Whoever opens them tells; recordings ask, and have no need of the code that opens datasets.
 */
const here = new Set<DatasetHere>();

/** Returns what ends that. */
export function tellOfDataset(dataset: DatasetHere): () => void {
  here.add(dataset);
  return () => {
    here.delete(dataset);
  };
}

/** Images that some figure of the page has already; undefined where none has them: nothing is ever opened or fetched for it. */
export function imagesHere(
  { name, split, hash }: DatasetIdentity,
  indices: readonly number[],
): Promise<Samples> | undefined {
  // Writers of other engines need not know it.
  if (hash === '') return undefined;
  for (const dataset of here) {
    const { identity } = dataset;
    const isSame = identity?.hash === hash && identity.name === name && identity.split === split;
    if (isSame && dataset.has(indices)) return dataset.images(indices);
  }
  return undefined;
}
