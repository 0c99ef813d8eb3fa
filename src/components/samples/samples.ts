import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import type { DatasetInfo, PickedSamples } from '../../../workers/contracts/dataset.ts';
import { cssToRgb } from '../../render/colour.ts';
import { drawTile, type GreyMap } from '../../render/image-tile.ts';
import type { SharedDataset } from '../../runs/data-access.ts';
import { DataPart } from '../data/data-part.ts';
import { dataStyles } from '../data/data.styles.ts';
import { dataTable } from '../data/data-table.ts';
import { imagesOf, provenance } from '../data/panels.ts';
import { define } from '../define.ts';
import { button } from '../run/button.ts';
import { runStyles } from '../run/run.styles.ts';
import { count } from '../run/words.ts';
import { moveBy } from '../tile-grid/moves.ts';
import { RoomController } from '../tile-grid/room.ts';
import { disclosure } from '../number-table.styles.ts';
import { tokens } from '../tokens.styles.ts';
import { styles } from './samples.styles.ts';

/** Images in a full grid, and rows of every grid. */
const IMAGES = 100;
const ROWS = 10;
/** Narrower than this, CSS px, there are half as many columns: titles must be read. */
const NARROW = 600;

/**
 * Random images of a dataset, each with its class.
 *
 * @tag uh-samples
 * @event {UhStateEvent} uh-state - it waits, loads, is done or failed
 * @event {UhErrorEvent} uh-error - its images did not arrive
 * @csspart grid - the images
 * @csspart status - which images they are
 * @csspart table - the classes of the images, in words
 * @csspart controls - the choice of a class, and other images
 * @csspart error - what went wrong
 */
export class UhSamples extends DataPart<PickedSamples> {
  static override readonly styles = [tokens, runStyles, disclosure, dataStyles, styles];

  /** Index of the only class whose images are shown. */
  @state() private filter: number | undefined;
  /** Redraws since the beginning: each takes the next seed. */
  @state() private redraws = 0;
  /** The place that the Tab key comes to, and the one shown enlarged. */
  @state() private active = 0;
  @state() private enlarged: number | undefined;
  @state() private hasTable = false;
  @query('.paper') private readonly paper!: HTMLElement | null;
  private readonly rooms = new RoomController(this, '.ruler');
  private drawn: { readonly result: PickedSamples; readonly columns: number } | undefined;

  /** The seed of the images that are shown: `seed`, and one more each time they are drawn again. */
  get drawSeed(): number {
    return this.seed + this.redraws;
  }

  /** Draws other images, as the element's own button does. */
  drawAgain(): void {
    this.redraws += 1;
    this.enlarged = undefined;
    this.control.refresh();
  }

  protected override get needsAll(): boolean {
    return false;
  }

  protected override forget(): void {
    this.filter = undefined;
    this.enlarged = undefined;
    this.active = 0;
  }

