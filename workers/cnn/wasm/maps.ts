import type { LayerSpec } from '../../contracts/cnn.ts';
import type { ModelPlan } from '../model.ts';
import { LANES, type Tensor } from './tensor.ts';

export type Shape = readonly [number, number, number];

/** A convolution takes its first images as they are, without blocks of mostly nothing. */
export function takesPlainInput(plan: ModelPlan): boolean {
  return plan.layers[0]?.spec.type === 'conv2d';
}

/** Layers whose output lies in memory as their input does. */
const KEEP_PLACES: ReadonlySet<LayerSpec['type'] | undefined> = new Set([
  'relu',
  'dropout',
  'flatten',
  'batch-norm',
] as const);

/** Rows × columns and channels of what a layer is given, before any flattening. */
export function spatialOf(plan: ModelPlan, layer: number): { positions: number; channels: number } {
  let at = layer - 1;
  while (KEEP_PLACES.has(plan.layers[at]?.spec.type)) at--;
  const [height, width, channels] = mapsOf(plan, at);
  return { positions: height * width, channels };
}

/** Output of a layer as maps; of layer −1: the image. A vector is one position. Flattened maps keep theirs. */
export function mapsOf(plan: ModelPlan, layer: number): Shape {
  if (layer < 0) return [plan.input.height, plan.input.width, plan.input.channels];
  const shape = plan.layers[layer]?.outputShape ?? [];
  const [a = 1, b, c] = shape;
  return b === undefined || c === undefined ? [1, 1, a] : [a, b, c];
}

export interface Flow {
  readonly value: Tensor;
  /** Undefined where nobody needs it. */
  readonly gradient: Tensor | undefined;
}

export const toSize = ([height, width, channels]: Shape) => ({ height, width, channels });

export const sizeOf = ({ height, width, channels }: Tensor): Shape => [height, width, channels];

export function endsOf(before: Flow, { value, gradient }: { value: Tensor; gradient: Tensor }) {
  return {
    input: before.value,
    inputGradient: before.gradient,
    output: value,
    outputGradient: gradient,
  };
}

/** Maps without margins as what they are in memory: one row of values an image. */
export function asVectors(ends: ReturnType<typeof endsOf>): ReturnType<typeof endsOf> {
  const asVector = (tensor: Tensor): Tensor => {
    const blocks = tensor.blocks * tensor.height * tensor.width;
    const [height, width, rowBytes, blockBytes] = [1, 1, 4 * LANES, 4 * LANES];
    return { ...tensor, height, width, blocks, channels: blocks * LANES, rowBytes, blockBytes };
  };
  return {
    input: asVector(ends.input),
    inputGradient: ends.inputGradient && asVector(ends.inputGradient),
    output: asVector(ends.output),
    outputGradient: asVector(ends.outputGradient),
  };
}

export const isContiguous = ({ height, width, rowBytes, blockBytes }: Tensor): boolean =>
  rowBytes === width * 4 * LANES && blockBytes === height * rowBytes;
