import { afterEach, expect, it } from 'vitest';
import type { LayerSpec } from '../../contracts/cnn.ts';
import { createRandom } from '../../random.ts';
import { startWasm, type WasmContext } from '../../wasm/runtime.ts';
import { dropoutMask } from '../dropout.ts';
import { distance } from '../testing/distance.ts';
import { planLayer } from '../testing/layer-plan.ts';
import { layerRig, type RigOptions } from '../testing/wasm-layer.ts';
import { lossRig } from '../testing/wasm-loss.ts';

/** Relative, of the norm. */
const TOLERANCE = 1e-4;
const INIT = { type: 'glorot-uniform' } as const;
const conv = (filters: number, kernelSize: number, padding: 'same' | 'valid'): LayerSpec => ({
  ...{ type: 'conv2d', filters, kernelSize, padding, init: INIT },
});

interface Case extends RigOptions {
  readonly spec: LayerSpec;
  /** With the batch. */
  readonly output: readonly number[];
  /**
   * How far values are moved. Float32 has 7 digits: far, where that changes the output in proportion; else as far as no
   * corner of the function is passed (values differ by 1/32 at least), or its fifth derivative still does not matter.
   */
  readonly step: number;
}

/** More channels than a block of 8 has, and odd sizes. */
const CASES: Readonly<Record<string, Case>> = {
  'convolution, same': {
    ...{ spec: conv(9, 3, 'same'), shape: [2, 4, 5, 10], output: [2, 4, 5, 9], step: 0.5 },
  },
  'convolution of even size, valid': {
    ...{ spec: conv(5, 4, 'valid'), shape: [2, 6, 5, 3], output: [2, 3, 2, 5], step: 0.5 },
  },
  'convolution of colours': {
    ...{ spec: conv(9, 5, 'same'), shape: [3, 6, 5, 3], output: [3, 6, 5, 9], step: 0.5 },
    plain: true,
  },
  'convolution of greys': {
    ...{ spec: conv(3, 3, 'valid'), shape: [2, 6, 5, 1], output: [2, 4, 3, 3], step: 0.5 },
    plain: true,
  },
  relu: { spec: { type: 'relu' }, shape: [2, 3, 3, 9], output: [2, 3, 3, 9], step: 1 / 128 },
  pooling: {
    ...{ spec: { type: 'max-pool', size: 2 }, shape: [2, 5, 7, 9], output: [2, 2, 3, 9] },
    step: 1 / 128,
  },
  'relu and pooling in one': {
    ...{ spec: { type: 'max-pool', size: 3 }, shape: [2, 6, 7, 4], output: [2, 2, 2, 4] },
    ...{ step: 1 / 128, rectified: true },
  },
  flatten: { spec: { type: 'flatten' }, shape: [2, 2, 3, 9], output: [2, 54], step: 0.5 },
  dropout: {
    ...{ spec: { type: 'dropout', rate: 0.25 }, shape: [3, 2, 3, 9], output: [3, 2, 3, 9] },
    ...{ step: 0.5, dropoutSeed: 7 },
  },
  'dense, of vectors': {
    ...{ spec: { type: 'dense', units: 9, init: INIT }, shape: [5, 11], output: [5, 9], step: 0.5 },
  },
  'dense, of flattened maps': {
    ...{ spec: { type: 'dense', units: 3, init: INIT }, shape: [3, 2, 3, 9], output: [3, 3] },
    step: 0.5,
  },
  'batch norm of vectors': {
    ...{ spec: { type: 'batch-norm', momentum: 0.9, epsilon: 0.001 }, shape: [6, 9] },
    ...{ output: [6, 9], step: 1 / 16 },
  },
  'batch norm of maps': {
    ...{ spec: { type: 'batch-norm', momentum: 0.9, epsilon: 0.001 }, shape: [2, 3, 2, 10] },
    ...{ output: [2, 3, 2, 10], step: 1 / 16 },
  },
};

const product = (shape: readonly number[]): number => shape.reduce((all, n) => all * n, 1);

