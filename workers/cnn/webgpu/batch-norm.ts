import backward from './batch-norm-gradient.wgsl?raw';
import forward from './batch-norm.wgsl?raw';
import { type Kernel, specialise, tensorConstants } from './kernel.ts';
import type { Tensor } from './tensor.ts';

/** Positions that a thread sums up before others' sums are added. */
const CHUNK = 32;

export interface BatchNormOptions {
  readonly momentum: number;
  readonly epsilon: number;
  /** Quads where γ (then β) and the running mean (then the variance) begin. */
  readonly scale: number;
  readonly running: number;
  readonly input: Tensor;
  readonly output: Tensor;
  /** Quad where the gradients of γ and β go. */
  readonly parts: number;
}

/** Quads of the sums between passes. */
export function chunkQuads({ height, width, quads }: Tensor, batch: number): number {
  return 2 * quads * Math.ceil((batch * height * width) / CHUNK);
}

export function batchNorm(options: BatchNormOptions): { forward: Kernel; backward: Kernel } {
  const { momentum, epsilon, scale, running, input, output, parts } = options;
  const { height, width, quads } = input;
  const constants = {
    ...tensorConstants('IN', input),
    ...tensorConstants('OUT', output),
    CHUNK,
    SCALE: scale,
    RUNNING: running,
    PARTS: parts,
    MOMENTUM: `f32(${momentum})`,
    EPSILON: `f32(${epsilon})`,
  };
  const chunks = (batch: number): number => chunkQuads(input, batch) / 2;
  const values = (batch: number): number => batch * height * width * quads;
  const channels = (): number => quads;
  return {
    forward: {
      label: 'batch-norm.wgsl',
      code: specialise(forward, constants),
      bindings: ['read', 'write', 'write', 'write', 'write'],
      threads: { moments: chunks, combine: channels, running: channels, normalise: values },
    },
    backward: {
      label: 'batch-norm-gradient.wgsl',
      code: specialise(backward, constants),
      bindings: ['read', 'read', 'write', 'read', 'read', 'write', 'write'],
      threads: { sum: chunks, combine: channels, spread: values },
    },
  };
}
