import type { LayerSpec } from '../../contracts/cnn.ts';
import { WorkerError } from '../../rpc/errors.ts';
import type { WasmContext } from '../../wasm/runtime.ts';
import type { ModelPlan } from '../model.ts';
import {
  convolution,
  type Convolution,
  gradientMargin,
  paddingOf,
  type PlainImages,
} from './convolution.ts';
import { batchNorm, copy, dense, dropout, maxPool, relu } from './layers.ts';
import {
  asVectors,
  endsOf,
  type Flow,
  isContiguous,
  mapsOf,
  type Shape,
  sizeOf,
  takesPlainInput,
  toSize,
} from './maps.ts';
import type { LayerWeights, PackedModel } from './parameters.ts';
import { type Operation, type Pass, type Run, runner } from './pass.ts';
import { pooledConvolution, takesPooled } from './pooled-convolution.ts';
import {
  allocateTensor,
  type Margin,
  NO_MARGIN,
  roomFor,
  type Tensor,
  unpackTensor,
} from './tensor.ts';
import { takesWinograd, tileGradientMargin, tileMargin, winograd } from './winograd.ts';

/** Where a layer's output is. */
interface Output {
  readonly tensor: Tensor;
  /** The ReLU was made one with the pooling after it: it is still to be applied. */
  readonly rectify: boolean;
}

/** Where the labels are, and the batch's losses and hits go. */
export interface LossPlaces {
  readonly labels: number;
  readonly indices: number;
  readonly losses: number;
  readonly correct: number;
}

/**
 * A model compiled for batches of up to `room` images: all buffers and kernels' shapes laid out in the
 * context's arena, operations in order.
 */
export class Network {
  private readonly operations: Operation[] = [];
  private readonly outputs: Output[] = [];
  private readonly run: Run;
  /** The last layer that the operations so far cover. */
  private done = -1;
  private readonly plain: (PlainImages & { readonly padding: Margin }) | undefined;
  private readonly first: Tensor | undefined;
  private readonly logits: Flow;
  private readonly probabilities: Tensor;

  constructor(
    private readonly context: WasmContext,
    private readonly plan: ModelPlan,
    private readonly packed: PackedModel,
    readonly room: number,
  ) {
    this.run = runner(context);
    const input = mapsOf(plan, -1);
    let flow: Flow | undefined;
    if (takesPlainInput(plan)) this.plain = this.allocatePlain();
    else {
      this.first = allocateTensor(context.arena, room, input, this.marginAfter(-1));
      flow = { value: this.first, gradient: undefined };
    }
    for (const [index, { spec }] of plan.layers.entries()) {
      if (index > this.done) flow = this.add(index, spec, flow);
    }
    if (!flow) throw new WorkerError('internal', 'The network has no layers.');
    this.logits = flow;
    this.probabilities = allocateTensor(context.arena, room, mapsOf(plan, plan.layers.length - 1));
    this.outputs[plan.layers.length - 1] = { tensor: this.probabilities, rectify: false };
  }

  /** `images`: address of bytes, of which those at `indices` (an address, too) are the batch. */
  async load(images: number, indices: number, pass: Pass): Promise<void> {
    const { height, width, channels } = this.plan.input;
    if (this.plain) {
      const { padding, base, rowBytes, imageBytes } = this.plain;
      const corner = base + padding.before * (rowBytes + 4 * channels);
      const args = [images, indices, height, width * channels, corner, imageBytes, rowBytes];
      await this.run('gatherPlain', pass.batch, args, pass);
    } else if (this.first) {
      const { address, imageBytes, rowBytes } = this.first;
      const args = [images, indices, height, width, channels, address, imageBytes, rowBytes];
      await this.run('gatherBlocked', pass.batch, args, pass);
    }
  }

  async forward(pass: Pass): Promise<void> {
    for (const operation of this.operations) await operation.forward(pass);
    const { value } = this.logits;
    const args = [value.address, value.imageBytes, this.plan.classes];
    const { address, imageBytes } = this.probabilities;
    await this.run('softmax', pass.batch, [...args, address, imageBytes], pass, 16);
  }

