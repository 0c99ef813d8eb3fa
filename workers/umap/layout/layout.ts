/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count points and their components, or the rounds */
import type { Random } from '../../random.ts';
import { Pacer } from '../../rpc/slices.ts';
import type { WasmContext, WasmRuntime } from '../../wasm/runtime.ts';
import type { Curve } from '../curve.ts';
import type { SparseGraph } from '../graph/sparse-graph.ts';
import { scheduleEdges } from './edge-schedule.ts';

export interface LayoutParams {
  readonly nComponents: 2 | 3;
  readonly nEpochs: number;
  readonly learningRate: number;
  /** Whole, at most 31: the random numbers' counters leave 32 to an edge. */
  readonly negativeSampleRate: number;
  readonly curve: Curve;
  /** gamma: weight of the negative samples; umap-learn's default is 1. */
  readonly repulsionStrength?: number;
  /** Epochs that another engine has done already; default 0. */
  readonly firstEpoch?: number;
}

/** Addresses in the context's memory. */
interface Addresses {
  readonly slots: number;
  readonly heads: number;
  readonly tails: number;
  readonly steps: number;
  readonly positions: number;
  readonly snapshot: number;
}

/**
 * UMAP's optimiser: stochastic gradient descent on the fuzzy set cross-entropy of graph and layout by
 * sampling edges (McInnes, Healy and Melville, «UMAP», 2018, section 3.2 and algorithm 5; umap-learn's
 * layouts.py). Kernels: layout.kernel.ts; the plain loop: layout.reference.ts.
 *
 * **Update rule.** An edge of weight w is due in about w / strongest · nEpochs epochs, evenly spaced.
 * When it is, both its ends are moved in place at once, and the head is pushed by `negativeSampleRate`
 * random points: umap-learn's rule. It differs in three points, none of which shows in the quality
 * (Fashion-MNIST, 60,000 points, 128 epochs, three seeds: trustworthiness 0.9695–0.9704, label agreement
 * 0.707–0.711; umap-learn, three runs: 0.9695–0.9715 and 0.704–0.710):
 * - An edge's attraction and its repulsions are computed from one position of the head, then added; there
 *   each sees the step before. In the first epoch, from a dense spectral layout, points therefore
 *   move 1.6 times as far as there; from the second on as far.
 * - Negative samples are read where they were when the epoch began, and are exactly as many for each edge
 *   (there 4 to 9, on average as many).
 * - Edges come in another order, below. And the first epoch, in which umap-learn moves nothing, is
 *   skipped, so that every frame differs from the one before.
 *
 * That attractions see each other is what matters. With every point moved by itself, all others
 * read from the snapshot, two neighbours each step over to where the other one was: on the same data
 * epochs 5 to 10 moved points half as far again as umap-learn (jitter), and the layout ended at
 * trustworthiness 0.9665 and label agreement 0.696.
 *
 * **Parallel order.** Points are cut into 16 blocks; the edges between two blocks are one slot, and 16
 * rounds of up to 16 slots, no two of which share a block, make an epoch (edge-schedule.ts). Within a round
 * threads write to different blocks, negative samples come from the snapshot, and random numbers are
 * hashed from (seed, epoch, edge, sample): so frames are the same, bit by bit, with any number of
 * threads; only SIMD variants differ, by rounding. That order costs 16 waits an epoch, about 1 ms in all.
 *
 * Memory: 12 bytes an edge, and 16 a point in two components, 32 in three. Limits: 2^27 edges.
 */
export class Layout {
  private epochsDone: number;
  private disposed = false;

  private constructor(
    private readonly context: WasmContext,
    private readonly count: number,
    private readonly rounds: readonly number[],
    private readonly at: Addresses,
    private readonly params: LayoutParams,
    private readonly random: Random,
  ) {
    this.epochsDone = params.firstEpoch ?? 0;
  }

