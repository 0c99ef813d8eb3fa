import type { TileAtlas } from './tile-atlas.ts';
import type { TileLayout } from './tile-layout.ts';

/** Draws atlases enlarged, with space between the tiles, every px a rectangle of whole device px. *Owns* one canvas. */
export class TileSheet {
  private source: OffscreenCanvas | undefined;

  /** `canvas` gets the layout's size in device px. */
  draw(canvas: HTMLCanvasElement, atlas: TileAtlas, layout: TileLayout): void {
    const { image, shape } = atlas;
    if (this.source?.width !== image.width || this.source.height !== image.height) {
      this.source = new OffscreenCanvas(image.width, image.height);
    }
    this.source.getContext('2d')?.putImageData(image, 0, 0);
    // Setting a size, even the same, clears the canvas and forgets its state.
    if (canvas.width !== layout.width) canvas.width = layout.width;
    if (canvas.height !== layout.height) canvas.height = layout.height;
    const context = canvas.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, layout.width, layout.height);
    context.imageSmoothingEnabled = false;
    for (let tile = 0; tile < shape.count; tile++) {
      const { x, y } = atlas.origin(tile);
      context.drawImage(
        this.source,
        x,
        y,
        shape.width,
        shape.height,
        (tile % layout.columns) * (layout.tileWidth + layout.gap),
        Math.floor(tile / layout.columns) * (layout.tileHeight + layout.gap),
        layout.tileWidth,
        layout.tileHeight,
      );
    }
  }
}
