import type { ModelPlan, WeightTensor } from '../model.ts';
import type { Block } from './blocks.ts';
import { quadsOf } from './tensor.ts';

/** Quads of a block of weights: adam.wgsl's workgroup, which has weights of one group only. */
const BLOCK = 64;

/** Weights that lie together: a kernel with its biases, γ with β, or running mean with variance. */
export interface WeightGroup {
  readonly layer: number;
  /** Where it begins, and its length with padding; both whole numbers of blocks, in quads. */
  readonly first: number;
  readonly quads: number;
  readonly trainable: boolean;
}

/** Where a tensor's floats lie: rows of `columns`, each beginning at a float of its own. */
interface Placement {
  readonly offset: number;
  readonly columns: number;
  readonly rows: Uint32Array;
}

/**
 * The plan's weights as the device has them: channels padded to whole quads as in tensors, which keeps every value
 * where a kernel reads it 16 bytes at a time. Padding is 0.
 */
export interface PackedWeights {
  readonly groups: readonly WeightGroup[];
  readonly placements: readonly Placement[];
  readonly quads: number;
}

/** @param window whether the first convolution's windows lie row by row (gather.wgsl) */
export function layWeights(plan: ModelPlan, blocks: readonly Block[]): PackedWeights {
  const groups: WeightGroup[] = [];
  const placements: Placement[] = [];
  let end = 0;
  const group = (layer: number, quads: number, trainable = true): number => {
    const first = end;
    const padded = Math.ceil(quads / BLOCK) * BLOCK;
    groups.push({ layer, first, quads: padded, trainable });
    end += padded;
    return 4 * first;
  };
  const tensor = (layer: number, role: WeightTensor['role']): WeightTensor => {
    const found = plan.weights.find((own) => own.layer === layer && own.role === role);
    if (!found) throw new RangeError(`Layer ${layer} has no ${role}.`);
    return found;
  };
  const place = ({ offset }: WeightTensor, columns: number, rows: Uint32Array): void => {
    placements.push({ offset, columns, rows });
  };
  for (const [index, block] of blocks.entries()) {
    const { first: layer, before, after } = block;
    const [height, width, channels] = before;
    const positions = height * width;
    const padded = 4 * quadsOf(channels);
    if (block.kind === 'convolution') {
      const { kernelSize, filters } = block.spec;
      const isFirst = blocks[index - 1]?.kind === 'images';
      const rowFloats = isFirst ? 4 * quadsOf(kernelSize * channels) : kernelSize * padded;
      const columnFloats = isFirst ? channels : padded;
      const line = 4 * quadsOf(filters);
      const biases = kernelSize * rowFloats;
      const start = group(layer, ((biases + 4) * line) / 4);
      const rows = new Uint32Array(kernelSize * kernelSize * channels);
      rows.forEach((_, row) => {
        const tap = Math.floor(row / channels);
        const y = Math.floor(tap / kernelSize);
        const k = y * rowFloats + (tap % kernelSize) * columnFloats + (row % channels);
        rows[row] = start + k * line;
      });
      place(tensor(layer, 'kernel'), filters, rows);
      place(tensor(layer, 'bias'), filters, Uint32Array.of(start + biases * line));
    } else if (block.kind === 'dense') {
      const { units } = block.spec;
      const line = 4 * quadsOf(units);
      const start = group(layer, ((positions * padded + 4) * line) / 4);
      const rows = Uint32Array.from(
        { length: positions * channels },
        (_, row) => start + (Math.floor(row / channels) * padded + (row % channels)) * line,
      );
      place(tensor(layer, 'kernel'), units, rows);
      place(tensor(layer, 'bias'), units, Uint32Array.of(start + positions * padded * line));
    } else if (block.kind === 'norm') {
      const lines = block.flat ? positions : 1;
      const floats = lines * 4 * quadsOf(after[2]);
      const vector = (role: WeightTensor['role'], start: number): void => {
        const rows = Uint32Array.from({ length: lines }, (_, line) => start + line * padded);
        place(tensor(layer, role), channels, rows);
      };
      const scale = group(layer, floats / 2);
      vector('gamma', scale);
      vector('beta', scale + floats);
      const running = group(layer, floats / 2, false);
      vector('moving-mean', running);
      vector('moving-variance', running + floats);
    }
  }
  return { groups, placements, quads: Math.max(end, BLOCK) };
}

/** The plan's weights as the device has them. The caller's. */
export function packWeights(
  { placements, quads }: PackedWeights,
  weights: Float32Array,
): Float32Array<ArrayBuffer> {
  const packed = new Float32Array(4 * quads);
  for (const { offset, columns, rows } of placements) {
    rows.forEach((to, row) => {
      const from = offset + row * columns;
      packed.set(weights.subarray(from, from + columns), to);
    });
  }
  return packed;
}

/** The opposite. The caller's. */
export function unpackWeights(
  { placements }: PackedWeights,
  packed: Float32Array,
  size: number,
): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(size);
  for (const { offset, columns, rows } of placements) {
    rows.forEach((from, row) => {
      weights.set(packed.subarray(from, from + columns), offset + row * columns);
    });
  }
  return weights;
}
