import { chainOf } from './blocks.ts';
import { chainBackward } from './chain.ts';
import { normOf, rawShape, windowOf } from './forward.ts';
import type { Dispatch, Ground } from './ground.ts';
import { gradientMargin, inputGradient } from './input-gradient.ts';
import { asVectors, bytesOf, layTensor, NO_MARGIN, paddingOf, type Tensor } from './tensor.ts';
import { weightGradient } from './weight-gradient.ts';

/** All gradients, from that of the last value, which the loss leaves, to those of the first weights. */
export function planBackward(ground: Ground): Dispatch[] {
  const last = ground.blocks.length - 1;
  return ground.blocks.flatMap((_, at) => backward(ground, last - at));
}

/** From `gradient index`, which is never padded, to `gradient index − 1`. */
function backward(ground: Ground, index: number): Dispatch[] {
  const block = ground.block(index);
  if (block.kind === 'images' || block.kind === 'softmax') return [];
  const goesOn = ground.trainsBefore(index);
  const before = layTensor(block.before);
  const result = `gradient ${index - 1}`;
  if (goesOn) ground.reserve(result, (room) => bytesOf(before, room));
  switch (block.kind) {
    case 'chain':
      return goesOn ? [throughTail(ground, index, result, before)] : [];
    case 'norm': {
      const kernel = normOf(ground, index).backward;
      // Where nobody needs it, the pass that would write it is left out.
      const buffers = [
        ...[`value ${index - 1}`, `gradient ${index}`, goesOn ? result : 'none', 'weights'],
        ...[`statistics ${index}`, 'chunks', 'parts'],
      ];
      const passes = goesOn ? ['sum', 'combine', 'spread'] : ['sum', 'combine'];
      return passes.map((entryPoint) => ({ kernel, entryPoint, buffers }));
    }
    case 'convolution': {
      const { kernelSize, padding } = block.spec;
      const margin = goesOn
        ? gradientMargin(kernelSize, paddingOf(kernelSize, padding))
        : NO_MARGIN;
      const raw = layTensor(rawShape(ground, block), margin);
      const { tail, gradient } = beforeTail(ground, index, raw);
      const weights = windowOf(ground, index);
      const input = ground.value(index - 1);
      const parts = ground.partsOf(block.first);
      const own = weightGradient({ weights, dense: false, input, gradient: raw, parts });
      const buffers = [`value ${index - 1}`, gradient, 'parts'];
      const learned = [...tail, { kernel: own, entryPoint: 'weightGradient', buffers }];
      if (!goesOn) return learned;
      const kernel = inputGradient({ weights, gradient: raw, result: before });
      return [
        ...learned,
        { kernel, entryPoint: 'inputGradient', buffers: [gradient, 'weights', result] },
      ];
    }
    case 'dense': {
      const raw = layTensor(block.after);
      const { tail, gradient } = beforeTail(ground, index, raw);
      const { first } = ground.group(block.first);
      const weights = { kernelHeight: 1, kernelWidth: 1, first };
      const input = asVectors(ground.value(index - 1));
      const parts = ground.partsOf(block.first);
      const own = weightGradient({ weights, dense: true, input, gradient: raw, parts });
      const buffers = [`value ${index - 1}`, gradient, 'parts'];
      const learned = [...tail, { kernel: own, entryPoint: 'weightGradient', buffers }];
      if (!goesOn) return learned;
      const kernel = inputGradient({ weights, gradient: raw, result: asVectors(before) });
      return [
        ...learned,
        { kernel, entryPoint: 'inputGradient', buffers: [gradient, 'weights', result] },
      ];
    }
  }
}

/** The gradient before the block's tail, and what computes it; without a tail or margins, it is the output's. */
function beforeTail(
  ground: Ground,
  index: number,
  raw: Tensor,
): { tail: Dispatch[]; gradient: string } {
  const block = ground.block(index);
  const chain = chainOf('tail' in block ? block.tail : { size: 1 });
  const isBare = raw.image === raw.height * raw.width * raw.quads;
  if (!chain.relu && !chain.dropout && chain.pool === 1 && isBare) {
    return { tail: [], gradient: `gradient ${index}` };
  }
  const gradient = `raw gradient ${index}`;
  ground.reserve(gradient, (room) => bytesOf(raw, room));
  return { tail: [throughTail(ground, index, gradient, raw)], gradient };
}

function throughTail(ground: Ground, index: number, result: string, tensor: Tensor): Dispatch {
  const block = ground.block(index);
  const chain = chainOf('tail' in block ? block.tail : { size: 1 });
  const places = chain.pool > 1 ? `places ${index}` : 'none';
  const kernel = chainBackward(chain, ground.value(index), tensor);
  const buffers = [`gradient ${index}`, `value ${index}`, places, result];
  return { kernel, entryPoint: 'backward', buffers };
}
