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
 * It follows scipy's algorithm, the nearest-neighbour chain (Müllner, «Modern hierarchical, agglomerative
 * clustering algorithms», 2011, figure 3), step by step. Where distances tie, several clusterings are equally right;
 * which one comes out, and how its merges are numbered, depends on the algorithm. A library that joins the closest
 * pair again and again (ml-hclust) has another tree for one of the goldens.
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
  const linkage = number(chain(distancesBetween(matrix, rows), rows), rows);
  return { linkage, order: leaves(linkage, rows) };
}

/** Euclidean distances of the rows, rows × rows. */
function distancesBetween(matrix: ArrayLike<number>, rows: number): Float64Array {
  const distances = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = a + 1; b < rows; b++) {
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        const difference = (matrix[a * rows + i] ?? 0) - (matrix[b * rows + i] ?? 0);
        sum += difference * difference;
      }
      distances[a * rows + b] = distances[b * rows + a] = Math.sqrt(sum);
    }
  }
  return distances;
}

/** Two clusters by one row of each. */
type Pair = Pick<Merge, 'left' | 'right' | 'distance'>;

/**
 * From each cluster to its nearest one, until two are each other's nearest: those are merged. Takes `distances`, which
 * become those of the clusters; a cluster lives in its right part's row.
 */
function chain(distances: Float64Array, rows: number): Pair[] {
  const sizes = new Array<number>(rows).fill(1);
  const merges: Pair[] = [];
  const path: number[] = [];
  const between = (a: number, b: number): number => distances[a * rows + b] ?? 0;

  while (merges.length < rows - 1) {
    if (path.length === 0) path.push(sizes.findIndex((size) => size > 0));
    const tip = path.at(-1) ?? 0;
    const before = path.at(-2);
    // The one before comes first, so that a tie ends the chain rather than leading it round and round.
    let nearest = before ?? -1;
    let shortest = before === undefined ? Infinity : between(tip, before);
    for (let other = 0; other < rows; other++) {
      if (sizes[other] === 0 || other === tip || between(tip, other) >= shortest) continue;
      shortest = between(tip, other);
      nearest = other;
    }
    if (nearest !== before) {
      path.push(nearest);
      continue;
    }
    path.length -= 2;
    const [left, right] = tip < nearest ? [tip, nearest] : [nearest, tip];
    const [leftSize, rightSize] = [sizes[left] ?? 0, sizes[right] ?? 0];
    merges.push({ left, right, distance: shortest });
    sizes[left] = 0;
    sizes[right] = leftSize + rightSize;
    for (let other = 0; other < rows; other++) {
      if (sizes[other] === 0 || other === right) continue;
      const sum = leftSize * between(left, other) + rightSize * between(right, other);
      const mean = sum / (leftSize + rightSize);
      distances[other * rows + right] = distances[right * rows + other] = mean;
    }
  }
  // Stable: merges of one distance stay as they were found.
  return merges.sort((a, b) => a.distance - b.distance);
}

/** Numbers the clusters in the order of their merges. */
function number(pairs: readonly Pair[], rows: number): Merge[] {
  const parents = Array.from({ length: 2 * rows - 1 }, (_, each) => each);
  const sizes = new Array<number>(2 * rows - 1).fill(1);
  const rootOf = (row: number): number => {
    let root = row;
    while (parents[root] !== root) root = parents[root] ?? root;
    return root;
  };
  return pairs.map((pair, i) => {
    const [a, b] = [rootOf(pair.left), rootOf(pair.right)];
    const size = (sizes[a] ?? 0) + (sizes[b] ?? 0);
    parents[a] = parents[b] = rows + i;
    sizes[rows + i] = size;
    return { left: Math.min(a, b), right: Math.max(a, b), distance: pair.distance, size };
  });
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
