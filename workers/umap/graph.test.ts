import { UMAP } from 'umap-js';
import { describe, expect, it } from 'vitest';
import golden from './goldens/graph.json';
import { buildGraph, smoothDistances } from './graph.ts';
import { exactNeighbours } from './neighbours/exact.ts';
import { clusters, testControl } from './test-data.ts';

const control = testControl();
const neighbours = await exactNeighbours(clusters(300), 15, 'euclidean', control);

describe('the graph', () => {
  it('has umap-learn’s rho and sigma', async () => {
    const { rho, sigma } = await smoothDistances(neighbours, control);
    for (const [i, expected] of golden.rhos.entries()) expect(rho[i]).toBeCloseTo(expected, 3);
    for (const [i, expected] of golden.sigmas.entries()) expect(sigma[i]).toBeCloseTo(expected, 2);
  });

  it('has umap-learn’s membership strengths', async () => {
    const { head, tail, weights } = await buildGraph(neighbours, control);
    const row = [...head.keys()].filter((edge) => head[edge] === 7);
    expect(row.map((edge) => tail[edge])).toEqual(golden.row7.cols);
    for (const [i, edge] of row.entries()) {
      expect(weights[edge]).toBeCloseTo(golden.row7.values[i] ?? 0, 4);
    }
    expect(weights.length).toBe(golden.nonZero);
    expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(golden.sum, 1);
  });

  it('is the one that umap-js builds', async () => {
    const rows = <T>(values: ArrayLike<T>) =>
      Array.from({ length: 300 }, (_, i) => Array.from(values).slice(i * 15, (i + 1) * 15));
    const umap = new UMAP({ nNeighbors: 15, random: () => 0.5 });
    umap.setPrecomputedKNN(rows(neighbours.knnIndices), rows(neighbours.knnDistances));
    umap.initializeFit(rows(neighbours.knnDistances));
    const theirs = (umap as unknown as { graph: { get(row: number, column: number): number } })
      .graph;
    const { head, tail, weights } = await buildGraph(neighbours, control);
    for (const [edge, weight] of weights.entries()) {
      expect(weight).toBeCloseTo(theirs.get(head[edge] ?? 0, tail[edge] ?? 0), 6);
    }
  });
});
