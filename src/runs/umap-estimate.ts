import type { UmapParams } from '../../workers/contracts/umap.ts';

/** What a run needs, roughly: a factor of two either way on other machines. */
export interface UmapEstimate {
  /** From images in the worker to the last frame. */
  readonly seconds: number;
  /** At the peak, in the worker and in the trace of its frames. */
  readonly bytes: number;
}

/** The engine searches exactly up to so many points (workers/umap/neighbours/find.ts). */
const EXACT_LIMIT = 10_000;

/**
 * Costs on one core of an AMD EPYC (Node 20), in seconds: of a multiply-add of the exact search, of
 * NN-descent for a point's dimension and neighbour, and of a sampled pair in the layout.
 */
const EXACT_MULTIPLY_ADD = 0.33e-9;
const DESCENT_STEP = 43e-9;
const PAIR = 190e-9;
/** Caches stop holding the layout as it grows: its cost per pair grows with this power of points. */
const PAIR_GROWTH = 0.2;

/** Share of the directed edges sampled in an average epoch (Fashion-MNIST, 15 neighbours). */
const SAMPLED = 0.46;

/** Code, engine and tiles, in bytes. */
const BASE_BYTES = 60e6;

/**
 * Time and memory of a UMAP run, for telling the visitor before a large one starts. Calibrated on
 * Fashion-MNIST with the article's parameters at 5,000 and 20,000 points (time) and 60,000 (memory).
 */
export function estimateUmap(
  _engine: 'umap-js',
  points: number,
  dimensions: number,
  params: Pick<UmapParams, 'nNeighbors' | 'nEpochs' | 'negativeSampleRate' | 'nComponents'>,
): UmapEstimate {
  const { nNeighbors, nEpochs, negativeSampleRate, nComponents } = params;
  const neighbours =
    points <= EXACT_LIMIT
      ? ((points * points) / 2) * dimensions * EXACT_MULTIPLY_ADD
      : points * dimensions * nNeighbors * DESCENT_STEP;
  const pairs = points * nNeighbors * SAMPLED * (1 + negativeSampleRate);
  const epoch = pairs * PAIR * Math.max(1, points / 5000) ** PAIR_GROWTH;
  const bytesOfAPoint =
    dimensions + // the image
    nNeighbors * 180 + // neighbours, graph and schedule: 1.5 edges a neighbour
    (nComponents * 8 + 40) + // the layout, an array a point
    4 * nComponents * (nEpochs + 1); // the frames
  return { seconds: neighbours + nEpochs * epoch, bytes: BASE_BYTES + points * bytesOfAPoint };
}
