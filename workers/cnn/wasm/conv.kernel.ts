/**
 * 2-D convolution, stride 1, and the gradient of its input, which is the convolution of the output's gradient with
 * the kernels turned by 180° and their channels swapped.
 *
 * Memory (float32, all addresses in bytes): images are blocked, [image][channel block of 8][row][column][8], the input with
 * a margin of zeros where the padding needs one; a network's first input is [image][row][column][channel]. What one output
 * value sums over is then a handful of *runs* of contiguous floats (kernel row × columns × channels of a block), which
 * begin one position further for the next column. Weights are packed [filter block][run][float of the run][8].
 *
 * Algorithm: direct. A tile of 4 neighbouring columns × 8 filters lives in eight registers; each step loads 8
 * weights and 4 inputs and makes 32 multiply-adds. Items are image × filter block; each writes what is its own.
 *
 * Numeric limits: sums are float32 in the order of the packed weights, the same with any number of threads.
 */
import { poolForward } from './pool.kernel';
import { madd } from './vector.kernel';

/** Bytes of 8 floats. */
const BLOCK: usize = 32;

/**
 * Fields of a convolution's shape, i32, in this order; after them the byte offsets of the runs.
 * conv.ts writes them.
 */
// @ts-ignore: decorator
@inline
function field(shape: usize, index: usize): i32 {
  return load<i32>(shape + (index << 2));
}

/** `step`: bytes from a column to the next, a constant, so that the four loads need no pointers of their own. */
// @ts-ignore: decorator
@inline
function tileOfFour(
  step: i32, input: usize, weights: usize, offsets: usize, runs: i32, length: i32,
  bias: usize, output: usize,
): void {
  let a0 = v128.load(bias);
  let b0 = v128.load(bias, 16);
  let a1 = a0;
  let b1 = b0;
  let a2 = a0;
  let b2 = b0;
  let a3 = a0;
  let b3 = b0;
  let w = weights;
  for (let r = 0; r < runs; r++) {
    let x = input + <usize>load<i32>(offsets + (<usize>r << 2));
    const end = w + (<usize>length << 5);
    while (w < end) {
      const u = v128.load(w);
      const v = v128.load(w, 16);
      const x0 = v128.load_splat<f32>(x);
      const x1 = v128.load_splat<f32>(x + <usize>step);
      const x2 = v128.load_splat<f32>(x + <usize>(2 * step));
      const x3 = v128.load_splat<f32>(x + <usize>(3 * step));
      a0 = madd(x0, u, a0);
      b0 = madd(x0, v, b0);
      a1 = madd(x1, u, a1);
      b1 = madd(x1, v, b1);
      a2 = madd(x2, u, a2);
      b2 = madd(x2, v, b2);
      a3 = madd(x3, u, a3);
      b3 = madd(x3, v, b3);
      w += BLOCK;
      x += 4;
    }
  }
  v128.store(output, a0);
  v128.store(output, b0, 16);
  v128.store(output, a1, 32);
  v128.store(output, b1, 48);
  v128.store(output, a2, 64);
  v128.store(output, b2, 80);
  v128.store(output, a3, 96);
  v128.store(output, b3, 112);
}

// @ts-ignore: decorator
@inline
function tileOfOne(
  input: usize, weights: usize, offsets: usize, runs: i32, length: i32, bias: usize, output: usize,
): void {
  let a = v128.load(bias);
  let b = v128.load(bias, 16);
  let w = weights;
  for (let r = 0; r < runs; r++) {
    let x = input + <usize>load<i32>(offsets + (<usize>r << 2));
    const end = w + (<usize>length << 5);
    while (w < end) {
      const x0 = v128.load_splat<f32>(x);
      a = madd(x0, v128.load(w), a);
      b = madd(x0, v128.load(w, 16), b);
      w += BLOCK;
      x += 4;
    }
  }
  v128.store(output, a);
  v128.store(output, b, 16);
}