/** Odd multiples of 1/64 in random order, no two alike and none 0. */
function spread(count: number, seed: number): Float32Array<ArrayBuffer> {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: count }, (_, i) => (2 * (i - (count >> 1)) + 1) / 64);
  for (let i = count - 1; i > 0; i--) {
    const other = random.integer(i + 1);
    [values[i], values[other]] = [values[other] ?? 0, values[i] ?? 0];
  }
  return values;
}

const STENCIL = [
  { at: 1, share: 8 },
  { at: -1, share: -8 },
  { at: 2, share: -1 },
  { at: -2, share: 1 },
] as const;

/** Of fourth order: (8 (f(h) − f(−h)) − f(2h) + f(−2h)) / 12h, for each of the values that `f` goes by. */
async function differences(
  of: Float32Array,
  step: number,
  f: () => Promise<number>,
): Promise<Float64Array> {
  const result = new Float64Array(of.length);
  for (const [i, value] of of.entries()) {
    let sum = 0;
    for (const { at, share } of STENCIL) {
      of[i] = value + at * step;
      sum += share * (await f());
    }
    of[i] = value;
    result[i] = sum / (12 * step);
  }
  return result;
}

let context: WasmContext | undefined;
async function open(): Promise<WasmContext> {
  const runtime = await startWasm({ threads: 1 });
  context = await runtime.open('cnn-wasm');
  return context;
}
afterEach(() => context?.dispose());

const drawer = (seed: number) => {
  const random = createRandom(seed);
  return (count: number) => Float32Array.from({ length: count }, () => random.normal());
};

it.each(Object.entries(CASES))('gradients are those of finite differences: %s', async (_, own) => {
  const { spec, shape, output, step, plain } = own;
  // A dense layer sees maps as the vectors that they are flattened to.
  const seen = spec.type === 'dense' ? [product(shape.slice(1))] : shape.slice(1);
  const plan = planLayer(spec, seen, output.slice(1));
  const rig = layerRig(await open(), plan, own);
  const draw = drawer(1);
  const hasCorners = spec.type === 'relu' || spec.type === 'max-pool';
  const input = hasCorners ? spread(product(shape), 2) : draw(product(shape));
  const weights = draw(plan.size);
  const upstream = draw(product(output));
  /** Σ upstream · output, in float64. */
  const sum = async (): Promise<number> => {
    const values = await rig.forward(input, weights);
    return values.reduce((all, value, i) => all + value * (upstream[i] ?? NaN), 0);
  };
  const toInput = plain ? undefined : await differences(input, step, sum);
  const toWeights = await differences(weights, step, sum);
  await sum();
  const gradients = await rig.backward(upstream);
  if (toInput) expect(distance(gradients.input ?? [], toInput), 'input').toBeLessThan(TOLERANCE);
  for (const { role, offset, size, trainable } of plan.weights) {
    if (!trainable) continue;
    const part = (all: Float32Array | Float64Array) => all.subarray(offset, offset + size);
    expect(distance(part(gradients.weights), part(toWeights)), role).toBeLessThan(TOLERANCE);
  }
});

it('gradients are those of finite differences: softmax and cross-entropy', async () => {
  const labels = Uint8Array.of(0, 4, 2, 2, 1, 3);
  const rig = lossRig(await open(), labels, 5);
  const logits = drawer(4)(labels.length * 5);
  const mean = async (): Promise<number> => {
    const { losses } = await rig.run(logits);
    return losses.reduce((sum, loss) => sum + loss, 0) / labels.length;
  };
  const expected = await differences(logits, 1 / 16, mean);
  expect(distance((await rig.run(logits)).gradient, expected)).toBeLessThan(TOLERANCE);
});

it('drops what the rule of masks says, forward and back', async () => {
  const shape = [3, 2, 3, 9];
  const plan = planLayer({ type: 'dropout', rate: 0.4 }, shape.slice(1), shape.slice(1));
  const rig = layerRig(await open(), plan, { shape, dropoutSeed: 99 });
  const ones = new Float32Array(product(shape)).fill(1);
  const mask = dropoutMask(ones.length, 0.4, 99);
  expect(await rig.forward(ones, new Float32Array())).toEqual(mask);
  expect((await rig.backward(ones)).input).toEqual(mask);
});
