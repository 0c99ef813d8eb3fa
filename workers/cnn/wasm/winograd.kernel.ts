/**
 * 3×3 convolution by F(4×4, 3×3): a tile of 6×6 inputs and the kernel, both taken to 36 points, are multiplied point by
 * point and taken back to 4×4 outputs, with 36 products where the sums themselves have 144. The sum over channels
 * is one matrix product a point. The gradient of the weights is the same with the roles changed: 4×4 gradients taken
 * to the points, times the inputs there, summed over tiles, are taken back to 3×3.
 *
 * Source: Lavin and Gray 2016, «Fast Algorithms for Convolutional Neural Networks», section 4.3; points 0, ±1, ±2, ∞.
 *
 * Memory (float32, addresses in bytes): images as in conv.kernel.ts, with zeros wherever a tile reaches beyond the image. At
 * the points: [point][block of 8 channels][tile][8]; kernels [point][filter block][channel][8]. The bytes of a point
 * are no multiple of a cache set's period. An image's tiles come in strips of some rows of them, each strip filled up to
 * `slots` tiles, a multiple of 4. A tile is transformed by columns into 36 vectors of scratch, then by rows.
 *
 * `shape`, i32: output height, width, blocks; input blocks; bytes of an image, a block and a row of the input and of the
 * output; rows and columns of tiles, rows of a strip, strips, slots; bytes of a point of the input, output, kernels.
 *
 * Measured, 64 → 64 channels of 16×16, batch 40, one thread, against conv.kernel.ts and conv-gradient.kernel.ts: 9.4 ms of
 * 28.4 for the output and the input's gradient, 6.8 of 14.9 for the weights'.
 *
 * Numeric limits: the factors of the points cost about a digit (winograd.test.ts). Sums are in one order, whatever the
 * number of threads.
 */
import { madd } from './vector.kernel';
import { gatherKernel, gatherOutput, spreadGradient, spreadInput, spreadKernel } from './winograd-transforms.kernel';

/** Scratch of a transform; winograd.ts knows it, too. */
const TEMPORARY: usize = 1024;
const POINTS: usize = 36;

// @ts-ignore: decorator
@inline
function field(shape: usize, index: usize): i32 {
  return load<i32>(shape + (index << 2));
}

/** Inputs of one block of a strip to the points. */
function spreadInputs(
  input: usize, inputRow: usize, rows: i32, columns: i32, points: usize, point: usize, temporary: usize,
): void {
  for (let row = 0; row < rows; row++) {
    let x = input + <usize>(row << 2) * inputRow;
    for (let column = 0; column < columns; column++) {
      for (let half: usize = 0; half < 32; half += 16) {
        for (let j: usize = 0; j < 6; j++) {
          spreadInput(x + half + (j << 5), inputRow, temporary + (j << 4), 96);
        }
        for (let i: usize = 0; i < 6; i++) {
          spreadInput(temporary + i * 96, 16, points + half + i * 6 * point, point);
        }
      }
      x += 128;
      points += 32;
    }
  }
}

/** Gradients of one block of a strip to the points. Those beyond the image must be 0. */
function spreadGradients(
  gradient: usize, gradientRow: usize, rows: i32, columns: i32, points: usize, point: usize, temporary: usize,
): void {
  for (let row = 0; row < rows; row++) {
    let x = gradient + <usize>(row << 2) * gradientRow;
    for (let column = 0; column < columns; column++) {
      for (let half: usize = 0; half < 32; half += 16) {
        for (let j: usize = 0; j < 4; j++) {
          spreadGradient(x + half + (j << 5), gradientRow, temporary + (j << 4), 64);
        }
        for (let i: usize = 0; i < 6; i++) {
          spreadGradient(temporary + (i << 6), 16, points + half + i * 6 * point, point);
        }
      }
      x += 128;
      points += 32;
    }
  }
}

