import { Canvas2dScatter } from './scatter-canvas2d.ts';
import { WebGl2Scatter } from './scatter-webgl2.ts';
import type { ScatterRenderer } from './scatter.ts';

let webGl2: boolean | undefined;

/** Whether WebGL2 works here at all; tried once, on a canvas of its own, shaders included. */
function hasWebGl2(): boolean {
  if (webGl2 === undefined) {
    try {
      new WebGl2Scatter(document.createElement('canvas')).dispose();
      webGl2 = true;
    } catch {
      webGl2 = false;
    }
  }
  return webGl2;
}

/**
 * The fastest renderer that works here, on a canvas that has no context yet; its `kind` tells which.
 * `kind` forces one.
 *
 * @throws Error when the forced kind does not work, or none does.
 */
export function createScatter(
  canvas: HTMLCanvasElement,
  kind: ScatterRenderer['kind'] | 'auto' = 'auto',
): ScatterRenderer {
  if (kind === 'canvas2d') return new Canvas2dScatter(canvas);
  if (kind === 'webgl2' || hasWebGl2()) return new WebGl2Scatter(canvas);
  return new Canvas2dScatter(canvas);
}
