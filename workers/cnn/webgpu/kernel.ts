import type { BindingKind } from '../../gpu/pipelines.ts';
import common from './common.wgsl?raw';
import type { Tensor } from './tensor.ts';
import type { Tile } from './tile.ts';

/** A compute shader for one place in a network: its sizes are compiled in, the batch's is not. */
export interface Kernel {
  /** Name of the WGSL file. */
  readonly label: string;
  readonly code: string;
  /** After the step's uniform, which all kernels have at 0. */
  readonly bindings: readonly BindingKind[];
  /** Entry points and how many threads a batch takes. */
  readonly threads: Readonly<Record<string, (batch: number) => number>>;
  /** Of a matrix product: the same with another tile, and how many values a batch makes it compute. */
  readonly tiled?: {
    readonly outputs: (batch: number) => number;
    readonly with: (tile: Tile) => Kernel;
  };
}

/** Threads of a workgroup in all kernels. */
export const WORKGROUP = 64;
/** Workgroups along the first axis: WebGPU allows 65,535. */
const MOST_GROUPS = 32_768;

/** Workgroups along both axes for so many threads; common.wgsl's `thread` numbers them. */
export function groupsFor(threads: number): readonly [number, number] {
  const groups = Math.max(1, Math.ceil(threads / WORKGROUP));
  return groups <= MOST_GROUPS ? [groups, 1] : [MOST_GROUPS, Math.ceil(groups / MOST_GROUPS)];
}

/** Whole numbers become u32, text stands as it is. */
type Constants = Readonly<Record<string, number | boolean | string>>;

/** WGSL with its sizes in front. */
export function specialise(code: string, constants: Constants): string {
  const lines = Object.entries(constants).map(
    ([name, value]) => `const ${name} = ${value}${typeof value === 'number' ? 'u' : ''};`,
  );
  return `${lines.join('\n')}\n${common}\n${code}`;
}

/** A tensor's strides under names that begin with `name`. */
export function tensorConstants(name: string, tensor: Tensor): Constants {
  return {
    [`${name}_HEIGHT`]: tensor.height,
    [`${name}_WIDTH`]: tensor.width,
    [`${name}_CHANNELS`]: tensor.channels,
    [`${name}_QUADS`]: tensor.quads,
    [`${name}_ORIGIN`]: tensor.origin,
    [`${name}_ROW`]: tensor.row,
    [`${name}_IMAGE`]: tensor.image,
  };
}

/** What a step tells all its kernels; common.wgsl's `Step`. */
export interface StepUniform {
  readonly batch: number;
  /** Where the loss goes. */
  readonly slot: number;
  readonly dropout: number;
  readonly dropoutSeed: number;
  /** Adam's, with the correction for the moments' bias. */
  readonly rate: number;
}

/** The caller's. */
export function packUniform(step: StepUniform): Uint32Array<ArrayBuffer> {
  const { batch, slot, dropout, dropoutSeed, rate } = step;
  const words = new Uint32Array(8);
  const floats = new Float32Array(words.buffer);
  words[0] = batch;
  words[1] = slot;
  words[2] = Math.min(2 ** 32 - 1, Math.floor(dropout * 2 ** 32));
  floats[3] = 1 / (1 - dropout);
  words[4] = dropoutSeed;
  floats[5] = rate;
  return words;
}