/** Points of one filter block of a strip to outputs, `height` and `width` of which are the image's. */
function gatherOutputs(
  points: usize, point: usize, rows: i32, columns: i32, bias: usize,
  output: usize, outputRow: usize, height: i32, width: i32, temporary: usize,
): void {
  const result = temporary + 24 * 16;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const y = output + <usize>(row << 2) * outputRow + (<usize>column << 7);
      const down = min(4, height - (row << 2));
      const across = min(4, width - (column << 2));
      for (let half: usize = 0; half < 32; half += 16) {
        const b = v128.load(bias + half);
        for (let j: usize = 0; j < 6; j++) {
          gatherOutput(points + half + j * point, 6 * point, temporary + (j << 4), 96);
        }
        for (let i = 0; i < down; i++) {
          gatherOutput(temporary + <usize>i * 96, 16, result, 16);
          const to = y + half + <usize>i * outputRow;
          for (let j: usize = 0; j < <usize>across; j++) {
            v128.store(to + (j << 5), f32x4.add(v128.load(result + (j << 4)), b));
          }
        }
      }
      points += 32;
    }
  }
}

/** At one point: output[filter block][tile] = Σ input[block][tile] · kernels. Register tiles of 4 tiles × 8 filters. */
function multiply(
  input: usize, blocks: i32, kernels: usize, output: usize, filterBlocks: i32, slots: i32,
): void {
  const blockBytes = <usize>slots << 5;
  for (let f = 0; f < filterBlocks; f++) {
    for (let t = 0; t < slots; t += 4) {
      let w = kernels;
      let x0 = input + (<usize>t << 5);
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let b0 = a0;
      let b1 = a0;
      let b2 = a0;
      let b3 = a0;
      for (let block = 0; block < blocks; block++) {
        let x = x0;
        const xEnd = x0 + 32;
        while (x < xEnd) {
          const u = v128.load(w);
          const v = v128.load(w, 16);
          const v0 = v128.load_splat<f32>(x);
          const v1 = v128.load_splat<f32>(x, 32);
          const v2 = v128.load_splat<f32>(x, 64);
          const v3 = v128.load_splat<f32>(x, 96);
          a0 = madd(v0, u, a0);
          b0 = madd(v0, v, b0);
          a1 = madd(v1, u, a1);
          b1 = madd(v1, v, b1);
          a2 = madd(v2, u, a2);
          b2 = madd(v2, v, b2);
          a3 = madd(v3, u, a3);
          b3 = madd(v3, v, b3);
          w += 32;
          x += 4;
        }
        x0 += blockBytes;
      }
      const to = output + (<usize>t << 5);
      v128.store(to, a0);
      v128.store(to, b0, 16);
      v128.store(to, a1, 32);
      v128.store(to, b1, 48);
      v128.store(to, a2, 64);
      v128.store(to, b2, 80);
      v128.store(to, a3, 96);
      v128.store(to, b3, 112);
    }
    kernels += <usize>blocks << 8;
    output += blockBytes;
  }
}

/** Kernels (as conv.kernel.ts wants them) to the points. Items are filter blocks. */
export function winogradKernels(
  begin: i32, end: i32, thread: i32,
  weights: usize, blocks: i32, kernels: usize, point: usize, scratch: usize, scratchBytes: usize,
): void {
  const temporary = scratch + <usize>thread * scratchBytes;
  for (let filter = begin; filter < end; filter++) {
    for (let block = 0; block < blocks; block++) {
      const index = <usize>(filter * blocks + block);
      for (let c: usize = 0; c < 8; c++) {
        for (let half: usize = 0; half < 32; half += 16) {
          // Three rows of three columns of eight channels of eight filters.
          const w = weights + index * 2304 + (c << 5) + half;
          for (let j: usize = 0; j < 3; j++) spreadKernel(w + (j << 8), 768, temporary + (j << 4), 48);
          const to = kernels + (index << 8) + (c << 5) + half;
          for (let i: usize = 0; i < 6; i++) spreadKernel(temporary + i * 48, 16, to + i * 6 * point, point);
        }
      }
    }
  }
}

