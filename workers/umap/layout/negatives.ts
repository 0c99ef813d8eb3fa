import type { UmapEngineName, UmapParams } from '../../contracts/umap.ts';
import { WorkerError } from '../../rpc/errors.ts';

/** Our layouts hash their random numbers from counters that leave so many to an edge, beside the edge's own. */
const MOST_NEGATIVES = 31;

/** @throws WorkerError `engine-unavailable`: the next engine on the ladder takes any number */
export function checkNegatives(engine: UmapEngineName, { negativeSampleRate }: UmapParams): void {
  if (negativeSampleRate <= MOST_NEGATIVES) return;
  throw new WorkerError(
    'engine-unavailable',
    `${engine} takes at most ${MOST_NEGATIVES} negative samples for an edge`,
    { engine, parameter: 'negative_sample_rate' },
  );
}
