/* eslint-disable @typescript-eslint/no-non-null-assertion -- kept edges are edges of the graph */
import type { Graph } from './graph.ts';

/** The edges that the layout samples, and how often. */
export interface Schedule {
  readonly head: Int32Array;
  readonly tail: Int32Array;
  /** An edge's turn comes every so many epochs; 1 for the strongest. */
  readonly epochsPerSample: Float64Array;
}

/**
 * Drops edges too weak to be sampled even once in `nEpochs`, and turns strengths into frequencies, as
 * umap-learn's `make_epochs_per_sample`. *Borrows* `graph`.
 */
export function scheduleEdges({ head, tail, weights }: Graph, nEpochs: number): Schedule {
  const strongest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const kept: number[] = [];
  for (const [edge, weight] of weights.entries()) {
    if (weight >= strongest / nEpochs) kept.push(edge);
  }
  // Indices of `kept` are edges.
  return {
    head: Int32Array.from(kept, (edge) => head[edge]!),
    tail: Int32Array.from(kept, (edge) => tail[edge]!),
    epochsPerSample: Float64Array.from(kept, (edge) => {
      const samples = (weights[edge]! / strongest) * nEpochs;
      return nEpochs / samples;
    }),
  };
}
