import { canvasPng } from './canvas-png.ts';
import { FIGURE_FONT } from './figure-layout.ts';

export interface FigurePictureOptions {
  /** Of the picture, px; a third of it is the height. A multiple of 12, so that both are even. */
  readonly width: number;
  /** Any opaque CSS colours. */
  readonly ground: string;
  readonly text: string;
}

/** Of the layout, px. */
export const WIDTH = 1080;
export const HEIGHT = 360;

/** One of the article's figures of a network, 3:1, as pictures of pixels. A few milliseconds each. */
export abstract class FigurePicture<Frame> {
  protected readonly context: CanvasRenderingContext2D;
  private readonly canvas = document.createElement('canvas');

  /** @throws Error when the browser gives no 2D context. */
  constructor(private readonly look: FigurePictureOptions) {
    this.canvas.width = look.width;
    this.canvas.height = look.width / 3;
    const context = this.canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!context) throw new Error('This canvas gives no 2D context.');
    this.context = context;
  }

  get width(): number {
    return this.canvas.width;
  }

  get height(): number {
    return this.canvas.height;
  }

  draw(frame: Frame): void {
    const { context, look } = this;
    const scale = look.width / WIDTH;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = look.ground;
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = look.text;
    context.textBaseline = 'middle';
    this.paint(frame);
  }

  /** What was drawn, RGBA. *Returns* a copy. */
  pixels(): Uint8ClampedArray<ArrayBuffer> {
    return this.context.getImageData(0, 0, this.width, this.height).data;
  }

  /** What was drawn, as PNG. */
  png(): Promise<Blob> {
    return canvasPng(this.canvas);
  }

  /** May be called twice. */
  dispose(): void {
    this.canvas.width = 0; // frees its pixels now
  }

  /** Draws a frame on the empty ground, in px of the layout. */
  protected abstract paint(frame: Frame): void;

  protected write(
    text: string,
    x: number,
    y: number,
    weight: number,
    size: number,
    { align = 'center', most }: { readonly align?: CanvasTextAlign; readonly most?: number } = {},
  ): void {
    const { context } = this;
    context.font = `${weight} ${size}px ${FIGURE_FONT}`;
    context.textAlign = align;
    // Longer ones are narrowed.
    context.fillText(text, x, y, most);
  }
}
