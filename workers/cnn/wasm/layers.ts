import type { WasmContext } from '../../wasm/runtime.ts';
import { type LayerWeights, type Packed, panelBytes } from './parameters.ts';
import { type AdamStep, type Operation, type Pass, putShape, type Run } from './pass.ts';
import { BLOCK_BYTES, LANES, strides, type Tensor } from './tensor.ts';

/** What a layer reads and writes; `inputGradient` is undefined where nobody needs it. */
export interface Ends {
  readonly input: Tensor;
  readonly inputGradient: Tensor | undefined;
  readonly output: Tensor;
  readonly outputGradient: Tensor;
}

/** Shape of kernels that pass over several arrays of the same size. */
const commonShape = (context: WasmContext, ...tensors: readonly [Tensor, ...Tensor[]]): number => {
  const [{ height, width, blocks }] = tensors;
  return putShape(context, height, width, blocks, ...tensors.flatMap(strides));
};

const itemsOf = ({ batch }: Pass, { blocks }: Tensor): number => batch * blocks;

export function relu(context: WasmContext, run: Run, ends: Ends): Operation {
  const { input, inputGradient, output, outputGradient } = ends;
  const shape = commonShape(context, input, output);
  const back = inputGradient && commonShape(context, outputGradient, output, inputGradient);
  return {
    forward: (pass) =>
      run('relu', itemsOf(pass, input), [input.address, output.address, shape], pass, 8),
    backward: async (pass) => {
      if (!inputGradient || back === undefined) return;
      const args = [outputGradient.address, output.address, inputGradient.address, back];
      await run('reluGradient', itemsOf(pass, input), args, pass, 8);
    },
  };
}

/** `rectified`: with the ReLU before it. */
export function maxPool(
  context: WasmContext,
  run: Run,
  ends: Ends,
  size: number,
  rectified: boolean,
  images: number,
): Operation {
  const { input, inputGradient, output, outputGradient } = ends;
  const shapeOf = (large: Tensor, small: Tensor): number =>
    putShape(
      context,
      ...[small.height, small.width, small.blocks, size],
      ...[...strides(large), ...strides(small), large.height, large.width],
    );
  const shape = shapeOf(input, output);
  const back = inputGradient && shapeOf(inputGradient, outputGradient);
  const winners = context.arena.allocate(
    images * output.height * output.width * output.blocks * LANES,
  );
  return {
    forward: (pass) =>
      run(
        'poolForward',
        itemsOf(pass, output),
        [input.address, output.address, winners, rectified ? 1 : 0, shape],
        pass,
      ),
    backward: async (pass) => {
      if (!inputGradient || back === undefined) return;
      const args = [outputGradient.address, inputGradient.address, winners, back];
      await run('poolGradient', itemsOf(pass, output), args, pass);
    },
  };
}

/** In place: `output` is `input`, and so are their gradients. */
export function dropout(
  context: WasmContext,
  run: Run,
  { output, outputGradient }: Ends,
): Operation {
  const apply =
    (tensor: Tensor, shape: number) =>
    async (pass: Pass): Promise<void> => {
      if (!pass.training || pass.dropout === 0) return;
      const threshold = Math.min(2 ** 32 - 1, Math.floor(pass.dropout * 2 ** 32));
      const args = [
        tensor.address,
        tensor.channels,
        pass.dropoutSeed,
        threshold,
        1 / (1 - pass.dropout),
        shape,
      ];
      await run('dropout', itemsOf(pass, tensor), args, pass, 8);
    };
  return {
    forward: apply(output, commonShape(context, output)),
    backward: apply(outputGradient, commonShape(context, outputGradient)),
  };
}

/** Between tensors that differ in their margins. */
export function copy(
  context: WasmContext,
  run: Run,
  { input, inputGradient, output, outputGradient }: Ends,
): Operation {
  const shape = commonShape(context, input, output);
  const back = inputGradient && commonShape(context, outputGradient, inputGradient);
  return {
    forward: async (pass) => {
      if (input !== output)
        await run('copy', itemsOf(pass, input), [input.address, output.address, shape], pass, 8);
    },
    backward: async (pass) => {
      if (!inputGradient || back === undefined || inputGradient === outputGradient) return;
      await run(
        'copy',
        itemsOf(pass, input),
        [outputGradient.address, inputGradient.address, back],
        pass,
        8,
      );
    },
  };
}

