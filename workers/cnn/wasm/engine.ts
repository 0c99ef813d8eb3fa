import { WorkerError } from '../../rpc/errors.ts';
import { Pacer } from '../../rpc/slices.ts';
import {
  startWasm,
  type WasmContext,
  type WasmRuntime,
  type WasmRuntimeOptions,
} from '../../wasm/runtime.ts';
import { joinState, partsOf, untouched } from '../engine-state.ts';
import type { CnnEngine, EngineImages, EngineState, StepOptions, StepResults } from '../engine.ts';
import type { ModelPlan } from '../model.ts';
import { spatialOf, takesPlainInput } from './maps.ts';
import { Network } from './network.ts';
import {
  besidesDense,
  type PackedModel,
  packModel,
  readWeights,
  writeWeights,
} from './parameters.ts';
import type { AdamStep, Pass } from './pass.ts';

/** Keras's, but for the learning rate, which a step brings along. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

/** Images of a batch that buffers are laid out for at first; a larger one lays them out anew. */
const FIRST_ROOM = 40;

/** Addresses in the arena that do not depend on the batch. */
interface Places {
  readonly images: number;
  readonly labels: number;
  readonly weights: number;
  readonly gradients: number;
  /** Adam's first and second moments. */
  readonly first: number;
  readonly second: number;
}

interface Prepared {
  readonly runtime: WasmRuntime;
  readonly context: WasmContext;
  readonly plan: ModelPlan;
  readonly packed: PackedModel;
  readonly places: Places;
  readonly trainCount: number;
  /** Everything above it belongs to the network of the present room. */
  readonly mark: number;
}

/** What depends on the largest batch so far. */
interface Built {
  readonly network: Network;
  readonly indices: number;
  readonly losses: number;
  readonly correct: number;
  /** Bytes of images that are not of the training set, and weights that are not the network's. */
  readonly guests: number;
  readonly guestWeights: number;
}

/**
 * The engine for every device: SIMD kernels over buffers that are planned once, in as many threads as the page may
 * share memory with. The same seed gives the same weights, bit by bit, with any number of threads.
 */
export class WasmCnnEngine implements CnnEngine {
  private prepared: Prepared | undefined;
  private built: Built | undefined;
  private steps = 0;
  private losses: number[] = [];
  private correct: number[] = [];
  /** What the guests' place holds: packing takes as long as forwarding many images. */
  private guest: Float32Array | undefined;
  private readonly ending = new AbortController();

  constructor(private readonly options: WasmRuntimeOptions = {}) {}

