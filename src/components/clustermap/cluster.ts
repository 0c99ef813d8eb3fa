import { agnes, type Cluster } from 'ml-hclust';

/** A merge of two clusters, as a row of scipy's linkage matrix. */
export interface Merge {
  /** The two, the smaller number first: leaves are 0..n−1, the cluster of merge i is n+i. */
  readonly left: number;
  readonly right: number;
  /** Between them. */
  readonly distance: number;
  /** Leaves in the new cluster. */
  readonly size: number;
}

/** A hierarchical clustering of n rows. */
export interface Clustering {
  /** n−1 merges by distance; none for a single row. */
  readonly linkage: readonly Merge[];
  /** Rows from the one end of the dendrogram to the other. */
  readonly order: readonly number[];
}

/**
 * Clusters the rows of a matrix as seaborn's `clustermap` does: scipy's
 * `linkage(matrix, method="average", metric="euclidean")` and `leaves_list` of it.
 *
 * The tree is ml-hclust's. Where distances tie exactly, several trees are equally right, and it may have another one than
 * scipy: class averages do not tie.
 *
 * @param matrix rows × rows, row-major; *borrowed*. Distances are in its unit
 * @throws RangeError if it is not square, or holds what is no finite number
 */
export function cluster(matrix: ArrayLike<number>): Clustering {
  const rows = Math.sqrt(matrix.length);
  if (!Number.isInteger(rows)) {
    throw new RangeError(`${matrix.length} numbers are no square matrix.`);
  }
  if (!Array.from(matrix).every(Number.isFinite)) {
    throw new RangeError('The matrix holds values that are no finite numbers.');
  }
  if (rows === 0) return { linkage: [], order: [] };
  const tree = agnes(distancesBetween(matrix, rows), { method: 'average', isDistanceMatrix: true });
  const linkage = toLinkage(tree, rows);
  return { linkage, order: leaves(linkage, rows) };
}

/** Euclidean distances of the rows, rows × rows. */
function distancesBetween(matrix: ArrayLike<number>, rows: number): number[][] {
  const row = (a: number): number[] =>
    Array.from({ length: rows }, (_, i) => matrix[a * rows + i] ?? 0);
  const all = Array.from({ length: rows }, (_, a) => row(a));
  return all.map((one) =>
    all.map((other) => Math.hypot(...one.map((x, i) => x - (other[i] ?? 0)))),
  );
}

/**
 * A library's tree as scipy's list. The library tells heights and leaves; scipy numbers merges by distance, and of equal
 * ones in an order that it leaves to its algorithm: here the one with the smaller parts comes first.
 */
function toLinkage(tree: Cluster, rows: number): Merge[] {
  const inner: Cluster[] = [];
  tree.traverse((node) => {
    if (!node.isLeaf) inner.push(node);
  });
  // A part never comes after its whole.
  inner.sort((a, b) => a.height - b.height || a.size - b.size);
  const numbers = new Map(inner.map((node, i) => [node, rows + i]));
  const numberOf = (node: Cluster | undefined): number =>
    node === undefined ? NaN : (numbers.get(node) ?? node.index);
  return inner.map(({ children: [a, b], height, size }) => ({
    left: Math.min(numberOf(a), numberOf(b)),
    right: Math.max(numberOf(a), numberOf(b)),
    distance: height,
    size,
  }));
}

/** Leaves from left to right. */
function leaves(linkage: readonly Merge[], rows: number): number[] {
  const order: number[] = [];
  const stack = [rows + linkage.length - 1];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const merge = linkage[at - rows];
    if (merge) stack.push(merge.right, merge.left);
    else order.push(at);
  }
  return order;
}
