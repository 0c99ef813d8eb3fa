import type { Gpu } from '../../gpu/device.ts';
import { WorkerError } from '../../rpc/errors.ts';
import { joinState, partsOf, untouched } from '../engine-state.ts';
import type { CnnEngine, EngineImages, EngineState, StepOptions, StepResults } from '../engine.ts';
import type { ModelPlan } from '../model.ts';
import type { Bound } from './executor.ts';
import { planView, type View } from './forward.ts';
import { InFlight } from './in-flight.ts';
import type { Kernel } from './kernel.ts';
import { packWeights, unpackWeights } from './parameters.ts';
import { Session, SLOTS } from './session.ts';
import { unpackTensor } from './tensor.ts';

/** Keras's, but for the learning rate, which a step brings along; adam.wgsl has them, too. */
const BETA1 = 0.9;
const BETA2 = 0.999;

/** Of a step that nobody learns from. */
const AT_REST = { slot: SLOTS, dropout: 0, dropoutSeed: 0, rate: 0 } as const;

export interface WebGpuCnnEngineOptions {
  /** Whose adapter; default: the browser's. */
  readonly gpu?: GPU | undefined;
  /** What runs in a kernel's place; for benchmarks that compare kernels. */
  readonly replace?: ((kernel: Kernel) => Kernel) | undefined;
}

/**
 * The engine for graphics cards: compute shaders over buffers that are laid out once a batch size; training images stay
 * on the device. A step is one submission of some twenty dispatches, and is not waited for. The same seed gives the same
 * weights, bit by bit, on the same device.
 */
export class WebGpuCnnEngine implements CnnEngine {
  private session: Session | undefined;
  private inFlight: InFlight | undefined;
  private steps = 0;
  private losses: number[] = [];
  private correct: number[] = [];
  /** Steps whose losses are on the device. */
  private pending = 0;
  private views = new Map<number, View>();
  /** Whose weights the guests' buffer holds. */
  private guest: Float32Array | undefined;
  private disposed = false;

  constructor(private readonly options: WebGpuCnnEngineOptions = {}) {}

  get info(): { engine: string; device: string } {
    const { name, software } = this.gpu?.probe ?? { name: 'no device yet', software: false };
    return { engine: 'webgpu', device: software ? `${name} (on the processor)` : name };
  }

  /** The device, for measuring its memory, and for tests to take it away. */
  get gpu(): Gpu | undefined {
    return this.session?.gpu;
  }

  async prepare(
    plan: ModelPlan,
    train: EngineImages,
    weights: Float32Array,
    signal: AbortSignal,
  ): Promise<void> {
    const session = await Session.start(plan, train, this.options);
    this.session = session;
    this.inFlight = new InFlight(session.gpu);
    this.views = new Map();
    // Disposed of meanwhile: what came since has to go too.
    if (this.disposed) this.dispose();
    signal.throwIfAborted();
    await this.setWeights(weights);
    // Shaders compile while the visitor waits anyway.
    await this.bindStep(this.ready(), this.ready().executor.room);
    await session.gpu.idle();
    signal.throwIfAborted();
  }

  async step(indices: Uint32Array, options: StepOptions): Promise<void> {
    if (this.pending === SLOTS) await this.drain();
    const session = this.ready();
    const { gpu, executor } = session;
    gpu.check();
    await session.ensure(indices.length);
    const dispatches = await this.bindStep(session, indices.length);
    this.steps += 1;
    const t = this.steps;
    const rate = (options.learningRate * Math.sqrt(1 - BETA2 ** t)) / (1 - BETA1 ** t);
    session.write('indices', new Uint32Array(indices));
    executor.tell({ batch: indices.length, ...options, slot: this.pending, rate });
    const encoder = gpu.device.createCommandEncoder();
    executor.encode(encoder, dispatches, indices.length);
    gpu.device.queue.submit([encoder.finish()]);
    this.pending += 1;
    await this.inFlight?.submitted();
  }

  async gradients(
    indices: Uint32Array,
    options: Omit<StepOptions, 'learningRate'>,
  ): Promise<Float32Array<ArrayBuffer>> {
    const session = this.ready();
    const { gpu, executor, ground, plan, learn, readGradients } = session;
    await session.ensure(indices.length);
    const dispatches = await executor.bind('gradients', [...learn, readGradients], indices.length);
    session.write('indices', new Uint32Array(indices));
    executor.tell({ ...AT_REST, batch: indices.length, ...options });
    const bytes = 16 * ground.packed.quads;
    const [weights, kept] = [executor.buffer('weights'), executor.buffer('guestWeights')];
    const encoder = gpu.device.createCommandEncoder();
    // Running statistics move as in a step, and are put back.
    this.guest = undefined;
    encoder.copyBufferToBuffer(weights, 0, kept, 0, bytes);
    executor.encode(encoder, dispatches, indices.length);
    encoder.copyBufferToBuffer(kept, 0, weights, 0, bytes);
    const packed = await session.read('sums', bytes, encoder);
    return unpackWeights(ground.packed, packed, plan.size);
  }

