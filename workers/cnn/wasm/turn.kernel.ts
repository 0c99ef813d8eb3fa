/**
 * Kernels turned by 180° with inputs and outputs swapped: what the gradient of a convolution's input is a convolution
 * with (conv.kernel.ts). From [filter block][channel block × kernel row][column × 8 channels][8 filters] to [channel
 * block][filter block × kernel row][column × 8 filters][8 channels]. Items are channel blocks.
 */
export function turnKernels(
  begin: i32, end: i32, _thread: i32,
  weights: usize, turned: usize, size: i32, channelBlocks: i32, filterBlocks: i32,
): void {
  for (let c = begin; c < end; c++) {
    for (let f = 0; f < filterBlocks; f++) {
      for (let row = 0; row < size; row++) {
        for (let column = 0; column < size; column++) {
          const from = weights + ((<usize>(((f * channelBlocks + c) * size + row) * size + column)) << 8);
          const to = turned +
            ((<usize>(((c * filterBlocks + f) * size + (size - 1 - row)) * size + (size - 1 - column))) << 8);
          for (let i: usize = 0; i < 8; i++) {
            for (let j: usize = 0; j < 8; j++) {
              store<f32>(to + (j << 5) + (i << 2), load<f32>(from + (i << 5) + (j << 2)));
            }
          }
        }
      }
    }
  }
}

/** Sum over the positions of each image, then over the images of a group. As gradientBlocked's groups. */
export function sumPositions(
  begin: i32, end: i32, _thread: i32,
  images: i32, gradient: usize, imageBytes: usize, blockBytes: usize, rowBytes: usize, height: i32, width: i32, sums: usize,
): void {
  const bytes = <usize>width << 5;
  for (let block = begin; block < end; block++) {
    let a = f32x4.splat(0);
    let b = a;
    for (let image = 0; image < images; image++) {
      const g = gradient + <usize>image * imageBytes + <usize>block * blockBytes;
      let ia = f32x4.splat(0);
      let ib = ia;
      for (let row = 0; row < height; row++) {
        const r = g + <usize>row * rowBytes;
        for (let at: usize = 0; at < bytes; at += 32) {
          ia = f32x4.add(ia, v128.load(r + at));
          ib = f32x4.add(ib, v128.load(r + at, 16));
        }
      }
      a = f32x4.add(a, ia);
      b = f32x4.add(b, ib);
    }
    v128.store(sums + (<usize>block << 5), a);
    v128.store(sums + (<usize>block << 5), b, 16);
  }
}
