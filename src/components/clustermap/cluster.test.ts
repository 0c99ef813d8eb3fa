import { describe, expect, it } from 'vitest';
import { cluster, type Clustering } from './cluster.ts';
import { forksOf } from './dendrogram.ts';
import { correlationMap, rankedPairs, valueAt } from './correlation-map.ts';
import fashionMnist from './goldens/fashion-mnist.json';
import random from './goldens/random.json';

/** As scipy has it: left, right, distance, size. */
function rowsOf({ linkage }: Clustering): number[][] {
  return linkage.map(({ left, right, distance, size }) => [left, right, distance, size]);
}

function expectLinkage(found: number[][], golden: number[][]): void {
  const withoutDistance = (rows: number[][]) => rows.map(([a, b, , size]) => [a, b, size]);
  expect(withoutDistance(found)).toEqual(withoutDistance(golden));
  found.forEach(([, , distance], i) => {
    expect(distance).toBeCloseTo(golden[i]?.[2] ?? NaN, 9);
  });
}

/** Their distances tie exactly, so that more than one tree is right. */
const OTHERWISE = new Set(['many ties, 0', 'many ties, 3', 'a tie that is met from its far end']);

describe('cluster', () => {
  it('orders the classes of Fashion-MNIST as the article’s map does, with scipy’s merges', () => {
    const found = cluster(fashionMnist.correlation.flat());
    expect(found.order.map((row) => fashionMnist.labels[row])).toEqual([
      ...['Shirt', 'Pullover', 'Coat', 'Trouser', 'T-shirt/top'],
      ...['Dress', 'Bag', 'Ankle boot', 'Sandal', 'Sneaker'],
    ]);
    expect(found.order).toEqual(fashionMnist.order);
    // The golden's matrix is rounded to 9 decimals, its linkage is not.
    const found6 = rowsOf(found).map((row) => row.map((x) => Math.round(x * 1e6)));
    expect(found6).toEqual(fashionMnist.linkage.map((row) => row.map((x) => Math.round(x * 1e6))));
  });

  it.each(random.cases.filter(({ name }) => !OTHERWISE.has(name)))(
    'has scipy’s merges and order: $name',
    ({ matrix, linkage, order }) => {
      const found = cluster(matrix.flat());
      expectLinkage(rowsOf(found), linkage);
      expect(found.order).toEqual(order);
    },
  );

  it.each(random.cases.filter(({ name }) => OTHERWISE.has(name)))(
    'has another tree than scipy where ties let it, as short from the first merge on: $name',
    ({ matrix, linkage }) => {
      const found = cluster(matrix.flat());
      const distances = found.linkage.map(({ distance }) => distance);
      expect(distances[0]).toBeCloseTo(linkage[0]?.[2] ?? NaN, 9);
      expect(distances).toEqual(distances.toSorted((a, b) => a - b));
      expect(found.linkage.at(-1)?.size).toBe(matrix.length);
      expect(found.order.toSorted((a, b) => a - b)).toEqual(matrix.map((_, row) => row));
    },
  );

  it('has nothing to merge in a single row, nor in none', () => {
    expect(cluster([100])).toEqual({ linkage: [], order: [0] });
    expect(cluster([])).toEqual({ linkage: [], order: [] });
  });

  it.each([
    [[1, 2, 3], '3 numbers are no square matrix.'],
    [[1, NaN, NaN, 1], 'The matrix holds values that are no finite numbers.'],
    [[1, Infinity, 0, 1], 'The matrix holds values that are no finite numbers.'],
  ])('refuses %o', (matrix, sentence) => {
    expect(() => cluster(matrix)).toThrow(new RangeError(sentence));
  });

  it('leaves its matrix as it is', () => {
    const matrix = Float64Array.from(fashionMnist.correlation.flat());
    const copy = matrix.slice();
    cluster(matrix);
    expect(matrix).toEqual(copy);
  });
});

describe('a dendrogram', () => {
  it('joins clusters in the middle between their parts, and none of its bars cross', () => {
    const clustering = cluster(fashionMnist.correlation.flat());
    const forks = forksOf(clustering);
    expect(forks).toHaveLength(9);
    // Pullover and Coat are the second and the third of the order.
    expect(forks[0]).toMatchObject({ from: 1.5, to: 2.5, fromBase: 0, toBase: 0 });
    // Shirt joins them.
    expect(forks[1]).toMatchObject({ from: 0.5, to: 2, fromBase: 0, toBase: forks[0]?.distance });
    for (const { from, to, fromBase, toBase, distance } of forks) {
      expect(from).toBeLessThan(to);
      expect(distance).toBeGreaterThanOrEqual(Math.max(fromBase, toBase));
    }
  });
});

describe('a correlation map', () => {
  const statistics = (correlation: number[], classes: number) => ({
    correlation: Float64Array.from(correlation),
    classCounts: new Uint32Array(classes).fill(5),
    classAverages: new Float32Array(classes * 4),
  });

  it('has values × 100 by class, and pairs ranked', () => {
    const map = correlationMap(statistics([1, 0.2, -0.5, 0.2, 1, 0.9, -0.5, 0.9, 1], 3));
    expect(valueAt(map, 1, 2)).toBeCloseTo(90);
    expect(rankedPairs(map).map(({ a, b }) => [a, b])).toEqual([
      [1, 2],
      [0, 1],
      [0, 2],
    ]);
    expect([map.low, map.high]).toEqual([-50, 100]);
  });

  it('leaves out classes whose average is the same everywhere', () => {
    const { NaN: none } = Number;
    const map = correlationMap(statistics([1, none, 0.5, none, none, none, 0.5, none, 1], 3));
    expect(map.leftOut).toEqual([1]);
    expect(map.order).toEqual([0, 2]);
    expect(valueAt(map, 0, 2)).toBeCloseTo(50);
    expect(valueAt(map, 0, 1)).toBeNaN();
  });

  it('is empty where no class is left', () => {
    const map = correlationMap(statistics([Number.NaN], 1));
    expect(map).toMatchObject({ order: [], leftOut: [0] });
    expect(rankedPairs(map)).toEqual([]);
  });
});
