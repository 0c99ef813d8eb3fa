import type { UmapInput, UmapParams } from '../../contracts/umap.ts';
import { type Gpu, ownGpu, requestGpu } from '../../gpu/device.ts';
import type { Random } from '../../random.ts';
import type { Control } from '../../rpc/control.ts';
import { WorkerError } from '../../rpc/errors.ts';
import { startWasm, type WasmRuntime, type WasmRuntimeOptions } from '../../wasm/runtime.ts';
import { fitCurve } from '../curve.ts';
import type { PreparedLayout, UmapEngine } from '../engine.ts';
import { fuzzySimplicialSet } from '../graph/fuzzy-simplicial-set.ts';
import { pruneGraph, type SparseGraph } from '../graph/sparse-graph.ts';
import { initialise } from '../init/initialise.ts';
import { Layout, type LayoutParams } from '../layout/layout.ts';
import { GpuLayout } from './layout.ts';
import { findNeighboursGpu, neighboursMemory } from './neighbours.ts';

/** The layout's random numbers leave so many to an edge (layout.wgsl). */
const MOST_NEGATIVES = 31;

export interface WebGpuEngineOptions {
  /** Whose adapter; default: the browser's. */
  readonly gpu?: GPU | undefined;
  /** For the graph and the initial layout, which the processor computes. */
  readonly wasm?: WasmRuntimeOptions | undefined;
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
 * (`info` and `change` then say so), with all epochs. Lost before, the next rung begins from the start.
 */
export class WebGpuEngine implements UmapEngine {
  change: string | undefined;
  private device: Gpu | undefined;
  private runtime: WasmRuntime | undefined;
  private layout: GpuLayout | undefined;
  private replacement: Layout | undefined;
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
    if (params.negativeSampleRate > MOST_NEGATIVES) {
      throw new WorkerError(
        'engine-unavailable',
        `webgpu takes at most ${MOST_NEGATIVES} negative samples for an edge`,
        { engine: 'webgpu', parameter: 'negative_sample_rate' },
      );
    }
    try {
      return await this.begin(input, params, random, control);
    } catch (error) {
      if (!(error instanceof WorkerError) || error.code !== 'out-of-memory') throw error;
      // Too much for the graphics card need not be too much for the processor.
      throw new WorkerError('engine-unavailable', error.message, error.details);
    }
  }

  private async begin(
    input: UmapInput,
    params: UmapParams,
    random: Random,
    control: Control,
  ): Promise<PreparedLayout> {
    const { nNeighbors: k, metric, nEpochs } = params;
    const times = [performance.now()];
    // Each neighbour may become an edge in both directions.
    const edges = 8 * input.count * (k - 1);
    const { largestBuffer } = neighboursMemory(input, k);
    this.runtime = await startWasm(this.options.wasm);
    const gpu = await requestGpu(this.options.gpu ?? ownGpu(), {
      largestBuffer: Math.max(largestBuffer, edges),
    });
    this.device = gpu;
    if (this.ending.signal.aborted) this.dispose();
    this.ending.signal.throwIfAborted();

    const neighbours = await findNeighboursGpu(gpu, input, { k, metric }, control);
    times.push(performance.now());
    const whole = await fuzzySimplicialSet(neighbours, { nNeighbors: k }, control);
    const graph = pruneGraph(whole, nEpochs);
    times.push(performance.now());
    const embedding = await initialise(this.runtime, graph, input, params, random, control);
    const layoutParams = { ...params, curve: fitCurve(params.spread, params.minDist) };
    this.layout = await GpuLayout.create(gpu, graph, embedding, layoutParams, random);
    const last = embedding.slice();
    this.course = { graph, params: layoutParams, random, last, epochsDone: 0 };
    times.push(performance.now());

    const [start = 0, found = 0, built = 0, ready = 0] = times;
    return {
      stagesMs: { neighbours: found - start, graph: built - found, init: ready - built },
      params,
      remarks: [],
      neighbours,
      embedding,
    };
  }

  async step(): Promise<Float32Array<ArrayBuffer> | null> {
    const { course, layout } = this;
    if (!course || !layout) {
      throw new WorkerError('internal', 'The webgpu engine was stepped before it was prepared.');
    }
    if (!this.replacement) {
      try {
        return this.keep(await layout.epoch());
      } catch (error) {
        if (!(error instanceof WorkerError) || error.code !== 'device-lost') throw error;
        await this.replace(course, error);
      }
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

  private async replace(course: Course, lost: WorkerError): Promise<void> {
    const { graph, last, params, random, epochsDone } = course;
    this.device?.dispose();
    if (!this.runtime) throw lost;
    this.replacement = await Layout.create(
      this.runtime,
      graph,
      last,
      { ...params, firstEpoch: epochsDone },
      random,
    );
    this.change = `${lost.message} wasm went on from epoch ${epochsDone}.`;
  }
}
