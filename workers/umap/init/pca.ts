/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count images and their dimensions */
import type { Random } from '../../random.ts';
import type { Control } from '../../rpc/control.ts';
import { Pacer } from '../../rpc/slices.ts';
import type { ImageVectors } from './component-centres.ts';
import { symmetricEigen } from './dense-eigen.ts';

/** Images that the components are computed from, evenly spaced: enough for a start, whatever the size. */
const SAMPLE = 5000;
/** Directions that are iterated together; those beyond the wanted ones speed up convergence. */
const BLOCK = 6;
const ITERATIONS = 24;

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
  const sample = Int32Array.from({ length: size }, (_, s) => Math.floor((s * count) / size));
  const mean = new Float64Array(dimensions);
  for (const i of sample) {
    for (let d = 0; d < dimensions; d++) {
      mean[d] = mean[d]! + images[i * dimensions + d]! / size;
    }
  }
  const block = Math.min(BLOCK, dimensions);
  let basis = orthonormal(Array.from({ length: block }, () => mean.map(() => random.normal())));
  const centred = new Float64Array(dimensions);
  const centre = (i: number): void => {
    for (let d = 0; d < dimensions; d++) {
      centred[d] = images[i * dimensions + d]! - mean[d]!;
    }
  };
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const next = basis.map(() => new Float64Array(dimensions));
    for (const i of sample) {
      centre(i);
      for (const [b, direction] of basis.entries())
        addScaled(next[b] ?? centred, centred, dot(direction, centred));
      if (pacer.due()) await pacer.pause();
    }
    basis = orthonormal(rayleighRitz(basis, next));
    report({ stage: 'init', done: iteration + 1, total: ITERATIONS + 1, unit: 'iterations' });
  }
  const embedding = new Float32Array(count * nComponents);
  for (let i = 0; i < count; i++) {
    centre(i);
    for (let c = 0; c < nComponents; c++) {
      const direction = basis[c];
      // Images of fewer pixels than components have no more.
      embedding[i * nComponents + c] = direction ? dot(direction, centred) : 0;
    }
    if (i % 64 === 0 && pacer.due()) await pacer.pause();
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

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}

function addScaled(to: Float64Array, a: Float64Array, factor: number): void {
  for (let d = 0; d < a.length; d++) to[d] = to[d]! + factor * a[d]!;
}
