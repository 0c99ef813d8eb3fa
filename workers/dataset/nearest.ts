import type { Samples } from '../contracts/dataset.ts';
import type { Control } from '../rpc/control.ts';
import { WorkerError } from '../rpc/errors.ts';
import { Pacer } from '../rpc/slices.ts';

/** Images whose distances are measured between two looks at the clock. */
const BLOCK = 256;

/** Which images are nearest to another one. */
export interface Nearest {
  /** Nearest first. */
  readonly indices: Uint32Array<ArrayBuffer>;
  /** Root of the mean squared difference of their pixels, 0 to 1. */
  readonly distances: Float64Array<ArrayBuffer>;
}

/**
 * The `wanted` images (or all, if they are fewer) that differ least from `image`, pixel by pixel; of equals the first
 * ones. *Borrows* all. In slices. Progress: `nearest` (images).
 *
 * @throws `wrong-shape`, `bad-parameter`; the signal's reason on abort
 */
export async function nearestImages(
  { images, labels }: Samples,
  size: number,
  image: Uint8Array,
  wanted: number,
  { signal, report }: Control,
): Promise<Nearest> {
  if (image.length !== size) {
    throw new WorkerError(
      'wrong-shape',
      `An image to find others for has ${size} bytes here; this has ${image.length}.`,
    );
  }
  if (!Number.isInteger(wanted) || wanted < 1) {
    throw new WorkerError(
      'bad-parameter',
      `count is ${wanted}; it must be a whole number, 1 or more.`,
      { parameter: 'count', value: wanted },
    );
  }
  const count = labels.length;
  const kept = Math.min(wanted, count);
  const indices = new Uint32Array(kept);
  const squares = new Float64Array(kept).fill(Infinity);
  const pacer = new Pacer(signal);
  for (let start = 0; start < count; start += BLOCK) {
    for (let index = start; index < Math.min(start + BLOCK, count); index++) {
      const most = squares[kept - 1] ?? 0;
      const square = squareDistance(images, index * size, image, most);
      if (square < most) insert(indices, squares, index, square);
    }
    if (pacer.due()) {
      report({ stage: 'nearest', done: start, total: count, unit: 'images' });
      await pacer.pause();
    }
  }
  report({ stage: 'nearest', done: count, total: count, unit: 'images' });
  return { indices, distances: squares.map((square) => Math.sqrt(square / size) / 255) };
}

/** Pixels between two looks at whether it is too far already. */
const STRETCH = 128;

/** Of squared differences; more than `most` where it would be more, and then not the whole. */
function squareDistance(images: Uint8Array, at: number, image: Uint8Array, most: number): number {
  let sum = 0;
  for (let from = 0; from < image.length && sum < most; from += STRETCH) {
    const to = Math.min(from + STRETCH, image.length);
    for (let i = from; i < to; i++) {
      const difference = (images[at + i] ?? 0) - (image[i] ?? 0);
      sum += difference * difference;
    }
  }
  return sum;
}

/** Puts a nearer one in its place; the last one goes. */
function insert(indices: Uint32Array, squares: Float64Array, index: number, square: number): void {
  let place = squares.length - 1;
  for (; place > 0 && square < (squares[place - 1] ?? 0); place--) {
    indices[place] = indices[place - 1] ?? 0;
    squares[place] = squares[place - 1] ?? 0;
  }
  indices[place] = index;
  squares[place] = square;
}
