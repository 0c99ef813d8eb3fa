import { batchNorm, chunkQuads } from './batch-norm.ts';
import { type Block, blockWith, chainOf } from './blocks.ts';
import { type Chain, chainForward } from './chain.ts';
import { convolve, type WindowWeights } from './convolve.ts';
import { dense, denseSplits } from './dense.ts';
import { gather } from './gather.ts';
import type { Dispatch, Ground } from './ground.ts';
import { softmax } from './softmax.ts';
import { asVectors, bytesOf, layTensor, paddingOf, quadsOf, type Tensor } from './tensor.ts';

/** What gives one layer's output. */
export interface View {
  readonly dispatches: readonly Dispatch[];
  readonly output: string;
  readonly tensor: Tensor;
}

/** Where a block's output goes, and what its tail does to it on the way. */
interface End {
  readonly output: string;
  readonly tensor: Tensor;
  readonly chain: Chain;
}

/** Forward and the loss, as it learns. */
export function planLearning(ground: Ground): Dispatch[] {
  return ground.blocks.flatMap((_, index) => forward(ground, index, true));
}

/** Forward up to a layer, as nothing is learned. Reserves what it needs. */
export function planView(ground: Ground, layer: number): View {
  const last = blockWith(ground.blocks, layer);
  const block = ground.block(last);
  const before = ground.blocks.slice(0, last).flatMap((_, index) => forward(ground, index, false));
  if (block.kind === 'softmax') {
    const tensor = layTensor([1, 1, ground.plan.classes]);
    ground.reserve('probabilities', (room) => bytesOf(tensor, room));
    const dispatches = [...before, ...forward(ground, last, false)];
    return { dispatches, output: 'probabilities', tensor };
  }
  if ('tail' in block) {
    const chain = chainOf(block.tail, layer);
    const whole = chainOf(block.tail);
    // Dropout does nothing here.
    if (chain.relu !== whole.relu || chain.pool !== whole.pool) {
      const output = `view ${layer}`;
      const tensor = layTensor(chain.pool > 1 ? block.after : rawShape(ground, block));
      ground.reserve(output, (room) => bytesOf(tensor, room));
      const end = { output, tensor, chain };
      return { dispatches: [...before, ...forward(ground, last, false, end)], output, tensor };
    }
  }
  const dispatches = [...before, ...forward(ground, last, false)];
  return { dispatches, output: `value ${last}`, tensor: ground.value(last) };
}

/** Of a block's output before its tail. */
export function rawShape(ground: Ground, block: Block): readonly [number, number, number] {
  if (block.kind !== 'convolution') return block.kind === 'chain' ? block.before : block.after;
  const [height = 1, width = 1, channels = 1] = ground.plan.layers[block.first]?.outputShape ?? [];
  return [height, width, channels];
}

/** A convolution's window on the tensor that it reads. */
export function windowOf(ground: Ground, index: number): WindowWeights {
  const block = ground.block(index);
  if (block.kind !== 'convolution') throw new RangeError(`Block ${index} is no convolution.`);
  const { kernelSize } = block.spec;
  const onImages = ground.block(index - 1).kind === 'images';
  const { first } = ground.group(block.first);
  return { kernelHeight: kernelSize, kernelWidth: onImages ? 1 : kernelSize, first };
}

/** A batch norm's kernels. */
export function normOf(ground: Ground, index: number): ReturnType<typeof batchNorm> {
  const block = ground.block(index);
  if (block.kind !== 'norm') throw new RangeError(`Block ${index} is no batch norm.`);
  const { momentum, epsilon } = block.spec;
  const lay = (tensor: Tensor): Tensor => (block.flat ? asVectors(tensor) : tensor);
  const input = lay(ground.value(index - 1));
  ground.reserve(`statistics ${index}`, () => 32 * input.quads);
  ground.reserve('chunks', (room) => 16 * chunkQuads(input, room));
  return batchNorm({
    ...{ momentum, epsilon, input, output: lay(ground.value(index)) },
    scale: ground.group(block.first).first,
    running: ground.group(block.first, true).first,
    parts: ground.partsOf(block.first).first,
  });
}

function forward(
  ground: Ground,
  index: number,
  learns: boolean,
  end: End = wholeEnd(ground, index),
): Dispatch[] {
  const block = ground.block(index);
  const input = `value ${index - 1}`;
  const { output, tensor, chain } = end;
  const places = chain.pool > 1 ? `places ${index}` : 'none';
  if (chain.pool > 1) ground.reserve(places, (room) => bytesOf(layTensor(block.after), room) / 2);
  switch (block.kind) {
    case 'images': {
      const next = ground.blocks[1];
      const padding =
        next?.kind === 'convolution' ? paddingOf(next.spec.kernelSize, next.spec.padding) : null;
      const kernel = gather({
        image: block.before,
        window: next?.kind === 'convolution' ? next.spec.kernelSize : 1,
        left: padding?.left ?? 0,
        output: tensor,
      });
      return [{ kernel, entryPoint: 'gather', buffers: ['images', 'indices', output] }];
    }
    case 'convolution': {
      const [height, width] = rawShape(ground, block);
      const weights = windowOf(ground, index);
      const kernel = convolve({
        ...{ weights, height, width, chain, output: tensor },
        input: ground.value(index - 1),
      });
      const buffers = [input, 'weights', output, places];
      return [{ kernel, entryPoint: 'convolve', buffers }];
    }
    case 'dense': {
      const vectors = asVectors(ground.value(index - 1));
      const { first } = ground.group(block.first);
      const kernel = dense({ first, input: vectors, output: tensor, chain });
      const splits = denseSplits(vectors);
      ground.reserve('products', (room) => 16 * splits * tensor.quads * room);
      const buffers = [input, 'weights', 'products', output];
      return [
        { kernel, entryPoint: 'multiply', buffers },
        { kernel, entryPoint: 'finish', buffers },
      ];
    }
    case 'norm': {
      const kernel = normOf(ground, index).forward;
      const buffers = [input, output, 'weights', `statistics ${index}`, 'chunks'];
      const passes = learns ? ['moments', 'combine', 'normalise'] : ['running', 'normalise'];
      return passes.map((entryPoint) => ({ kernel, entryPoint, buffers }));
    }
    case 'chain': {
      const kernel = chainForward(chain, ground.value(index - 1), tensor);
      return [{ kernel, entryPoint: 'forward', buffers: [input, output, places] }];
    }
    case 'softmax': {
      const kernel = softmax(ground.plan.classes);
      const result = learns ? `gradient ${index - 1}` : 'probabilities';
      const bytes = 16 * quadsOf(ground.plan.classes);
      ground.reserve(result, (room) => bytes * room);
      const buffers = [input, result, 'labels', 'indices', 'results'];
      return [{ kernel, entryPoint: learns ? 'lose' : 'predict', buffers }];
    }
  }
}

function wholeEnd(ground: Ground, index: number): End {
  const block = ground.block(index);
  const chain = chainOf('tail' in block ? block.tail : { size: 1 });
  return { output: `value ${index}`, tensor: ground.value(index), chain };
}
