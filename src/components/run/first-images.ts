import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { DatasetInfo, Samples } from '../../../workers/contracts/dataset.ts';
import { cssToRgb } from '../../render/colour.ts';
import { drawTiles } from '../../render/image-tile.ts';
import { define } from '../define.ts';

const COLUMNS = 9;
const IMAGES = COLUMNS * COLUMNS;

/**
 * The first images of a dataset, as soon as they are there: something to look at while the rest
 * arrives. Part of the elements that run something.
 */
export class UhFirstImages extends LitElement {
  static override readonly styles = css`
    canvas {
      display: block;
      box-sizing: border-box;
      width: 100%;
      max-height: min(56cqi, 480px);
      object-fit: contain;
      image-rendering: pixelated;
      opacity: 0;
    }

    canvas.drawn {
      opacity: 1;
      transition: opacity 0.3s;
    }

    @media (prefers-reduced-motion: reduce) {
      canvas.drawn {
        transition: none;
      }
    }
  `;

  @property({ attribute: false }) info: DatasetInfo | undefined;
  @property({ attribute: false })
  images: ((indices: readonly number[]) => Promise<Samples> | undefined) | undefined;

  @query('canvas') private readonly canvas!: HTMLCanvasElement; // rendered once, always there

  protected override render(): TemplateResult {
    const title = this.info?.title ?? '';
    return html`<canvas role="img" aria-label=${`The first images of ${title}`}></canvas>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('info')) void this.draw();
  }

  private async draw(): Promise<void> {
    const { info, images, canvas } = this;
    canvas.classList.remove('drawn');
    if (!info || !images) return;
    const indices = Array.from({ length: Math.min(IMAGES, info.count) }, (_, index) => index);
    // A run that ended meanwhile has no images, and its own message says why.
    const samples = await images(indices)?.catch(() => undefined);
    if (!samples || info !== this.info) return;
    const { color, backgroundColor } = getComputedStyle(this);
    const grey = { zero: cssToRgb(backgroundColor), full: cssToRgb(color) };
    drawTiles(canvas, samples.images, COLUMNS, info.shape, grey);
    canvas.classList.add('drawn');
  }
}

define('uh-first-images', UhFirstImages);

declare global {
  interface HTMLElementTagNameMap {
    'uh-first-images': UhFirstImages;
  }
}
