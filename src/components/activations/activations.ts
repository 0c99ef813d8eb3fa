import { html, nothing, type TemplateResult } from 'lit';
import { query } from 'lit/decorators.js';
import type { LayerSummary } from '../../../workers/contracts/cnn.ts';
import type { Sight } from '../../controllers/watching.ts';
import { drawTile, type GreyMap } from '../../render/image-tile.ts';
import type { TilesShape } from '../../render/tile-atlas.ts';
import { define } from '../define.ts';
import { enlargedTo } from '../tile-grid/enlarged.ts';
import { haveSameFilters } from '../tile-grid/same-filters.ts';
import { TileGrid, type Tiles } from '../tile-grid/tile-grid.ts';
import { styles } from './activations.styles.ts';

/** As the maps: the lowest black, the highest white. */
const GREY: GreyMap = { zero: [0, 0, 0], full: [255, 255, 255] };

/** The image beside the enlarged map, CSS px. */
const IMAGE = 96;

/**
 * All activation maps of a layer for the watched image at the playhead, each rescaled to its own values. Pointing at
 * one enlarges it beside the image.
 *
 * Where map i is what kernel i of `<uh-kernels>` makes, both point at the same filter; else each at its own.
 *
 * Properties of `CnnPart` (`for`, `player`, `watching`, `selection`). Tests read pixels with `readTile(filter)`.
 *
 * @tag uh-activations
 * @csspart heading - which layer
 * @csspart canvas - the grid, in device px
 * @csspart detail - the enlarged map and the image
 */
export class UhActivations extends TileGrid {
  static override readonly styles = [TileGrid.styles, styles];

  protected override readonly noun = 'Map';
  protected override readonly placeholder: TilesShape = {
    count: 64,
    width: 32,
    height: 32,
    bands: 1,
  };
  protected override readonly brokenText =
    'What comes out of this layer is no numbers any more: the network has diverged.';

  @query('.image canvas') private readonly imageCanvas!: HTMLCanvasElement | null;

  private layer: string | undefined;
  private drawnImage: Uint8Array | undefined;

  /** Where map i is what kernel i makes. */
  protected override isShared(): boolean {
    const { shown } = this;
    return shown !== undefined && haveSameFilters(shown.layers, shown.sight.layers);
  }

  protected override tilesOf(sight: Sight, layers: readonly LayerSummary[]): Tiles | undefined {
    const summary = layers[sight.layers.activationLayer];
    const [height, width, count] = summary?.outputShape ?? [];
    const { activations: values } = sight.view;
    if (!summary || !height || !width || !count) return undefined;
    if (values.length !== height * width * count) return undefined;
    this.layer = summary.name;
    return { shape: { count, width, height, bands: 1 }, values };
  }

  protected override get enlarged(): number {
    return this.roomWidth < 340 ? 160 : this.roomWidth < 420 ? 192 : 224;
  }

  protected override heading(): string {
    return `What ${this.shown && this.layer ? this.layer : 'the network'} makes of the image`;
  }

  protected override remark(): string {
    return 'Each on its own scale, lowest value black, highest white.';
  }

  protected override hint(verb: 'Point at' | 'Tap'): string {
    return verb === 'Tap'
      ? 'Tap a map to see it beside the image.'
      : 'Point at a map to see it beside the image, click to keep it.';
  }

  protected override renderDetail(filter: number): TemplateResult {
    const { width = 32, height = 32 } = this.player?.trace.info.dataset.shape ?? {};
    const image = this.shown?.sight.image;
    const name = this.player?.trace.info.dataset.classNames[image?.label ?? -1];
    return html`<div class="facts">
      ${this.renderName(filter)}
      <div class="image">
        <canvas
          width=${width}
          height=${height}
          style=${enlargedTo(IMAGE, width, height)}
          aria-hidden="true"
          ?hidden=${image?.image.length === 0}
        ></canvas>
        <p>
          ${image?.title ?? ' '}
          ${name === undefined ? nothing : html`<span class="label">${name}</span>`}
        </p>
      </div>
    </div>`;
  }

  protected override updated(): void {
    super.updated();
    const image = this.shown?.sight.image.image;
    const shape = this.player?.trace.info.dataset.shape;
    if (!this.imageCanvas || !image || !shape || image === this.drawnImage) return;
    drawTile(this.imageCanvas, image, 0, shape, GREY);
    this.drawnImage = image;
  }
}

define('uh-activations', UhActivations);

declare global {
  interface HTMLElementTagNameMap {
    'uh-activations': UhActivations;
  }
}
