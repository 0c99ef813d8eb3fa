import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { WorkerError } from '../../rpc/errors.ts';
import { joinState, partsOf, untouched } from '../engine-state.ts';
import type { CnnEngine, EngineImages, EngineState, StepOptions, StepResults } from '../engine.ts';
import type { ModelPlan } from '../model.ts';
import { describeBackend, startBackend, type TfjsBackend, useBackend } from './backends.ts';
import { forward, toTensor } from './network.ts';

/** Keras's, but for the learning rate, which a step brings along. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

/** Engine state between calls; every tensor is kept and *owned*. */
interface Prepared {
  readonly plan: ModelPlan;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  /** In the plan's order. */
  readonly weights: tf.Tensor[];
  /** Adam's first and second moments, by weight; running statistics have none. */
  readonly moments: Map<number, { first: tf.Tensor; second: tf.Tensor }>;
}

/** What a batch taught, all kept: the caller's. */
interface Lesson {
  readonly loss: tf.Tensor;
  readonly correct: tf.Tensor;
  /** Of the trainable weights, by their index. */
  readonly gradients: ReadonlyMap<number, tf.Tensor>;
  /** New running statistics, by the weight's index. */
  readonly running: ReadonlyMap<number, tf.Tensor>;
}

/**
 * The reference engine: tfjs's operations and gradients, on any of its backends. Training images stay in the worker's
 * memory; a batch is gathered and scaled each step. Losses stay on the device until they are asked for.
 */
export class TfjsEngine implements CnnEngine {
  private prepared: Prepared | undefined;
  private disposed = false;
  private steps = 0;
  private device = 'not started';
  private losses: tf.Tensor[] = [];
  private correct: tf.Tensor[] = [];

  constructor(private readonly backend: TfjsBackend) {}

  get info(): { engine: string; device: string } {
    return { engine: `tfjs-${this.backend}`, device: this.device };
  }

  async prepare(
    plan: ModelPlan,
    train: EngineImages,
    weights: Float32Array,
    signal: AbortSignal,
  ): Promise<void> {
    await startBackend(this.backend);
    signal.throwIfAborted();
    if (this.disposed) throw new WorkerError('aborted', 'The run was disposed of.');
    useBackend(this.backend);
    this.device = describeBackend(this.backend);
    const { images, labels } = train;
    this.free();
    this.prepared = { plan, images, labels, weights: [], moments: new Map() };
    await this.setWeights(weights);
  }

  async step(indices: Uint32Array, options: StepOptions): Promise<void> {
    const prepared = this.ready();
    const lesson = learn(prepared, indices, options);
    this.losses.push(lesson.loss);
    this.correct.push(lesson.correct);
    this.steps += 1;
    const t = this.steps;
    const rate = (options.learningRate * Math.sqrt(1 - BETA2 ** t)) / (1 - BETA1 ** t);
    for (const [index, gradient] of lesson.gradients) adam(prepared, index, gradient, rate);
    for (const [index, value] of lesson.running) replace(prepared.weights, index, value);
    // Else a graphics device is given steps faster than it takes them.
    if (this.backend === 'webgpu' || this.backend === 'webgl') await lesson.loss.data();
  }

  async gradients(
    indices: Uint32Array,
    options: Omit<StepOptions, 'learningRate'>,
  ): Promise<Float32Array<ArrayBuffer>> {
    const prepared = this.ready();
    const { loss, correct, gradients, running } = learn(prepared, indices, options);
    const packed = await pack(prepared.plan, gradients);
    tf.dispose([loss, correct, ...gradients.values(), ...running.values()]);
    return packed;
  }

  async results(): Promise<StepResults> {
    this.ready();
    const { losses, correct } = this;
    this.losses = [];
    this.correct = [];
    const read = async (scalars: tf.Tensor[]): Promise<ArrayLike<number>> => {
      if (scalars.length === 0) return [];
      useBackend(this.backend);
      const all = tf.stack(scalars);
      tf.dispose(scalars);
      const values = await all.data<'float32'>();
      all.dispose();
      return values;
    };
    return {
      losses: Float32Array.from(await read(losses)),
      correct: Uint32Array.from(await read(correct)),
    };
  }

