import type { PointSet } from './scatter.ts';

/**
 * Index of the drawn point nearest to (x, y), or −1 when none lies within `radius`, all in CSS px.
 * A linear scan: 60,000 points take a fraction of a millisecond, less than any index costs to keep.
 * Points of classes whose opacity is 0 are not seen. *Borrows* everything.
 */
export function pickPoint(
  points: PointSet,
  labels: Uint8Array,
  x: number,
  y: number,
  radius: number,
): number {
  const { from, to, mix, components, opacity } = points;
  const [ax, bx, cx, dx] = points.projection.x;
  const [ay, by, cy, dy] = points.projection.y;
  const three = components === 3;
  let best = -1;
  let nearest = radius * radius;
  for (let i = 0, at = 0; i < labels.length; i++, at += components) {
    const u0 = from[at] ?? 0;
    const v0 = from[at + 1] ?? 0;
    const u = u0 + ((to[at] ?? 0) - u0) * mix;
    const v = v0 + ((to[at + 1] ?? 0) - v0) * mix;
    let px = ax * u + bx * v + dx - x;
    let py = ay * u + by * v + dy - y;
    if (three) {
      const w0 = from[at + 2] ?? 0;
      const w = w0 + ((to[at + 2] ?? 0) - w0) * mix;
      px += cx * w;
      py += cy * w;
    }
    const squared = px * px + py * py;
    if (squared < nearest && opacity[labels[i] ?? 0] !== 0) {
      nearest = squared;
      best = i;
    }
  }
  return best;
}

/** Where a point is drawn, CSS px. */
export function pointOnScreen(points: PointSet, index: number): { x: number; y: number } {
  const { from, to, mix, components, projection } = points;
  const at = index * components;
  const coordinate = (axis: number): number => {
    if (axis >= components) return 0;
    const start = from[at + axis] ?? Number.NaN;
    return start + ((to[at + axis] ?? Number.NaN) - start) * mix;
  };
  const [u, v, w] = [coordinate(0), coordinate(1), coordinate(2)];
  const apply = (row: readonly [number, number, number, number]): number =>
    row[0] * u + row[1] * v + row[2] * w + row[3];
  return { x: apply(projection.x), y: apply(projection.y) };
}
