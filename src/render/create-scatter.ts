import { Canvas2dScatter } from './scatter-canvas2d.ts';
import { WebGl2Scatter } from './scatter-webgl2.ts';
import type { ScatterRenderer } from './scatter.ts';

let fastWebGl2: boolean | undefined;

/**
 * Whether WebGL2 works here on a GPU; tried once, on a canvas of its own, shaders included. WebGL2 in
 * software (SwiftShader, llvmpipe) is slower than stamping discs ourselves: 60,000 points at 10 and 39
 * pictures a second on two cores.
 */
function hasFastWebGl2(): boolean {
  if (fastWebGl2 === undefined) {
    try {
      new WebGl2Scatter(document.createElement('canvas'), { software: false }).dispose();
      fastWebGl2 = true;
    } catch {
      fastWebGl2 = false;
    }
  }
  return fastWebGl2;
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
  if (kind === 'webgl2' || (kind === 'auto' && hasFastWebGl2())) return new WebGl2Scatter(canvas);
  return new Canvas2dScatter(canvas);
}
