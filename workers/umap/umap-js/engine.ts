import { UMAP } from 'umap-js';
import type { UmapInput, UmapParams } from '../../contracts/umap.ts';
import type { Random } from '../../random.ts';
import { WorkerError } from '../../rpc/errors.ts';
import { fitCurve } from '../curve.ts';
import type { PreparedLayout, UmapEngine } from '../engine.ts';
import { scheduleEdges } from '../epochs.ts';
import { buildGraph } from '../graph.ts';
import type { Control } from '../../rpc/control.ts';
import { findNeighbours } from '../neighbours/find.ts';

/** Half the side of the square that a random initial layout fills, as in umap-learn. */
const INIT_EXTENT = 10;

/**
 * umap-js 1.4's state of the optimiser, which it declares private. Typed arrays do where it uses
 * arrays: it only indexes them.
 */
interface OptimizationState {
  currentEpoch: number;
  headEmbedding: number[][];
  tailEmbedding: number[][];
  head: ArrayLike<number>;
  tail: ArrayLike<number>;
  epochsPerSample: ArrayLike<number>;
  epochOfNextSample: Float64Array;
  epochsPerNegativeSample: Float64Array;
  epochOfNextNegativeSample: Float64Array;
  moveOther: boolean;
  initialAlpha: number;
  alpha: number;
  gamma: number;
  a: number;
  b: number;
  dim: number;
  nEpochs: number;
  nVertices: number;
}

/**
 * The reference engine: umap-js's optimiser (stochastic gradient descent over edges, one thread of
 * JavaScript) behind our own neighbours, graph and curve.
 *
 * umap-js's `initializeFit` is not called. It blocks for seconds, keeps the graph in maps keyed by
 * strings (gigabytes at 60,000 points), wants the images as `number[][]`, and fits a and b badly. Its
 * optimiser needs none of that: it is handed its state here, once, on a new instance, before the first
 * `step()`. engine.test.ts holds that both ways give the same layout, bit by bit.
 */
export class UmapJsEngine implements UmapEngine {
  readonly info = { engine: 'umap-js', device: 'JavaScript, 1 thread' };

  private umap: UMAP | undefined;
  private embedding: number[][] = [];
  private nEpochs = 0;
  private epoch = 0;

  async prepare(
    input: UmapInput,
    params: UmapParams,
    random: Random,
    control: Control,
  ): Promise<PreparedLayout> {
    const { nNeighbors, nEpochs, metric, nComponents } = params;
    const times = [performance.now()];
    const neighbours = await findNeighbours(input, nNeighbors, metric, random, control);
    times.push(performance.now());
    const graph = await buildGraph(neighbours, control);
    times.push(performance.now());

    this.nEpochs = nEpochs;
    this.embedding = Array.from({ length: input.count }, () =>
      Array.from({ length: nComponents }, () => random.uniform() * 2 * INIT_EXTENT - INIT_EXTENT),
    );
    const schedule = scheduleEdges(graph, nEpochs);
    const { epochsPerSample } = schedule;
    const epochsPerNegativeSample = epochsPerSample.map((e) => e / params.negativeSampleRate);
    this.umap = new UMAP({ nEpochs, random: () => random.uniform() });
    const { optimizationState } = this.umap as unknown as { optimizationState: OptimizationState };
    Object.assign(optimizationState, {
      // umap-js goes through the edges row by row, with the row's point as the tail.
      head: schedule.tail,
      tail: schedule.head,
      epochsPerSample,
      ...fitCurve(params.spread, params.minDist),
      currentEpoch: 0,
      headEmbedding: this.embedding,
      tailEmbedding: this.embedding,
      epochOfNextSample: epochsPerSample.slice(),
      epochsPerNegativeSample,
      epochOfNextNegativeSample: epochsPerNegativeSample.slice(),
      moveOther: true,
      initialAlpha: params.learningRate,
      alpha: params.learningRate,
      gamma: 1,
      dim: nComponents,
      nEpochs,
      nVertices: input.count,
    } satisfies OptimizationState);
    control.report({ stage: 'init', done: 1, total: 1, unit: 'iterations' });
    times.push(performance.now());

    const [start = 0, found = 0, built = 0, ready = 0] = times;
    return {
      stagesMs: { neighbours: found - start, graph: built - found, init: ready - built },
      params: { ...params, init: 'random' },
      remarks:
        params.init === 'random'
          ? []
          : [`umap-js has only a random initial layout, so init is random, not ${params.init}.`],
      neighbours,
      embedding: this.snapshot(),
    };
  }

  step(): Promise<Float32Array<ArrayBuffer> | null> {
    if (!this.umap) {
      return Promise.reject(
        new WorkerError('internal', 'The umap-js engine was stepped before it was prepared.'),
      );
    }
    if (this.epoch >= this.nEpochs) return Promise.resolve(null);
    this.epoch = this.umap.step(); // umap-js returns the number of epochs done
    return Promise.resolve(this.snapshot());
  }

  dispose(): void {
    this.umap = undefined;
    this.embedding = [];
  }

  private snapshot(): Float32Array<ArrayBuffer> {
    const components = this.embedding[0]?.length ?? 0;
    const frame = new Float32Array(this.embedding.length * components);
    let at = 0;
    for (const point of this.embedding) for (const coordinate of point) frame[at++] = coordinate;
    return frame;
  }
}