  weights(): Promise<Float32Array<ArrayBuffer>> {
    const { plan, weights } = this.ready();
    return pack(plan, new Map(weights.entries()));
  }

  setWeights(weights: Float32Array): Promise<void> {
    return this.restore(untouched(this.ready().plan, weights));
  }

  async state(): Promise<EngineState> {
    const { plan, weights, moments } = this.ready();
    const { steps } = this;
    const momentsOf = (which: 'first' | 'second'): Map<number, tf.Tensor> =>
      new Map([...moments].map(([index, both]) => [index, both[which]]));
    // Asked for at once, so that no step comes between them.
    const [own, first, second] = await Promise.all([
      pack(plan, new Map(weights.entries())),
      pack(plan, momentsOf('first')),
      pack(plan, momentsOf('second')),
    ]);
    return joinState(steps, own, first, second);
  }

  restore(state: EngineState): Promise<void> {
    const { plan, weights: present, moments } = this.ready();
    tf.dispose([...present, ...momentTensors(moments)]);
    const parts = partsOf(state);
    const [weights, firsts, seconds] = [parts.weights, parts.first, parts.second].map((values) =>
      unpack(plan, values).map(tf.keep),
    ) as [tf.Tensor[], tf.Tensor[], tf.Tensor[]]; // of three
    present.splice(0, Infinity, ...weights);
    for (const [index, { trainable }] of plan.weights.entries()) {
      const [first, second] = [firsts[index], seconds[index]];
      if (trainable && first && second) moments.set(index, { first, second });
      else tf.dispose([first, second]);
    }
    this.steps = state.steps;
    return Promise.resolve();
  }

  async forward(
    images: Uint8Array,
    layer: number,
    weights?: Float32Array,
  ): Promise<Float32Array<ArrayBuffer>> {
    const { plan, weights: own } = this.ready();
    const output = tf.tidy(() =>
      forward(plan, toTensor(plan, images), layer, {
        weights: weights ? unpack(plan, weights) : own,
      }),
    );
    const values = await output.data<'float32'>();
    output.dispose();
    return Float32Array.from(values);
  }

  /** tfjs counts the tensors of all engines in this worker together. */
  get liveBuffers(): number {
    return tf.memory().numTensors;
  }

  dispose(): void {
    this.disposed = true;
    this.free();
  }

  private free(): void {
    if (!this.prepared) return;
    useBackend(this.backend);
    const { weights, moments } = this.prepared;
    tf.dispose([...weights, ...momentTensors(moments), ...this.losses, ...this.correct]);
    this.losses = [];
    this.correct = [];
    this.prepared = undefined;
  }

  /** The state, with this engine's backend made the current one. */
  private ready(): Prepared {
    if (!this.prepared) {
      throw new WorkerError(
        'internal',
        'The tfjs engine was used before it was prepared, or after it was disposed of.',
      );
    }
    useBackend(this.backend);
    return this.prepared;
  }
}

