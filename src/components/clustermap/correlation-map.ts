import type { DatasetStatistics } from '../../../workers/contracts/dataset.ts';
import { cluster, type Clustering } from './cluster.ts';

/** Correlations of class averages, clustered. */
export interface CorrelationMap {
  /** Classes of the map, by index, in label order: those whose average can be correlated. */
  readonly classes: readonly number[];
  /** Those that are left out: their average is the same everywhere. */
  readonly leftOut: readonly number[];
  /** Pearson's × 100, classes of the map × classes of the map, in label order. */
  readonly values: Float64Array;
  readonly clustering: Clustering;
  /** Classes of the dataset from the one end of the dendrogram to the other. */
  readonly order: readonly number[];
  /** Lowest and highest value. */
  readonly low: number;
  readonly high: number;
}

/** Borrows the statistics. */
export function correlationMap({ correlation, classCounts }: DatasetStatistics): CorrelationMap {
  const all = classCounts.length;
  const labels = Array.from({ length: all }, (_, label) => label);
  const isDefined = (label: number): boolean => Number.isFinite(correlation[label * all + label]);
  const classes = labels.filter(isDefined);
  const values = Float64Array.from(
    classes.flatMap((a) => classes.map((b) => 100 * (correlation[a * all + b] ?? Number.NaN))),
  );
  const clustering = cluster(values);
  return {
    classes,
    leftOut: labels.filter((label) => !isDefined(label)),
    values,
    clustering,
    order: clustering.order.map((row) => classes[row] ?? 0),
    low: values.reduce((min, value) => Math.min(min, value), Infinity),
    high: values.reduce((max, value) => Math.max(max, value), -Infinity),
  };
}

/** Of two classes of the dataset; NaN where one of them is left out. */
export function valueAt({ classes, values }: CorrelationMap, a: number, b: number): number {
  const [row, column] = [classes.indexOf(a), classes.indexOf(b)];
  if (row < 0 || column < 0) return Number.NaN;
  return values[row * classes.length + column] ?? Number.NaN;
}

/** All pairs of different classes, the most alike first. */
export function rankedPairs(
  map: CorrelationMap,
): { readonly a: number; readonly b: number; readonly value: number }[] {
  const pairs = map.classes.flatMap((a, i) =>
    map.classes.slice(i + 1).map((b) => ({ a, b, value: valueAt(map, a, b) })),
  );
  return pairs.sort((one, other) => other.value - one.value);
}
