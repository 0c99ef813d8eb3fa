import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { query } from 'lit/decorators.js';
import type { LayerSummary } from '../../../workers/contracts/cnn.ts';
import { FilterSelection } from '../../controllers/filter-selection.ts';
import type { Sight } from '../../controllers/watching.ts';
import { TileAtlas, type TilesShape } from '../../render/tile-atlas.ts';
import { layoutTiles, type TileLayout } from '../../render/tile-layout.ts';
import { TileSheet } from '../../render/tile-sheet.ts';
import { CnnPart } from '../cnn/part.ts';
import { tokens } from '../tokens.styles.ts';
import { enlargedTo, range } from './enlarged.ts';
import { FilterList } from './filter-list.ts';
import { RoomController } from './room.ts';
import { styles } from './tile-grid.styles.ts';

/** One picture a filter: what a grid shows of a sight. */
export interface Tiles {
  readonly shape: TilesShape;
  /** height × width × bands × tiles. */
  readonly values: Float32Array;
}

/** A sight, and what is drawn of it. */
export interface Shown {
  readonly sight: Sight;
  /** Of the trace. */
  readonly layers: readonly LayerSummary[];
  readonly atlas: TileAtlas;
}

/**
 * All filters of a layer as a grid of small pictures, and the one that is pointed at or pinned enlarged beneath.
 * What the pictures are is the subclass's.
 */
export abstract class TileGrid extends CnnPart {
  static override readonly styles: CSSResultGroup = [tokens, styles];

  /** What a tile is called. */
  protected abstract readonly noun: 'Kernel' | 'Map';
  /** Before there is a sight, so that nothing moves when one comes. */
  protected abstract readonly placeholder: TilesShape;
  /** Widest that a tile is enlarged to, CSS px. */
  protected abstract get enlarged(): number;
  /** What is wrong where no picture holds numbers. */
  protected abstract readonly brokenText: string;

  @query('.sheet') private readonly sheetCanvas!: HTMLCanvasElement | null;
  @query('.enlarged') private readonly enlargedCanvas!: HTMLCanvasElement | null;

  protected shown: Shown | undefined;
  private drawn: { readonly layout: TileLayout; readonly shown: Shown } | undefined;
  private readonly sheet = new TileSheet();
  private readonly rooms = new RoomController(this, '.ruler');
  /** Where filters are nobody else's. */
  private readonly own = new FilterSelection();
  private readonly list = new FilterList(this, () => ({
    noun: this.noun,
    count: this.shape.count,
    columns: this.layout?.columns ?? 1,
    selection: this.filters,
    isDrawn: (filter) => this.shown?.atlas.isFinite(filter) ?? false,
  }));

  constructor() {
    super();
    this.own.addEventListener('change', () => {
      this.requestUpdate();
    });
  }

  /** A tile as it is drawn, a px a value; transparent if its values are not numbers. */
  readTile(filter: number): ImageData | undefined {
    const { shown } = this;
    return shown && filter in shown.atlas.low ? shown.atlas.readTile(filter) : undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.filters.point(undefined);
  }

  /** What is drawn of a sight; undefined if it is none of these layers. */
  protected abstract tilesOf(sight: Sight, layers: readonly LayerSummary[]): Tiles | undefined;
  protected abstract heading(): string;
  /** What black and white mean. */
  protected abstract remark(): string;
  protected abstract hint(verb: 'Point at' | 'Tap'): string;
  /** Beside the enlarged tile; `filter` is 0 where this only takes up room. */
  protected abstract renderDetail(filter: number): TemplateResult;

  protected get shape(): TilesShape {
    return this.shown?.atlas.shape ?? this.placeholder;
  }

  /** The filter shown enlarged. */
  protected get filter(): number | undefined {
    return this.within(this.filters.filter);
  }

  protected get pinned(): number | undefined {
    return this.within(this.filters.pinned);
  }

  /** Width to draw in, CSS px. */
  protected get roomWidth(): number {
    const { room } = this.rooms;
    return room ? room.width / room.pixelRatio : 0;
  }

  protected override willUpdate(): void {
    super.willUpdate();
    const sight = this.watching?.sight;
    const layers = this.player?.trace.info.layers;
    if (sight === this.shown?.sight && layers === this.shown?.layers) return;
    const tiles = sight && layers ? this.tilesOf(sight, layers) : undefined;
    if (!sight || !layers || !tiles) {
      this.shown = undefined;
      return;
    }
    const atlas = atlasFor(tiles.shape, this.shown?.atlas);
    atlas.fill(tiles.values);
    this.shown = { sight, layers, atlas };
  }

