/**
 * A dense layer: output = input · weights + bias, the gradient of its input and that of its weights.
 *
 * Memory (float32, addresses and strides in bytes): rows [image][inputs] and [image][units], both counts padded
 * with zeros to a multiple of 8; weights packed [unit block of 8][input][8], `panel` bytes a block. Strides of rows and panels are
 * no powers of two, so that what is read together does not fall into one cache set (conv-shapes.ts).
 *
 * Algorithm: register tiles of 4 images × 8 units, 4 images × 2 inputs, 4 inputs × 8 units: eight accumulators
 * each. Items write what is their own, in an order that no thread changes. Rows beyond the batch, up to a
 * multiple of 4, must be readable; they are computed and ignored.
 */
import { madd } from './vector.kernel';

/** output[image] = bias + input[image] · weights. Items are unit blocks × groups of 4 images. */
export function denseForward(
  begin: i32, end: i32, _thread: i32,
  input: usize, inputRow: usize, inputs: i32, weights: usize, panel: usize, blocks: i32,
  bias: usize, output: usize, outputRow: usize,
): void {
  for (let item = begin; item < end; item++) {
    const group = item / blocks;
    const block = item - group * blocks;
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

/** Lane sums of four vectors, one a lane. */
// @ts-ignore: decorator
@inline
function sumFour(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f64>(ab, cd, 0, 2), v128.shuffle<f64>(ab, cd, 1, 3));
}

/** gradient of the input = gradient of the output · weightsᵀ. Items are chunks of 8 inputs, for all images. */
export function denseInputGradient(
  begin: i32, end: i32, _thread: i32,
  images: i32, gradient: usize, gradientRow: usize, weights: usize, panel: usize, blocks: i32,
  output: usize, outputRow: usize,
): void {
  for (let item = begin; item < end; item++) {
    for (let image = 0; image < images; image += 4) {
      const g = gradient + <usize>image * gradientRow;
      const out = output + <usize>image * outputRow + (<usize>item << 5);
      for (let pair: usize = 0; pair < 4; pair++) {
        let w = weights + (<usize>item << 8) + (pair << 6);
        let g0 = g;
        let g1 = g0 + gradientRow;
        let g2 = g1 + gradientRow;
        let g3 = g2 + gradientRow;
        let a0 = f32x4.splat(0);
        let a1 = a0;
        let a2 = a0;
        let a3 = a0;
        let b0 = a0;
        let b1 = a0;
        let b2 = a0;
        let b3 = a0;
        for (let block = 0; block < blocks; block++) {
          const u0 = v128.load(w);
          const u1 = v128.load(w, 16);
          const v0 = v128.load(w, 32);
          const v1 = v128.load(w, 48);
          let x = v128.load(g0);
          a0 = madd(x, u0, a0);
          b0 = madd(x, v0, b0);
          x = v128.load(g1);
          a1 = madd(x, u0, a1);
          b1 = madd(x, v0, b1);
          x = v128.load(g2);
          a2 = madd(x, u0, a2);
          b2 = madd(x, v0, b2);
          x = v128.load(g3);
          a3 = madd(x, u0, a3);
          b3 = madd(x, v0, b3);
          x = v128.load(g0, 16);
          a0 = madd(x, u1, a0);
          b0 = madd(x, v1, b0);
          x = v128.load(g1, 16);
          a1 = madd(x, u1, a1);
          b1 = madd(x, v1, b1);
          x = v128.load(g2, 16);
          a2 = madd(x, u1, a2);
          b2 = madd(x, v1, b2);
          x = v128.load(g3, 16);
          a3 = madd(x, u1, a3);
          b3 = madd(x, v1, b3);
          w += panel;
          g0 += 32;
          g1 += 32;
          g2 += 32;
          g3 += 32;
        }
        // Lanes: image 0 and 1, then 2 and 3, each with its two inputs.
        const first = sumFour(a0, b0, a1, b1);
        const second = sumFour(a2, b2, a3, b3);
        const at = out + (pair << 3);
        v128.store64_lane(at, first, 0);
        v128.store64_lane(at + outputRow, first, 1);
        v128.store64_lane(at + 2 * outputRow, second, 0);
        v128.store64_lane(at + 3 * outputRow, second, 1);
      }
    }
  }
}

/** sums[block][input][unit] = Σ input[image] · gradient[image]. Items are chunks of 8 inputs, for all blocks. */
export function denseWeightGradient(
  begin: i32, end: i32, _thread: i32,
  images: i32, input: usize, inputRow: usize, gradient: usize, gradientRow: usize, blocks: i32,
  sums: usize, panel: usize,
): void {
  for (let item = begin; item < end; item++) {
    for (let block = 0; block < blocks; block++) {
      for (let half: usize = 0; half < 2; half++) {
        let x = input + (<usize>item << 5) + (half << 4);
        let g = gradient + (<usize>block << 5);
        let a0 = f32x4.splat(0);
        let a1 = a0;
        let a2 = a0;
        let a3 = a0;
        let b0 = a0;
        let b1 = a0;
        let b2 = a0;
        let b3 = a0;
        for (let image = 0; image < images; image++) {
          const u = v128.load(g);
          const v = v128.load(g, 16);
          const x0 = v128.load_splat<f32>(x);
          a0 = madd(x0, u, a0);
          b0 = madd(x0, v, b0);
          const x1 = v128.load_splat<f32>(x, 4);
          a1 = madd(x1, u, a1);
          b1 = madd(x1, v, b1);
          const x2 = v128.load_splat<f32>(x, 8);
          a2 = madd(x2, u, a2);
          b2 = madd(x2, v, b2);
          const x3 = v128.load_splat<f32>(x, 12);
          a3 = madd(x3, u, a3);
          b3 = madd(x3, v, b3);
          x += inputRow;
          g += gradientRow;
        }
        const out = sums + <usize>block * panel + (<usize>item << 8) + (half << 7);
        v128.store(out, a0);
        v128.store(out, b0, 16);
        v128.store(out, a1, 32);
        v128.store(out, b1, 48);
        v128.store(out, a2, 64);
        v128.store(out, b2, 80);
        v128.store(out, a3, 96);
        v128.store(out, b3, 112);
      }
    }
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