const NO_STEP: AdamStep = { first: 0, second: 0, rate: 0, beta1: 0, beta2: 0, epsilon: 0 };
/** dense-gradient.kernel.ts: a tile of sums. */
const TILE_BYTES = 128;

export function dense(
  context: WasmContext,
  run: Run,
  ends: Ends,
  kernel: Packed,
  bias: Packed,
): Operation {
  const { input, inputGradient, output, outputGradient } = ends;
  const positions = input.height * input.width;
  const inputs = input.blocks * LANES * positions;
  const panel = panelBytes(positions, input.channels);
  const scratchBytes = TILE_BYTES + LANES * BLOCK_BYTES * output.blocks;
  const scratch = context.arena.allocate(context.threads * scratchBytes);
  return {
    forward: (pass) =>
      run(
        'denseForward',
        Math.ceil(pass.batch / 4) * output.blocks,
        [
          input.address,
          input.imageBytes,
          inputs,
          pass.weights + kernel.offset,
          panel,
          Math.ceil(pass.batch / 4),
        ].concat([pass.weights + bias.offset, output.address, output.imageBytes]),
        pass,
        4,
      ),
    backward: async (pass) => {
      const { address, imageBytes, blocks } = outputGradient;
      const { first, second, rate, beta1, beta2, epsilon } = pass.adam ?? NO_STEP;
      await run(
        'denseGradient',
        inputs / LANES,
        [
          ...[pass.batch, input.address, input.imageBytes, address, imageBytes, blocks],
          ...[pass.weights + kernel.offset, panel],
          ...[inputGradient?.address ?? 0, inputGradient?.imageBytes ?? 0],
          ...[pass.adam ? 0 : pass.gradients + kernel.offset],
          ...[first + kernel.offset, second + kernel.offset, rate, beta1, beta2, epsilon],
          ...[scratch, scratchBytes],
        ],
        pass,
        16,
      );
      await run(
        'denseBiasGradient',
        blocks,
        [pass.batch, address, imageBytes, pass.gradients + bias.offset],
        pass,
        64,
      );
    },
  };
}

export interface BatchNormOptions {
  readonly momentum: number;
  readonly epsilon: number;
}

export function batchNorm(
  context: WasmContext,
  run: Run,
  ends: Ends,
  weights: Required<Pick<LayerWeights, 'gamma' | 'beta' | 'moving-mean' | 'moving-variance'>>,
  { momentum, epsilon }: BatchNormOptions,
): Operation {
  const { input, inputGradient, output, outputGradient } = ends;
  const { gamma, beta } = weights;
  const statistics = context.arena.allocate(2 * 4 * LANES * input.blocks);
  const shape = commonShape(context, input, output);
  // Where nobody needs the input's gradient, it overwrites the output's.
  const result = inputGradient ?? outputGradient;
  const back = commonShape(context, input, outputGradient, result);
  return {
    forward: async (pass) => {
      const means = pass.weights + weights['moving-mean'].offset;
      const variances = pass.weights + weights['moving-variance'].offset;
      if (pass.training) {
        const args = [
          pass.batch,
          input.address,
          statistics,
          means,
          variances,
          momentum,
          epsilon,
          shape,
        ];
        await run('batchStatistics', input.blocks, args, pass, 4);
      } else {
        await run(
          'runningStatistics',
          input.blocks,
          [statistics, means, variances, epsilon],
          pass,
          64,
        );
      }
      const args = [pass.batch, input.address, output.address, statistics];
      const [scale, shift] = [pass.weights + gamma.offset, pass.weights + beta.offset];
      await run('normalise', input.blocks, [...args, scale, shift, shape], pass, 4);
    },
    backward: (pass) =>
      run(
        'batchNormGradient',
        input.blocks,
        [pass.batch, input.address, outputGradient.address, result.address, statistics].concat([
          pass.weights + gamma.offset,
          pass.gradients + gamma.offset,
          pass.gradients + beta.offset,
          back,
        ]),
        pass,
        4,
      ),
  };
}