  /** After `forward`: losses, hits, and all gradients. */
  async backward(pass: Pass, places: LossPlaces): Promise<void> {
    const { gradient } = this.logits;
    if (!gradient) return;
    await this.run(
      'crossEntropy',
      pass.batch,
      [
        this.probabilities.address,
        this.probabilities.imageBytes,
        this.plan.classes,
        pass.batch,
      ].concat(
        [places.labels, places.indices, gradient.address, gradient.imageBytes],
        [places.losses, places.correct],
      ),
      pass,
      64,
    );
    for (const operation of this.operations.toReversed()) await operation.backward(pass);
  }

  /** A layer's output for the batch that was last forwarded: images × its shape. The caller's. */
  read(layer: number, images: number): Float32Array<ArrayBuffer> {
    const output = this.outputs[layer];
    if (!output) throw new WorkerError('internal', `The network has no layer ${layer}.`);
    const values = unpackTensor(this.context.arena, output.tensor, images);
    return output.rectify ? values.map((value) => (value > 0 ? value : 0)) : values;
  }

  private allocatePlain(): PlainImages & { readonly padding: Margin } {
    const { height, width, channels } = this.plan.input;
    const spec = this.plan.layers[0]?.spec;
    const padding = spec?.type === 'conv2d' ? paddingOf(spec.kernelSize, spec.padding) : NO_MARGIN;
    const extra = padding.before + padding.after;
    const rowBytes = 4 * channels * (width + extra);
    const imageBytes = (height + extra) * rowBytes;
    // The last tile of a run may read up to three floats past the last image, pooled-gradient.kernel.ts up to 15.
    const base = this.context.arena.allocateZeroed(roomFor(this.room) * imageBytes + 64);
    return { base, height, width, channels, imageBytes, rowBytes, padding };
  }

  /** Zeros that the next layer wants around this one's output. */
  private marginAfter(layer: number): Margin {
    const following = this.plan.layers.slice(layer + 1);
    const next = following.find(({ spec }) => spec.type !== 'dropout');
    if (next?.spec.type !== 'conv2d') return NO_MARGIN;
    const padding = paddingOf(next.spec.kernelSize, next.spec.padding);
    const index = layer + 1 + following.indexOf(next);
    if (!this.hasTiles(index)) return padding;
    return tileMargin(padding.before, this.sizeBefore(index), toSize(mapsOf(this.plan, index)));
  }

  /** Whether a convolution is one by tiles (winograd.ts). */
  private hasTiles(layer: number): boolean {
    const spec = this.plan.layers[layer]?.spec;
    if (spec?.type !== 'conv2d' || layer === 0) return false;
    return takesWinograd(spec.kernelSize, this.sizeBefore(layer), toSize(mapsOf(this.plan, layer)));
  }

  private sizeBefore = (layer: number) => toSize(mapsOf(this.plan, layer - 1));

  private learnsBefore(layer: number): boolean {
    return this.plan.weights.some((tensor) => tensor.trainable && tensor.layer < layer);
  }

  /** Room for a layer's output and its gradient, `maps` large. */
  private allocate(
    layer: number,
    maps: Shape = mapsOf(this.plan, layer),
    backMargin: Margin = NO_MARGIN,
  ): { value: Tensor; gradient: Tensor } {
    const { arena } = this.context;
    return {
      value: allocateTensor(arena, this.room, maps, this.marginAfter(layer)),
      gradient: allocateTensor(arena, this.room, maps, backMargin),
    };
  }

  private weightsOf(layer: number): Required<LayerWeights> {
    return this.packed.layers[layer] as Required<LayerWeights>; // those that its type has, by packModel
  }

  /** Adds a layer's operation. *Returns* what it leaves to the next. */
  private add(index: number, spec: LayerSpec, before: Flow | undefined): Flow {
    const after =
      spec.type === 'conv2d'
        ? this.addConvolution(index, spec, before)
        : this.addOther(index, spec, before);
    this.done = Math.max(this.done, index);
    this.outputs[this.done] ??= { tensor: after.value, rectify: false };
    return after;
  }