  protected override compute(data: SharedDataset): Promise<PickedSamples> {
    return data.pick({ count: IMAGES, seed: this.drawSeed, label: this.filter });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('seed')) this.redraws = 0;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { result } = this.control;
    const { drawn, columns } = this;
    // In other columns, canvases stand for other images.
    if (result !== drawn?.result || columns !== drawn?.columns) this.draw();
    else if (changed.has('enlarged')) this.drawEnlarged();
  }

  protected override render(): TemplateResult {
    return html`<figure>
      <div class="ruler"></div>
      ${this.figureOrWaiting('Random images', (info, result) => this.renderSamples(info, result))}
    </figure>`;
  }

  private get columns(): number {
    const { room } = this.rooms;
    return room && room.width / room.pixelRatio < NARROW ? ROWS / 2 : ROWS;
  }

  /** Images on screen. */
  private get shown(): number {
    const { length = 0 } = this.control.result?.indices ?? {};
    return Math.min(length, this.columns * ROWS);
  }

  private renderSamples(info: DatasetInfo, picked: PickedSamples): TemplateResult {
    const { filter, shown, columns } = this;
    const only = filter === undefined ? '' : `, ${info.classNames[filter] ?? ''} only`;
    const title = `${count(shown)} random ${imagesOf(info)}${only}`;
    return html`
      <div class="head">
        <p class="title" id="title">${title}</p>
        <div class="tools" part="controls">
          ${this.renderFilter(info)} ${button('again', 'Draw again', this.onAgain)}
        </div>
      </div>
      <div
        class="grid sheet"
        part="grid"
        role="grid"
        aria-labelledby="title"
        style="--_columns:${columns};--_rows:${Math.ceil(shown / columns)}"
        @pointerover=${this.onPointer}
        @pointerleave=${this.onLeave}
        @focusin=${this.onPointer}
        @focusout=${this.onLeave}
        @keydown=${this.onKey}
      >
        <div class="paper" @transitionend=${this.onColours}></div>
        ${rowsOf(shown, columns).map(
          (places) =>
            html`<div role="row">
              ${places.map((place) => this.renderCell(info, picked, place))}
            </div>`,
        )}
        ${this.renderEnlarged(info, picked)}
      </div>
      ${
        shown === 0
          ? html`<p class="quiet">There is no image of this class among those that are here.</p>`
          : nothing
      }
      <p class="sr" role="status">${title}, of seed ${this.drawSeed}.</p>
      ${provenance(info, this.sourceText(info, picked))}
      <details part="table" @toggle=${this.onTable}>
        <summary>Show as a table</summary>
        ${this.hasTable ? this.renderTable(info, picked) : nothing}
      </details>
    `;
  }

  private renderFilter(info: DatasetInfo): TemplateResult {
    return html`<select aria-label="Class" @change=${this.onFilter}>
      <option value="" ?selected=${this.filter === undefined}>All classes</option>
      ${info.classNames.map(
        (name, label) =>
          html`<option value=${label} ?selected=${this.filter === label}>${name}</option>`,
      )}
    </select>`;
  }

  private renderCell(info: DatasetInfo, picked: PickedSamples, place: number): TemplateResult {
    const label = picked.labels[place] ?? 0;
    const name = info.classNames[label] ?? '';
    const { pair } = this;
    const isFaint = pair !== null && label !== pair.a && label !== pair.b;
    const { width, height } = info.shape;
    return html`<div
      role="gridcell"
      class=${isFaint ? 'faint' : ''}
      data-place=${place}
      tabindex=${place === Math.min(this.active, this.shown - 1) ? 0 : -1}
      aria-label="${name}, image ${count(picked.indices[place] ?? 0)}"
    >
      <span class="name" title=${name}>${name}</span>
      <canvas class="tile" style="aspect-ratio:${width} / ${height}"></canvas>
    </div>`;
  }

  /** Over the grid, about the image that it is of. */
  private renderEnlarged(
    { classNames }: DatasetInfo,
    picked: PickedSamples,
  ): TemplateResult | typeof nothing {
    const { enlarged, columns } = this;
    if (enlarged === undefined || enlarged >= this.shown) return nothing;
    const [row, column] = [Math.floor(enlarged / columns), enlarged % columns];
    const name = classNames[picked.labels[enlarged] ?? 0] ?? '';
    return html`<div class="lens" aria-hidden="true" style="--_row:${row};--_column:${column}">
      <canvas class="large"></canvas>
      <p><b>${name}</b> image ${count(picked.indices[enlarged] ?? 0)}</p>
    </div>`;
  }

  private sourceText(info: DatasetInfo, { among, decoded }: PickedSamples): string {
    const whole = decoded < info.count ? `the first ${count(decoded)} of ` : '';
    const of =
      this.filter === undefined
        ? `${whole}${count(info.count)} images`
        : `the ${count(among)} images of this class among ${whole || 'all '}${count(info.count)}`;
    return `Picked with seed ${this.drawSeed} from ${of}.`;
  }

  private renderTable({ classNames }: DatasetInfo, picked: PickedSamples): TemplateResult {
    return dataTable({
      label: 'The images that are shown',
      columns: ['Image', 'Class'],
      words: [1],
      rows: Array.from(picked.indices.subarray(0, this.shown), (index, place) => [
        count(index),
        classNames[picked.labels[place] ?? 0] ?? '',
      ]),
    });
  }

  private draw(): void {
    const { info, result } = this.control;
    const canvases = [...this.renderRoot.querySelectorAll<HTMLCanvasElement>('.tile')];
    this.drawn = undefined;
    if (!info || !result || canvases.length === 0) return;
    this.drawn = { result, columns: this.columns };
    const grey = this.greys();
    canvases.forEach((canvas, place) => {
      drawTile(canvas, result.images, place, info.shape, grey);
    });
    this.drawEnlarged();
  }

  private drawEnlarged(): void {
    const { info, result } = this.control;
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>('.large');
    if (!canvas || !info || !result || this.enlarged === undefined) return;
    drawTile(canvas, result.images, this.enlarged, info.shape, this.greys());
  }

  /** Ink on paper, whichever is the lighter in this theme. */
  private greys(): GreyMap {
    const { backgroundColor = '#fff', color = '#000' } = this.paper
      ? getComputedStyle(this.paper)
      : {};
    return { zero: cssToRgb(backgroundColor), full: cssToRgb(color) };
  }

  private readonly onColours = (): void => {
    this.draw();
  };

  private readonly onAgain = (): void => {
    this.drawAgain();
  };

  private readonly onFilter = (event: Event): void => {
    const { value } = event.currentTarget as HTMLSelectElement;
    this.filter = value === '' ? undefined : Number(value);
    this.enlarged = undefined;
    this.control.refresh();
  };

  private readonly onPointer = (event: Event): void => {
    const place = placeOf(event);
    if (place !== undefined && event.type === 'focusin') this.active = place;
    this.enlarged = place;
  };

  private readonly onLeave = (): void => {
    this.enlarged = undefined;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const place = placeOf(event);
    if (place === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && this.enlarged !== undefined) this.enlarged = undefined;
    else {
      const next = moveBy(event.key, place, this.columns, this.shown);
      if (next === undefined) return;
      this.active = next;
      this.renderRoot.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly onTable = (event: Event): void => {
    this.hasTable = (event.currentTarget as HTMLDetailsElement).open;
  };
}

function placeOf(event: Event): number | undefined {
  const [target] = event.composedPath();
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null;
  return cell ? Number(cell.dataset['place']) : undefined;
}

function rowsOf(places: number, columns: number): number[][] {
  return Array.from({ length: Math.ceil(places / columns) }, (_, row) =>
    Array.from(
      { length: Math.min(columns, places - row * columns) },
      (_, column) => row * columns + column,
    ),
  );
}

define('uh-samples', UhSamples);

declare global {
  interface HTMLElementTagNameMap {
    'uh-samples': UhSamples;
  }
}