// @ts-ignore: decorator
@inline
function convolve(
  step: i32, begin: i32, end: i32, input: usize, weights: usize, bias: usize, output: usize, shape: usize,
): void {
  const height = field(shape, 0);
  const width = field(shape, 1);
  const blocks = field(shape, 2);
  const runs = field(shape, 3);
  const length = field(shape, 4);
  const inputImage = <usize>field(shape, 5);
  const inputRow = <usize>field(shape, 6);
  const outputImage = <usize>field(shape, 7);
  const outputBlock = <usize>field(shape, 8);
  const outputRow = <usize>field(shape, 9);
  const offsets = shape + 40;
  const panel = (<usize>(runs * length)) << 5;
  for (let item = begin; item < end; item++) {
    const image = item / blocks;
    const block = item - image * blocks;
    const w = weights + <usize>block * panel;
    const b = bias + <usize>block * BLOCK;
    let x = input + <usize>image * inputImage;
    let y = output + <usize>image * outputImage + <usize>block * outputBlock;
    for (let row = 0; row < height; row++) {
      let column = 0;
      for (; column <= width - 4; column += 4) {
        const at = <usize>column;
        tileOfFour(step, x + at * <usize>step, w, offsets, runs, length, b, y + at * BLOCK);
      }
      for (; column < width; column++) {
        const at = <usize>column;
        tileOfOne(x + at * <usize>step, w, offsets, runs, length, b, y + at * BLOCK);
      }
      x += inputRow;
      y += outputRow;
    }
  }
}

/** Input of blocks of 8 channels. */
export function convolveBlocked(
  begin: i32, end: i32, _thread: i32, input: usize, weights: usize, bias: usize, output: usize, shape: usize,
): void {
  convolve(32, begin, end, input, weights, bias, output, shape);
}

/** A network's first input with 3 channels. */
export function convolveColour(
  begin: i32, end: i32, _thread: i32, input: usize, weights: usize, bias: usize, output: usize, shape: usize,
): void {
  convolve(12, begin, end, input, weights, bias, output, shape);
}

/** A network's first input with 1 channel. */
export function convolveGrey(
  begin: i32, end: i32, _thread: i32, input: usize, weights: usize, bias: usize, output: usize, shape: usize,
): void {
  convolve(4, begin, end, input, weights, bias, output, shape);
}

/**
 * With the pooling after it, while an item's outputs are in the nearest cache. `output` + thread · `outputThread` is where they go:
 * a scratch whose shapes have images and blocks in one place, or (0) where they are to stay.
 */
// @ts-ignore: decorator
@inline
function convolvePooled(
  step: i32, begin: i32, end: i32, thread: i32,
  input: usize, weights: usize, bias: usize, output: usize, outputThread: usize, shape: usize,
  pooled: usize, winners: usize, relu: i32, poolShape: usize,
): void {
  const own = output + <usize>thread * outputThread;
  for (let item = begin; item < end; item++) {
    convolve(step, item, item + 1, input, weights, bias, own, shape);
    poolForward(item, item + 1, thread, own, pooled, winners, relu, poolShape);
  }
}

export function convolvePooledColour(
  begin: i32, end: i32, thread: i32,
  input: usize, weights: usize, bias: usize, output: usize, outputThread: usize, shape: usize,
  pooled: usize, winners: usize, relu: i32, poolShape: usize,
): void {
  convolvePooled(
    12, begin, end, thread, input, weights, bias, output, outputThread, shape, pooled, winners, relu, poolShape,
  );
}

export function convolvePooledGrey(
  begin: i32, end: i32, thread: i32,
  input: usize, weights: usize, bias: usize, output: usize, outputThread: usize, shape: usize,
  pooled: usize, winners: usize, relu: i32, poolShape: usize,
): void {
  convolvePooled(
    4, begin, end, thread, input, weights, bias, output, outputThread, shape, pooled, winners, relu, poolShape,
  );
}
