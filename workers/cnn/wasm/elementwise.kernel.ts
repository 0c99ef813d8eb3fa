/**
 * What happens to each value by itself: scaling of bytes, ReLU, dropout, copies between strides.
 *
 * Blocked images as in conv.kernel.ts. `shape`, i32: height, width, blocks; then bytes of an image, a block and a row of
 * each array in the order of the arguments. Items are image × block; those of the gathers are images.
 */

// @ts-ignore: decorator
@inline
function field(shape: usize, index: usize): i32 {
  return load<i32>(shape + (index << 2));
}

/** Address of a row of an array whose strides begin at field `from`. */
// @ts-ignore: decorator
@inline
function rowOf(shape: usize, from: usize, base: usize, image: usize, block: usize, row: i32): usize {
  return (
    base + image * <usize>field(shape, from) + block * <usize>field(shape, from + 1) +
    <usize>row * <usize>field(shape, from + 2)
  );
}

/** Images by index, value / 127.5 − 1, into [row][column][channel] with rows of `outputRow` bytes. */
export function gatherPlain(
  begin: i32, end: i32, _thread: i32,
  images: usize, indices: usize, height: i32, rowValues: i32, output: usize, outputImage: usize, outputRow: usize,
): void {
  const bytes = <usize>(height * rowValues);
  for (let item = begin; item < end; item++) {
    let x = images + <usize>load<u32>(indices + (<usize>item << 2)) * bytes;
    let y = output + <usize>item * outputImage;
    for (let row = 0; row < height; row++) {
      for (let i: usize = 0; i < <usize>rowValues; i++) {
        store<f32>(y + (i << 2), <f32>load<u8>(x + i) / 127.5 - 1);
      }
      x += <usize>rowValues;
      y += outputRow;
    }
  }
}

/** The same into one block of 8 channels; those that are none stay 0. */
export function gatherBlocked(
  begin: i32, end: i32, _thread: i32,
  images: usize, indices: usize, height: i32, width: i32, channels: i32,
  output: usize, outputImage: usize, outputRow: usize,
): void {
  const bytes = <usize>(height * width * channels);
  for (let item = begin; item < end; item++) {
    let x = images + <usize>load<u32>(indices + (<usize>item << 2)) * bytes;
    for (let row = 0; row < height; row++) {
      let y = output + <usize>item * outputImage + <usize>row * outputRow;
      for (let column = 0; column < width; column++) {
        for (let c: usize = 0; c < <usize>channels; c++) {
          store<f32>(y + (c << 2), <f32>load<u8>(x + c) / 127.5 - 1);
        }
        x += <usize>channels;
        y += 32;
      }
    }
  }
}

/** to = from. */
export function copy(begin: i32, end: i32, _thread: i32, from: usize, to: usize, shape: usize): void {
  const height = field(shape, 0);
  const bytes = <usize>field(shape, 1) << 5;
  const blocks = field(shape, 2);
  for (let item = begin; item < end; item++) {
    const image = <usize>(item / blocks);
    const block = <usize>(item % blocks);
    for (let row = 0; row < height; row++) {
      memory.copy(rowOf(shape, 6, to, image, block, row), rowOf(shape, 3, from, image, block, row), bytes);
    }
  }
}

/** output = max(0, input); a NaN stays one. */
export function relu(begin: i32, end: i32, _thread: i32, input: usize, output: usize, shape: usize): void {
  const zero = f32x4.splat(0);
  const height = field(shape, 0);
  const bytes = <usize>field(shape, 1) << 5;
  const blocks = field(shape, 2);
  for (let item = begin; item < end; item++) {
    const image = <usize>(item / blocks);
    const block = <usize>(item % blocks);
    for (let row = 0; row < height; row++) {
      const x = rowOf(shape, 3, input, image, block, row);
      const y = rowOf(shape, 6, output, image, block, row);
      for (let at: usize = 0; at < bytes; at += 16) v128.store(y + at, f32x4.max(zero, v128.load(x + at)));
    }
  }
}

/** `result` = `gradient` where the layer's output is above 0, else 0. */
export function reluGradient(
  begin: i32, end: i32, _thread: i32, gradient: usize, output: usize, result: usize, shape: usize,
): void {
  const zero = f32x4.splat(0);
  const height = field(shape, 0);
  const bytes = <usize>field(shape, 1) << 5;
  const blocks = field(shape, 2);
  for (let item = begin; item < end; item++) {
    const image = <usize>(item / blocks);
    const block = <usize>(item % blocks);
    for (let row = 0; row < height; row++) {
      const g = rowOf(shape, 3, gradient, image, block, row);
      const v = rowOf(shape, 6, output, image, block, row);
      const r = rowOf(shape, 9, result, image, block, row);
      for (let at: usize = 0; at < bytes; at += 16) {
        v128.store(r + at, v128.and(v128.load(g + at), f32x4.gt(v128.load(v + at), zero)));
      }
    }
  }
}

/** lowbias32 (Wellons' hash prospector), of four places. */
// @ts-ignore: decorator
@inline
function hash(value: v128): v128 {
  let x = i32x4.mul(v128.xor(value, i32x4.shr_u(value, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** Four values from `place` on: 0 where the hash is below `threshold` (its sign bit flipped), else scaled. */
// @ts-ignore: decorator
@inline
function drop(at: usize, places: v128, seed: v128, threshold: v128, scale: v128): void {
  const below = i32x4.lt_s(v128.xor(hash(v128.xor(hash(places), seed)), i32x4.splat(1 << 31)), threshold);
  v128.store(at, v128.andnot(f32x4.mul(v128.load(at), scale), below));
}

/**
 * Sets values to 0 whose hash is below `threshold` and scales the others, in place: dropout, and its gradient.
 * Two hashes of the seed and of the value's place in [image][row][column][channel] order (../dropout.ts). Padding stays 0.
 */
export function dropout(
  begin: i32, end: i32, _thread: i32,
  values: usize, channels: i32, seed: u32, threshold: u32, scale: f32, shape: usize,
): void {
  const height = field(shape, 0);
  const width = field(shape, 1);
  const blocks = field(shape, 2);
  const seeds = i32x4.splat(<i32>seed);
  const thresholds = i32x4.splat(<i32>(threshold ^ 0x80000000));
  const scales = f32x4.splat(scale);
  const lanes = i32x4(0, 1, 2, 3);
  for (let item = begin; item < end; item++) {
    const image = item / blocks;
    const block = item % blocks;
    for (let row = 0; row < height; row++) {
      let x = rowOf(shape, 3, values, <usize>image, <usize>block, row);
      let place = (((image * height + row) * width) * channels) + (block << 3);
      for (let column = 0; column < width; column++) {
        const places = i32x4.add(i32x4.splat(place), lanes);
        drop(x, places, seeds, thresholds, scales);
        drop(x + 16, i32x4.add(places, i32x4.splat(4)), seeds, thresholds, scales);
        place += channels;
        x += 32;
      }
    }
  }
}
