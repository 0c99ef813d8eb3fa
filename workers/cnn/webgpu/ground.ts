import type { ModelPlan } from '../model.ts';
import { type Block, blocksOf } from './blocks.ts';
import type { Kernel } from './kernel.ts';
import { layWeights, type PackedWeights, type WeightGroup } from './parameters.ts';
import { bytesOf, layTensor, NO_MARGIN, paddingOf, quadsOf, type Tensor } from './tensor.ts';
import { type Parts, weightTiles } from './weight-gradient.ts';

/** One entry point of a kernel, and the buffers of its bindings by name. */
export interface Dispatch {
  readonly kernel: Kernel;
  readonly entryPoint: string;
  readonly buffers: readonly string[];
}

/** Parts of a gradient at most: adam.wgsl adds them up one after the other. */
const MOST_PARTS = 64;

/** Where everything of a network lies: what dispatches are planned on. */
export class Ground {
  readonly blocks: readonly Block[];
  readonly packed: PackedWeights;
  /** Of each block's output. */
  readonly values: readonly Tensor[];
  /** Of each trained group's gradient, by its layer. */
  readonly parts: ReadonlyMap<number, Parts>;
  private readonly sizes = new Map<string, (room: number) => number>();

  /** @param threads that a device wants at least, where a kernel can be split into more or fewer */
  constructor(
    readonly plan: ModelPlan,
    private readonly threads: number,
  ) {
    this.blocks = blocksOf(plan);
    this.packed = layWeights(plan, this.blocks);
    this.values = this.blocks.map((_, index) => this.layValue(index));
    this.reserve('none', () => 16);
    this.values.forEach((tensor, index) => {
      this.reserve(`value ${index}`, (room) => bytesOf(tensor, room));
    });
    const parts = new Map<number, Parts>();
    let first = 0;
    for (const group of this.packed.groups) {
      if (!group.trainable) continue;
      const splits = this.splitsOf(group);
      parts.set(group.layer, { first, stride: group.quads, splits });
      first += splits * group.quads;
    }
    this.parts = parts;
    this.reserve('parts', () => 16 * first);
    const { height, width, channels } = plan.input;
    this.reserve('guests', (room) => room * height * width * channels);
    for (const name of ['indices', 'identity']) this.reserve(name, (room) => 4 * room);
  }

  /** Asks for a buffer of the network's own. */
  reserve(name: string, bytes: (room: number) => number): void {
    const other = this.sizes.get(name) ?? (() => 0);
    this.sizes.set(name, (room) => Math.max(bytes(room), other(room)));
  }

  /** Bytes of each of the network's buffers, for batches of up to `room` images. */
  buffers(room: number): ReadonlyMap<string, number> {
    return new Map([...this.sizes].map(([name, bytes]) => [name, bytes(room)]));
  }

  block(index: number): Block {
    return of(this.blocks, index);
  }

  value(index: number): Tensor {
    return of(this.values, index);
  }

  /** The group of a layer that is trained, or with `running` the one that is not. */
  group(layer: number, running = false): WeightGroup {
    const found = this.packed.groups.find(
      (group) => group.layer === layer && group.trainable === !running,
    );
    if (!found) throw new RangeError(`Layer ${layer} has no such weights.`);
    return found;
  }

  partsOf(layer: number): Parts {
    const found = this.parts.get(layer);
    if (!found) throw new RangeError(`Layer ${layer} is not trained.`);
    return found;
  }

  /** Whether somebody needs the gradient of this block's input. */
  trainsBefore(index: number): boolean {
    const { first } = this.block(index);
    return this.packed.groups.some(({ layer, trainable }) => trainable && layer < first);
  }

  /** What adam.wgsl has to know of each block of weights. */
  blockTable(): Uint32Array<ArrayBuffer> {
    const table = new Uint32Array((4 * this.packed.quads) / 64);
    for (const { layer, first, quads, trainable } of this.packed.groups) {
      if (!trainable) continue;
      const parts = this.partsOf(layer);
      for (let at = 0; at < quads; at += 64) {
        table.set([parts.first + at, parts.splits, parts.stride], (first + at) / 16);
      }
    }
    return table;
  }

  /** Its margin is what the next block, a convolution, reads around it. */
  private layValue(index: number): Tensor {
    const { after, kind } = this.block(index);
    const next = this.blocks[index + 1];
    if (next?.kind !== 'convolution') return layTensor(after);
    const { kernelSize, padding } = next.spec;
    const margin = paddingOf(kernelSize, padding);
    if (kind !== 'images') return layTensor(after, margin);
    const [height, , channels] = after;
    const width = padding === 'same' ? after[1] : after[1] - kernelSize + 1;
    const { top, bottom } = margin;
    return layTensor([height, width, kernelSize * channels], { ...NO_MARGIN, top, bottom });
  }

  private splitsOf({ layer }: WeightGroup): number {
    const index = this.blocks.findIndex(({ first }) => first === layer);
    const block = this.block(index);
    if (block.kind !== 'convolution') return 1;
    const { kernelSize, filters } = block.spec;
    const input = this.value(index - 1);
    const columns = this.block(index - 1).kind === 'images' ? 1 : kernelSize;
    const tiles = weightTiles(kernelSize * columns * input.quads, quadsOf(filters));
    return Math.min(MOST_PARTS, Math.max(1, Math.ceil(this.threads / tiles)));
  }
}

function of<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`There is no block ${index}.`);
  return found;
}
