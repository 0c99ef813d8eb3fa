/**
 * What tfjs's wasm backend lacks to train: the gradient of a convolution by its kernel is missing, and that by its input
 * is a plain loop. Both are convolutions themselves, and run on the backend's own (XNNPACK's). The gradient of max-pooling
 * is wrong there for windows without a positive value, so a plain loop takes its place.
 *
 * Stride 1 (pooling: its size), dilation 1, NHWC. Intermediate tensors are freed here.
 */
import * as tf from '@tensorflow/tfjs-core';

type Pads = [[number, number], [number, number], [number, number], [number, number]];
type Padding = 'same' | 'valid' | number | Pads;

let registered = false;

/** Registers the kernels for the wasm backend, which must be loaded: ours replace its own. */
export function registerGradientKernels(): void {
  if (registered) return;
  registered = true;
  tf.unregisterKernel(tf.Conv2DBackpropInput, 'wasm');
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropInput,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { dy, filter } = inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D };
      const { inputShape, pad } = attrs as unknown as {
        inputShape: [number, number, number, number];
        pad: Padding;
      };
      return inputGradient(dy, filter, inputShape, pad);
    },
  });
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
      const { filterShape, pad } = attrs as unknown as {
        filterShape: [number, number, number, number];
        pad: Padding;
      };
      return filterGradient(x, dy, filterShape, pad);
    },
  });
  tf.unregisterKernel(tf.MaxPoolGrad, 'wasm');
  tf.registerKernel({
    kernelName: tf.MaxPoolGrad,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { dy, input } = inputs as { dy: tf.Tensor4D; input: tf.Tensor4D };
      const { filterSize } = attrs as unknown as { filterSize: number };
      return poolGradient(dy, input, filterSize);
    },
  });
}

/** Each dy goes to the first of its window's largest values. Windows do not overlap, nothing is padded. */
function poolGradient(dy: tf.Tensor4D, input: tf.Tensor4D, size: number): tf.Tensor {
  const [, height, width, channels] = input.shape;
  const [count, rows, columns] = dy.shape;
  const storage = tf.backend();
  const x = storage.readSync(input.dataId) as Float32Array;
  const g = storage.readSync(dy.dataId) as Float32Array;
  const dx = new Float32Array(x.length);
  let from = 0;
  for (let image = 0; image < count; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const corner = ((image * height + row * size) * width + column * size) * channels;
        for (let channel = 0; channel < channels; channel++) {
          let best = corner + channel;
          let largest = x[best] ?? 0;
          for (let i = 0; i < size; i++) {
            for (let j = 0; j < size; j++) {
              const at = corner + (i * width + j) * channels + channel;
              const value = x[at] ?? 0;
              if (value <= largest) continue;
              largest = value;
              best = at;
            }
          }
          dx[best] = g[from++] ?? 0;
        }
      }
    }
  }
  return tf.tensor(dx, input.shape);
}

/** dx = dy convolved with the kernel turned by 180°, its channels and filters swapped. */
function inputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  inputShape: [number, number, number, number],
  pad: Padding,
): tf.Tensor {
  const [height, width] = filter.shape;
  const [[top, bottom], [left, right]] = padsOf(inputShape, filter.shape, pad);
  return tf.tidy(() =>
    tf.conv2d(dy, tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]), 1, [
      [0, 0],
      [height - 1 - top, height - 1 - bottom],
      [width - 1 - left, width - 1 - right],
      [0, 0],
    ]),
  );
}

/**
 * dW[ky, kx, c, f] = Σ over images and places of x[place + (ky, kx), c] · dy[place, f]: x convolved with dy, where images
 * take the place of channels and channels that of images.
 */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: [number, number, number, number],
  pad: Padding,
): tf.Tensor {
  const [vertical, horizontal] = padsOf(x.shape, filterShape, pad);
  return tf.tidy(() =>
    tf.transpose(
      tf.conv2d(tf.transpose(x, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3]), 1, [
        [0, 0],
        vertical,
        horizontal,
        [0, 0],
      ]),
      [1, 2, 0, 3],
    ),
  );
}

/** @returns top and bottom, left and right */
function padsOf(
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  pad: Padding,
): [[number, number], [number, number]] {
  const { top, bottom, left, right } = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    1,
    1,
    pad,
  ).padInfo;
  return [
    [top, bottom],
    [left, right],
  ];
}
