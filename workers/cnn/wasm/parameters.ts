import type { Arena } from '../../wasm/arena.ts';
import type { ModelPlan, WeightTensor } from '../model.ts';
import { blocksOf, LANES, stagger } from './tensor.ts';

/** Where each of a tensor's weights lies, and how many bytes it takes with its padding. */
interface Packing {
  readonly bytes: number;
  /** Byte offset of weight `i` in the plan's order. */
  readonly place: (i: number) => number;
}

/** One tensor of weights as the kernels want it: a byte offset from wherever its kind begins. */
export interface Packed {
  readonly tensor: WeightTensor;
  readonly offset: number;
  readonly packing: Packing;
}

/** A layer's trained and running weights by role. */
export type LayerWeights = Readonly<Partial<Record<WeightTensor['role'], Packed>>>;

/**
 * All weights of a model, packed: trained ones in one row, so that Adam passes over them once; then the running statistics. Padding is 0
 * and stays 0.
 */
export interface PackedModel {
  readonly layers: readonly LayerWeights[];
  readonly trainedBytes: number;
  readonly bytes: number;
}

/** `spatial`: rows × columns of what a dense layer's inputs were before they were flattened. */
export function packModel(
  plan: ModelPlan,
  plainInput: boolean,
  spatial: (layer: number) => { readonly positions: number; readonly channels: number },
): PackedModel {
  const layers: Partial<Record<WeightTensor['role'], Packed>>[] = plan.layers.map(() => ({}));
  let offset = 0;
  const add = (tensor: WeightTensor): void => {
    const packing = packingOf(tensor, plainInput && tensor.layer === 0, spatial(tensor.layer));
    const layer = layers[tensor.layer];
    if (layer) layer[tensor.role] = { tensor, offset, packing };
    offset += align(packing.bytes);
  };
  plan.weights.filter(({ trainable }) => trainable).forEach(add);
  const trainedBytes = offset;
  plan.weights.filter(({ trainable }) => !trainable).forEach(add);
  return { layers, trainedBytes, bytes: offset };
}

/** Byte ranges of the trained weights but for dense layers' kernels. */
export function besidesDense(
  plan: ModelPlan,
  { layers, trainedBytes }: PackedModel,
): { readonly offset: number; readonly bytes: number }[] {
  const kernels = layers
    .filter((_, index) => plan.layers[index]?.spec.type === 'dense')
    .flatMap(({ kernel }) => kernel ?? []);
  const starts = [0, ...kernels.map(({ offset, packing }) => offset + align(packing.bytes))];
  const ends = [...kernels.map(({ offset }) => offset), trainedBytes];
  return starts
    .map((offset, i) => ({ offset, bytes: (ends[i] ?? offset) - offset }))
    .filter(({ bytes }) => bytes > 0);
}

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

function packingOf(
  { role, shape }: WeightTensor,
  plain: boolean,
  spatial: { readonly positions: number; readonly channels: number },
): Packing {
  if (role !== 'kernel') return packVector(shape, spatial);
  return shape.length === 4 ? packConvolution(shape, plain) : packDense(shape, spatial);
}

/** One number a channel; of flattened maps one a value, in their blocked order. */
function packVector(
  [size = 0]: readonly number[],
  { positions, channels }: { readonly positions: number; readonly channels: number },
): Packing {
  if (size !== positions * channels)
    return { bytes: 4 * LANES * blocksOf(size), place: (i) => 4 * i };
  return {
    bytes: 4 * LANES * blocksOf(channels) * positions,
    place: (i) => 4 * blockedIndex(i, positions, channels),
  };
}

/** Place of value `i` of flattened maps [position][channel] in [block][position][8]. */
function blockedIndex(i: number, positions: number, channels: number): number {
  const c = i % channels;
  const position = Math.floor(i / channels);
  return (Math.floor(c / LANES) * positions + position) * LANES + (c % LANES);
}

/** conv.kernel.ts: [filter block][run][float of the run][8]. */
export function packConvolution(
  [size = 1, , channels = 1, filters = 1]: readonly number[],
  plain: boolean,
): Packing {
  const blocks = blocksOf(channels);
  const panel = size * size * (plain ? channels : blocks * LANES);
  return {
    bytes: 4 * LANES * panel * blocksOf(filters),
    place: (i) => {
      const f = i % filters;
      const c = Math.floor(i / filters) % channels;
      const column = Math.floor(i / filters / channels) % size;
      const row = Math.floor(i / filters / channels / size);
      const run = plain ? row : Math.floor(c / LANES) * size + row;
      const within = plain ? column * channels + c : column * LANES + (c % LANES);
      const length = plain ? size * channels : size * LANES;
      return 4 * ((Math.floor(f / LANES) * panel + run * length + within) * LANES + (f % LANES));
    },
  };
}

/** dense.kernel.ts: [unit block][input][8], inputs in the blocked order of what was flattened. */
export function packDense(
  [, units = 1]: readonly number[],
  { positions, channels }: { readonly positions: number; readonly channels: number },
): Packing {
  const panel = panelBytes(positions, channels);
  return {
    bytes: panel * blocksOf(units),
    place: (i) => {
      const u = i % units;
      const input = blockedIndex(Math.floor(i / units), positions, channels);
      return Math.floor(u / LANES) * panel + 4 * (input * LANES + (u % LANES));
    },
  };
}

/** Bytes of one unit block's weights. */
export function panelBytes(positions: number, channels: number): number {
  return stagger(4 * LANES * LANES * blocksOf(channels) * positions);
}

/**
 * Writes weights, or moments, in the plan's order (*borrowed*) to where the kernels read them. What lies beyond `bytes` (not trained)
 * is left out.
 */
export function writeWeights(
  arena: Arena,
  model: PackedModel,
  base: number,
  weights: Float32Array,
  bytes = model.bytes,
): void {
  const to = arena.f32(base, bytes / 4);
  // Padding, too: where a network diverged, it is no number either.
  to.fill(0);
  for (const { tensor, offset, packing } of allOf(model)) {
    if (offset >= bytes) continue;
    for (let i = 0; i < tensor.size; i++) {
      to[(offset + packing.place(i)) / 4] = weights[tensor.offset + i] ?? 0;
    }
  }
}

/** Reads weights, gradients or moments into the plan's order. What lies beyond `bytes` (not trained) is left 0. */
export function readWeights(
  arena: Arena,
  model: PackedModel,
  base: number,
  size: number,
  bytes = model.bytes,
): Float32Array<ArrayBuffer> {
  const from = arena.f32(base, bytes / 4);
  const weights = new Float32Array(size);
  for (const { tensor, offset, packing } of allOf(model)) {
    if (offset >= bytes) continue;
    for (let i = 0; i < tensor.size; i++) {
      weights[tensor.offset + i] = from[(offset + packing.place(i)) / 4] ?? 0;
    }
  }
  return weights;
}

const allOf = ({ layers }: PackedModel): Packed[] =>
  layers.flatMap((layer) => Object.values(layer));
