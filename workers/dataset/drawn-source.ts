import type { ReportProgress } from '../contracts/control.ts';
import type { DatasetParams, Samples } from '../contracts/dataset.ts';
import { generate } from './drawn/generate.ts';
import type { DrawnDataset } from './drawn/index.ts';
import { sha256HexOfText } from './hash.ts';
import { checkPoints } from './points.ts';
import type { Source } from './source.ts';

/** Raised with every change of the drawings, so that recorded traces notice. */
const GENERATOR_VERSION = 1;
/** Drawn at once on opening: about 50 ms of work. */
const FIRST = 1000;
/** As many as the real dataset that each resembles has. */
const DEFAULT_COUNT = {
  garments: { train: 60_000, test: 10_000 },
  objects: { train: 50_000, test: 10_000 },
};

/** Opens a drawn dataset of any size. Throws `bad-parameter`, `aborted`. */
export async function openDrawn(
  dataset: DrawnDataset,
  { points, seed, split }: DatasetParams,
  report: ReportProgress,
  signal: AbortSignal,
): Promise<Source> {
  checkPoints(points);
  const count = points ?? DEFAULT_COUNT[dataset.name][split];
  const ready = Math.min(count, FIRST);
  const first = await generate(dataset, { seed, split, count: ready }, report, signal);
  let samples: Samples = first;
  let complete = ready === count;
  return {
    info: {
      name: dataset.name,
      title: dataset.title,
      origin: 'drawn',
      split,
      shape: dataset.shape,
      classNames: dataset.classNames,
      count,
      available: 0,
      hash: await sha256HexOfText(
        `drawn ${dataset.name} ${GENERATOR_VERSION} seed ${seed} ${split} ${count}`,
      ),
      attribution: 'Drawn by this page from a seed; not photographs, and no measured data.',
    },
    get samples() {
      return samples;
    },
    ready,
    toFetch: 0,
    async load(tell, abort) {
      if (complete) return;
      // Each image depends on seed, split and index alone: drawing all again starts with the first ones.
      samples = await generate(dataset, { seed, split, count }, tell, abort);
      complete = true;
    },
  };
}
