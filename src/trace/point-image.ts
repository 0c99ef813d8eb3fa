import type { UmapTraceInfo } from './trace.ts';

/**
 * Index of a point's image in the split that the trace's dataset names. Undefined where nobody knows: for points of a sample
 * whose images are not told, and for new images that were projected.
 */
export function pointImage(
  { indices, points, dataset, projectedFrom = points }: UmapTraceInfo,
  point: number,
): number | undefined {
  if (point >= projectedFrom) return undefined;
  if (indices) return indices[point];
  return projectedFrom === dataset.count ? point : undefined;
}