  async results(): Promise<StepResults> {
    await this.drain();
    const { losses, correct } = this;
    this.losses = [];
    this.correct = [];
    return { losses: Float32Array.from(losses), correct: Uint32Array.from(correct) };
  }

  weights(): Promise<Float32Array<ArrayBuffer>> {
    return this.read('weights');
  }

  setWeights(weights: Float32Array): Promise<void> {
    return this.restore(untouched(this.ready().plan, weights));
  }

  async state(): Promise<EngineState> {
    const { steps } = this;
    const weights = await this.read('weights');
    // One after the other: they go through one staging buffer.
    const first = await this.read('first');
    return joinState(steps, weights, first, await this.read('second'));
  }

  async restore(state: EngineState): Promise<void> {
    const session = this.ready();
    for (const [name, values] of Object.entries(partsOf(state))) {
      session.write(name, packWeights(session.ground.packed, values));
    }
    this.steps = state.steps;
    await session.gpu.idle();
  }

  async forward(
    images: Uint8Array,
    layer: number,
    weights?: Float32Array,
  ): Promise<Float32Array<ArrayBuffer>> {
    const session = this.ready();
    const { gpu, ground, executor, plan } = session;
    const view = this.views.get(layer) ?? planView(ground, layer);
    this.views.set(layer, view);
    await session.ensure(executor.room);
    if (weights && weights !== this.guest) {
      session.write('guestWeights', packWeights(ground.packed, weights));
      this.guest = weights;
    }
    const key = `${layer} ${weights ? 'with guests' : 'with its own'}`;
    const substitutes = {
      images: 'guests',
      indices: 'identity',
      ...(weights ? { weights: 'guestWeights' } : {}),
    };
    const { height, width, channels } = plan.input;
    const size = height * width * channels;
    const count = images.length / size;
    const { tensor, output } = view;
    const values = tensor.height * tensor.width * tensor.channels;
    const result = new Float32Array(count * values);
    for (let from = 0; from < count; from += executor.room) {
      const batch = Math.min(executor.room, count - from);
      session.upload('guests', images.subarray(from * size, (from + batch) * size));
      executor.tell({ ...AT_REST, batch });
      const dispatches = await executor.bind(key, view.dispatches, batch, substitutes);
      const encoder = gpu.device.createCommandEncoder();
      executor.encode(encoder, dispatches, batch);
      const packed = await session.read(output, 16 * tensor.image * batch, encoder);
      result.set(unpackTensor(tensor, packed, batch), from * values);
    }
    return result;
  }

  /** Of this engine alone. */
  get liveBuffers(): number {
    return this.gpu?.buffers.count ?? 0;
  }

  dispose(): void {
    this.disposed = true;
    this.gpu?.dispose();
    this.session = undefined;
    this.guest = undefined;
    this.views.clear();
  }

  private bindStep({ executor, learn, update }: Session, batch: number): Promise<readonly Bound[]> {
    return executor.bind('step', [...learn, update], batch);
  }

  /** Weights or moments, in the plan's order. */
  private async read(name: 'weights' | 'first' | 'second'): Promise<Float32Array<ArrayBuffer>> {
    const session = this.ready();
    const { ground, plan } = session;
    const packed = await session.read(name, 16 * ground.packed.quads);
    return unpackWeights(ground.packed, packed, plan.size);
  }

  /** Reads the losses that are on the device, after all steps given. */
  private async drain(): Promise<void> {
    const session = this.ready();
    if (this.pending === 0) return;
    const losses = await session.read('results', 8 * this.pending);
    const correct = new Uint32Array(losses.buffer);
    for (let at = 0; at < 2 * this.pending; at += 2) {
      this.losses.push(losses[at] ?? NaN);
      this.correct.push(correct[at + 1] ?? 0);
    }
    this.pending = 0;
  }

  private ready(): Session {
    if (this.session) return this.session;
    throw new WorkerError(
      this.disposed ? 'aborted' : 'internal',
      this.disposed
        ? 'The run was disposed of.'
        : 'The webgpu engine was used before it was prepared.',
    );
  }
}