  private addConvolution(
    index: number,
    spec: Extract<LayerSpec, { type: 'conv2d' }>,
    before: Flow | undefined,
  ): Flow {
    const padding = paddingOf(spec.kernelSize, spec.padding);
    const pool = this.poolAfter(index);
    if (this.plain && index === 0 && pool) return this.addPooled(this.plain, spec, padding, pool);
    const input = before?.value ?? this.plain;
    if (!input) throw new WorkerError('internal', 'A convolution has no input.');
    const inputGradient = before?.gradient;
    const isTiled = this.hasTiles(index);
    const { value, gradient } = this.allocate(
      index,
      undefined,
      isTiled
        ? tileGradientMargin(padding, this.sizeBefore(index), toSize(mapsOf(this.plan, index)))
        : inputGradient
          ? gradientMargin(spec.kernelSize, padding)
          : NO_MARGIN,
    );
    const { context, run, room } = this;
    const layer: Convolution = {
      ...{ size: spec.kernelSize, padding, ...this.weightsOf(index) },
      ...{ input, inputGradient, output: value, outputGradient: gradient },
    };
    this.operations.push(
      before && isTiled
        ? winograd(context, run, { ...layer, input: before.value }, room)
        : convolution(context, run, layer),
    );
    return { value, gradient };
  }

  /** Index and size of a max pooling that follows at once, or after a ReLU, and that may be made one with what is before it. */
  private poolAfter(layer: number): { readonly index: number; readonly size: number } | undefined {
    const { layers } = this.plan;
    const index = layers[layer + 1]?.spec.type === 'relu' ? layer + 2 : layer + 1;
    const spec = layers[index]?.spec;
    return spec?.type === 'max-pool' && takesPooled(spec.size)
      ? { index, size: spec.size }
      : undefined;
  }

  /** The first convolution with the layers up to the pooling. */
  private addPooled(
    input: PlainImages,
    { kernelSize }: Extract<LayerSpec, { type: 'conv2d' }>,
    padding: Margin,
    pool: { readonly index: number; readonly size: number },
  ): Flow {
    const { context, run, room } = this;
    const output = allocateTensor(context.arena, room, mapsOf(this.plan, 0));
    const made = this.allocate(pool.index);
    this.outputs[0] = { tensor: output, rectify: false };
    this.outputs[pool.index - 1] ??= { tensor: output, rectify: true };
    this.done = pool.index;
    const layer = {
      ...{ size: kernelSize, padding, ...this.weightsOf(0), input, output },
      ...{ pool: pool.size, rectified: pool.index > 1 },
      ...{ pooled: made.value, pooledGradient: made.gradient },
    };
    this.operations.push(pooledConvolution(context, run, layer, room));
    return made;
  }

  private addOther(index: number, spec: LayerSpec, before: Flow | undefined): Flow {
    if (!before) throw new WorkerError('internal', `Layer ${index} has no input.`);
    const { context, run, room } = this;
    const next = this.plan.layers[index + 1]?.spec.type;
    switch (spec.type) {
      case 'relu': {
        if (next === 'max-pool') {
          this.outputs[index] = { tensor: before.value, rectify: true };
          return before;
        }
        const made = this.allocate(index, sizeOf(before.value));
        this.operations.push(relu(context, run, endsOf(before, made)));
        return made;
      }
      case 'max-pool': {
        const rectified = this.plan.layers[index - 1]?.spec.type === 'relu';
        const made = this.allocate(index);
        this.operations.push(
          maxPool(context, run, endsOf(before, made), spec.size, rectified, room),
        );
        return made;
      }
      case 'dropout': {
        const { value, gradient } = before;
        if (gradient)
          this.operations.push(dropout(context, run, endsOf(before, { value, gradient })));
        return before;
      }
      case 'flatten': {
        const { gradient } = before;
        if (!gradient || isContiguous(gradient)) return before;
        const bare = allocateTensor(context.arena, room, [
          gradient.height,
          gradient.width,
          gradient.channels,
        ]);
        this.operations.push(
          copy(context, run, endsOf(before, { value: before.value, gradient: bare })),
        );
        return { value: before.value, gradient: bare };
      }
      case 'dense': {
        const { kernel, bias } = this.weightsOf(index);
        const made = this.allocate(index);
        const given = this.learnsBefore(index) ? before : { ...before, gradient: undefined };
        this.operations.push(dense(context, run, endsOf(given, made), kernel, bias));
        return made;
      }
      case 'batch-norm': {
        // Of flattened maps, every value is a channel of its own.
        const isFlat = this.plan.layers[index]?.outputShape.length === 1;
        const made = this.allocate(index, sizeOf(before.value));
        const whole = endsOf(before, made);
        const ends = isFlat ? asVectors(whole) : whole;
        this.operations.push(batchNorm(context, run, ends, this.weightsOf(index), spec));
        return made;
      }
      case 'softmax':
        return before; // `forward` ends with it
      case 'conv2d':
        throw new WorkerError('internal', 'A convolution was taken for another layer.');
    }
  }
}
