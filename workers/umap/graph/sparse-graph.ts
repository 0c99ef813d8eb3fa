/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within the graph’s rows and edges */
/**
 * A fuzzy simplicial set's edges: a symmetric matrix in compressed rows, each edge there in both
 * directions with the same membership strength, no zeros, no loops, columns of a row ascending.
 */
export interface SparseGraph {
  /** Number of points. */
  readonly count: number;
  /** Row i is [rowStarts[i], rowStarts[i + 1]) of the other two; count + 1 numbers. */
  readonly rowStarts: Int32Array<ArrayBuffer>;
  readonly columns: Int32Array<ArrayBuffer>;
  /** Membership strengths, in (0, 1]. */
  readonly weights: Float32Array<ArrayBuffer>;
}

/** Epochs that umap-learn assumes for pruning when it is asked for this few. */
const FEW_EPOCHS = 10;

/**
 * *Returns* a graph without the edges that are too weak to be sampled even once in `nEpochs`, as
 * umap-learn before its initial layout. *Borrows* `graph`.
 */
export function pruneGraph(graph: SparseGraph, nEpochs: number): SparseGraph {
  const { count, rowStarts, columns, weights } = graph;
  const epochs = nEpochs > FEW_EPOCHS ? nEpochs : count <= 10_000 ? 500 : 200;
  const least = Math.fround(strongestOf(graph) / epochs);
  const kept = {
    count,
    rowStarts: new Int32Array(count + 1),
    columns: new Int32Array(columns.length),
    weights: new Float32Array(columns.length),
  };
  let size = 0;
  for (let i = 0; i < count; i++) {
    const end = rowStarts[i + 1]!;
    for (let p = rowStarts[i]!; p < end; p++) {
      const weight = weights[p]!;
      if (weight < least) continue;
      kept.columns[size] = columns[p]!;
      kept.weights[size++] = weight;
    }
    kept.rowStarts[i + 1] = size;
  }
  return { ...kept, columns: kept.columns.slice(0, size), weights: kept.weights.slice(0, size) };
}

/** The largest membership strength; 0 in a graph without edges. */
export function strongestOf({ weights }: SparseGraph): number {
  let strongest = 0;
  for (const weight of weights) if (weight > strongest) strongest = weight;
  return strongest;
}
