import { canvasPng } from './canvas-png.ts';
import { EmbeddingFigure, type EmbeddingFigureOptions } from './embedding-figure.ts';
import { FIGURE_FONT, shorten } from './figure-layout.ts';
import { Canvas2dScatter } from './scatter-canvas2d.ts';
import type { ScatterScene } from './scatter.ts';

/** Width of the halo around names, px: the article's. */
const HALO = 5;

/** A frame's embedding as a picture of pixels. Needs no GPU, and draws in slices. */
export class EmbeddingPicture {
  private readonly canvas = document.createElement('canvas');
  private readonly scatter = new Canvas2dScatter(this.canvas);
  private readonly context: CanvasRenderingContext2D;
  private readonly figure: EmbeddingFigure;
  /** The scene that is being drawn. */
  private begun: { readonly embedding: Float32Array; readonly scene: ScatterScene } | undefined;

  /** @throws Error when the browser gives no 2D context. */
  constructor(options: EmbeddingFigureOptions) {
    this.figure = new EmbeddingFigure(options);
    const { width, height, scale } = this.figure.layout;
    this.scatter.resize(width, height, scale);
    this.scatter.setClasses(options.layers ?? options.labels, options.colours);
    const context = this.canvas.getContext('2d');
    if (!context) throw new Error('This canvas gives no 2D context.');
    this.context = context;
  }

  get width(): number {
    return this.canvas.width;
  }

  get height(): number {
    return this.canvas.height;
  }

  /**
   * Draws a frame, or as much of it as `budget` (ms) allows: false means that it wants to be called with the same frame
   * again. *Borrows* the embedding.
   */
  draw(embedding: Float32Array, title: string, budget: number): boolean {
    if (this.begun?.embedding !== embedding) {
      this.begun = { embedding, scene: this.figure.scene(embedding) };
    }
    const { scene } = this.begun;
    if (!this.scatter.draw(scene, budget)) return false;
    this.begun = undefined;
    this.write(scene, title);
    return true;
  }

  /** What was drawn, RGBA. *Returns* a copy. */
  pixels(): Uint8ClampedArray<ArrayBuffer> {
    return this.scatter.readPixels().data;
  }

  /** What was drawn, as PNG. */
  png(): Promise<Blob> {
    return canvasPng(this.canvas);
  }

  /** May be called twice. */
  dispose(): void {
    this.scatter.dispose();
    this.begun = undefined;
    this.canvas.width = 0; // frees its pixels now
  }

  private write(scene: ScatterScene, title: string): void {
    const { context, figure } = this;
    const { layout, text, options } = figure;
    const { colours, classNames, opacity, ground } = options;
    context.save();
    context.scale(layout.scale, layout.scale);
    context.fillStyle = text;
    context.textBaseline = 'middle';
    context.textAlign = 'center';
    context.font = `600 ${layout.title.size}px ${FIGURE_FONT}`;
    context.fillText(title, layout.title.x, layout.title.y);

    context.font = `600 ${layout.nameSize}px ${FIGURE_FONT}`;
    context.strokeStyle = ground;
    context.lineWidth = HALO;
    context.lineJoin = 'round';
    const names = figure.names(scene);
    for (const { x, y, label } of names) context.strokeText(classNames[label] ?? '', x, y);
    for (const { x, y, label } of names) context.fillText(classNames[label] ?? '', x, y);

    context.textAlign = 'left';
    context.font = `400 ${layout.legendSize}px ${FIGURE_FONT}`;
    layout.blocks.forEach((block, label) => {
      context.globalAlpha = opacity[label] === 0 ? 0.25 : 1;
      context.fillStyle = colours[label] ?? text;
      context.fillRect(block.x, block.y, block.width, block.height);
      context.fillStyle = text;
      const name = shorten(classNames[label] ?? '', layout.legendSize, layout.legendWidth);
      context.fillText(name, block.x + block.width + 8, block.y + block.height / 2);
    });
    context.restore();
  }
}
