import { cssToRgb } from './colour.ts';
import { opacityAt, sizeAt } from './depth-cue.ts';
import { drawOrder } from './draw-order.ts';
import type { ScatterRenderer, ScatterScene } from './scatter.ts';
import { createStamps, packPixel, type Raster, splat, type Stamps } from './splat.ts';

/** Sizes of discs in a plot with depth, far to near. */
const DEPTH_LEVELS = 9;

/** Points between two looks at the clock. */
const BLOCK = 2048;

/**
 * Scatter without a GPU: discs stamped into an ImageData. The same picture as `WebGl2Scatter` to
 * within a sub-pixel phase, and where WebGL2 runs in software the faster way to it.
 */
export class Canvas2dScatter implements ScatterRenderer {
  readonly kind = 'canvas2d';
  private readonly context: CanvasRenderingContext2D;
  private pixelRatio = 1;
  private image: ImageData | undefined;
  private raster: Raster | undefined;
  private labels = new Uint8Array(0);
  private order = new Uint32Array(0);
  /** Packed pixels, one a class. */
  private colours = new Uint32Array(0);
  /** The scene that `draw` has begun and not finished, and points of the order that are stamped. */
  private begun: ScatterScene | undefined;
  private painted = 0;
  private stamps:
    | { readonly diameter: number; readonly components: number; readonly sizes: readonly Stamps[] }
    | undefined;

  /** @throws Error when the canvas gives no 2D context. */
  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!context) throw new Error('This canvas gives no 2D context.');
    this.context = context;
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.pixelRatio = pixelRatio;
    this.canvas.width = Math.max(1, Math.round(width * pixelRatio));
    this.canvas.height = Math.max(1, Math.round(height * pixelRatio));
    this.image = undefined;
    this.raster = undefined;
    this.begun = undefined;
  }

  setClasses(labels: Uint8Array, colours: readonly string[]): void {
    if (labels.length !== this.order.length) this.order = drawOrder(labels.length);
    this.labels = new Uint8Array(labels);
    this.colours = Uint32Array.from(colours, (colour) => packPixel(cssToRgb(colour)));
  }

  draw(scene: ScatterScene, budget = Infinity): boolean {
    const { width, height } = this.canvas;
    const image = (this.image ??= new ImageData(width, height));
    const raster = (this.raster ??= { width, height, pixels: new Uint32Array(image.data.buffer) });
    if (scene !== this.begun) {
      raster.pixels.fill(packPixel(cssToRgb(scene.background)));
      this.painted = 0;
      this.begun = scene;
    }
    const deadline = performance.now() + budget;
    while (this.painted < this.order.length) {
      this.paint(raster, scene, this.painted, this.painted + BLOCK);
      this.painted += BLOCK;
      if (performance.now() > deadline) return false;
    }
    this.begun = undefined;
    this.context.putImageData(image, 0, 0);
    return true;
  }

  readPixels(): ImageData {
    return this.context.getImageData(0, 0, this.canvas.width, this.canvas.height);
  }

  dispose(): void {
    this.image = undefined;
    this.raster = undefined;
    this.begun = undefined;
  }

  /** Stamps the points from `begin` to `end` of the draw order. */
  private paint(raster: Raster, scene: ScatterScene, begin: number, end: number): void {
    const { from, to, mix, components, opacity, projection } = scene;
    const { pixelRatio, labels, colours } = this;
    const sizes = this.stampsOf(scene.pointSize * pixelRatio, components);
    const stamps = sizes.at(-1) ?? createStamps(1);
    const [ax, bx, cx, dx] = projection.x;
    const [ay, by, cy, dy] = projection.y;
    const [az, bz, cz, dz] = projection.depth;
    const three = components === 3;
    const deep = three && (az !== 0 || bz !== 0 || cz !== 0);
    const reach = stamps.side;
    const right = raster.width + reach;
    const bottom = raster.height + reach;
    const alphas = Uint16Array.from(colours, (_, label) => Math.round(256 * (opacity[label] ?? 1)));
    for (const index of this.order.subarray(begin, end)) {
      const label = labels[index] ?? 0;
      const alpha = alphas[label];
      const at = index * components;
      if (!alpha || at + components > from.length) continue; // hidden, or no such class
      const u0 = from[at] ?? 0;
      const v0 = from[at + 1] ?? 0;
      const w0 = three ? (from[at + 2] ?? 0) : 0;
      const u = u0 + ((to[at] ?? 0) - u0) * mix;
      const v = v0 + ((to[at + 1] ?? 0) - v0) * mix;
      const w = three ? w0 + ((to[at + 2] ?? 0) - w0) * mix : 0;
      const x = (ax * u + bx * v + cx * w + dx) * pixelRatio;
      const y = (ay * u + by * v + cy * w + dy) * pixelRatio;
      // Written so that NaN fails it.
      if (!(x > -reach && y > -reach && x < right && y < bottom)) continue;
      const colour = colours[label] ?? 0;
      if (!deep) {
        splat(raster, stamps, x, y, colour, alpha);
        continue;
      }
      const near = Math.min(1, Math.max(-1, az * u + bz * v + cz * w + dz));
      const level = Math.round(((near + 1) / 2) * (sizes.length - 1));
      splat(raster, sizes[level] ?? stamps, x, y, colour, Math.round(alpha * opacityAt(near)));
    }
  }

  /** Discs of one size, or in three components of several, far to near; the largest comes last. */
  private stampsOf(diameter: number, components: 2 | 3): readonly Stamps[] {
    if (this.stamps?.diameter !== diameter || this.stamps.components !== components) {
      const depths =
        components === 2
          ? [0]
          : Array.from({ length: DEPTH_LEVELS }, (_, i) => (2 * i) / (DEPTH_LEVELS - 1) - 1);
      const sizes = depths.map((near) => createStamps(diameter * sizeAt(near)));
      this.stamps = { diameter, components, sizes };
    }
    return this.stamps.sizes;
  }
}
