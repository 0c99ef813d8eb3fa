/**
 * Max pooling of blocked images, with the ReLU before it where there is one: max(0, ·) and the maximum commute. Each
 * output remembers which place of its window won (row × size + column; 255: none, the ReLU was at 0), so that the
 * gradient needs neither input nor output. Of equal values the first wins, as in TensorFlow; a
 * NaN goes on as one.
 *
 * Memory: as in conv.kernel.ts; `winners` [image][block][row][column][8] bytes without margins. Items are image ×
 * block.
 */

// @ts-ignore: decorator
@inline
function field(shape: usize, index: usize): i32 {
  return load<i32>(shape + (index << 2));
}

/** `wins` where `value` is not at most `best`: a NaN wins, and stays. */
// @ts-ignore: decorator
@inline
function wins(value: v128, best: v128): v128 {
  return v128.not(f32x4.le(value, best));
}

/** Windows of 2×2 along a row: the common case, unrolled. */
// @ts-ignore: decorator
@inline
function poolPairs(x: usize, row: usize, y: usize, won: usize, width: i32, relu: i32): void {
  const one = i32x4.splat(1);
  const two = i32x4.splat(2);
  const three = i32x4.splat(3);
  const zero = i32x4.splat(0);
  const none = i32x4.splat(255);
  const end = y + (<usize>width << 5);
  while (y < end) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    const aOn = relu ? wins(a, zero) : i32x4.splat(-1);
    const bOn = relu ? wins(b, zero) : i32x4.splat(-1);
    let u = relu ? f32x4.max(zero, a) : a;
    let v = relu ? f32x4.max(zero, b) : b;
    let wu = v128.andnot(none, aOn);
    let wv = v128.andnot(none, bOn);
    const a1 = v128.load(x, 32);
    const b1 = v128.load(x, 48);
    wu = v128.bitselect(one, wu, wins(a1, u));
    wv = v128.bitselect(one, wv, wins(b1, v));
    u = f32x4.max(u, a1);
    v = f32x4.max(v, b1);
    const a2 = v128.load(x + row);
    const b2 = v128.load(x + row, 16);
    wu = v128.bitselect(two, wu, wins(a2, u));
    wv = v128.bitselect(two, wv, wins(b2, v));
    u = f32x4.max(u, a2);
    v = f32x4.max(v, b2);
    const a3 = v128.load(x + row, 32);
    const b3 = v128.load(x + row, 48);
    wu = v128.bitselect(three, wu, wins(a3, u));
    wv = v128.bitselect(three, wv, wins(b3, v));
    v128.store(y, f32x4.max(u, a3));
    v128.store(y, f32x4.max(v, b3), 16);
    v128.store64_lane(won, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(wu, wv), zero), 0);
    x += 64;
    y += 32;
    won += 8;
  }
}

/**
 * shape, i32: output height, width, blocks, size; then bytes of an image, a block, a row of the input and of the
 * output; then input height, width.
 */
export function poolForward(
  begin: i32, end: i32, _thread: i32,
  input: usize, output: usize, winners: usize, relu: i32, shape: usize,
): void {
  const height = field(shape, 0);
  const width = field(shape, 1);
  const blocks = field(shape, 2);
  const size = field(shape, 3);
  const inputImage = <usize>field(shape, 4);
  const inputBlock = <usize>field(shape, 5);
  const inputRow = <usize>field(shape, 6);
  const outputImage = <usize>field(shape, 7);
  const outputBlock = <usize>field(shape, 8);
  const outputRow = <usize>field(shape, 9);
  const none = f32x4.splat(0);
  for (let item = begin; item < end; item++) {
    const image = item / blocks;
    const block = item - image * blocks;
    let won = winners + <usize>(item * height * width) * 8;
    for (let row = 0; row < height; row++) {
      const x0 = input + <usize>image * inputImage + <usize>block * inputBlock + <usize>(row * size) * inputRow;
      const y = output + <usize>image * outputImage + <usize>block * outputBlock + <usize>row * outputRow;
      if (size == 2) {
        poolPairs(x0, inputRow, y, won, width, relu);
        won += <usize>width << 3;
        continue;
      }
      for (let column = 0; column < width; column++) {
        let a = none;
        let b = none;
        let wa = i32x4.splat(255);
        let wb = wa;
        for (let i = 0; i < size; i++) {
          let x = x0 + <usize>i * inputRow + (<usize>(column * size) << 5);
          for (let j = 0; j < size; j++) {
            const u = v128.load(x);
            const v = v128.load(x, 16);
            const at = i32x4.splat(i * size + j);
            // «Not at most»: a NaN wins, and stays.
            let more = v128.not(f32x4.le(u, a));
            let moreToo = v128.not(f32x4.le(v, b));
            if (!relu && (i | j) == 0) {
              more = i32x4.splat(-1);
              moreToo = more;
              a = u;
              b = v;
            }
            a = f32x4.max(a, u);
            b = f32x4.max(b, v);
            wa = v128.bitselect(at, wa, more);
            wb = v128.bitselect(at, wb, moreToo);
            x += 32;
          }
        }
        const out = y + (<usize>column << 5);
        v128.store(out, a);
        v128.store(out, b, 16);
        const narrow = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(wa, wb), none);
        v128.store64_lane(won, narrow, 0);
        won += 8;
      }
    }
  }
}

/** Writes every place of the input's gradient, those that no window covers too. */
export function poolGradient(
  begin: i32, end: i32, _thread: i32,
  gradient: usize, input: usize, winners: usize, shape: usize,
): void {
  const height = field(shape, 0);
  const width = field(shape, 1);
  const blocks = field(shape, 2);
  const size = field(shape, 3);
  // Here the «input» side is the gradient that is written, the «output» side the one that is read.
  const inputImage = <usize>field(shape, 4);
  const inputBlock = <usize>field(shape, 5);
  const inputRow = <usize>field(shape, 6);
  const outputImage = <usize>field(shape, 7);
  const outputBlock = <usize>field(shape, 8);
  const outputRow = <usize>field(shape, 9);
  const inputHeight = field(shape, 10);
  const inputWidth = field(shape, 11);
  const uncovered = inputHeight != height * size || inputWidth != width * size;
  for (let item = begin; item < end; item++) {
    const image = item / blocks;
    const block = item - image * blocks;
    const x0 = input + <usize>image * inputImage + <usize>block * inputBlock;
    if (uncovered) {
      for (let row = 0; row < inputHeight; row++) {
        memory.fill(x0 + <usize>row * inputRow, 0, <usize>inputWidth << 5);
      }
    }
    let won = winners + <usize>(item * height * width) * 8;
    for (let row = 0; row < height; row++) {
      const y = gradient + <usize>image * outputImage + <usize>block * outputBlock + <usize>row * outputRow;
      for (let column = 0; column < width; column++) {
        const from = y + (<usize>column << 5);
        const u = v128.load(from);
        const v = v128.load(from, 16);
        const narrow = i16x8.extend_low_i8x16_u(v128.load64_zero(won));
        const wa = i32x4.extend_low_i16x8_u(narrow);
        const wb = i32x4.extend_high_i16x8_u(narrow);
        for (let i = 0; i < size; i++) {
          let x = x0 + <usize>(row * size + i) * inputRow + (<usize>(column * size) << 5);
          for (let j = 0; j < size; j++) {
            const at = i32x4.splat(i * size + j);
            v128.store(x, v128.and(u, i32x4.eq(wa, at)));
            v128.store(x, v128.and(v, i32x4.eq(wb, at)), 16);
            x += 32;
          }
        }
        won += 8;
      }
    }
  }
}
