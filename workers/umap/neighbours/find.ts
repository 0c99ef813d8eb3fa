import type { UmapMetric } from '../../contracts/umap.ts';
import type { Control } from '../../rpc/control.ts';
import type { Random } from '../../random.ts';
import { exactNeighbours } from './exact.ts';
import type { Vectors } from './metric.ts';
import type { Neighbours } from './neighbour-lists.ts';
import { descendNeighbours } from './nn-descent.ts';

/** Up to so many points the exact search is the faster one, or not much slower. */
export const EXACT_LIMIT = 10_000;

/** The k nearest neighbours of every point, itself first: exact up to EXACT_LIMIT points. */
export function findNeighbours(
  vectors: Vectors,
  k: number,
  metric: UmapMetric,
  random: Random,
  control: Control,
): Promise<Neighbours> {
  return vectors.count <= EXACT_LIMIT
    ? exactNeighbours(vectors, k, metric, control)
    : descendNeighbours(vectors, k, metric, random, control);
}