/** The convolution. Items are image × strip. */
export function winogradConvolve(
  begin: i32, end: i32, thread: i32,
  input: usize, kernels: usize, bias: usize, output: usize, scratch: usize, scratchBytes: usize, shape: usize,
): void {
  const height = field(shape, 0);
  const width = field(shape, 1);
  const filterBlocks = field(shape, 2);
  const blocks = field(shape, 3);
  const inputRow = <usize>field(shape, 6);
  const outputRow = <usize>field(shape, 9);
  const tileRows = field(shape, 10);
  const columns = field(shape, 11);
  const stripRows = field(shape, 12);
  const strips = field(shape, 13);
  const slots = field(shape, 14);
  const inputPoint = <usize>field(shape, 15);
  const outputPoint = <usize>field(shape, 16);
  const kernelPoint = <usize>field(shape, 17);
  const slotBytes = <usize>slots << 5;
  const temporary = scratch + <usize>thread * scratchBytes;
  const inputs = temporary + TEMPORARY;
  const outputs = inputs + POINTS * inputPoint;
  for (let item = begin; item < end; item++) {
    const image = <usize>(item / strips);
    const first = (item % strips) * stripRows;
    const rows = min(stripRows, tileRows - first);
    const down = <usize>(first << 2);
    const x = input + image * <usize>field(shape, 4) + down * inputRow;
    for (let block: usize = 0; block < <usize>blocks; block++) {
      const from = x + block * <usize>field(shape, 5);
      spreadInputs(from, inputRow, rows, columns, inputs + block * slotBytes, inputPoint, temporary);
    }
    for (let p: usize = 0; p < POINTS; p++) {
      multiply(inputs + p * inputPoint, blocks, kernels + p * kernelPoint, outputs + p * outputPoint, filterBlocks, slots);
    }
    const y = output + image * <usize>field(shape, 7) + down * outputRow;
    for (let block: usize = 0; block < <usize>filterBlocks; block++) {
      gatherOutputs(
        outputs + block * slotBytes, outputPoint, rows, columns, bias + (block << 5),
        y + block * <usize>field(shape, 8), outputRow, height - (first << 2), width, temporary,
      );
    }
  }
}

/**
 * Inputs and gradients of some images to the points, where `winogradProducts` reads them; slots without a tile stay
 * as they are, which is 0. Of the shape, «output» is the gradient; a block of a point, `blockBytes`, has the tiles of
 * all images. Items are image × strip.
 */
export function winogradSpread(
  begin: i32, end: i32, thread: i32,
  input: usize, inputs: usize, gradient: usize, gradients: usize, blockBytes: usize,
  scratch: usize, scratchBytes: usize, shape: usize,
): void {
  const gradientBlocks = field(shape, 2);
  const blocks = field(shape, 3);
  const inputRow = <usize>field(shape, 6);
  const gradientRow = <usize>field(shape, 9);
  const tileRows = field(shape, 10);
  const columns = field(shape, 11);
  const stripRows = field(shape, 12);
  const strips = field(shape, 13);
  const slotBytes = <usize>field(shape, 14) << 5;
  const inputPoint = <usize>field(shape, 15);
  const gradientPoint = <usize>field(shape, 16);
  const temporary = scratch + <usize>thread * scratchBytes;
  for (let item = begin; item < end; item++) {
    const image = <usize>(item / strips);
    const first = (item % strips) * stripRows;
    const rows = min(stripRows, tileRows - first);
    const down = <usize>(first << 2);
    const x = input + image * <usize>field(shape, 4) + down * inputRow;
    const at = <usize>item * slotBytes;
    for (let block: usize = 0; block < <usize>blocks; block++) {
      const from = x + block * <usize>field(shape, 5);
      spreadInputs(from, inputRow, rows, columns, inputs + at + block * blockBytes, inputPoint, temporary);
    }
    const g = gradient + image * <usize>field(shape, 7) + down * gradientRow;
    for (let block: usize = 0; block < <usize>gradientBlocks; block++) {
      const from = g + block * <usize>field(shape, 8);
      spreadGradients(from, gradientRow, rows, columns, gradients + at + block * blockBytes, gradientPoint, temporary);
    }
  }
}

