/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count points and their components */
import type { UmapInit } from '../../contracts/umap.ts';
import type { Random } from '../../random.ts';
import type { Control } from '../../rpc/control.ts';
import type { WasmContext, WasmRuntime } from '../../wasm/runtime.ts';
import type { SparseGraph } from '../graph/sparse-graph.ts';
import { componentCentres, roomAround, type ImageVectors } from './component-centres.ts';
import { connectedComponents, subgraph } from './components.ts';
import { principalComponents } from './pca.ts';
import { spectralVectors } from './spectral-vectors.ts';

/** Half the side of what a spectral or random initial layout fills. */
const EXTENT = 10;
/** Standard deviation of the noise that parts points which the initial layout puts together. */
const NOISE = 1e-4;
/** Side of the box from which the layout starts. */
const START = 10;

export interface InitialiseParams {
  readonly init: UmapInit;
  readonly nComponents: 2 | 3;
}

/**
 * The initial layout, as umap-learn's `simplicial_set_embedding` has it when it begins to optimise: spectral
 * or PCA, scaled to ±10 with noise of 1e-4, or uniform in ±10; then each component moved and scaled to 0 … 10.
 * count × nComponents, row-major; the caller's.
 *
 * *Borrows* the graph, which should be pruned, and the images (for `pca`, and to place the parts of a
 * graph that falls into more than 2 · nComponents). A spectral layout and its mirror images are equally
 * good: signs are arbitrary. Progress: `init` (iterations).
 */
export async function initialise(
  runtime: WasmRuntime,
  graph: SparseGraph,
  vectors: ImageVectors,
  { init, nComponents }: InitialiseParams,
  random: Random,
  control: Control,
): Promise<Float32Array<ArrayBuffer>> {
  const { count } = graph;
  let embedding: Float32Array<ArrayBuffer>;
  if (init === 'random') {
    embedding = new Float32Array(count * nComponents).map(
      () => EXTENT * (2 * random.uniform() - 1),
    );
  } else {
    const raw =
      init === 'pca'
        ? await principalComponents(vectors, count, nComponents, random, control)
        : await spectralLayout(runtime, graph, vectors, nComponents, random, control);
    const most = raw.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const expansion = most > 0 ? EXTENT / most : 0;
    embedding = new Float32Array(raw.length);
    for (const [at, value] of raw.entries())
      embedding[at] = value * expansion + NOISE * random.normal();
  }
  fitBox(embedding, nComponents);
  control.report({ stage: 'init', done: 1, total: 1, unit: 'iterations' });
  return embedding;
}

/**
 * Eigenvectors of the graph's Laplacian; where the graph falls apart, of each component, around a
 * place of its own (umap-learn's `multi_component_layout`).
 */
async function spectralLayout(
  runtime: WasmRuntime,
  graph: SparseGraph,
  vectors: ImageVectors,
  dimensions: number,
  random: Random,
  control: Control,
): Promise<Float32Array> {
  const context = await runtime.open('umap-init');
  try {
    const components = connectedComponents(graph);
    if (components.length === 1 && graph.count > dimensions + 1) {
      return await spectralVectors(context, graph, dimensions, random, control);
    }
    return await componentsLayout(context, graph, components, vectors, dimensions, random, control);
  } finally {
    await context.dispose();
  }
}

async function componentsLayout(
  context: WasmContext,
  graph: SparseGraph,
  components: readonly Int32Array[],
  vectors: ImageVectors,
  dimensions: number,
  random: Random,
  control: Control,
): Promise<Float32Array> {
  const centres = componentCentres(components, dimensions, vectors, random);
  const room = roomAround(centres, dimensions);
  const layout = new Float32Array(graph.count * dimensions);
  for (const [c, points] of components.entries()) {
    control.signal.throwIfAborted();
    const small = points.length < 2 * dimensions || points.length <= dimensions + 1;
    const own = small
      ? Float32Array.from({ length: points.length * dimensions }, () => 2 * random.uniform() - 1)
      : await spectralVectors(context, subgraph(graph, points), dimensions, random, control);
    const most = small ? 1 : own.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const scale = room[c]! / most;
    for (const [place, i] of points.entries()) {
      for (let d = 0; d < dimensions; d++) {
        const centre = centres[c * dimensions + d]!;
        layout[i * dimensions + d] = centre + scale * own[place * dimensions + d]!;
      }
    }
  }
  return layout;
}

/** Moves and scales each component to 0 … 10, in place; one without extent goes to the middle. */
function fitBox(embedding: Float32Array, nComponents: number): void {
  for (let c = 0; c < nComponents; c++) {
    let low = Infinity;
    let high = -Infinity;
    for (let at = c; at < embedding.length; at += nComponents) {
      low = Math.min(low, embedding[at]!);
      high = Math.max(high, embedding[at]!);
    }
    for (let at = c; at < embedding.length; at += nComponents) {
      const value = embedding[at]!;
      embedding[at] = high > low ? (START * (value - low)) / (high - low) : START / 2;
    }
  }
}
