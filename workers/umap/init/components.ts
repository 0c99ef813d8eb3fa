/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within the graph’s rows and edges */
import type { SparseGraph } from '../graph/sparse-graph.ts';

/** The connected components: the points of each, ascending; in the order of their first points. */
export function connectedComponents({ count, rowStarts, columns }: SparseGraph): Int32Array[] {
  const label = new Int32Array(count).fill(-1);
  const queue = new Int32Array(count);
  const sizes: number[] = [];
  for (let start = 0; start < count; start++) {
    if (label[start] !== -1) continue;
    const component = sizes.length;
    let size = 1;
    queue[0] = start;
    label[start] = component;
    for (let at = 0; at < size; at++) {
      const i = queue[at]!;
      const end = rowStarts[i + 1]!;
      for (let p = rowStarts[i]!; p < end; p++) {
        const other = columns[p]!;
        if (label[other] !== -1) continue;
        label[other] = component;
        queue[size++] = other;
      }
    }
    sizes.push(size);
  }
  const points = sizes.map((size) => new Int32Array(size));
  const next = new Int32Array(sizes.length);
  for (let i = 0; i < count; i++) {
    const component = label[i]!;
    const at = next[component]!;
    next[component] = at + 1;
    (points[component] as Int32Array)[at] = i;
  }
  return points;
}

/** The graph of these points alone, which must be a union of components; *returns* a new one. */
export function subgraph(graph: SparseGraph, points: Int32Array): SparseGraph {
  const { count, rowStarts, columns, weights } = graph;
  const renamed = new Int32Array(count);
  let size = 0;
  for (const [place, i] of points.entries()) {
    renamed[i] = place;
    size += rowStarts[i + 1]! - rowStarts[i]!;
  }
  const part = {
    count: points.length,
    rowStarts: new Int32Array(points.length + 1),
    columns: new Int32Array(size),
    weights: new Float32Array(size),
  };
  let at = 0;
  for (const [place, i] of points.entries()) {
    const end = rowStarts[i + 1]!;
    for (let p = rowStarts[i]!; p < end; p++) {
      part.columns[at] = renamed[columns[p]!]!;
      part.weights[at++] = weights[p]!;
    }
    part.rowStarts[place + 1] = at;
  }
  return part;
}
