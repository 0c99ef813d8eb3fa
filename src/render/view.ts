/**
 * How a plot is looked at: zoom `k` about the plot's top left corner, then pan `x`, `y` in CSS px
 * (d3-zoom's convention), and for three components the orbit's angles in radians.
 */
export interface View {
  readonly k: number;
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly pitch: number;
}

export const HOME: View = { k: 1, x: 0, y: 0, yaw: 0.6, pitch: 0.35 };

/** Least and greatest zoom. */
export const ZOOM_RANGE: readonly [number, number] = [0.5, 64];

export function isHome(view: View): boolean {
  return view.k === 1 && view.x === 0 && view.y === 0;
}

/** The view after a drag by (dx, dy) px; a drag across 300 px is half a turn. */
export function orbit(view: View, dx: number, dy: number): View {
  const pitch = view.pitch + (dy * Math.PI) / 300;
  return {
    ...view,
    yaw: view.yaw + (dx * Math.PI) / 300,
    pitch: Math.min(Math.PI / 2, Math.max(-Math.PI / 2, pitch)),
  };
}
