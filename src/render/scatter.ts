import type { Projection } from './projection.ts';

/** Points between two frames, and how they are seen. */
export interface PointSet {
  /** Positions at `mix` 0 and 1, points × components, row-major. May be the same array. *Borrowed*. */
  readonly from: Float32Array;
  readonly to: Float32Array;
  /** Where between them, 0..1. */
  readonly mix: number;
  readonly components: 2 | 3;
  readonly projection: Projection;
  /** Of each class, 0..1; 0 hides it. */
  readonly opacity: readonly number[];
}

export interface ScatterScene extends PointSet {
  /** Diameter, CSS px. */
  readonly pointSize: number;
  /** Any opaque CSS colour. */
  readonly background: string;
}

/**
 * Draws points as round, anti-aliased dots. It is told everything and keeps no state that shows,
 * beyond the last scene, which it repeats when a lost graphics context comes back.
 *
 * `from` and `to` are recognised by identity and uploaded once: playing from frame k to k + 1 and on
 * to k + 2 uploads one array a frame. So never change an array that was drawn.
 */
export interface ScatterRenderer {
  readonly kind: 'webgl2' | 'canvas2d';
  /** The canvas's size in CSS px, and device px per CSS px. Clears it. */
  resize(width: number, height: number, pixelRatio: number): void;
  /** Class index of each point, and a colour for each class. *Borrows* both, and only now. */
  setClasses(labels: Uint8Array, colours: readonly string[]): void;
  /**
   * Draws the scene, or as much of it as `budget` (ms) allows: false means that the canvas still shows the
   * scene before, and that `draw` wants to be called with the same scene again, in a later task.
   */
  draw(scene: ScatterScene, budget?: number): boolean;
  /** The last scene in device px, top row first, RGBA. For tests and pictures: slow. */
  readPixels(): ImageData;
  /** Frees the graphics context. May be called twice. */
  dispose(): void;
}
