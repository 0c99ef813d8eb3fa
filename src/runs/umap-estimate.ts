import type { UmapParams } from '../../workers/contracts/umap.ts';

/** What a run needs, roughly: a factor of two either way on other machines. */
export interface UmapEstimate {
  /** From images in the worker to the last frame. */
  readonly seconds: number;
  /** At the peak, in the worker and in the trace of its frames. */
  readonly bytes: number;
}

/** Costs of an engine on one core of an AMD EPYC, in seconds. */
interface Costs {
  /** Points up to which the search is exact, and the cost of its multiply-adds. */
  readonly exactLimit: number;
  readonly exactMultiplyAdd: number;
  /** Of the approximate search, for a point's dimension and neighbour. */
  readonly searchStep: number;
  /** Of a sampled pair in the layout. */
  readonly pair: number;
  /** Caches stop holding the layout as it grows: a pair's cost grows with this power of points. */
  readonly pairGrowth: number;
  /** Graph and initial layout, for a point's neighbour. */
  readonly graphEdge: number;
  /** Memory for a point's neighbour: lists, graph and schedule; and for a point's image. */
  readonly bytesOfNeighbour: number;
  readonly imageCopies: number;
}

/** Calibrated on Fashion-MNIST with the article's parameters: at 5,000 to 60,000 points. */
const COSTS: Readonly<Record<'wasm' | 'umap-js', Costs>> = {
  wasm: {
    exactLimit: 4096,
    exactMultiplyAdd: 0.08e-9,
    searchStep: 4.4e-9,
    pair: 24e-9,
    pairGrowth: 0,
    graphEdge: 2e-6,
    bytesOfNeighbour: 120,
    imageCopies: 3,
  },
  'umap-js': {
    exactLimit: 10_000,
    exactMultiplyAdd: 0.33e-9,
    searchStep: 43e-9,
    pair: 190e-9,
    pairGrowth: 0.2,
    graphEdge: 0,
    bytesOfNeighbour: 180,
    imageCopies: 1,
  },
};

/** Share of the directed edges sampled in an average epoch (Fashion-MNIST, 15 neighbours). */
const SAMPLED = 0.46;

/** Code, engine and tiles, in bytes. */
const BASE_BYTES = 60e6;

/** Time and memory of a UMAP run, for telling the visitor before it starts. */
export function estimateUmap(
  engine: 'wasm' | 'umap-js',
  points: number,
  dimensions: number,
  params: Pick<UmapParams, 'nNeighbors' | 'nEpochs' | 'negativeSampleRate' | 'nComponents'>,
): UmapEstimate {
  const costs = COSTS[engine];
  const { nNeighbors, nEpochs, negativeSampleRate, nComponents } = params;
  const search =
    points <= costs.exactLimit
      ? ((points * points) / 2) * dimensions * costs.exactMultiplyAdd
      : points * dimensions * nNeighbors * costs.searchStep;
  const graph = points * nNeighbors * costs.graphEdge;
  const pairs = points * nNeighbors * SAMPLED * (1 + negativeSampleRate);
  const epoch = pairs * costs.pair * Math.max(1, points / 5000) ** costs.pairGrowth;
  const bytesOfAPoint =
    dimensions * costs.imageCopies +
    nNeighbors * costs.bytesOfNeighbour + // 1.5 edges a neighbour
    (nComponents * 8 + 40) + // the layout
    4 * nComponents * (nEpochs + 1); // the frames
  return { seconds: search + graph + nEpochs * epoch, bytes: BASE_BYTES + points * bytesOfAPoint };
}
