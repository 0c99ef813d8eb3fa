/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count images and their dimensions */
import type { Random } from '../../random.ts';
import type { Control } from '../../rpc/control.ts';
import { Pacer } from '../../rpc/slices.ts';
import type { ImageVectors } from './component-centres.ts';
import { symmetricEigen } from './dense-eigen.ts';

/** Images that the components are computed from, evenly spaced: enough for a start, whatever the size. */
const SAMPLE = 2000;
/** Directions that are iterated together; those beyond the wanted ones speed up convergence. */
const BLOCK = 6;
const ITERATIONS = 16;

/**
 * The images' first `nComponents` principal components, count × nComponents, row-major; of at most
 * SAMPLE evenly spaced images where there are more. Subspace iteration on the centred images. In
 * slices. *Borrows* the images. Progress: `init` (iterations).
 */
export async function principalComponents(
  vectors: ImageVectors,
  count: number,
  nComponents: number,
  random: Random,
  { signal, report }: Control,
): Promise<Float32Array> {
  const { images, dimensions } = vectors;
  const pacer = new Pacer(signal);
  const size = Math.min(count, SAMPLE);
  const mean = new Float64Array(dimensions);
  const centred = new Float32Array(size * dimensions);
  for (let s = 0; s < size; s++) {
    const start = Math.floor((s * count) / size) * dimensions;
    for (let d = 0; d < dimensions; d++) {
      const pixel = images[start + d]!;
      centred[s * dimensions + d] = pixel;
      mean[d] = mean[d]! + pixel / size;
    }
  }
  for (let at = 0; at < centred.length; at++) centred[at] = centred[at]! - mean[at % dimensions]!;

  const block = Math.min(BLOCK, dimensions);
  let basis = orthonormal(Array.from({ length: block }, () => mean.map(() => random.normal())));
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const next = basis.map(() => new Float64Array(dimensions));
    for (let start = 0; start < centred.length; start += dimensions) {
      for (const [b, direction] of basis.entries()) {
        addScaled(next[b]!, centred, dot(direction, centred, start), start);
      }
      if (pacer.due()) await pacer.pause();
    }
    basis = orthonormal(rayleighRitz(basis, next));
    report({ stage: 'init', done: iteration + 1, total: ITERATIONS + 1, unit: 'iterations' });
  }

  const embedding = new Float32Array(count * nComponents);
  // Images of fewer pixels than components have no more.
  for (const [c, direction] of basis.slice(0, nComponents).entries()) {
    const offset = dot(direction, mean);
    for (let i = 0; i < count; i++) {
      embedding[i * nComponents + c] = dot(direction, images, i * dimensions) - offset;
      if (i % 64 === 0 && pacer.due()) await pacer.pause();
    }
  }
  return embedding;
}

/** The products with the covariance, turned so that they belong to its best eigenvectors in the block. */
function rayleighRitz(basis: Float64Array[], products: Float64Array[]): Float64Array[] {
  const size = basis.length;
  const small = Float64Array.from({ length: size * size }, (_, at) => {
    const one = basis[Math.floor(at / size)];
    const other = products[at % size];
    return one && other ? dot(one, other) : 0;
  });
  const { vectors } = symmetricEigen(small, size);
  return products.map((_, column) => {
    const turned = new Float64Array(products[0]?.length ?? 0);
    for (const [row, product] of products.entries()) {
      addScaled(turned, product, vectors[row * size + column]!);
    }
    return turned;
  });
}

/** Gram–Schmidt, twice. A direction that depends on those before becomes 0. */
function orthonormal(directions: Float64Array[]): Float64Array[] {
  for (const [k, direction] of directions.entries()) {
    const before = Math.sqrt(dot(direction, direction));
    for (let pass = 0; pass < 2; pass++) {
      for (const other of directions.slice(0, k))
        addScaled(direction, other, -dot(other, direction));
    }
    const length = Math.sqrt(dot(direction, direction));
    const factor = length > 1e-10 * before ? 1 / length : 0;
    for (const [d, value] of direction.entries()) direction[d] = value * factor;
  }
  return directions;
}

/** With `b` from index `start` on. */
function dot(a: Float64Array, b: ArrayLike<number>, start = 0): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[start + d]!;
  return sum;
}

/** to += factor · a, with `a` from index `start` on. */
function addScaled(to: Float64Array, a: ArrayLike<number>, factor: number, start = 0): void {
  for (let d = 0; d < to.length; d++) to[d] = to[d]! + factor * a[start + d]!;
}
