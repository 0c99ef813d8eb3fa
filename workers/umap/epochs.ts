/* eslint-disable @typescript-eslint/no-non-null-assertion -- kept indices are edges of the graph */
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
  let strongest = 0;
  for (const weight of weights) if (weight > strongest) strongest = weight;
  const kept = {
    head: new Int32Array(weights.length),
    tail: new Int32Array(weights.length),
    epochsPerSample: new Float64Array(weights.length),
  };
  let size = 0;
  for (let edge = 0; edge < weights.length; edge++) {
    const weight = weights[edge]!;
    if (weight < strongest / nEpochs) continue;
    kept.head[size] = head[edge]!;
    kept.tail[size] = tail[edge]!;
    kept.epochsPerSample[size++] = nEpochs / ((weight / strongest) * nEpochs);
  }
  return {
    head: kept.head.slice(0, size),
    tail: kept.tail.slice(0, size),
    epochsPerSample: kept.epochsPerSample.slice(0, size),
  };
}
