/** Ranks from 1 on, smallest first; values that are the same share the mean of their ranks. NaN has no rank: none may be in. */
export function averageRanks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length;) {
    const value = values[order[from] ?? 0];
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === value) to++;
    for (const index of order.slice(from, to)) ranks[index] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/**
 * Spearman's rank correlation: Pearson's of the ranks, −1 to 1, which is right with ties, too (Kendall, «Rank correlation
 * methods», 1948, chapter 3). Undefined where either side has one value only, and so no order.
 */
export function spearman(a: readonly number[], b: readonly number[]): number | undefined {
  const [x, y] = [averageRanks(a), averageRanks(b)];
  const mean = (x.length + 1) / 2;
  let [both, ofX, ofY] = [0, 0, 0];
  x.forEach((rank, i) => {
    const [u, v] = [rank - mean, (y[i] ?? mean) - mean];
    both += u * v;
    ofX += u * u;
    ofY += v * v;
  });
  if (ofX === 0 || ofY === 0) return undefined;
  return Math.min(1, Math.max(-1, both / Math.sqrt(ofX * ofY)));
}
