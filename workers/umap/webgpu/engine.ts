import type { UmapInput, UmapParams } from '../../contracts/umap.ts';
import { type Gpu, ownGpu, requestGpu } from '../../gpu/device.ts';
import type { Random } from '../../random.ts';
import type { Control } from '../../rpc/control.ts';
import { WorkerError } from '../../rpc/errors.ts';
import { startWasm, type WasmRuntime, type WasmRuntimeOptions } from '../../wasm/runtime.ts';
import { fitCurve } from '../curve.ts';
import type { PreparedLayout, UmapEngine } from '../engine.ts';
import type { Neighbours } from '../neighbours/neighbour-lists.ts';
import { fuzzySimplicialSet } from '../graph/fuzzy-simplicial-set.ts';
import { pruneGraph, type SparseGraph } from '../graph/sparse-graph.ts';
import { initialise } from '../init/initialise.ts';
import { Layout, type LayoutParams } from '../layout/layout.ts';
import { checkNegatives } from '../layout/negatives.ts';
import { GpuLayout } from './layout.ts';
import { findNeighboursGpu, neighboursMemory } from './neighbours.ts';

export interface WebGpuEngineOptions {
  /** Whose adapter; default: the browser's. */
  readonly gpu?: GPU | undefined;
  /** For the graph and the initial layout, which the processor computes. */
  readonly wasm?: WasmRuntimeOptions | undefined;
}

/** What does not depend on the parameters of the layout. */
interface Kept {
  readonly input: UmapInput;
  readonly neighbours: Neighbours;
  /** Not pruned, which depends on nEpochs. */
  readonly graph: SparseGraph;
}

/** All that a layout goes on from, kept on this side. */
interface Course {
  readonly graph: SparseGraph;
  readonly params: LayoutParams;
  readonly random: Random;
  last: Float32Array<ArrayBuffer>;
  epochsDone: number;
}

/**
 * The engine for graphics cards: neighbours, exact ones, and layout in compute shaders; graph and initial
 * layout on the processor, by the wasm engine's code. The same seed gives the same frames on the same device.
 *
 * When the device is lost in the middle of the layout, the wasm engine's layout goes on from the last frame
 * (`info` and `change` then say so), with all epochs. Lost during the search, the next rung begins it anew.
 */
export class WebGpuEngine implements UmapEngine {
  change: string | undefined;
  private device: Gpu | undefined;
  private runtime: WasmRuntime | undefined;
  private layout: GpuLayout | undefined;
  private replacement: Layout | undefined;
  private kept: Kept | undefined;
  private course: Course | undefined;
  private readonly ending = new AbortController();

  constructor(private readonly options: WebGpuEngineOptions = {}) {}

