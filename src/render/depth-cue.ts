/**
 * What is near is larger and stands out: the only cues of depth in a parallel projection. The same numbers
 * as in scatter.vert.glsl. `near` is from −1 to 1; 0 in flat plots, which have no cue.
 */
const GROWTH = 0.4;
const FADING = 0.35;

/** Factor of a point's diameter. */
export function sizeAt(near: number): number {
  return 1 + GROWTH * near;
}

/** Factor of a point's opacity. */
export function opacityAt(near: number): number {
  return 1 - FADING * (0.5 - 0.5 * near);
}
