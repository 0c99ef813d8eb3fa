import type { WasmContext } from '../../wasm/runtime.ts';
import { type Convolution, gradientMargin, sumBias } from './convolution.ts';
import { type Operation, type Pass, putShape, type Run } from './pass.ts';
import { BLOCK_BYTES, LANES, type Margin, strides, type Tensor } from './tensor.ts';

const POINTS = 36;
/** Outputs of a tile, across and down. */
const TILE = 4;
/** A register tile's tiles. */
const GROUP = 4;
/** Tiles of a strip, if there are as many: what one image's products at a point keep in the nearest cache. */
const STRIP = 16;
/** winograd.kernel.ts: scratch of a transform. */
const TEMPORARY = 1024;
/** Below so many channels the transforms cost what the products save. */
const LEAST_CHANNELS = 16;
/** Direct products for which one product at a point is worth it, the transforms counted in. */
const WORTH = 1.5;
/** Most bytes of inputs and gradients at the points: images beyond them come in a second round. */
const MOST_BYTES = 12 * 2 ** 20;

interface Maps {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** How the tiles of an image are cut into strips. */
interface Strips {
  readonly tileRows: number;
  readonly tileColumns: number;
  /** Rows of tiles of a strip; the last one may have fewer. */
  readonly rows: number;
  readonly count: number;
  readonly slots: number;
}

const tilesAlong = (length: number): number => Math.ceil(length / TILE);

function stripsOf({ height, width }: Maps): Strips {
  const tileRows = tilesAlong(height);
  const tileColumns = tilesAlong(width);
  const rows = Math.min(tileRows, Math.max(1, Math.floor(STRIP / tileColumns)));
  const count = Math.ceil(tileRows / rows);
  const slots = Math.ceil((rows * tileColumns) / GROUP) * GROUP;
  return { tileRows, tileColumns, rows, count, slots };
}

/** Whether F(4×4, 3×3) beats the direct convolution from `input` to `output`. */
export function takesWinograd(size: number, input: Maps, output: Maps): boolean {
  if (size !== 3 || Math.min(input.channels, output.channels) < LEAST_CHANNELS) return false;
  const { count, slots } = stripsOf(output);
  return WORTH * POINTS * count * slots < size * size * output.height * output.width;
}

/** Zeros that tiles find around `input` where the convolution has `before` of them, and `output` is its result. */
export function tileMargin(before: number, input: Maps, output: Maps): Margin {
  const beyond = (from: number, to: number): number =>
    Math.max(0, TILE * tilesAlong(to) + 2 - before - from);
  return {
    before,
    after: Math.max(beyond(input.height, output.height), beyond(input.width, output.width)),
  };
}

/** Zeros around the gradient of `output`, from which `input`'s is made, and which tiles of its own size read. */
export function tileGradientMargin(padding: Margin, input: Maps, output: Maps): Margin {
  const { before } = gradientMargin(3, padding);
  const { after } = tileMargin(before, output, input);
  const own = (length: number): number => TILE * tilesAlong(length) - length;
  return { before, after: Math.max(after, own(output.height), own(output.width)) };
}

/** An odd number of cache lines, so that the 36 points of a tile lie in as many cache sets. */
const pointBytes = (bytes: number): number => (Math.ceil(bytes / 64) | 1) * 64;

/**
 * A convolution of 3×3 by tiles (winograd.kernel.ts). The input and its gradient must have the margins of `tileMargin` and
 * `tileGradientMargin`.
 */
export function winograd(
  context: WasmContext,
  run: Run,
  layer: Convolution & { readonly input: Tensor },
  images: number,
  mostBytes = MOST_BYTES,
): Operation {
  const { padding, kernel, bias, input, inputGradient, output, outputGradient } = layer;
  const { arena, threads } = context;
  const kernelPoint = pointBytes(LANES * BLOCK_BYTES * input.blocks * output.blocks);
  const kernels = arena.allocate(POINTS * kernelPoint);

  const forward = pathOf(input, output, padding.before);
  const backward = inputGradient && {
    ...pathOf(outputGradient, inputGradient, gradientMargin(3, padding).before),
    to: inputGradient,
    turned: arena.allocate(9 * LANES * BLOCK_BYTES * input.blocks * output.blocks),
    zeros: arena.allocateZeroed(BLOCK_BYTES * input.blocks),
  };

  /** From where tiles begin to read, and the shape of a convolution. */
  function pathOf(from: Tensor, to: Tensor, before: number) {
    const { tileRows, tileColumns, rows, count, slots } = stripsOf(to);
    const inputPoint = pointBytes(from.blocks * slots * BLOCK_BYTES);
    const outputPoint = pointBytes(to.blocks * slots * BLOCK_BYTES);
    return {
      from: from.address - before * (from.rowBytes + BLOCK_BYTES),
      strips: count,
      scratch: TEMPORARY + POINTS * (inputPoint + outputPoint),
      shape: putShape(
        context,
        ...[to.height, to.width, to.blocks, from.blocks, ...strides(from), ...strides(to)],
        ...[tileRows, tileColumns, rows, count, slots, inputPoint, outputPoint, kernelPoint],
      ),
    };
  }
  const scratchBytes = Math.max(forward.scratch, backward?.scratch ?? 0);
  const scratch = arena.allocate(threads * scratchBytes);
  const products = productsOf();

  /** Where inputs and gradients of several images are at the points. */
  function productsOf() {
    const { tileRows, tileColumns, rows, count, slots } = stripsOf(output);
    const tiles = count * slots;
    const imageBytes = POINTS * tiles * BLOCK_BYTES * (input.blocks + output.blocks);
    const most = Math.min(images, Math.max(1, Math.floor(mostBytes / imageBytes)));
    const blockBytes = most * tiles * BLOCK_BYTES;
    const inputPoint = pointBytes(input.blocks * blockBytes);
    const gradientPoint = pointBytes(output.blocks * blockBytes);
    return {
      ...{ most, tiles, blockBytes, inputPoint, gradientPoint },
      inputs: arena.allocateZeroed(POINTS * inputPoint),
      gradients: arena.allocateZeroed(POINTS * gradientPoint),
      sums: arena.allocate(POINTS * kernelPoint),
      shape: putShape(
        context,
        ...[output.height, output.width, output.blocks, input.blocks],
        ...[...strides(input), ...strides(outputGradient)],
        ...[tileRows, tileColumns, rows, count, slots, inputPoint, gradientPoint],
      ),
    };
  }

  const toPoints = (pass: Pass, weights: number, blocks: number, filterBlocks: number) =>
    run(
      'winogradKernels',
      filterBlocks,
      [weights, blocks, kernels, kernelPoint, scratch, scratchBytes],
      pass,
    );

  const convolve = (
    pass: Pass,
    { from, strips, shape }: ReturnType<typeof pathOf>,
    biases: number,
    to: Tensor,
  ) =>
    run(
      'winogradConvolve',
      pass.batch * strips,
      [from, kernels, biases, to.address, scratch, scratchBytes, shape],
      pass,
    );

  async function learn(pass: Pass): Promise<void> {
    const { most, tiles, blockBytes, inputs, inputPoint, gradients, gradientPoint, sums, shape } =
      products;
    const share = Math.ceil(pass.batch / Math.ceil(pass.batch / most));
    for (let image = 0; image < pass.batch; image += share) {
      const count = Math.min(share, pass.batch - image);
      await run(
        'winogradSpread',
        count * forward.strips,
        [
          ...[forward.from + image * input.imageBytes, inputs],
          ...[outputGradient.address + image * outputGradient.imageBytes, gradients],
          ...[blockBytes, scratch, scratchBytes, shape],
        ],
        pass,
      );
      await run(
        'winogradProducts',
        POINTS * output.blocks,
        [
          ...[inputs, inputPoint, input.blocks, gradients, gradientPoint, output.blocks],
          ...[blockBytes, count * tiles, sums, kernelPoint, image === 0 ? 1 : 0],
        ],
        pass,
      );
    }
    await run(
      'winogradWeightGradient',
      output.blocks,
      [
        ...[sums, kernelPoint, input.blocks, pass.gradients + kernel.offset],
        ...[scratch, scratchBytes],
      ],
      pass,
    );
  }

  return {
    forward: async (pass) => {
      await toPoints(pass, pass.weights + kernel.offset, input.blocks, output.blocks);
      await convolve(pass, forward, pass.weights + bias.offset, output);
    },
    backward: async (pass) => {
      await learn(pass);
      await sumBias(run, layer, pass);
      if (!backward) return;
      const { turned, zeros, to } = backward;
      await run(
        'turnKernels',
        input.blocks,
        [pass.weights + kernel.offset, turned, 3, input.blocks, output.blocks],
        pass,
      );
      await toPoints(pass, turned, output.blocks, input.blocks);
      await convolve(pass, backward, zeros, to);
    },
  };
}
