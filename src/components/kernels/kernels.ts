import { html, type TemplateResult } from 'lit';
import type { LayerSummary } from '../../../workers/contracts/cnn.ts';
import type { Sight } from '../../controllers/watching.ts';
import { meanOverBands, type TilesShape } from '../../render/tile-atlas.ts';
import { define } from '../define.ts';
import { inUnits } from '../tile-grid/numbers.ts';
import { TileGrid, type Tiles } from '../tile-grid/tile-grid.ts';
import { styles } from './kernels.styles.ts';

const COLOURS = ['Red', 'Green', 'Blue'];
/** From this width of a column on, CSS px, three digits of a weight fit; else two, or three that begin with 1. */
const THREE_DIGITS = 33;
/** Narrower than this, CSS px, the numbers of two bands stand side by side, not of all (as in the styles). */
const NARROW = 440;
/** Numbers in a row of which two still fit side by side there. */
const MOST_ABREAST = 8;

interface Layer {
  readonly name: string;
  readonly size: number;
  readonly channels: number;
}

/**
 * All kernels of a convolution at the playhead, each rescaled to its own weights: in colour over the three bands of
 * an image, else grey, the mean over the maps that it reads. Pointing at one enlarges it with its weights in numbers.
 *
 * Properties of `CnnPart` (`for`, `player`, `watching`, `selection`). Tests read pixels with `readTile(filter)`.
 *
 * @tag uh-kernels
 * @csspart heading - which kernels
 * @csspart canvas - the grid, in device px
 * @csspart detail - the enlarged kernel and its weights
 */
export class UhKernels extends TileGrid {
  static override readonly styles = [TileGrid.styles, styles];

  protected override readonly noun = 'Kernel';
  protected override readonly placeholder: TilesShape = {
    count: 64,
    width: 5,
    height: 5,
    bands: 3,
  };
  protected override readonly enlarged = 120;
  protected override readonly brokenText =
    'These weights are no numbers any more: the network has diverged.';

  private layer: Layer | undefined;
  /** height × width × bands × filters, as drawn. */
  private weights: Float32Array | undefined;

  protected override tilesOf(sight: Sight, layers: readonly LayerSummary[]): Tiles | undefined {
    const { kernels } = sight.view;
    const summary = layers[sight.layers.kernelLayer];
    if (summary?.spec.type !== 'conv2d') return undefined;
    const { filters: count, kernelSize: size } = summary.spec;
    const channels = kernels.length / (size * size * count);
    if (!Number.isInteger(channels)) return undefined;
    this.layer = { name: summary.name, size, channels };
    const bands = channels === 3 ? 3 : 1;
    this.weights = channels === bands ? kernels : meanOverBands(kernels, channels, count);
    return { shape: { count, width: size, height: size, bands }, values: this.weights };
  }

  protected override heading(): string {
    if (!this.shown || !this.layer) return 'Kernels';
    const { name, size, channels } = this.layer;
    return `Kernels of ${name}, ${size} × ${size} × ${channels}`;
  }

  protected override remark(): string {
    const channels = this.layer?.channels ?? 3;
    const scale = 'ach on its own scale, lowest weight black, highest white';
    if (channels === 3) return `E${scale}, in red, green and blue.`;
    return channels === 1 ? `E${scale}.` : `Mean over ${channels} input maps, e${scale}.`;
  }

  protected override hint(verb: 'Point at' | 'Tap'): string {
    return verb === 'Tap'
      ? 'Tap a kernel to read its weights.'
      : 'Point at a kernel to read its weights, click to keep it.';
  }

  protected override renderDetail(filter: number): TemplateResult {
    const { width, bands } = this.shape;
    const isLong = width > MOST_ABREAST;
    const values = this.weightsOf(filter);
    const greatest = values.reduce((most, w) => (Math.abs(w) > most ? Math.abs(w) : most), 0);
    const units = inUnits(
      Number.isFinite(greatest) ? greatest : 0,
      this.columnWidth < THREE_DIGITS ? 199 : 999,
    );
    const captions =
      bands === 3 ? COLOURS : [this.layer?.channels === 1 ? 'Weights' : 'Mean weights'];
    return html`<div class="facts">
        ${this.renderName(filter)}
        <p class="unit">
          ${this.shown && units.unit !== '1' ? `Weights in units of ${units.unit}` : 'Weights'}
        </p>
      </div>
      <div class="planes ${isLong ? 'long' : ''}" style="--_size:${width}">
        ${captions.map((caption, band) => this.renderPlane(caption, band, values, units.text))}
      </div>`;
  }

  private renderPlane(
    caption: string,
    band: number,
    values: Float32Array,
    text: (weight: number) => string,
  ): TemplateResult {
    const { width, height, bands } = this.shape;
    const weight = (x: number, y: number): number => values[(y * width + x) * bands + band] ?? 0;
    return html`<table>
      <caption class=${bands === 3 ? caption.toLowerCase() : ''}>
        ${caption}
      </caption>
      <tbody>
        ${Array.from(
          { length: height },
          (_, y) =>
            html`<tr>
              ${Array.from({ length: width }, (_, x) => html`<td>${text(weight(x, y))}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  /** Room for one number, CSS px. */
  private get columnWidth(): number {
    const { width, bands } = this.shape;
    const abreast = this.roomWidth < NARROW ? (width > MOST_ABREAST ? 1 : 2) : bands;
    return (this.roomWidth - 16 * (abreast - 1)) / (abreast * width);
  }

  /** Of one filter, height × width × bands. Zeros before there are any. */
  private weightsOf(filter: number): Float32Array {
    const { count, width, height, bands } = this.shape;
    return Float32Array.from(
      { length: width * height * bands },
      (_, at) => (this.shown ? this.weights?.[at * count + filter] : undefined) ?? 0,
    );
  }
}

define('uh-kernels', UhKernels);

declare global {
  interface HTMLElementTagNameMap {
    'uh-kernels': UhKernels;
  }
}
