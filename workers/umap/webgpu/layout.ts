/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count points and their components */
import { Readback } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { compilePipelines, type ComputeShader, UNIFORM_STRIDE } from '../../gpu/pipelines.ts';
import type { Random } from '../../random.ts';
import type { SparseGraph } from '../graph/sparse-graph.ts';
import type { LayoutParams } from '../layout/layout.ts';
import two from './components-2.wgsl?raw';
import three from './components-3.wgsl?raw';
import shader from './layout.wgsl?raw';
import { ROUNDS, scheduleRounds } from './round-schedule.ts';

/** Points of a workgroup (layout.wgsl). */
const WORKGROUP = 64;
/** Epochs under way: one is read back while the next one runs. */
const AHEAD = 2;

interface Parts {
  readonly compute: ComputeShader;
  /** The rounds' uniforms. */
  readonly rounds: GPUBuffer;
  /** Where an epoch begins and ends. */
  readonly positions: GPUBuffer;
  /** From `positions` to the buffer between, and back. */
  readonly groups: readonly [GPUBindGroup, GPUBindGroup];
  readonly owned: readonly GPUBuffer[];
  readonly readback: Readback;
}

/**
 * UMAP's optimiser on the graphics device: the same sampling of edges as layout/layout.ts, the same forces.
 *
 * **Update rule.** An epoch is eight rounds (round-schedule.ts), a dispatch each. A round has an eighth of the
 * edges, both directions of an edge in the same round. A point owns its update: its thread goes through
 * its own edges of the round that are due, and moves the point as umap-learn moves it for the two samples of
 * the pair, (i, j) and (j, i), which are due together: twice, the tail's own two moves played on a copy.
 * The tail's thread computes the same pair mirrored, so that a pair alone in its round ends exactly where
 * umap-learn's two samples would put it. Then come the edge's negative samples, read like all else as they
 * were before the round. No atomics, no order between threads: the same bits in every run.
 *
 * **What the parallel order costs.** Points do not see what others do within a round. With an eighth of the
 * edges, of which a fifth is due, a point has about one edge in a round, so that rounds are nearly one sample
 * after another. With one round the neighbours of a point pull it all at once, step over where it was, and the
 * layout shivers. Fashion-MNIST, 60,000 points, 128 epochs, one seed, the plain loop:
 *
 * | | trustworthiness | label agreement |
 * |---|---|---|
 * | wasm (layout/layout.ts) | 0.9691 | 0.7048 |
 * | one round, forces summed | 0.9670 | 0.7029 |
 * | one round, pairs as above | 0.9664 | 0.6983 |
 * | 4 groups of points in turn, in place | 0.9679 | 0.7029 |
 * | 4 rounds | 0.9696 | 0.7085 |
 * | **8 rounds** | 0.9695 | 0.7079 |
 * | 16 rounds | 0.9698 | 0.7094 |
 *
 * (umap-learn, three runs: 0.9695–0.9715 and 0.704–0.710. Differences of 0.0005 and 0.003 are chance.)
 *
 * Eight dispatches cost some 10 µs each on a graphics card. A point with many edges holds up its
 * round; points are sorted by their edges so that it holds up few others.
 *
 * Memory on the device: 8 bytes an edge, 4 · (8 + 1) and 4 positions of 8 bytes (16 in three components) a
 * point: 15 MB for 60,000 points with 1.3 M directed edges. Limits: 2^27 edges.
 */
export class GpuLayout {
  private submitted = 0;
  private readonly reads: Promise<ArrayBuffer>[] = [];
  private disposed = false;

  private constructor(
    private readonly gpu: Gpu,
    private readonly count: number,
    private readonly params: LayoutParams,
    private readonly random: Random,
    private readonly parts: Parts,
  ) {}