  /**
   * *Borrows* graph (pruned for `params.nEpochs`) and embedding (count × nComponents, row-major) for the
   * duration of the call, and `random` for as long as it lives: one number an epoch.
   * @throws WorkerError `out-of-memory`, `engine-unavailable`
   */
  static async create(
    runtime: WasmRuntime,
    graph: SparseGraph,
    embedding: Float32Array,
    params: LayoutParams,
    random: Random,
  ): Promise<Layout> {
    const context = await runtime.open('umap-layout');
    try {
      const { arena } = context;
      const { slots, heads, tails, steps, rounds } = scheduleEdges(graph);
      const padded = strideOf(params) * graph.count;
      const at = {
        slots: arena.put(slots),
        heads: arena.put(heads),
        tails: arena.put(tails),
        steps: arena.put(steps),
        positions: arena.allocateZeroed(4 * padded),
        snapshot: arena.allocate(4 * padded),
      };
      const layout = new Layout(context, graph.count, rounds, at, params, random);
      layout.place(embedding);
      return layout;
    } catch (error) {
      await context.dispose();
      throw error;
    }
  }

  /** Most bytes that were in use. */
  get peakBytes(): number {
    return this.context.arena.peakBytes;
  }

  /**
   * One epoch. *Returns* the positions after it, count × nComponents, row-major; null when all are
   * done. Not to be called again before it settles.
   * @throws the signal's reason on abort, after which the layout is between two epochs: dispose it
   */
  async epoch(signal: AbortSignal): Promise<Float32Array<ArrayBuffer> | null> {
    const { at, count, params, rounds } = this;
    const {
      nComponents,
      nEpochs,
      learningRate,
      negativeSampleRate,
      repulsionStrength = 1,
    } = params;
    const { a, b } = params.curve;
    if (this.disposed || this.epochsDone >= nEpochs) return null;

    const pacer = new Pacer(signal);
    const { arena } = this.context;
    const padded = strideOf(params) * count;
    arena.f32(at.snapshot, padded).set(arena.f32(at.positions, padded));
    const alpha = learningRate * (1 - this.epochsDone / nEpochs);
    const key = this.random.integer(2 ** 32);
    this.epochsDone++;
    const turn = [count, this.epochsDone, key, negativeSampleRate, a, b, repulsionStrength, alpha];
    for (const [round, first] of rounds.slice(0, -1).entries()) {
      await this.context.parallel(`layoutPairs${nComponents}`, {
        total: rounds[round + 1]! - first,
        chunk: 1,
        args: [
          ...[at.slots + 4 * first, at.steps, at.heads, at.tails, at.positions, at.snapshot],
          ...turn,
        ],
        // One processor is left to the page, which draws every frame while the next is computed.
        threads: this.context.threads - 1,
        pacer,
      });
    }
    return this.frame();
  }

  /** Frees the memory. May be called twice. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await this.context.dispose();
  }

  private place(embedding: Float32Array): void {
    const { nComponents } = this.params;
    const stride = strideOf(this.params);
    const positions = this.context.arena.f32(this.at.positions, stride * this.count);
    for (const [at, value] of embedding.entries()) {
      positions[Math.floor(at / nComponents) * stride + (at % nComponents)] = value;
    }
  }

  private frame(): Float32Array<ArrayBuffer> {
    const { nComponents } = this.params;
    const stride = strideOf(this.params);
    const { arena } = this.context;
    if (stride === nComponents) return arena.copyF32(this.at.positions, stride * this.count);
    const positions = arena.f32(this.at.positions, stride * this.count);
    const frame = new Float32Array(nComponents * this.count);
    for (let i = 0; i < this.count; i++) {
      for (let c = 0; c < nComponents; c++) frame[i * nComponents + c] = positions[i * stride + c]!;
    }
    return frame;
  }
}

/** Floats a point in memory: three components are padded to a v128. */
function strideOf({ nComponents }: LayoutParams): number {
  return nComponents === 2 ? 2 : 4;
}