/** Forward and backward on training images by index. Changes nothing. */
function learn(
  { plan, images, labels, weights }: Prepared,
  indices: Uint32Array,
  { dropout, dropoutSeed }: Pick<StepOptions, 'dropout' | 'dropoutSeed'>,
): Lesson {
  const { height, width, channels } = plan.input;
  const size = height * width * channels;
  const bytes = new Uint8Array(indices.length * size);
  const classes = new Int32Array(indices.length);
  const oneHot = new Float32Array(indices.length * plan.classes);
  indices.forEach((index, i) => {
    bytes.set(images.subarray(index * size, (index + 1) * size), i * size);
    const label = labels[index] ?? 0;
    classes[i] = label;
    oneHot[i * plan.classes + label] = 1;
  });
  const trained = plan.weights.flatMap(({ trainable }, index) => (trainable ? [index] : []));
  const running = new Map<number, tf.Tensor>();
  const used = [...weights];
  let correct: tf.Tensor | undefined;
  const { value, grads } = tf.tidy(() => {
    const batch = toTensor(plan, bytes);
    const truth = tf.tensor1d(classes, 'int32');
    const target = tf.tensor2d(oneHot, [indices.length, plan.classes]);
    const lossOf = (...current: tf.Tensor[]): tf.Scalar => {
      current.forEach((tensor, i) => (used[trained[i] ?? 0] = tensor));
      // Without the softmax: cross-entropy is computed from logits.
      const logits = forward(plan, batch, plan.layers.length - 2, {
        weights: used,
        training: {
          dropout,
          dropoutSeed,
          onRunning: (index, statistic) => running.set(index, tf.keep(statistic)),
        },
      });
      correct = tf.keep(tf.sum(tf.equal(tf.argMax(logits, 1), truth)));
      return tf.div(tf.sum(tf.mul(target, tf.logSoftmax(logits))), -indices.length);
    };
    const own = weights.filter((_, index) => plan.weights[index]?.trainable === true);
    const { value, grads } = tf.valueAndGrads(lossOf)(own);
    grads.forEach(tf.keep);
    // wasm's ReLU and pooling make numbers of NaN: what is wrong with a weight shall show in the loss all the same.
    // One after the other: tfjs's webgpu gives wrong sums, silently, of more tensors than a shader has bindings.
    const told = own.reduce<tf.Tensor>(
      (sum, tensor) => tf.add(sum, tf.mul(tf.sum(tensor), 0)),
      value,
    );
    return { value: tf.keep(told), grads };
  });
  if (!correct) throw new WorkerError('internal', 'tfjs took gradients without a forward pass.');
  const gradients = new Map(grads.map((gradient, i) => [trained[i] ?? 0, gradient]));
  return { loss: value, correct, gradients, running };
}

/** One update of a weight, as Keras has it: ε is added before the correction of the bias. Takes `gradient`. */
function adam(
  { weights, moments }: Prepared,
  index: number,
  gradient: tf.Tensor,
  rate: number,
): void {
  const moment = moments.get(index);
  const weight = weights[index];
  if (!moment || !weight) throw new WorkerError('internal', `Weight ${index} is not trained.`);
  const { first, second } = moment;
  const blend = (share: number, old: tf.Tensor, now: tf.Tensor): tf.Tensor =>
    tf.add(tf.mul(old, share), tf.mul(now, 1 - share));
  const nextFirst = tf.keep(tf.tidy(() => blend(BETA1, first, gradient)));
  const nextSecond = tf.keep(tf.tidy(() => blend(BETA2, second, tf.square(gradient))));
  const next = tf.keep(
    tf.tidy(() =>
      tf.sub(weight, tf.div(tf.mul(nextFirst, rate), tf.add(tf.sqrt(nextSecond), EPSILON))),
    ),
  );
  tf.dispose([first, second, gradient]);
  moments.set(index, { first: nextFirst, second: nextSecond });
  replace(weights, index, next);
}

function replace(weights: tf.Tensor[], index: number, value: tf.Tensor): void {
  weights[index]?.dispose();
  weights[index] = value;
}

function momentTensors(moments: Prepared['moments']): tf.Tensor[] {
  return [...moments.values()].flatMap(({ first, second }) => [first, second]);
}

/** One tensor a weight. The caller's. */
function unpack(plan: ModelPlan, weights: Float32Array): tf.Tensor[] {
  return plan.weights.map(({ offset, size, shape }) =>
    tf.tensor(weights.slice(offset, offset + size), [...shape]),
  );
}

/** Tensors (*borrowed*) by the weight's index, packed; those that are missing are 0. */
async function pack(
  plan: ModelPlan,
  tensors: ReadonlyMap<number, tf.Tensor>,
): Promise<Float32Array<ArrayBuffer>> {
  const packed = new Float32Array(plan.size);
  // Asked for at once, so that nothing comes between them.
  await Promise.all(
    plan.weights.map(async ({ offset }, index) => {
      const values = await tensors.get(index)?.data<'float32'>();
      if (values) packed.set(values, offset);
    }),
  );
  return packed;
}
