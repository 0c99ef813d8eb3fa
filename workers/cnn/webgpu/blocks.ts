import type { LayerSpec } from '../../contracts/cnn.ts';
import { WorkerError } from '../../rpc/errors.ts';
import type { ModelPlan } from '../model.ts';
import type { Chain } from './chain.ts';
import type { Shape } from './tensor.ts';

type Spec<Type extends LayerSpec['type']> = Extract<LayerSpec, { type: Type }>;

/** ReLU, pooling and dropout that are made one with the layer before them: the indices of their layers. */
export interface Tail {
  relu?: number;
  pool?: number;
  /** Of the pooling's windows; 1 without. */
  size: number;
  dropout?: number;
}

interface Stretch {
  /** Layers of the plan that it stands for; −1: the image. */
  readonly first: number;
  last: number;
  /** Of one image before and after it, as maps although a flatten may come between. */
  readonly before: Shape;
  after: Shape;
}

/** Layers that run as one. */
export type Block = Stretch &
  (
    | { readonly kind: 'images' }
    | { readonly kind: 'convolution'; readonly spec: Spec<'conv2d'>; readonly tail: Tail }
    | { readonly kind: 'dense'; readonly spec: Spec<'dense'>; readonly tail: Tail }
    /** `flat`: every value of the maps is a channel of its own. */
    | { readonly kind: 'norm'; readonly spec: Spec<'batch-norm'>; readonly flat: boolean }
    | { readonly kind: 'chain'; readonly tail: Tail }
    | { readonly kind: 'softmax' }
  );

/** Groups the layers. The first block is the images. */
export function blocksOf(plan: ModelPlan): Block[] {
  const { height, width, channels } = plan.input;
  const image: Shape = [height, width, channels];
  let block = {
    kind: 'images',
    first: -1,
    last: -1,
    before: image,
    after: image,
  } as Block;
  const blocks: Block[] = [block];
  for (const [layer, { spec, outputShape }] of plan.layers.entries()) {
    const before = block.after;
    const [a = 1, b, c] = outputShape;
    const maps: Shape = b === undefined || c === undefined ? [1, 1, a] : [a, b, c];
    const begin = (made: Block): void => {
      block = made;
      blocks.push(made);
    };
    const stretch = { first: layer, last: layer, before };
    switch (spec.type) {
      case 'conv2d':
        begin({ ...stretch, kind: 'convolution', spec, tail: { size: 1 }, after: maps });
        break;
      case 'dense':
        begin({ ...stretch, kind: 'dense', spec, tail: { size: 1 }, after: maps });
        break;
      case 'batch-norm': {
        const flat = outputShape.length === 1;
        begin({ ...stretch, kind: 'norm', spec, flat, after: before });
        break;
      }
      case 'softmax':
        begin({ ...stretch, kind: 'softmax', after: maps });
        break;
      case 'flatten':
        block.last = layer;
        break;
      case 'relu':
      case 'max-pool':
      case 'dropout':
        if (!absorb(block, spec, layer)) {
          begin({ ...stretch, kind: 'chain', tail: { size: 1 }, after: before });
          absorb(block, spec, layer);
        }
        block.last = layer;
        if (spec.type === 'max-pool') block.after = maps;
        break;
    }
  }
  return blocks;
}

/** Whether the layer could be added to the block's tail, and was. */
function absorb(block: Block, spec: Spec<'relu' | 'max-pool' | 'dropout'>, layer: number): boolean {
  if (!('tail' in block)) return false;
  const { tail, kind } = block;
  if (tail.dropout !== undefined) return false;
  switch (spec.type) {
    case 'relu':
      if (tail.relu !== undefined || tail.pool !== undefined) return false;
      tail.relu = layer;
      return true;
    case 'max-pool':
      // A convolution's tiles are windows of 2 × 2.
      if (tail.pool !== undefined || (kind === 'convolution' && spec.size !== 2)) return false;
      tail.pool = layer;
      tail.size = spec.size;
      return true;
    case 'dropout':
      tail.dropout = layer;
      return true;
  }
}

/** What of the tail stands up to and with layer `last`. */
export function chainOf({ relu, pool, size, dropout }: Tail, last = Infinity): Chain {
  const stands = (layer: number | undefined): boolean => layer !== undefined && layer <= last;
  return { relu: stands(relu), pool: stands(pool) ? size : 1, dropout: stands(dropout) };
}

/** The block that a layer is in. */
export function blockWith(blocks: readonly Block[], layer: number): number {
  const index = blocks.findIndex(({ first, last }) => first <= layer && layer <= last);
  if (index >= 0) return index;
  throw new WorkerError('internal', `The network has no layer ${layer}.`);
}
