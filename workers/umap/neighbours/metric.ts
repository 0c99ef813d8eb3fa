/* eslint-disable @typescript-eslint/no-non-null-assertion -- i and j are below count */
import type { UmapInput, UmapMetric } from '../../contracts/umap.ts';

/** The input without its labels: count × dimensions bytes, row-major. */
export type Vectors = Pick<UmapInput, 'images' | 'count' | 'dimensions'>;

/**
 * A metric as a function of the dot product, for those that are one. All of it is exact in double
 * precision: sums of bytes and of their products stay whole numbers far below 2^53.
 *
 * Neighbours are ranked by a *key* that grows with the distance (euclidean: its square), and only the
 * few that are kept become distances.
 */
export interface DotMetric {
  /** Key of vectors `i` and `j` whose dot product is `dot`. */
  key(i: number, j: number, dot: number): number;
}

/** What a key is as a distance. */
export function keyToDistance(metric: UmapMetric, key: number): number {
  return metric === 'euclidean' ? Math.sqrt(key) : key;
}

/** *Borrows* `vectors`; one pass over them. Manhattan is no function of the dot product. */
export function createDotMetric(
  vectors: Vectors,
  metric: Exclude<UmapMetric, 'manhattan'>,
): DotMetric {
  const { images, count, dimensions } = vectors;
  const sums = new Float64Array(count);
  const squares = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++) {
    let sum = 0;
    let square = 0;
    for (let d = 0; d < dimensions; d++, at++) {
      const value = images[at]!; // at < count × dimensions
      sum += value;
      square += value * value;
    }
    sums[i] = sum;
    squares[i] = square;
  }
  if (metric === 'euclidean') {
    return {
      key: (i, j, dot) => squares[i]! + squares[j]! - 2 * dot, // i, j < count
    };
  }
  // Correlation is the cosine of centred vectors; times `dimensions` everything stays whole.
  const centred = metric === 'correlation';
  const norms = squares.map((square, i) => {
    const sum = sums[i]!; // as many as squares
    return Math.sqrt(centred ? dimensions * square - sum * sum : square);
  });
  return {
    key: (i, j, dot) => {
      const norm = norms[i]! * norms[j]!; // i, j < count
      // As scikit-learn: a vector without direction is as far from everything as an orthogonal one.
      if (norm === 0) return norms[i] === norms[j] ? 0 : 1;
      const product = centred ? dimensions * dot - sums[i]! * sums[j]! : dot;
      return Math.max(0, 1 - product / norm);
    },
  };
}