/**
 * sums[point][filter block][channel][8] = Σ over tiles of input · gradient, added to what is there unless `fresh`. Items
 * are point × filter block. Register tiles of 4 channels × 8 filters.
 */
export function winogradProducts(
  begin: i32, end: i32, _thread: i32,
  inputs: usize, inputPoint: usize, blocks: i32, gradients: usize, gradientPoint: usize, filterBlocks: i32,
  blockBytes: usize, tiles: i32, sums: usize, kernelPoint: usize, fresh: i32,
): void {
  for (let item = begin; item < end; item++) {
    const point = <usize>(item / filterBlocks);
    const filter = <usize>(item % filterBlocks);
    const g0 = gradients + point * gradientPoint + filter * blockBytes;
    const gEnd = g0 + (<usize>tiles << 5);
    let out = sums + point * kernelPoint + ((filter * <usize>blocks) << 8);
    for (let block: usize = 0; block < <usize>blocks; block++) {
      for (let half: usize = 0; half < 32; half += 16) {
        let x = inputs + point * inputPoint + block * blockBytes + half;
        let a0 = f32x4.splat(0);
        let b0 = a0;
        let a1 = a0;
        let b1 = a0;
        let a2 = a0;
        let b2 = a0;
        let a3 = a0;
        let b3 = a0;
        if (!fresh) {
          a0 = v128.load(out);
          b0 = v128.load(out, 16);
          a1 = v128.load(out, 32);
          b1 = v128.load(out, 48);
          a2 = v128.load(out, 64);
          b2 = v128.load(out, 80);
          a3 = v128.load(out, 96);
          b3 = v128.load(out, 112);
        }
        for (let g = g0; g < gEnd; g += 32) {
          const u = v128.load(g);
          const v = v128.load(g, 16);
          const x0 = v128.load_splat<f32>(x);
          const x1 = v128.load_splat<f32>(x, 4);
          const x2 = v128.load_splat<f32>(x, 8);
          const x3 = v128.load_splat<f32>(x, 12);
          a0 = madd(x0, u, a0);
          b0 = madd(x0, v, b0);
          a1 = madd(x1, u, a1);
          b1 = madd(x1, v, b1);
          a2 = madd(x2, u, a2);
          b2 = madd(x2, v, b2);
          a3 = madd(x3, u, a3);
          b3 = madd(x3, v, b3);
          x += 32;
        }
        v128.store(out, a0);
        v128.store(out, b0, 16);
        v128.store(out, a1, 32);
        v128.store(out, b1, 48);
        v128.store(out, a2, 64);
        v128.store(out, b2, 80);
        v128.store(out, a3, 96);
        v128.store(out, b3, 112);
        out += 128;
      }
    }
  }
}

/** Sums at the points back to the gradient of the weights, packed as they are. Items are filter blocks. */
export function winogradWeightGradient(
  begin: i32, end: i32, thread: i32,
  sums: usize, point: usize, blocks: i32, weights: usize, scratch: usize, scratchBytes: usize,
): void {
  const temporary = scratch + <usize>thread * scratchBytes;
  for (let filter = begin; filter < end; filter++) {
    for (let block = 0; block < blocks; block++) {
      const index = <usize>(filter * blocks + block);
      for (let c: usize = 0; c < 8; c++) {
        for (let half: usize = 0; half < 32; half += 16) {
          const from = sums + (index << 8) + (c << 5) + half;
          for (let j: usize = 0; j < 6; j++) gatherKernel(from + j * point, 6 * point, temporary + (j << 4), 96);
          const w = weights + index * 2304 + (c << 5) + half;
          for (let i: usize = 0; i < 3; i++) gatherKernel(temporary + i * 96, 16, w + i * 768, 256);
        }
      }
    }
  }
}
