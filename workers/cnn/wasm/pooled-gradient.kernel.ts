/**
 * Gradient of a network's first convolution through the max pooling after it (and the ReLU between, if there is one): of each window only
 * the winner has a gradient, so that of size² positions one is left, and the gradient of the convolution's output is
 * never written. For each filter f and each winner at a position: sums[float of each run] += input[position + float] ·
 * gradient.
 *
 * Memory as in conv.kernel.ts (input: [row][column][channel] within its margin) and pool.kernel.ts (winners). Items are
 * halves of filter blocks: an item lists the offsets and gradients of its four filters' winners, image by image, then adds
 * up run after run, 16 floats in registers. Up to 60 bytes past the last run are read, and ignored.
 *
 * `shape`, i32: pooled height, width, blocks; pool size; bytes of an image, a block and a row of the gradient; bytes of an image,
 * a row and a column of the input; runs, floats of a run.
 *
 * Numeric limits: float32 sums in the order of images, rows and columns, whatever the number of threads.
 *
 * Measured, 64 filters of 5×5×3 over 32×32, pool 2, batch 40, one thread: 4.5 ms, where the gradient written
 * out (1.9) and its sums over positions (0.6) and over runs (8.2, conv-gradient.kernel.ts) take 10.7.
 */
import { madd } from './vector.kernel';

/** Scratch: byte offsets of a window's places; then the lists; then the sums. */
const TABLE: usize = 1024;

// @ts-ignore: decorator
@inline
function field(shape: usize, index: usize): i32 {
  return load<i32>(shape + (index << 2));
}

/** Writes an entry; *returns* where the next one goes, which is here if this one has no gradient. */
// @ts-ignore: decorator
@inline
function note(list: usize, won: usize, gradient: usize, table: usize, place: i32): usize {
  const winner = load<u8>(won);
  const value = load<f32>(gradient);
  store<i32>(list, place + load<i32>(table + (<usize>winner << 2)));
  store<f32>(list, value, 4);
  return list + (<usize>(i32(winner != 255) & i32(value != 0)) << 3);
}

/**
 * 16 floats of a run. More of them at once would need fewer loads of the list, but V8 moves a loop's loads to its beginning:
 * with 8 sums and 8 inputs some have no register, and it was slower.
 */
// @ts-ignore: decorator
@inline
function addRun(list: usize, end: usize, input: usize, sums: usize): void {
  let a0 = v128.load(sums);
  let a1 = v128.load(sums, 16);
  let a2 = v128.load(sums, 32);
  let a3 = v128.load(sums, 48);
  for (; list < end; list += 8) {
    const x = input + <usize>load<u32>(list);
    const g = v128.load_splat<f32>(list, 4);
    a0 = madd(v128.load(x), g, a0);
    a1 = madd(v128.load(x, 16), g, a1);
    a2 = madd(v128.load(x, 32), g, a2);
    a3 = madd(v128.load(x, 48), g, a3);
  }
  v128.store(sums, a0);
  v128.store(sums, a1, 16);
  v128.store(sums, a2, 32);
  v128.store(sums, a3, 48);
}

/** All runs of one filter's list. */
function addRuns(list: usize, end: usize, input: usize, row: usize, runs: i32, chunks: i32, sums: usize): void {
  const sumsRun = <usize>chunks << 6;
  for (let chunk = 0; chunk < chunks; chunk++) {
    for (let r: usize = 0; r < <usize>runs; r++) addRun(list, end, input + r * row, sums + r * sumsRun);
    input += 64;
    sums += 64;
  }
}

export function gradientPooled(
  begin: i32, end: i32, thread: i32,
  images: i32, input: usize, gradient: usize, winners: usize, weights: usize, bias: usize,
  scratch: usize, scratchBytes: usize, shape: usize,
): void {
  const height = field(shape, 0);
  const width = field(shape, 1);
  const blocks = field(shape, 2);
  const size = field(shape, 3);
  const gradientImage = <usize>field(shape, 4);
  const gradientBlock = <usize>field(shape, 5);
  const gradientRow = <usize>field(shape, 6);
  const inputImage = <usize>field(shape, 7);
  const inputRow = field(shape, 8);
  const step = field(shape, 9);
  const runs = field(shape, 10);
  const length = field(shape, 11);
  const chunks = (length + 15) / 16;
  const listBytes = <usize>(height * width + 1) << 3;
  const sumsBytes = <usize>(runs * chunks) << 6;
  const table = scratch + <usize>thread * scratchBytes;
  const lists = table + TABLE;
  const sums = lists + 4 * listBytes;
  for (let place = 0; place < size * size; place++) {
    store<i32>(table + (<usize>place << 2), (place / size) * inputRow + (place % size) * step);
  }
  for (let item = begin; item < end; item++) {
    const block = <usize>(item >> 1);
    const half = <usize>(item & 1) << 2;
    memory.fill(sums, 0, 4 * sumsBytes);
    let total = f32x4.splat(0);
    for (let image: usize = 0; image < <usize>images; image++) {
      let list0 = lists;
      let list1 = list0 + listBytes;
      let list2 = list1 + listBytes;
      let list3 = list2 + listBytes;
      let won = winners + (image * blocks + block) * <usize>(height * width) * 8 + half;
      const g0 = gradient + image * gradientImage + block * gradientBlock + (half << 2);
      for (let row = 0; row < height; row++) {
        let g = g0 + <usize>row * gradientRow;
        let place = row * size * inputRow;
        for (let column = 0; column < width; column++) {
          const narrow = i16x8.extend_low_i8x16_u(v128.load32_zero(won));
          const lost = i32x4.eq(i32x4.extend_low_i16x8_u(narrow), i32x4.splat(255));
          total = f32x4.add(total, v128.andnot(v128.load(g), lost));
          list0 = note(list0, won, g, table, place);
          list1 = note(list1, won + 1, g + 4, table, place);
          list2 = note(list2, won + 2, g + 8, table, place);
          list3 = note(list3, won + 3, g + 12, table, place);
          won += 8;
          g += 32;
          place += size * step;
        }
      }
      const x = input + image * inputImage;
      addRuns(lists, list0, x, inputRow, runs, chunks, sums);
      addRuns(lists + listBytes, list1, x, inputRow, runs, chunks, sums + sumsBytes);
      addRuns(lists + 2 * listBytes, list2, x, inputRow, runs, chunks, sums + 2 * sumsBytes);
      addRuns(lists + 3 * listBytes, list3, x, inputRow, runs, chunks, sums + 3 * sumsBytes);
    }
    v128.store(bias + (block << 5) + (half << 2), total);
    const out = weights + ((block * <usize>(runs * length)) << 5) + (half << 2);
    for (let f: usize = 0; f < 4; f++) {
      for (let r = 0; r < runs; r++) {
        const from = sums + f * sumsBytes + (<usize>(r * chunks) << 6);
        for (let t = 0; t < length; t++) {
          store<f32>(out + (<usize>(r * length + t) << 5) + (f << 2), load<f32>(from + (<usize>t << 2)));
        }
      }
    }
  }
}