  get info(): { engine: string; device: string } {
    if (this.replacement) {
      const threads = this.runtime?.threads ?? 1;
      const device = `WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
      return { engine: 'wasm', device };
    }
    const { name, software } = this.device?.probe ?? { name: 'no device yet', software: false };
    return { engine: 'webgpu', device: software ? `${name} (on the processor)` : name };
  }

  /** The device, for measuring its memory, and for tests to take it away. */
  get gpu(): Gpu | undefined {
    return this.device;
  }

  async prepare(
    input: UmapInput,
    params: UmapParams,
    random: Random,
    control: Control,
  ): Promise<PreparedLayout> {
    checkNegatives('webgpu', params);
    try {
      return await this.begin(input, params, random, control);
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  /** After the device was lost, in wasm. */
  async restart(params: UmapParams, random: Random, control: Control): Promise<PreparedLayout> {
    const { runtime, kept } = this;
    if (!runtime || !kept) {
      throw new WorkerError('internal', 'The webgpu engine was restarted before it was prepared.');
    }
    checkNegatives('webgpu', params);
    this.course = undefined;
    this.layout?.dispose();
    this.layout = undefined;
    await this.replacement?.dispose();
    try {
      return await this.place(runtime, kept, params, random, control);
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  private async begin(
    input: UmapInput,
    params: UmapParams,
    random: Random,
    control: Control,
  ): Promise<PreparedLayout> {
    const { nNeighbors: k, metric } = params;
    const start = performance.now();
    // Each neighbour may become an edge in both directions.
    const edges = 8 * input.count * (k - 1);
    const { largestBuffer } = neighboursMemory(input, k);
    const runtime = await startWasm(this.options.wasm);
    this.runtime = runtime;
    const gpu = await requestGpu(this.options.gpu ?? ownGpu(), {
      largestBuffer: Math.max(largestBuffer, edges),
    });
    this.device = gpu;
    // Disposed of meanwhile: what came since has to go too.
    if (this.ending.signal.aborted) this.dispose();
    this.ending.signal.throwIfAborted();

    const neighbours = await findNeighboursGpu(gpu, input, { k, metric }, control);
    const found = performance.now();
    const graph = await fuzzySimplicialSet(neighbours, { nNeighbors: k }, control);
    const built = performance.now() - found;
    const kept = { input, neighbours, graph };
    const prepared = await this.place(runtime, kept, params, random, control);
    this.kept = kept;
    const { stagesMs } = prepared;
    return {
      ...prepared,
      stagesMs: { ...stagesMs, neighbours: found - start, graph: built + stagesMs.graph },
    };
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
    times.push(performance.now());
    const embedding = await initialise(runtime, graph, input, params, random, control);
    const layoutParams = { ...params, curve: fitCurve(params.spread, params.minDist) };
    const last = embedding.slice();
    const course = { graph, params: layoutParams, random, last, epochsDone: 0 };
    try {
      this.device?.check();
      this.layout =
        this.device &&
        (await GpuLayout.create(this.device, graph, embedding, layoutParams, random));
    } catch (error) {
      this.lose(error);
    }
    if (!this.device) await this.replace(course, runtime);
    this.course = course;
    times.push(performance.now());
    const [start = 0, pruned = 0, ready = 0] = times;
    return {
      stagesMs: { neighbours: 0, graph: pruned - start, init: ready - pruned },
      params,
      remarks: this.change === undefined ? [] : [this.change],
      neighbours,
      embedding,
    };
  }

  async step(): Promise<Float32Array<ArrayBuffer> | null> {
    const { course, layout } = this;
    if (!course) {
      throw new WorkerError('internal', 'The webgpu engine was stepped before it was prepared.');
    }
    if (layout) {
      try {
        return this.keep(await layout.epoch());
      } catch (error) {
        this.lose(error, course.epochsDone);
      }
      if (this.runtime) await this.replace(course, this.runtime);
    }
    return this.keep((await this.replacement?.epoch(this.ending.signal)) ?? null);
  }

  dispose(): void {
    this.ending.abort(new WorkerError('aborted', 'The run was disposed of.'));
    this.device?.dispose();
    this.runtime?.dispose();
    this.runtime = undefined;
    this.layout = undefined;
    this.replacement = undefined;
    this.kept = undefined;
    this.course = undefined;
  }

  /** The frame is handed out and may be transferred: what a replacement would go on from is a copy. */
  private keep(frame: Float32Array<ArrayBuffer> | null): Float32Array<ArrayBuffer> | null {
    if (frame && this.course) {
      this.course.last.set(frame);
      this.course.epochsDone++;
    }
    return frame;
  }

  /** Goes without the device from now on. @throws whatever is no loss of it */
  private lose(error: unknown, epochsDone = 0): void {
    if (!(error instanceof WorkerError) || error.code !== 'device-lost') throw error;
    this.device?.dispose();
    this.device = undefined;
    this.layout = undefined;
    this.change = `${error.message} wasm went on from epoch ${epochsDone}.`;
  }

  private async replace(course: Course, runtime: WasmRuntime): Promise<void> {
    const { graph, last, random, epochsDone } = course;
    const params = { ...course.params, firstEpoch: epochsDone };
    this.replacement = await Layout.create(runtime, graph, last, params, random);
  }
}

/** Too much for the graphics card need not be too much for the processor. */
function asUnavailable(error: unknown): unknown {
  if (!(error instanceof WorkerError) || error.code !== 'out-of-memory') return error;
  return new WorkerError('engine-unavailable', error.message, error.details);
}
