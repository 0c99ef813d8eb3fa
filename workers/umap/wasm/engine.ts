import type { UmapInput, UmapParams } from '../../contracts/umap.ts';
import type { Random } from '../../random.ts';
import type { Control } from '../../rpc/control.ts';
import { WorkerError } from '../../rpc/errors.ts';
import { Pacer } from '../../rpc/slices.ts';
import { startWasm, type WasmRuntime, type WasmRuntimeOptions } from '../../wasm/runtime.ts';
import { fitCurve } from '../curve.ts';
import type { PreparedLayout, UmapEngine } from '../engine.ts';
import { fuzzySimplicialSet } from '../graph/fuzzy-simplicial-set.ts';
import { pruneGraph, type SparseGraph } from '../graph/sparse-graph.ts';
import { initialise } from '../init/initialise.ts';
import { Layout } from '../layout/layout.ts';
import { checkNegatives } from '../layout/negatives.ts';
import type { Neighbours } from '../neighbours/neighbour-lists.ts';
import { findNeighboursWasm } from '../neighbours/wasm/find.ts';

/** The search's own: a run's seed is of its layout, so that another seed needs no other neighbours. */
const SEARCH_SEED = 20180209;

/** What does not depend on the parameters of the layout. */
interface Kept {
  readonly input: UmapInput;
  readonly neighbours: Neighbours;
  /** Not pruned, which depends on nEpochs. */
  readonly graph: SparseGraph;
}

/**
 * The engine for every device: SIMD kernels, in as many threads as the page may share memory with.
 * The same seed gives the same frames with any number of threads.
 */
export class WasmEngine implements UmapEngine {
  private runtime: WasmRuntime | undefined;
  private layout: Layout | undefined;
  private kept: Kept | undefined;
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
    const { nNeighbors: k, metric } = params;
    checkNegatives('wasm', params);
    const start = performance.now();
    const searching = await this.start();
    const options = { k, metric, seed: SEARCH_SEED };
    const neighbours = await findNeighboursWasm(searching, input, options, control);
    // Threads that sleep collect no garbage, and the search's memory with it: others do the rest.
    searching.dispose();
    const runtime = await this.start();
    const found = performance.now();
    const graph = await fuzzySimplicialSet(neighbours, { nNeighbors: k }, control);
    const built = performance.now() - found;
    const kept = { input, neighbours, graph };
    const prepared = await this.place(runtime, kept, params, random, control);
    const { stagesMs } = prepared;
    this.kept = kept;
    return {
      ...prepared,
      stagesMs: { ...stagesMs, neighbours: found - start, graph: built + stagesMs.graph },
    };
  }

  async restart(params: UmapParams, random: Random, control: Control): Promise<PreparedLayout> {
    const { runtime, kept, layout } = this;
    if (!runtime || !kept) {
      throw new WorkerError('internal', 'The wasm engine was restarted before it was prepared.');
    }
    checkNegatives('wasm', params);
    this.layout = undefined;
    await layout?.dispose();
    return this.place(runtime, kept, params, random, control);
  }

  private async start(): Promise<WasmRuntime> {
    const runtime = await startWasm(this.options);
    this.runtime = runtime;
    if (this.ending.signal.aborted) runtime.dispose();
    this.ending.signal.throwIfAborted();
    return runtime;
  }

  /** From the graph on. */
  private async place(
    runtime: WasmRuntime,
    { input, neighbours, graph: whole }: Kept,
    params: UmapParams,
    random: Random,
    control: Control,
  ): Promise<PreparedLayout> {
    const times = [performance.now()];
    const graph = pruneGraph(whole, params.nEpochs);
    await new Pacer(control.signal).pause();
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
    const [start = 0, pruned = 0, ready = 0] = times;
    return {
      stagesMs: { neighbours: 0, graph: pruned - start, init: ready - pruned },
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
    this.kept = undefined;
  }
}
