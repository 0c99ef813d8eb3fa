import type { Split } from '../../workers/contracts/dataset.ts';
import type { UmapEngineName, UmapParams } from '../../workers/contracts/umap.ts';

/** Everything that says what a UMAP run is: the element's attributes, as values. */
export interface UmapSettings {
  readonly dataset: string;
  readonly split: Split;
  /** The first so many images; undefined = as many as the engine handles well (`defaultPoints`). */
  readonly points: number | undefined;
  readonly engine: UmapEngineName | 'auto';
  readonly params: UmapParams;
}

/** The article's parameters; what it leaves open is umap-learn's default. */
export const ARTICLE_UMAP_PARAMS: UmapParams = {
  nNeighbors: 15,
  minDist: 0.2,
  spread: 1,
  nEpochs: 128,
  learningRate: 0.33,
  negativeSampleRate: 5,
  init: 'spectral',
  metric: 'euclidean',
  nComponents: 2,
  seed: 24,
};

export const ARTICLE_UMAP_SETTINGS: UmapSettings = {
  dataset: 'fashion-mnist',
  split: 'train',
  points: undefined,
  engine: 'auto',
  params: ARTICLE_UMAP_PARAMS,
};

/** Images that are projected into a finished layout at most: all test images of Fashion-MNIST. */
export const MOST_PROJECTED = 10_000;

/** Images that an engine takes when the visitor has not said how many. */
const DEFAULT_POINTS: Readonly<Record<UmapEngineName, number>> = {
  webgpu: 60_000,
  wasm: 60_000,
  'umap-js': 5_000,
};

/** `auto` runs on wasm or better wherever a browser has WebAssembly SIMD, which all have had since 2023. */
export function defaultPoints(engine: UmapEngineName | 'auto'): number {
  return DEFAULT_POINTS[engine === 'auto' ? 'wasm' : engine];
}
