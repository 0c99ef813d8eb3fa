import { describe, expect, it } from 'vitest';
import golden from '../goldens/stages-graph.json';
import { testControl } from '../test-data.ts';
import { fuzzySimplicialSet } from './fuzzy-simplicial-set.ts';
import { smoothDistances } from './smooth-distances.ts';
import { pruneGraph, type SparseGraph } from './sparse-graph.ts';
import { goldenNeighbours } from './test-neighbours.ts';

/** Largest relative difference. */
function worst(values: ArrayLike<number>, wanted: readonly number[]): number {
  expect(values.length).toBe(wanted.length);
  return wanted.reduce(
    (most, value, at) => Math.max(most, Math.abs((values[at] ?? NaN) - value) / (value || 1)),
    0,
  );
}

describe.each(Object.entries(golden.cases))('the fuzzy simplicial set of %s', (_, wanted) => {
  const neighbours = goldenNeighbours(wanted);

  it('has umap-learn’s rho and sigma', async () => {
    const { rho, sigma } = await smoothDistances(neighbours, wanted, testControl());
    expect(worst(rho, wanted.rho)).toBeLessThan(1e-6);
    expect(worst(sigma, wanted.sigma)).toBeLessThan(1e-5);
  });

  it('has umap-learn’s edges and weights', async () => {
    const graph = await fuzzySimplicialSet(neighbours, wanted, testControl());
    expect([...graph.rowStarts]).toEqual(wanted.rowStarts);
    expect([...graph.columns]).toEqual(wanted.columns);
    expect(worst(graph.weights, wanted.weights)).toBeLessThan(1e-5);
  });
});

describe('the fuzzy simplicial set', () => {
  it('is symmetric, without loops and zeros', async () => {
    const graph = await fuzzySimplicialSet(
      goldenNeighbours(golden.cases.clusters),
      {},
      testControl(),
    );
    const edges = new Map<string, number>();
    for (let i = 0; i < graph.count; i++) {
      for (let p = graph.rowStarts[i] ?? 0; p < (graph.rowStarts[i + 1] ?? 0); p++) {
        edges.set(`${i} ${graph.columns[p] ?? -1}`, graph.weights[p] ?? 0);
      }
    }
    for (const [edge, weight] of edges) {
      const [i, j] = edge.split(' ');
      expect(weight).toBeGreaterThan(0);
      expect(i).not.toBe(j);
      expect(edges.get(`${j ?? ''} ${i ?? ''}`)).toBe(weight);
    }
  });

  it('leaves out missing neighbours', async () => {
    const neighbours = {
      knnIndices: Int32Array.of(0, 1, -1, 1, 0, -1, 2, -1, -1),
      knnDistances: Float32Array.of(0, 1, Infinity, 0, 1, Infinity, 0, Infinity, Infinity),
      k: 3,
    };
    const graph = await fuzzySimplicialSet(neighbours, {}, testControl());
    expect([...graph.rowStarts]).toEqual([0, 1, 2, 2]);
    expect([...graph.weights]).toEqual([1, 1]);
  });

  it('stands for a single point without edges', async () => {
    const neighbours = { knnIndices: Int32Array.of(0), knnDistances: Float32Array.of(0), k: 1 };
    const graph = await fuzzySimplicialSet(neighbours, { nNeighbors: 15 }, testControl());
    expect(graph.columns.length).toBe(0);
  });

  it('stops on abort, and reports points until all are done', async () => {
    const neighbours = goldenNeighbours(golden.cases.clusters);
    const aborted = testControl();
    aborted.controller.abort(new Error('enough'));
    await expect(fuzzySimplicialSet(neighbours, {}, aborted)).rejects.toThrow('enough');
    const control = testControl();
    await fuzzySimplicialSet(neighbours, {}, control);
    const last = control.reports.at(-1);
    expect(last).toEqual({ stage: 'graph', done: 100, total: 100, unit: 'points' });
  });
});

describe('pruning', () => {
  const graph: SparseGraph = {
    count: 3,
    rowStarts: Int32Array.of(0, 2, 4, 6),
    columns: Int32Array.of(1, 2, 0, 2, 0, 1),
    weights: Float32Array.of(1, 0.009, 1, 0.25, 0.009, 0.25),
  };

  it('drops edges that would not be sampled once', () => {
    const pruned = pruneGraph(graph, 100);
    expect([...pruned.rowStarts]).toEqual([0, 1, 3, 4]);
    expect([...pruned.columns]).toEqual([1, 0, 2, 1]);
    expect([...pruned.weights]).toEqual([1, 1, 0.25, 0.25]);
  });

  it('assumes umap-learn’s 500 epochs where few are asked for', () => {
    expect(pruneGraph(graph, 5).columns.length).toBe(6);
    expect(pruneGraph(graph, 11).columns.length).toBe(4);
  });
});
