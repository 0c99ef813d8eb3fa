import type { Pacer } from '../../rpc/slices.ts';
import type { WasmContext } from '../../wasm/runtime.ts';

/** A step of Adam (adam.kernel.ts). */
export interface AdamStep {
  /** Addresses of the moments, packed as the weights. */
  readonly first: number;
  readonly second: number;
  /** With the bias correction. */
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** One way through the network, forward and, while training, back. */
export interface Pass {
  readonly batch: number;
  readonly training: boolean;
  /** Address of the packed weights to use. */
  readonly weights: number;
  /** Address of the gradients, packed as the weights. */
  readonly gradients: number;
  /** Dense layers take this step as they go, and leave no gradient of their weights; undefined: it is the gradient that is wanted. */
  readonly adam?: AdamStep | undefined;
  readonly dropout: number;
  readonly dropoutSeed: number;
  readonly pacer: Pacer;
}

/** A layer, or several made one. It owns the addresses that it was given when it was built. */
export interface Operation {
  forward(pass: Pass): Promise<void>;
  /** From the gradient of the output to those of weights and input. */
  backward(pass: Pass): Promise<void>;
}

/** Calls a kernel for all items; chunks of 1 unless items are many and small. */
export type Run = (
  kernel: string,
  total: number,
  args: readonly number[],
  pass: Pass,
  chunk?: number,
) => Promise<void>;

export function runner(context: WasmContext): Run {
  return (kernel, total, args, { pacer }, chunk = 1) =>
    context.parallel(kernel, { total, chunk, args, pacer });
}

/** A kernel's shape in memory. */
export function putShape(context: WasmContext, ...fields: readonly number[]): number {
  return context.arena.put(Int32Array.from(fields));
}
