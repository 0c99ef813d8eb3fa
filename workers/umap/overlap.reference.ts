/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count points and classes */
/**
 * Overlap of classes in a layout, by all distances: row a, column b is the share of the `k` nearest neighbours of class
 * a's points that are of class b. Where distances are the same, the lower index is nearer.
 */
export function overlapReference(
  labels: Uint8Array,
  embedding: Float32Array,
  components: number,
  classes: number,
  k: number,
): number[][] {
  const points = [...labels.keys()];
  const square = (i: number, j: number): number => {
    let sum = 0;
    for (let c = 0; c < components; c++) {
      sum += (embedding[i * components + c]! - embedding[j * components + c]!) ** 2;
    }
    return sum;
  };
  const shares = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let a = 0; a < classes; a++) {
    const own = points.filter((i) => labels[i] === a);
    for (const i of own) {
      const others = points.filter((j) => j !== i).sort((p, q) => square(i, p) - square(i, q));
      for (const j of others.slice(0, k)) shares[a]![labels[j]!]! += 1 / (k * own.length);
    }
  }
  return shares;
}
