import type { Extent } from './extent.ts';
import type { View } from './view.ts';

/**
 * From data to CSS px, affine: `x = row[0]·x + row[1]·y + row[2]·z + row[3]`, and so for y (down).
 * One form for two components (z is 0), for three seen in parallel projection, for GPU and CPU.
 */
export interface Projection {
  readonly x: readonly [number, number, number, number];
  readonly y: readonly [number, number, number, number];
  /** How near to the viewer, from −1 (far) to 1 (near); 0 for two components. */
  readonly depth: readonly [number, number, number, number];
}

/** Where the plot's content may lie, CSS px. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
  /** Kept free on each side: for the title above, and so that labels have room. */
  readonly inset: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
}

/** Fits the extent into the plot with equal aspect, y up, then applies the view's orbit, zoom and pan. */
export function project(extent: Extent, size: PlotSize, view: View): Projection {
  const { inset } = size;
  const width = Math.max(1, size.width - inset.left - inset.right);
  const height = Math.max(1, size.height - inset.top - inset.bottom);
  const [x0, y0, z0] = extent.min;
  const [x1, y1, z1] = extent.max;
  const flat = extent.components === 2;
  // In 3-D whatever the orbit turns to the front must fit: the largest span, each way.
  const longest = Math.max(x1 - x0, y1 - y0, flat ? 0 : z1 - z0, 1e-9);
  const scale =
    view.k *
    (flat
      ? Math.min(width / Math.max(x1 - x0, 1e-9), height / Math.max(y1 - y0, 1e-9))
      : Math.min(width, height) / longest);
  const cx = (x0 + x1) / 2;
  const cy = (y0 + y1) / 2;
  const cz = flat ? 0 : (z0 + z1) / 2;
  const originX = view.k * (inset.left + width / 2) + view.x;
  const originY = view.k * (inset.top + height / 2) + view.y;

  const yaw = flat ? 0 : view.yaw;
  const pitch = flat ? 0 : view.pitch;
  const right = [Math.cos(yaw), 0, Math.sin(yaw)] as const;
  const up = [
    Math.sin(pitch) * Math.sin(yaw),
    Math.cos(pitch),
    -Math.sin(pitch) * Math.cos(yaw),
  ] as const;
  const row = (
    axis: readonly [number, number, number],
    factor: number,
    origin: number,
  ): readonly [number, number, number, number] => {
    const [a, b, c] = [axis[0] * factor, axis[1] * factor, axis[2] * factor];
    return [a, b, c, origin - a * cx - b * cy - c * cz];
  };
  const towards = [
    -Math.sin(yaw) * Math.cos(pitch),
    Math.sin(pitch),
    Math.cos(yaw) * Math.cos(pitch),
  ] as const;
  return {
    x: row(right, scale, originX),
    y: row(up, -scale, originY),
    depth: flat ? [0, 0, 0, 0] : row(towards, 2 / longest, 0),
  };
}
