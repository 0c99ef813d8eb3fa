import type { WasmContext } from '../../wasm/runtime.ts';
import type { Packed } from './parameters.ts';
import { type Operation, type Pass, putShape, type Run } from './pass.ts';
import { LANES, type Margin, strides, type Tensor } from './tensor.ts';

/** Groups of images whose weight gradients are summed apart: as many threads as can share that work. */
const GROUPS = 8;

/** A network's first images as they come: [row][column][channel] within a margin. */
export interface PlainImages {
  /** Of the first image's upper left corner, the margin included. */
  readonly base: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly imageBytes: number;
  readonly rowBytes: number;
}

export interface Convolution {
  readonly size: number;
  readonly padding: Margin;
  readonly kernel: Packed;
  readonly bias: Packed;
  readonly input: Tensor | PlainImages;
  /** Of the input; undefined where nobody needs it. */
  readonly inputGradient: Tensor | undefined;
  readonly output: Tensor;
  /** With the margin that `gradientMargin` asks for, where there is an input gradient. */
  readonly outputGradient: Tensor;
}

/** Margin of the output's gradient in which the turned kernels find zeros. */
export function gradientMargin(size: number, padding: Margin): Margin {
  return { before: size - 1 - padding.before, after: size - 1 - padding.after };
}

/** Keras's «same»: the odd one comes after. */
export function paddingOf(size: number, padding: 'same' | 'valid'): Margin {
  if (padding === 'valid') return { before: 0, after: 0 };
  return { before: Math.floor((size - 1) / 2), after: Math.ceil((size - 1) / 2) };
}

const isPlain = (input: Tensor | PlainImages): input is PlainImages => 'base' in input;

export function convolution(context: WasmContext, run: Run, layer: Convolution): Operation {
  const { size, padding, kernel, bias, input, inputGradient, output, outputGradient } = layer;
  const { arena } = context;
  const plain = isPlain(input);
  const suffix = plain ? (input.channels === 3 ? 'Colour' : 'Grey') : 'Blocked';
  const length = size * (plain ? input.channels : LANES);
  const runs = runsOf(input, size);
  const base = plain ? input.base : input.address - padding.before * (input.rowBytes + 4 * LANES);
  const panelFloats = runs.length * length * LANES;
  const shapeOf = (result: Tensor): number =>
    putShape(
      context,
      ...[result.height, result.width, result.blocks, runs.length, length],
      ...[input.imageBytes, input.rowBytes, ...strides(result), ...runs],
    );
  const shape = shapeOf(output);
  const gradientShape = shapeOf(outputGradient);
  const groupBytes = 4 * panelFloats * output.blocks;
  const groups = arena.allocate(GROUPS * groupBytes);

  const toInput = inputGradient && !plain ? turned(inputGradient) : undefined;

  function turned(result: Tensor) {
    const back = gradientMargin(size, padding);
    const { address, rowBytes, imageBytes, blocks } = outputGradient;
    const backRuns = runsOf(outputGradient, size);
    return {
      input: address - back.before * (rowBytes + 4 * LANES),
      kernels: arena.allocate(4 * LANES * LANES * size * size * blocks * result.blocks),
      zeros: arena.allocateZeroed(4 * LANES * result.blocks),
      shape: putShape(
        context,
        ...[result.height, result.width, result.blocks, backRuns.length, size * LANES],
        ...[imageBytes, rowBytes, ...strides(result), ...backRuns],
      ),
    };
  }

  return {
    forward: (pass) =>
      run(
        `convolve${suffix}`,
        pass.batch * output.blocks,
        [base, pass.weights + kernel.offset, pass.weights + bias.offset, output.address, shape],
        pass,
      ),
    backward: async (pass) => {
      await run(
        `gradient${suffix}`,
        GROUPS,
        [pass.batch, GROUPS, base, outputGradient.address, groups, groupBytes, gradientShape],
        pass,
      );
      await run(
        'addGroups',
        groupBytes / 16,
        [groups, groupBytes, GROUPS, pass.gradients + kernel.offset],
        pass,
        4096,
      );
      await sumBias(run, layer, pass);
      if (!toInput || !inputGradient) return;
      await run(
        'turnKernels',
        inputGradient.blocks,
        [pass.weights + kernel.offset, toInput.kernels, size, inputGradient.blocks, output.blocks],
        pass,
      );
      await run(
        'convolveBlocked',
        pass.batch * inputGradient.blocks,
        [toInput.input, toInput.kernels, toInput.zeros, inputGradient.address, toInput.shape],
        pass,
      );
    },
  };
}

/** The bias's gradient: that of the output, summed over images and positions. */
export function sumBias(
  run: Run,
  { bias, outputGradient }: Convolution,
  pass: Pass,
): Promise<void> {
  const { address, height, width, blocks } = outputGradient;
  const sums = pass.gradients + bias.offset;
  const args = [pass.batch, address, ...strides(outputGradient), height, width, sums];
  return run('sumPositions', blocks, args, pass);
}

/** Byte offsets of the runs from the first value under the kernel. */
export function runsOf(input: Tensor | PlainImages, size: number): number[] {
  const rows = Array.from({ length: size }, (_, row) => row * input.rowBytes);
  if (isPlain(input)) return rows;
  return Array.from({ length: input.blocks }, (_, block) =>
    rows.map((row) => block * input.blockBytes + row),
  ).flat();
}
