/**
 * Gradient of a convolution's weights: for each float t of each run and each filter f, the sum over images and
 * positions of input[position + t] · gradient[position][f]. Memory as in conv.kernel.ts.
 *
 * Algorithm: a tile of 4 floats of a run × 8 filters lives in eight registers while it passes over all positions of
 * one image; then it is added to the sums in memory. Items are groups of images, each with sums of its own, so that
 * results do not depend on threads; `addGroups` adds them in order. The last tile of a run whose length is no
 * multiple of 4 overlaps the one before, and drops what that one has.
 */
import { madd } from './vector.kernel';

// @ts-ignore: decorator
@inline
function field(shape: usize, index: usize): i32 {
  return load<i32>(shape + (index << 2));
}

// @ts-ignore: decorator
@inline
function addTo(address: usize, value: v128): void {
  v128.store(address, f32x4.add(v128.load(address), value));
}

// @ts-ignore: decorator
@inline
function gradientOf(
  step: i32, begin: i32, end: i32, images: i32, groups: i32,
  input: usize, gradient: usize, sums: usize, sumsGroup: usize, shape: usize,
): void {
  const height = field(shape, 0);
  const width = field(shape, 1);
  const blocks = field(shape, 2);
  const runs = field(shape, 3);
  const length = field(shape, 4);
  const inputImage = <usize>field(shape, 5);
  const inputRow = <usize>field(shape, 6);
  const gradientImage = <usize>field(shape, 7);
  const gradientBlock = <usize>field(shape, 8);
  const gradientRow = <usize>field(shape, 9);
  const offsets = shape + 40;
  const panel = (<usize>(runs * length)) << 5;
  const inputBack = <usize>(width * step);
  const gradientBack = <usize>width << 5;
  for (let group = begin; group < end; group++) {
    const first = (group * images) / groups;
    const last = ((group + 1) * images) / groups;
    const sum = sums + <usize>group * sumsGroup;
    memory.fill(sum, 0, <usize>blocks * panel);
    for (let image = first; image < last; image++) {
      const image0 = input + <usize>image * inputImage;
      for (let block = 0; block < blocks; block++) {
        const gradient0 = gradient + <usize>image * gradientImage + <usize>block * gradientBlock;
        for (let r = 0; r < runs; r++) {
          const run0 = image0 + <usize>load<i32>(offsets + (<usize>r << 2));
          const out0 = sum + <usize>block * panel + ((<usize>(r * length)) << 5);
          for (let t = 0; t < length; t += 4) {
            // The last tile may overlap the one before.
            const skip = max(0, t + 4 - length);
            const from = <usize>(t - skip);
            let a0 = f32x4.splat(0);
            let b0 = a0;
            let a1 = a0;
            let b1 = a0;
            let a2 = a0;
            let b2 = a0;
            let a3 = a0;
            let b3 = a0;
            let x = run0 + (from << 2);
            let g = gradient0;
            for (let row = 0; row < height; row++) {
              const rowEnd = g + gradientBack;
              while (g < rowEnd) {
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
                g += 32;
                x += <usize>step;
              }
              g += gradientRow - gradientBack;
              x += inputRow - inputBack;
            }
            const out = out0 + (from << 5);
            if (skip < 1) {
              addTo(out, a0);
              addTo(out + 16, b0);
            }
            if (skip < 2) {
              addTo(out + 32, a1);
              addTo(out + 48, b1);
            }
            if (skip < 3) {
              addTo(out + 64, a2);
              addTo(out + 80, b2);
            }
            addTo(out + 96, a3);
            addTo(out + 112, b3);
          }
        }
      }
    }
  }
}

export function gradientBlocked(
  begin: i32, end: i32, _thread: i32, images: i32, groups: i32,
  input: usize, gradient: usize, sums: usize, sumsGroup: usize, shape: usize,
): void {
  gradientOf(32, begin, end, images, groups, input, gradient, sums, sumsGroup, shape);
}

export function gradientColour(
  begin: i32, end: i32, _thread: i32, images: i32, groups: i32,
  input: usize, gradient: usize, sums: usize, sumsGroup: usize, shape: usize,
): void {
  gradientOf(12, begin, end, images, groups, input, gradient, sums, sumsGroup, shape);
}

export function gradientGrey(
  begin: i32, end: i32, _thread: i32, images: i32, groups: i32,
  input: usize, gradient: usize, sums: usize, sumsGroup: usize, shape: usize,
): void {
  gradientOf(4, begin, end, images, groups, input, gradient, sums, sumsGroup, shape);
}
