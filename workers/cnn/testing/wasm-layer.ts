import type { LayerSpec } from '../../contracts/cnn.ts';
import { Pacer } from '../../rpc/slices.ts';
import type { WasmContext } from '../../wasm/runtime.ts';
import type { ModelPlan } from '../model.ts';
import { convolution, gradientMargin, paddingOf, type PlainImages } from '../wasm/convolution.ts';
import { batchNorm, copy, dense, dropout, type Ends, maxPool, relu } from '../wasm/layers.ts';
import { type LayerWeights, packModel, readWeights, writeWeights } from '../wasm/parameters.ts';
import { type Operation, type Pass, runner } from '../wasm/pass.ts';
import { allocateTensor, LANES, NO_MARGIN, type Tensor, unpackTensor } from '../wasm/tensor.ts';

/** How a layer is to be tried. */
export interface RigOptions {
  /** Of the input, with the batch: images of rows, columns and channels, or vectors. */
  readonly shape: readonly number[];
  readonly training?: boolean;
  /** A convolution of images as they come: 1 or 3 channels, and no gradient of the input. */
  readonly plain?: boolean;
  /** Pooling with the ReLU before it. */
  readonly rectified?: boolean;
  readonly dropoutSeed?: number;
}

/** One layer of the wasm engine on values of the caller's, all row-major and without margins. */
export interface LayerRig {
  /** @param weights in the plan's order */
  forward(input: Float32Array, weights: Float32Array): Promise<Float32Array>;
  /** After `forward`. `input`: undefined where the layer has no gradient of its input. */
  backward(
    outputGradient: Float32Array,
  ): Promise<{ input: Float32Array | undefined; weights: Float32Array }>;
  /** As the passes left them, running statistics included. */
  weights(): Float32Array;
}

type Maps = readonly [number, number, number];

const mapsOf = ([a = 1, b, c]: readonly number[]): Maps =>
  b === undefined || c === undefined ? [1, 1, a] : [a, b, c];

/** Lays out a layer in the context's arena: a `cnn-wasm` one. */
export function layerRig(context: WasmContext, plan: ModelPlan, options: RigOptions): LayerRig {
  const { arena } = context;
  const run = runner(context);
  const [images = 1, ...inputShape] = options.shape;
  const { training = true, plain = false, rectified = false, dropoutSeed = 0 } = options;
  const [layer] = plan.layers;
  if (!layer) throw new Error('The plan has no layer.');
  const { spec } = layer;
  const [height, width, channels] = mapsOf(inputShape);
  const padding = spec.type === 'conv2d' ? paddingOf(spec.kernelSize, spec.padding) : NO_MARGIN;
  const packed = packModel(plan, plain, () => ({ positions: height * width, channels }));
  const weights = arena.allocateZeroed(packed.bytes);
  const gradients = arena.allocateZeroed(packed.bytes);
  const input = allocateTensor(arena, images, [height, width, channels], padding);
  // A flatten only copies between margins; dropout works in place.
  const inputGradient = allocateTensor(
    arena,
    images,
    [height, width, channels],
    spec.type === 'flatten' ? { before: 1, after: 1 } : NO_MARGIN,
  );
  const inPlace = spec.type === 'dropout';
  const output = inPlace ? input : allocateTensor(arena, images, outputMaps());
  const outputGradient = inPlace
    ? inputGradient
    : allocateTensor(
        arena,
        images,
        outputMaps(),
        spec.type === 'conv2d' ? gradientMargin(spec.kernelSize, padding) : NO_MARGIN,
      );
  const raw = plain ? layPlain() : undefined;
  const operation = operationOf();

  function outputMaps(): Maps {
    return spec.type === 'flatten' ? [height, width, channels] : mapsOf(layer?.outputShape ?? []);
  }

  function layPlain(): PlainImages {
    const extra = padding.before + padding.after;
    const rowBytes = 4 * channels * (width + extra);
    const imageBytes = (height + extra) * rowBytes;
    const base = arena.allocateZeroed((images + 3) * imageBytes + 4 * LANES);
    return { base, height, width, channels: channels === 1 ? 1 : 3, imageBytes, rowBytes };
  }

  function operationOf(): Operation {
    const own = packed.layers[0] as Required<LayerWeights>; // those that its type has, by packModel
    const ends: Ends = { input, inputGradient, output, outputGradient };
    switch (spec.type) {
      case 'conv2d':
        return convolution(context, run, {
          ...{ size: spec.kernelSize, padding, kernel: own.kernel, bias: own.bias },
          ...{ input: raw ?? input, inputGradient: raw ? undefined : inputGradient },
          ...{ output, outputGradient },
        });
      case 'relu':
        return relu(context, run, ends);
      case 'max-pool':
        return maxPool(context, run, ends, spec.size, rectified, images);
      case 'dropout':
        return dropout(context, run, ends);
      case 'flatten':
        return copy(context, run, ends);
      case 'dense':
        return dense(context, run, ends, own.kernel, own.bias);
      case 'batch-norm':
        return batchNorm(context, run, ends, own, spec);
      case 'softmax':
        throw new Error('The network ends with softmax: it is no operation.');
    }
  }

  const pass = (): Pass => ({
    ...{ batch: images, training, weights, gradients, dropoutSeed },
    dropout: rateOf(spec),
    pacer: new Pacer(new AbortController().signal),
  });
  /** Address of a value of the input. */
  const place = (image: number, row: number, column: number, channel: number): number => {
    if (!raw) return placeIn(input, image, row, column, channel);
    const corner = raw.base + padding.before * (raw.rowBytes + 4 * channels);
    return corner + image * raw.imageBytes + row * raw.rowBytes + 4 * (column * channels + channel);
  };
  return {
    async forward(values, own) {
      writeWeights(arena, packed, weights, own);
      write(values, [height, width, channels], place);
      await operation.forward(pass());
      return unpackTensor(arena, output, images);
    },
    async backward(values) {
      write(values, outputMaps(), (...at) => placeIn(outputGradient, ...at));
      await operation.backward(pass());
      return {
        input: raw ? undefined : unpackTensor(arena, inputGradient, images),
        weights: readWeights(arena, packed, gradients, plan.size, packed.trainedBytes),
      };
    },
    weights: () => readWeights(arena, packed, weights, plan.size),
  };

  function write(
    values: Float32Array,
    [rows, columns, depth]: Maps,
    addressOf: (image: number, row: number, column: number, channel: number) => number,
  ): void {
    values.forEach((value, i) => {
      const column = Math.floor(i / depth) % columns;
      const row = Math.floor(i / depth / columns) % rows;
      const image = Math.floor(i / depth / columns / rows);
      arena.f32(addressOf(image, row, column, i % depth), 1).fill(value);
    });
  }
}

const rateOf = (spec: LayerSpec): number => (spec.type === 'dropout' ? spec.rate : 0);

function placeIn(
  { address, imageBytes, blockBytes, rowBytes }: Tensor,
  image: number,
  row: number,
  column: number,
  channel: number,
): number {
  const block = Math.floor(channel / LANES);
  return (
    address +
    image * imageBytes +
    block * blockBytes +
    row * rowBytes +
    4 * (column * LANES + (channel % LANES))
  );
}
