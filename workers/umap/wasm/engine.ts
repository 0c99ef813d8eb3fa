import type { UmapInput, UmapParams } from '../../contracts/umap.ts';
import type { Random } from '../../random.ts';
import type { Control } from '../../rpc/control.ts';
import { WorkerError } from '../../rpc/errors.ts';
import { startWasm, type WasmRuntime, type WasmRuntimeOptions } from '../../wasm/runtime.ts';
import { fitCurve } from '../curve.ts';
import type { PreparedLayout, UmapEngine } from '../engine.ts';
import { fuzzySimplicialSet } from '../graph/fuzzy-simplicial-set.ts';
import { pruneGraph } from '../graph/sparse-graph.ts';
import { initialise } from '../init/initialise.ts';
import { Layout } from '../layout/layout.ts';
import { findNeighboursWasm } from '../neighbours/wasm/find.ts';

/** The layout's random numbers leave so many to an edge (layout/layout.ts). */
const MOST_NEGATIVES = 31;

/**
 * The engine for every device: SIMD kernels, in as many threads as the page may share memory with.
 * The same seed gives the same frames with any number of threads.
 */
export class WasmEngine implements UmapEngine {
  private runtime: WasmRuntime | undefined;
  private layout: Layout | undefined;
  private readonly ending = new AbortController();

  constructor(private readonly options: WasmRuntimeOptions = {}) {}

  get info(): { engine: string; device: string } {
    const { threads = 1, relaxedSimd = false } = this.runtime ?? {};
    const simd = relaxedSimd ? 'relaxed SIMD' : 'SIMD';
    return {
      engine: 'wasm',
      device: `WebAssembly with ${simd}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    };
  }

  async prepare(
    input: UmapInput,
    params: UmapParams,
    random: Random,
    control: Control,
  ): Promise<PreparedLayout> {
    const { nNeighbors: k, metric, nEpochs } = params;
    if (params.negativeSampleRate > MOST_NEGATIVES) {
      throw new WorkerError(
        'engine-unavailable',
        `wasm takes at most ${MOST_NEGATIVES} negative samples for an edge`,
        { engine: 'wasm', parameter: 'negative_sample_rate' },
      );
    }
    const runtime = await startWasm(this.options);
    this.runtime = runtime;
    this.ending.signal.throwIfAborted();

    const times = [performance.now()];
    const seed = random.integer(2 ** 32);
    const neighbours = await findNeighboursWasm(runtime, input, { k, metric, seed }, control);
    times.push(performance.now());
    const whole = await fuzzySimplicialSet(neighbours, { nNeighbors: k }, control);
    const graph = pruneGraph(whole, nEpochs);
    times.push(performance.now());
    const embedding = await initialise(runtime, graph, input, params, random, control);
    this.layout = await Layout.create(
      runtime,
      graph,
      embedding,
      { ...params, curve: fitCurve(params.spread, params.minDist) },
      random,
    );
    times.push(performance.now());

    const [start = 0, found = 0, built = 0, ready = 0] = times;
    return {
      stagesMs: { neighbours: found - start, graph: built - found, init: ready - built },
      params,
      remarks: runtime.reason === undefined ? [] : [runtime.reason],
      neighbours,
      embedding,
    };
  }

  async step(): Promise<Float32Array<ArrayBuffer> | null> {
    if (!this.layout) {
      throw new WorkerError('internal', 'The wasm engine was stepped before it was prepared.');
    }
    return this.layout.epoch(this.ending.signal);
  }

  dispose(): void {
    this.ending.abort(new WorkerError('aborted', 'The run was disposed of.'));
    // The threads, and with them their hold on the memory.
    this.runtime?.dispose();
    this.runtime = undefined;
    this.layout = undefined;
  }
}
