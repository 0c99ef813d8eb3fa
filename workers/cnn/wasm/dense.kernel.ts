/**
 * A dense layer: output = input · weights + bias, and the gradient of the bias. The others: dense-gradient.kernel.ts.
 *
 * Memory (float32, addresses and strides in bytes): rows [image][inputs] and [image][units], both counts padded
 * with zeros to a multiple of 8; weights packed [unit block of 8][input][8], `panel` bytes a block. Strides of rows and panels are
 * no powers of two, so that what is read together does not fall into one cache set (tensor.ts).
 *
 * Algorithm: register tiles of 4 images × 8 units. Items write what is their own, in an order that no thread changes. Rows
 * beyond the batch, up to a multiple of 4, must be readable; they are computed and ignored.
 */
import { madd } from './vector.kernel';

/** output[image] = bias + input[image] · weights. Items are unit blocks × groups of 4 images, which find the block's weights in the cache. */
export function denseForward(
  begin: i32, end: i32, _thread: i32,
  input: usize, inputRow: usize, inputs: i32, weights: usize, panel: usize, groups: i32,
  bias: usize, output: usize, outputRow: usize,
): void {
  for (let item = begin; item < end; item++) {
    const block = item / groups;
    const group = item - block * groups;
    let w = weights + <usize>block * panel;
    const wEnd = w + (<usize>inputs << 5);
    let x0 = input + <usize>(group << 2) * inputRow;
    let x1 = x0 + inputRow;
    let x2 = x1 + inputRow;
    let x3 = x2 + inputRow;
    let a0 = v128.load(bias + (<usize>block << 5));
    let b0 = v128.load(bias + (<usize>block << 5), 16);
    let a1 = a0;
    let b1 = b0;
    let a2 = a0;
    let b2 = b0;
    let a3 = a0;
    let b3 = b0;
    while (w < wEnd) {
      const u = v128.load(w);
      const v = v128.load(w, 16);
      let x = v128.load_splat<f32>(x0);
      a0 = madd(x, u, a0);
      b0 = madd(x, v, b0);
      x = v128.load_splat<f32>(x1);
      a1 = madd(x, u, a1);
      b1 = madd(x, v, b1);
      x = v128.load_splat<f32>(x2);
      a2 = madd(x, u, a2);
      b2 = madd(x, v, b2);
      x = v128.load_splat<f32>(x3);
      a3 = madd(x, u, a3);
      b3 = madd(x, v, b3);
      w += 32;
      x0 += 4;
      x1 += 4;
      x2 += 4;
      x3 += 4;
    }
    let y = output + <usize>(group << 2) * outputRow + (<usize>block << 5);
    v128.store(y, a0);
    v128.store(y, b0, 16);
    y += outputRow;
    v128.store(y, a1);
    v128.store(y, b1, 16);
    y += outputRow;
    v128.store(y, a2);
    v128.store(y, b2, 16);
    y += outputRow;
    v128.store(y, a3);
    v128.store(y, b3, 16);
  }
}

/** sums[unit] = Σ gradient[image]. Items are unit blocks. */
export function denseBiasGradient(
  begin: i32, end: i32, _thread: i32, images: i32, gradient: usize, gradientRow: usize, sums: usize,
): void {
  for (let item = begin; item < end; item++) {
    let g = gradient + (<usize>item << 5);
    let a = f32x4.splat(0);
    let b = a;
    for (let image = 0; image < images; image++) {
      a = f32x4.add(a, v128.load(g));
      b = f32x4.add(b, v128.load(g, 16));
      g += gradientRow;
    }
    v128.store(sums + (<usize>item << 5), a);
    v128.store(sums + (<usize>item << 5), b, 16);
  }
}