  protected override render(): TemplateResult {
    const { shown, isStale } = this;
    const message = this.message();
    const look = message !== undefined ? 'dimmed' : isStale ? 'stale' : '';
    return html`<figure>
      <div class="ruler"></div>
      <p class="heading" id="heading" part="heading">${this.heading()}</p>
      <div class="stage ${look}" style=${this.places()} aria-busy=${isStale ? 'true' : 'false'}>
        ${shown ? html`<canvas class="sheet" part="canvas" aria-hidden="true"></canvas>` : nothing}
        ${shown ? this.list.render() : this.renderPlaceholder()}
        ${message === undefined ? nothing : html`<p class="message" role="status"><span>${message}</span></p>`}
        ${isStale ? html`<p class="message later"><span>Epoch ${this.frame?.epoch} is being computed.</span></p>` : nothing}
      </div>
      <p class="remark">${this.remark()} ${this.brokenRemark()}</p>
      ${this.renderEnlarged()}
      <p class="sr" id="keys">
        Arrow keys move, Enter keeps a ${this.noun.toLowerCase()} enlarged, Escape lets go.
      </p>
      <p class="sr" aria-live="polite">
        ${this.pinned === undefined ? '' : `${this.noun} ${this.pinned} stays enlarged.`}
      </p>
    </figure>`;
  }

  protected override updated(): void {
    const { shown, layout, drawn, sheetCanvas, enlargedCanvas, filter } = this;
    if (!shown) this.drawn = undefined;
    if (!shown || !layout || !sheetCanvas) return;
    if (drawn?.shown !== shown || !isSame(layout, drawn.layout)) {
      this.sheet.draw(sheetCanvas, shown.atlas, layout);
      this.drawn = { layout, shown };
    }
    if (filter === undefined) return;
    enlargedCanvas?.getContext('2d')?.putImageData(shown.atlas.readTile(filter), 0, 0);
  }

  /** The selection that these filters belong to. */
  private get filters(): FilterSelection {
    return (this.isShared() ? this.selection : undefined) ?? this.own;
  }

  /** Whether the run's selection is of these filters: it is of the kernel layer's. */
  protected isShared(): boolean {
    return true;
  }

  private get isStale(): boolean {
    const { shown, frame, watching } = this;
    if (!shown || !frame) return false;
    return watching?.error === undefined && shown.sight.epoch !== frame.epoch;
  }

  private get layout(): TileLayout | undefined {
    const { room } = this.rooms;
    return room && layoutTiles(this.shape, room.width, room.pixelRatio);
  }

  /** The layout for the styles. */
  private places(): string {
    const { layout } = this;
    const { room } = this.rooms;
    if (!layout || !room) return '';
    const px = (length: number): string => `${length / room.pixelRatio}px`;
    return (
      `--_columns:${layout.columns};--_gap:${px(layout.gap)};` +
      `--_tile-width:${px(layout.tileWidth)};--_tile-height:${px(layout.tileHeight)};` +
      `--_width:${px(layout.width)};--_height:${px(layout.height)};--_reserved:${px(layout.reserved)}`
    );
  }

  private within(filter: number | undefined): number | undefined {
    return filter !== undefined && this.shown && filter < this.shape.count ? filter : undefined;
  }

  private get brokenCount(): number {
    return this.shown?.atlas.low.filter(Number.isNaN).length ?? 0;
  }

  /** Why nothing of this moment can be seen. */
  private message(): string | undefined {
    const isBroken = this.shown !== undefined && this.brokenCount === this.shape.count;
    return this.watching?.error ?? (isBroken ? this.brokenText : undefined);
  }

  private brokenRemark(): string {
    const { brokenCount: count } = this;
    if (count === 0 || count === this.shape.count) return '';
    return count === 1
      ? 'One holds values that are not numbers, and is left empty.'
      : `${count} hold values that are not numbers, and are left empty.`;
  }

  private renderPlaceholder(): TemplateResult | typeof nothing {
    if (!this.layout) return nothing;
    return html`<div class="tiles" aria-hidden="true">
      ${Array.from({ length: this.shape.count }, () => html`<div class="quiet"></div>`)}
    </div>`;
  }

  /** What the enlarged tile is called, and the values that its black and white stand for. */
  protected renderName(filter: number): TemplateResult {
    const { low = [], high = [] } = this.shown?.atlas ?? {};
    return html`<p class="name">
        ${this.noun} ${filter} <span class="pinned" ?hidden=${this.pinned !== filter}>pinned</span>
      </p>
      <p class="range">${range(low[filter] ?? 0, high[filter] ?? 0)}</p>`;
  }

  private renderEnlarged(): TemplateResult {
    const { filter } = this;
    const { width, height } = this.shape;
    return html`<div class="detail" part="detail">
      <div class="content ${filter === undefined ? 'ghost' : ''}">
        <canvas
          class="enlarged"
          width=${width}
          height=${height}
          style=${enlargedTo(this.enlarged, width, height)}
          aria-hidden="true"
        ></canvas>
        ${this.renderDetail(filter ?? 0)}
      </div>
      ${
        filter === undefined
          ? html`<p class="hint">
              <span class="mouse" ?hidden=${!this.shown}>${this.hint('Point at')}</span>
              <span class="touch" ?hidden=${!this.shown}>${this.hint('Tap')}</span>
            </p>`
          : nothing
      }
    </div>`;
  }
}

/** One atlas is filled again and again as long as the layer is the same. */
function atlasFor(shape: TilesShape, present: TileAtlas | undefined): TileAtlas {
  return present && isSame(shape, present.shape) ? present : new TileAtlas(shape);
}

function isSame<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
}
