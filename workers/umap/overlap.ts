/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count points and classes × classes */
import type { UmapInput } from '../contracts/umap.ts';
import { LayoutTree } from './layout-neighbours.ts';
import type { Pace } from './pace.ts';

/** Points whose labels a point's own is held against; DESIGN.md, *Label agreement*. */
export const LABEL_NEIGHBOURS = 5;

/** How often the nearest neighbours in a layout are of which class. */
export interface NeighbourClasses {
  /** 1 + the greatest label. */
  readonly classes: number;
  /** Neighbours of points: class of the point × class of the neighbour, row-major. */
  readonly counts: Uint32Array;
}

/**
 * The classes of each point's 5 nearest neighbours in the layout (fewer, if there are fewer others), itself left out.
 *
 * @param embedding count × components, row-major; *borrowed*
 */
export async function neighbourClasses(
  { labels, count }: Pick<UmapInput, 'labels' | 'count'>,
  embedding: Float32Array,
  components: number,
  pace: Pace,
): Promise<NeighbourClasses> {
  const classes = labels.reduce((most, label) => Math.max(most, label + 1), 1);
  const counts = new Uint32Array(classes * classes);
  const k = Math.min(LABEL_NEIGHBOURS, count - 1);
  const tree = new LayoutTree(embedding, components, count, k);
  for (let i = 0; i < count; i++) {
    const row = labels[i]! * classes;
    for (const j of tree.nearest(i)) counts[row + labels[j]!]!++;
    pace.done++;
    if ((i & 255) === 0 && pace.due()) await pace.pause();
  }
  return { classes, counts };
}

/** Mean share of neighbours of the point's own class, over all points. */
export function agreementOf({ classes, counts }: NeighbourClasses): number {
  let agreeing = 0;
  for (let c = 0; c < classes; c++) agreeing += counts[c * classes + c]!;
  return agreeing / counts.reduce((sum, n) => sum + n, 0);
}

/** Each row's counts by their sum; a class without points has zeros. Classes × classes, *returned*. */
export function overlapOf({ classes, counts }: NeighbourClasses): Float64Array<ArrayBuffer> {
  const overlap = new Float64Array(classes * classes);
  for (let from = 0; from < counts.length; from += classes) {
    const row = counts.subarray(from, from + classes);
    const total = row.reduce((sum, n) => sum + n, 0);
    if (total > 0) row.forEach((n, c) => (overlap[from + c] = n / total));
  }
  return overlap;
}
