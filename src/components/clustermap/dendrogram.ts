import type { Clustering } from './cluster.ts';

/** A merge as it is drawn: two legs, and the bar that joins them. */
export interface Fork {
  /** Where the legs stand, in rows from the first end: row i of the order is at i + 0.5. */
  readonly from: number;
  readonly to: number;
  /** Distances at which the legs begin, and at which the bar lies. */
  readonly fromBase: number;
  readonly toBase: number;
  readonly distance: number;
}

interface End {
  readonly at: number;
  readonly base: number;
}

/** The forks of a clustering's dendrogram, in the order of its merges. */
export function forksOf({ linkage, order }: Clustering): Fork[] {
  const ends = new Map<number, End>(order.map((row, place) => [row, { at: place + 0.5, base: 0 }]));
  return linkage.map(({ left, right, distance }, i) => {
    // Every cluster is made before it is merged, so both are there.
    const [a, b] = [ends.get(left), ends.get(right)] as [End, End];
    const [first, second] = a.at < b.at ? [a, b] : [b, a];
    ends.set(order.length + i, { at: (first.at + second.at) / 2, base: distance });
    const { at: from, base: fromBase } = first;
    return { from, to: second.at, fromBase, toBase: second.base, distance };
  });
}
