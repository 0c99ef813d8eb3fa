import { cssToRgb, type Rgb } from './colour.ts';
import { drawOrder } from './draw-order.ts';
import type { ScatterRenderer, ScatterScene } from './scatter.ts';
import { createStamps, splat, type Stamps } from './splat.ts';

/**
 * Scatter without a GPU: discs stamped into an ImageData. The same picture as `WebGl2Scatter` to
 * within a sub-pixel phase; 60,000 small points take some tens of milliseconds.
 */
export class Canvas2dScatter implements ScatterRenderer {
  readonly kind = 'canvas2d';
  private readonly context: CanvasRenderingContext2D;
  private pixelRatio = 1;
  private image: ImageData | undefined;
  private labels = new Uint8Array(0);
  private order = new Uint32Array(0);
  private colours: readonly Rgb[] = [];
  private stamps: { readonly diameter: number; readonly value: Stamps } | undefined;

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
  }

  setClasses(labels: Uint8Array, colours: readonly string[]): void {
    if (labels.length !== this.order.length) this.order = drawOrder(labels.length);
    this.labels = new Uint8Array(labels);
    this.colours = colours.map(cssToRgb);
  }

  draw(scene: ScatterScene): void {
    const { canvas } = this;
    const image = (this.image ??= new ImageData(canvas.width, canvas.height));
    const [r, g, b] = cssToRgb(scene.background);
    // Little-endian, as every platform with a browser is: 0xAABBGGRR.
    new Uint32Array(image.data.buffer).fill(((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);
    this.paint(image, scene);
    this.context.putImageData(image, 0, 0);
  }

  readPixels(): ImageData {
    return this.context.getImageData(0, 0, this.canvas.width, this.canvas.height);
  }

  dispose(): void {
    this.image = undefined;
  }

  private paint(image: ImageData, scene: ScatterScene): void {
    const { from, to, mix, components, opacity, projection } = scene;
    const { pixelRatio, labels, colours } = this;
    const stamps = this.stampsOf(scene.pointSize * pixelRatio);
    const [ax, bx, cx, dx] = projection.x;
    const [ay, by, cy, dy] = projection.y;
    const three = components === 3;
    const reach = stamps.side;
    for (const index of this.order) {
      const label = labels[index] ?? 0;
      const alpha = opacity[label] ?? 1;
      const colour = colours[label];
      const at = index * components;
      if (alpha === 0 || !colour || at + components > from.length) continue;
      const u0 = from[at] ?? 0;
      const v0 = from[at + 1] ?? 0;
      const w0 = three ? (from[at + 2] ?? 0) : 0;
      const u = u0 + ((to[at] ?? 0) - u0) * mix;
      const v = v0 + ((to[at + 1] ?? 0) - v0) * mix;
      const w = three ? w0 + ((to[at + 2] ?? 0) - w0) * mix : 0;
      const x = (ax * u + bx * v + cx * w + dx) * pixelRatio;
      const y = (ay * u + by * v + cy * w + dy) * pixelRatio;
      // Written so that NaN fails it.
      if (!(x > -reach && y > -reach && x < image.width + reach && y < image.height + reach)) {
        continue;
      }
      splat(image, stamps, x, y, colour, alpha);
    }
  }

  private stampsOf(diameter: number): Stamps {
    if (this.stamps?.diameter !== diameter) {
      this.stamps = { diameter, value: createStamps(diameter) };
    }
    return this.stamps.value;
  }
}