  get info(): { engine: string; device: string } {
    const { threads = 1, relaxedSimd = false } = this.prepared?.runtime ?? {};
    const simd = relaxedSimd ? 'relaxed SIMD' : 'SIMD';
    return {
      engine: 'wasm',
      device: `WebAssembly with ${simd}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    };
  }

  /** Why fewer threads run than could. */
  get remark(): string | undefined {
    return this.prepared?.runtime.reason;
  }

  async prepare(
    plan: ModelPlan,
    train: EngineImages,
    weights: Float32Array,
    signal: AbortSignal,
  ): Promise<void> {
    const runtime = await startWasm(this.options);
    try {
      signal.throwIfAborted();
      this.ending.signal.throwIfAborted();
      const context = await runtime.open('cnn-wasm');
      const { arena } = context;
      const packed = packModel(plan, takesPlainInput(plan), (layer) => spatialOf(plan, layer));
      const places: Places = {
        weights: arena.allocateZeroed(packed.bytes),
        gradients: arena.allocateZeroed(packed.trainedBytes),
        first: arena.allocateZeroed(packed.trainedBytes),
        second: arena.allocateZeroed(packed.trainedBytes),
        images: arena.put(train.images),
        labels: arena.put(train.labels),
      };
      writeWeights(arena, packed, places.weights, weights);
      const trainCount = train.count;
      this.prepared = { runtime, context, plan, packed, places, trainCount, mark: arena.mark() };
      this.steps = 0;
    } catch (error) {
      runtime.dispose();
      throw error;
    }
  }

  async step(indices: Uint32Array, options: StepOptions): Promise<void> {
    const { context, plan, packed, places } = this.ready();
    const t = this.steps + 1;
    const rate = (options.learningRate * Math.sqrt(1 - BETA2 ** t)) / (1 - BETA1 ** t);
    const { first, second } = places;
    const pass = await this.learn(indices, options, {
      ...{ first, second, rate, beta1: BETA1, beta2: BETA2, epsilon: EPSILON },
    });
    this.steps = t;
    for (const { offset, bytes } of besidesDense(plan, packed)) {
      const arrays = [places.weights, places.gradients, first, second];
      await context.parallel('adam', {
        total: bytes / 16,
        chunk: 8192,
        args: [...arrays.map((array) => array + offset), rate, BETA1, BETA2, EPSILON],
        pacer: pass.pacer,
      });
    }
  }

  /** As a step would compute them. */
  async gradients(
    indices: Uint32Array,
    options: Omit<StepOptions, 'learningRate'>,
  ): Promise<Float32Array<ArrayBuffer>> {
    const { context, packed, places, plan } = this.ready();
    await this.learn(indices, options);
    return readWeights(context.arena, packed, places.gradients, plan.size, packed.trainedBytes);
  }

  results(): Promise<StepResults> {
    const results = {
      losses: Float32Array.from(this.losses),
      correct: Uint32Array.from(this.correct),
    };
    this.losses = [];
    this.correct = [];
    return Promise.resolve(results);
  }

  weights(): Promise<Float32Array<ArrayBuffer>> {
    const { context, packed, places, plan } = this.ready();
    return Promise.resolve(readWeights(context.arena, packed, places.weights, plan.size));
  }

  setWeights(weights: Float32Array): Promise<void> {
    return this.restore(untouched(this.ready().plan, weights));
  }

  async state(): Promise<EngineState> {
    const { context, packed, places, plan } = this.ready();
    const [first, second] = [places.first, places.second].map((moments) =>
      readWeights(context.arena, packed, moments, plan.size, packed.trainedBytes),
    ) as [Float32Array, Float32Array]; // of two
    return joinState(this.steps, await this.weights(), first, second);
  }

  restore(state: EngineState): Promise<void> {
    const { context, packed, places } = this.ready();
    const { weights, first, second } = partsOf(state);
    writeWeights(context.arena, packed, places.weights, weights);
    writeWeights(context.arena, packed, places.first, first, packed.trainedBytes);
    writeWeights(context.arena, packed, places.second, second, packed.trainedBytes);
    this.steps = state.steps;
    return Promise.resolve();
  }

  async forward(
    images: Uint8Array,
    layer: number,
    weights?: Float32Array,
  ): Promise<Float32Array<ArrayBuffer>> {
    const { context, packed, places, plan } = this.ready();
    const { arena } = context;
    const { height, width, channels } = plan.input;
    const size = height * width * channels;
    const count = images.length / size;
    const built = this.build(1);
    if (weights && weights !== this.guest) {
      writeWeights(arena, packed, built.guestWeights, weights);
      this.guest = weights;
    }
    const shape = plan.layers[layer]?.outputShape ?? [];
    const values = shape.reduce((product, n) => product * n, 1);
    const result = new Float32Array(count * values);
    for (let from = 0; from < count; from += built.network.room) {
      const batch = Math.min(built.network.room, count - from);
      arena.u8(built.guests, batch * size).set(images.subarray(from * size, (from + batch) * size));
      arena.u32(built.indices, batch).set(Uint32Array.from({ length: batch }, (_, i) => i));
      const pass = this.pass(
        batch,
        { dropout: 0, dropoutSeed: 0 },
        false,
        weights ? built.guestWeights : places.weights,
      );
      await built.network.load(built.guests, built.indices, pass);
      await built.network.forward(pass);
      result.set(built.network.read(layer, batch), from * values);
    }
    return result;
  }

  /** Bytes of WebAssembly memory; a bump allocator has no single buffers. */
  get liveBuffers(): number {
    return this.prepared?.context.arena.mark() ?? 0;
  }

  dispose(): void {
    this.ending.abort(new WorkerError('aborted', 'The run was disposed of.'));
    this.prepared?.runtime.dispose();
    this.prepared = undefined;
    this.built = undefined;
    this.guest = undefined;
  }

  /** Forward and backward; losses and hits are noted, gradients left where Adam reads them, but for what he has done (`Pass`). */
  private async learn(
    indices: Uint32Array,
    options: Pick<StepOptions, 'dropout' | 'dropoutSeed'>,
    adam?: AdamStep,
  ): Promise<Pass> {
    const { context, places } = this.ready();
    const batch = indices.length;
    const built = this.build(batch);
    const { arena } = context;
    arena.u32(built.indices, batch).set(indices);
    const pass = this.pass(batch, options, true, places.weights, adam);
    await built.network.load(places.images, built.indices, pass);
    await built.network.forward(pass);
    await built.network.backward(pass, { labels: places.labels, ...built });
    this.losses.push(sum(arena.f32(built.losses, batch)) / batch);
    this.correct.push(sum(arena.u32(built.correct, batch)));
    return pass;
  }

  private pass(
    batch: number,
    { dropout, dropoutSeed }: Pick<StepOptions, 'dropout' | 'dropoutSeed'>,
    training: boolean,
    weights: number,
    adam?: AdamStep,
  ): Pass {
    const { gradients } = this.ready().places;
    const pacer = new Pacer(this.ending.signal);
    return { batch, training, weights, gradients, adam, dropout, dropoutSeed, pacer };
  }

  /** The network for batches of `batch` images and more. */
  private build(batch: number): Built {
    const { context, plan, packed, mark } = this.ready();
    if (this.built && this.built.network.room >= batch) return this.built;
    const { arena } = context;
    const room = Math.max(batch, FIRST_ROOM);
    arena.release(mark);
    this.guest = undefined;
    const { height, width, channels } = plan.input;
    this.built = {
      indices: arena.allocate(4 * room),
      losses: arena.allocate(4 * room),
      correct: arena.allocate(4 * room),
      guests: arena.allocate(room * height * width * channels),
      guestWeights: arena.allocateZeroed(packed.bytes),
      network: new Network(context, plan, packed, room),
    };
    return this.built;
  }

  private ready(): Prepared {
    if (this.prepared) return this.prepared;
    throw new WorkerError(
      'internal',
      'The wasm engine was used before it was prepared, or after it was disposed of.',
    );
  }
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