  /**
   * *Borrows* graph (pruned for `params.nEpochs`) and embedding (count × nComponents, row-major) for the
   * duration of the call, and `random` for as long as it lives: one number an epoch.
   * @throws WorkerError `out-of-memory`, `device-lost`
   */
  static async create(
    gpu: Gpu,
    graph: SparseGraph,
    embedding: Float32Array,
    params: LayoutParams,
    random: Random,
  ): Promise<GpuLayout> {
    const { count } = graph;
    const compute = await compilePipelines(gpu, {
      label: 'layout.wgsl',
      code: `${params.nComponents === 2 ? two : three}\n${shader}`,
      bindings: ['uniform', 'read', 'read', 'read', 'read', 'read', 'write'],
      entryPoints: ['moveHeads'],
    });
    const { rowStarts, columns, steps, order } = scheduleRounds(graph);
    const start = place(embedding, count, params.nComponents);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const buffers = await gpu.buffers.allocate({
      rounds: {
        bytes: ROUNDS * UNIFORM_STRIDE,
        usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      },
      rowStarts: { bytes: rowStarts.byteLength, usage },
      columns: { bytes: columns.byteLength, usage },
      steps: { bytes: steps.byteLength, usage },
      order: { bytes: order.byteLength, usage },
      positions: { bytes: start.byteLength, usage: usage | GPUBufferUsage.COPY_SRC },
      between: { bytes: start.byteLength, usage },
    });
    const readback = await Readback.create(gpu, start.byteLength, AHEAD);
    const { rounds, positions, between } = buffers;
    gpu.device.queue.writeBuffer(buffers.rowStarts, 0, rowStarts);
    gpu.device.queue.writeBuffer(buffers.columns, 0, columns);
    gpu.device.queue.writeBuffer(buffers.steps, 0, steps);
    gpu.device.queue.writeBuffer(buffers.order, 0, order);
    gpu.device.queue.writeBuffer(positions, 0, start);

    const bind = (before: GPUBuffer, after: GPUBuffer): GPUBindGroup => {
      const schedule = [buffers.rowStarts, buffers.columns, buffers.steps, buffers.order];
      const storage = [...schedule, before, after];
      return gpu.device.createBindGroup({
        layout: compute.layout,
        entries: [
          { binding: 0, resource: { buffer: rounds, size: UNIFORM_STRIDE } },
          ...storage.map((buffer, at) => ({ binding: at + 1, resource: { buffer } })),
        ],
      });
    };
    return new GpuLayout(gpu, count, params, random, {
      compute,
      rounds,
      positions,
      groups: [bind(positions, between), bind(between, positions)],
      owned: Object.values(buffers),
      readback,
    });
  }

  /**
   * One epoch. *Returns* the positions after it, count × nComponents, row-major; null when all are done.
   * Not to be called again before it settles.
   * @throws WorkerError `device-lost`
   */
  async epoch(): Promise<Float32Array<ArrayBuffer> | null> {
    if (this.disposed) return null;
    this.gpu.check();
    while (this.reads.length < AHEAD && this.submitted < this.params.nEpochs) this.submit();
    const read = this.reads.shift();
    return read ? this.frame(new Float32Array(await read)) : null;
  }

  /** Frees the buffers. May be called twice. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.parts.readback.dispose();
    for (const buffer of this.parts.owned) this.gpu.buffers.destroy(buffer);
  }

  /** Hands the next epoch and its copy to the device. */
  private submit(): void {
    const { gpu, parts, count, params } = this;
    const { nEpochs, learningRate, negativeSampleRate, repulsionStrength = 1 } = params;
    const { a, b } = params.curve;
    const alpha = learningRate * (1 - this.submitted / nEpochs);
    const key = this.random.integer(2 ** 32);
    const epoch = ++this.submitted;

    const words = new Uint32Array((ROUNDS * UNIFORM_STRIDE) / 4);
    const floats = new Float32Array(words.buffer);
    for (let turn = 0; turn < ROUNDS; turn++) {
      const firstRow = ((turn + epoch) % ROUNDS) * count;
      const at = (turn * UNIFORM_STRIDE) / 4;
      words.set([count, epoch, key, negativeSampleRate, firstRow], at);
      floats.set([a, b, repulsionStrength, alpha], at + 5);
    }
    gpu.device.queue.writeBuffer(parts.rounds, 0, words);
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(parts.compute.pipeline('moveHeads'));
    for (let turn = 0; turn < ROUNDS; turn++) {
      pass.setBindGroup(0, parts.groups[turn % 2], [turn * UNIFORM_STRIDE]);
      pass.dispatchWorkgroups(Math.ceil(count / WORKGROUP));
    }
    pass.end();
    const read = parts.readback.record(encoder, parts.positions, parts.positions.size);
    gpu.device.queue.submit([encoder.finish()]);
    const positions = read();
    // It may fail, the device being lost, before anybody waits for it.
    positions.catch(() => undefined);
    this.reads.push(positions);
  }

  private frame(positions: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    if (this.params.nComponents === 2) return positions;
    const frame = new Float32Array(3 * this.count);
    for (let i = 0; i < this.count; i++) {
      for (let c = 0; c < 3; c++) frame[3 * i + c] = positions[4 * i + c]!;
    }
    return frame;
  }
}

/** Three components are padded to four, as WGSL lays out vec3. */
function place(
  embedding: Float32Array,
  count: number,
  components: 2 | 3,
): Float32Array<ArrayBuffer> {
  if (components === 2) return new Float32Array(embedding);
  const positions = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) positions[4 * i + c] = embedding[3 * i + c]!;
  }
  return positions;
}
