/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count points and their components */
import type { Random } from '../../random.ts';
import { symmetricEigen } from './dense-eigen.ts';

/** Images as vectors; `UmapInput` is one. */
export interface ImageVectors {
  readonly images: Uint8Array;
  readonly dimensions: number;
}

/** With more components their centres are placed at random: an eigenproblem of that size takes seconds. */
const MOST_RELATED = 200;
/** Pixels count from 0 to 1. */
const PIXEL = 255;

/**
 * Where the centre of each component goes: component × dimensions, within [−1, 1] or so. Up to
 * 2 · dimensions components: along the axes, both ways. More: a spectral embedding of the components' mean
 * images, as umap-learn's `component_layout` (euclidean here for any metric).
 */
export function componentCentres(
  components: readonly Int32Array[],
  dimensions: number,
  vectors: ImageVectors,
  random: Random,
): Float64Array {
  const count = components.length;
  const centres = new Float64Array(count * dimensions);
  if (count <= 2 * dimensions) {
    const half = Math.ceil(count / 2);
    for (let c = 0; c < count; c++) centres[c * dimensions + (c % half)] = c < half ? 1 : -1;
    return centres;
  }
  if (count > MOST_RELATED) return centres.map(() => random.uniform() * 2 - 1);

  const means = components.map((points) => meanImage(points, vectors));
  const affinity = new Float64Array(count * count);
  for (const [i, one] of means.entries()) {
    for (const [j, other] of means.entries()) {
      // (i, j) ≠: SpectralEmbedding's Laplacian ignores the diagonal.
      if (i !== j) affinity[i * count + j] = Math.exp(-squaredDistance(one, other));
    }
  }
  const scale = means.map((_, i) => {
    const degree = affinity.subarray(i * count, (i + 1) * count).reduce((sum, a) => sum + a, 0);
    return degree > 0 ? 1 / Math.sqrt(degree) : 1;
  });
  const at = (i: number): number => scale[i] ?? 1;
  const { vectors: eigen } = symmetricEigen(
    affinity.map((a, p) => a * at(Math.floor(p / count)) * at(p % count)),
    count,
  );
  let most = 0;
  for (let c = 0; c < count; c++) {
    for (let d = 0; d < dimensions; d++) {
      const value = eigen[c * count + d + 1]! * at(c);
      centres[c * dimensions + d] = value;
      most = Math.max(most, Math.abs(value));
    }
  }
  return most > 0 ? centres.map((value) => value / most) : centres;
}

function meanImage(points: Int32Array, { images, dimensions }: ImageVectors): Float64Array {
  const mean = new Float64Array(dimensions);
  for (const i of points) {
    for (let d = 0; d < dimensions; d++) {
      mean[d] = mean[d]! + images[i * dimensions + d]!;
    }
  }
  return mean.map((sum) => sum / points.length / PIXEL);
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (const [d, value] of a.entries()) sum += (value - b[d]!) ** 2;
  return sum;
}

/** Half the distance from each centre to the next one that lies elsewhere; 1 where none does. */
export function roomAround(centres: Float64Array, dimensions: number): Float64Array {
  const count = centres.length / dimensions;
  return Float64Array.from({ length: count }, (_, i) => {
    let nearest = Infinity;
    const own = centres.subarray(i * dimensions, (i + 1) * dimensions);
    for (let j = 0; j < count; j++) {
      const square = squaredDistance(own, centres.subarray(j * dimensions, (j + 1) * dimensions));
      if (square > 0 && square < nearest) nearest = square;
    }
    return nearest < Infinity ? Math.sqrt(nearest) / 2 : 1;
  });
}
