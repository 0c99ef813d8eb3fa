import { Canvas2dScatter } from './scatter-canvas2d.ts';
import { WebGl2Scatter } from './scatter-webgl2.ts';
import type { ScatterRenderer } from './scatter.ts';

let fastest: ScatterRenderer['kind'] | undefined;

/**
 * The fastest renderer here: WebGL2 if it works on a GPU. Tried once, which takes a while, on a canvas of its own, shaders included. WebGL2 in
 * software (SwiftShader, llvmpipe) is slower than stamping discs ourselves: 60,000 points at 10 and 39
 * pictures a second on two cores.
 */
export function fastestRenderer(): ScatterRenderer['kind'] {
  if (fastest === undefined) {
    try {
      new WebGl2Scatter(document.createElement('canvas'), { software: false }).dispose();
      fastest = 'webgl2';
    } catch {
      fastest = 'canvas2d';
    }
  }
  return fastest;
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
  const chosen = kind === 'auto' ? fastestRenderer() : kind;
  return chosen === 'webgl2' ? new WebGl2Scatter(canvas) : new Canvas2dScatter(canvas);
}
