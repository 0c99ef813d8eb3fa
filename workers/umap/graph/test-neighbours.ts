import type { Neighbours } from '../neighbours/neighbour-lists.ts';

/** Neighbours of a golden (scripts/goldens/umap-stages.py), whose squared distances are whole. */
export function goldenNeighbours(golden: {
  readonly k: number;
  readonly indices: readonly number[];
  readonly squaredDistances: readonly number[];
}): Neighbours {
  return {
    knnIndices: Int32Array.from(golden.indices),
    knnDistances: Float32Array.from(golden.squaredDistances, Math.sqrt),
    k: golden.k,
  };
}
