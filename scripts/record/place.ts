import type { CnnEngine } from '../../workers/cnn/engine.ts';
import type { UmapEngine } from '../../workers/umap/engine.ts';
import type { DatasetInfo, Samples, Split } from '../../workers/contracts/dataset.ts';
import { loadDataset } from '../datasets/node-dataset.ts';
import type { Telling } from './progress.ts';

/** What a recording works with; tests put their own in. */
export interface Place {
  readonly createCnn: (name: string, threads: number) => CnnEngine | Promise<CnnEngine>;
  readonly createUmap: (name: string, threads: number) => UmapEngine;
  /** Folder of the packed datasets. */
  readonly datasets: string;
  readonly telling: Telling;
  /** Ends the recording; what was recorded stays. */
  readonly signal: AbortSignal;
  /** Threads where none are asked for. */
  readonly threads: number;
}

export interface Loaded {
  readonly info: DatasetInfo;
  readonly samples: Samples;
}

/** @throws Error with a sentence where drawn images would stand in for real ones: a recording outlives the moment. */
export async function loadReal(
  { datasets: folder, telling, signal }: Place,
  dataset: string,
  split: Split,
  seed: number,
  amount: { readonly points?: number | undefined; readonly limit: number },
): Promise<Loaded> {
  const loaded = await loadDataset(dataset, split, seed, {
    ...{ ...amount, folder, signal },
    opened: ({ standIn, name }) => {
      if (standIn === undefined) return;
      throw new Error(
        `${dataset} is not here, and drawn images shall not be recorded in its name: give npm run datasets, or record --dataset ${name}.`,
      );
    },
    report: (progress) => {
      telling.report(progress, `${split} images`);
    },
  });
  telling.endStage();
  return loaded;
}
