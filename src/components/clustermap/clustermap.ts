import { html, nothing, svg, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import { coolwarm, inkOn } from '../../render/diverging.ts';
import type { SharedDataset } from '../../runs/data-access.ts';
import { DataPart } from '../data/data-part.ts';
import { dataStyles } from '../data/data.styles.ts';
import { dataTable } from '../data/data-table.ts';
import type { ClassPair } from '../data/events/uh-pair.ts';
import { imagesOf, provenance } from '../data/panels.ts';
import { define } from '../define.ts';
import { runStyles } from '../run/run.styles.ts';
import { RoomController } from '../tile-grid/room.ts';
import { disclosure } from '../number-table.styles.ts';
import { tokens } from '../tokens.styles.ts';
import { styles } from './clustermap.styles.ts';
import { type CorrelationMap, correlationMap, rankedPairs, valueAt } from './correlation-map.ts';
import { forksOf } from './dendrogram.ts';

/** Narrower cells, CSS px, have no room for three digits: their number is read beneath the map. */
const NARROWEST_WITH_NUMBER = 21;
/** Pairs that are named as the most alike. */
const MOST_NAMED = 3;
/** Steps of the legend's gradient. */
const LEGEND_STEPS = 17;

/**
 * How alike classes look: the correlation of their average images, clustered so that alike lies beside alike.
 *
 * @tag uh-clustermap
 * @event {UhPairEvent} uh-pair - the visitor points at a cell, or leaves it
 * @event {UhStateEvent} uh-state - it waits, loads, is done or failed
 * @event {UhErrorEvent} uh-error - its images did not arrive
 * @csspart map - the matrix
 * @csspart controls - the buttons
 * @csspart dendrogram - each of the two trees
 * @csspart legend - what the colours mean
 * @csspart status - which images it is of
 * @csspart table - the same as numbers
 * @csspart error - what went wrong
 */
export class UhClustermap extends DataPart<CorrelationMap> {
  static override readonly styles = [tokens, runStyles, disclosure, dataStyles, styles];

  /** Shows the trees of merges at two sides. */
  @property({ type: Boolean, reflect: true }) dendrograms = false;

  /** The cell that the Tab key comes to: places in the order, not classes. */
  @state() private active: readonly [row: number, column: number] = [0, 0];
  @state() private hasTable = false;
  private readonly rooms = new RoomController(this, '.ruler');

  protected override get needsAll(): boolean {
    return true;
  }

  protected override async compute(data: SharedDataset): Promise<CorrelationMap> {
    return correlationMap(await data.statistics());
  }

  protected override forget(): void {
    this.active = [0, 0];
  }

  protected override render(): TemplateResult {
    return html`<figure>
      <div class="ruler"></div>
      ${this.figureOrWaiting('How alike the classes look', (info, result) => this.renderFigure(info, result))}
    </figure>`;
  }

  private renderFigure(info: DatasetInfo, map: CorrelationMap): TemplateResult {
    const title = `How alike class averages look: correlation × 100`;
    return html`
      <div class="head">
        <p class="title" id="title">${title}</p>
        ${
          map.order.length > 1
            ? html`<div class="tools" part="controls">
                <button
                  type="button"
                  class="plain"
                  aria-pressed=${this.dendrograms}
                  @click=${this.onDendrograms}
                >
                  ${this.dendrograms ? 'Hide' : 'Show'} dendrograms
                </button>
              </div>`
            : nothing
        }
      </div>
      ${
        map.order.length > 0
          ? html`<div class="body">${this.renderMap(info, map)} ${this.renderSide(info, map)}</div>`
          : nothing
      }
      ${provenance(info, `Averages of ${imagesOf(info)}; clustered by average linkage.`)}
      ${map.leftOut.length > 0 ? renderLeftOut(info, map) : nothing}
      <details part="table" @toggle=${this.onTable}>
        <summary>Show as a table</summary>
        ${this.hasTable ? renderTable(info, map) : nothing}
      </details>
    `;
  }

  /** What is read in the map: the cell that is pointed at, what the colours mean, and what stands out. */
  private renderSide(info: DatasetInfo, map: CorrelationMap): TemplateResult {
    return html`<div class="side">
      <p class="readout" aria-hidden="true">
        ${
          this.pair
            ? pairText(info, map, this.pair)
            : html`<span class="quiet">Point at a cell to read it.</span>`
        }
      </p>
      ${map.order.length > 1 ? renderLegend(map) : nothing} ${renderFacts(info, map)}
    </div>`;
  }

  private renderMap(info: DatasetInfo, map: CorrelationMap): TemplateResult {
    const { order } = map;
    const { classNames } = info;
    const longest = Math.max(3, ...order.map((c) => (classNames[c] ?? '').length));
    const room = this.rooms.room;
    // As the styles have it, within a pixel or two.
    const width = room ? room.width / room.pixelRatio : 0;
    const cell =
      (width * (this.dendrograms ? 0.9 : 1) - Math.min(7 * longest, 0.3 * width)) / order.length;
    const looks = [
      this.dendrograms ? 'with-trees' : '',
      cell < NARROWEST_WITH_NUMBER ? 'without-numbers' : '',
    ];
    return html`<div
      class="map ${looks.join(' ')}"
      style="--_n:${order.length};--_longest:${longest}"
    >
      ${this.dendrograms ? renderTree(map, 'top') : nothing}
      ${this.dendrograms ? renderTree(map, 'left') : nothing}
      <table
        part="map"
        role="grid"
        aria-labelledby="title"
        @pointerover=${this.onPointer}
        @pointerleave=${this.onLeave}
        @focusin=${this.onPointer}
        @focusout=${this.onLeave}
        @click=${this.onPointer}
        @keydown=${this.onKey}
      >
        <tbody>
          ${order.map(
            (a, row) =>
              html`<tr>
                ${order.map((b, column) => this.renderCell(info, map, [row, column], { a, b }))}
                <th
                  scope="row"
                  class=${this.pair?.a === a ? 'pointed' : ''}
                  title=${classNames[a] ?? ''}
                >
                  ${classNames[a]}
                </th>
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            ${order.map(
              (b) =>
                html`<th
                  scope="col"
                  class=${this.pair?.b === b ? 'pointed' : ''}
                  title=${classNames[b] ?? ''}
                >
                  <span>${classNames[b]}</span>
                </th>`,
            )}
            <td class="corner"></td>
          </tr>
        </tfoot>
      </table>
    </div>`;
  }

  private renderCell(
    info: DatasetInfo,
    map: CorrelationMap,
    [row, column]: readonly [number, number],
    pair: ClassPair,
  ): TemplateResult {
    const value = valueAt(map, pair.a, pair.b);
    const ground = coolwarm(map.high > map.low ? (value - map.low) / (map.high - map.low) : 1);
    const isActive = this.active[0] === row && this.active[1] === column;
    return html`<td
      role="gridcell"
      data-row=${row}
      data-column=${column}
      tabindex=${isActive ? 0 : -1}
      class=${isLit(this.pair, pair) ? 'lit' : ''}
      style="background:rgb(${ground.join(' ')});color:${inkOn(ground)}"
      aria-label=${pairText(info, map, pair)}
    >
      <span><b>${signed(value)}</b></span>
    </td>`;
  }

  private pairAt(event: Event): ClassPair | null {
    const place = placeOf(event);
    const { order } = this.control.result ?? {};
    const [a, b] = [order?.[place?.[0] ?? -1], order?.[place?.[1] ?? -1]];
    return a === undefined || b === undefined ? null : { a, b };
  }

  private readonly onPointer = (event: Event): void => {
    const place = placeOf(event);
    if (place && event.type === 'focusin') this.active = place;
    this.point(this.pairAt(event));
  };

  private readonly onLeave = (event: Event): void => {
    // A finger that is lifted has left, but is still reading.
    if (event instanceof PointerEvent && event.pointerType === 'touch') return;
    this.point(null);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const place = placeOf(event);
    if (!place || event.metaKey || event.altKey) return;
    const last = (this.control.result?.order.length ?? 1) - 1;
    const next = neighbourOf(place, event.key, event.ctrlKey, last);
    if (!next) return;
    this.active = next;
    const selector = `[data-row="${next[0]}"][data-column="${next[1]}"]`;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly onDendrograms = (): void => {
    this.dendrograms = !this.dendrograms;
  };

  private readonly onTable = (event: Event): void => {
    this.hasTable = (event.currentTarget as HTMLDetailsElement).open;
  };
}

/** Either way round: the matrix is symmetric. */
function isLit(pointed: ClassPair | null, { a, b }: ClassPair): boolean {
  if (!pointed) return false;
  return (pointed.a === a && pointed.b === b) || (pointed.a === b && pointed.b === a);
}

/** `Shirt and Coat: 97`. */
function pairText({ classNames }: DatasetInfo, map: CorrelationMap, { a, b }: ClassPair): string {
  const value = valueAt(map, a, b);
  const [one = '', other = ''] = [classNames[a], classNames[b]];
  if (Number.isNaN(value)) return `${one} and ${other}: no correlation.`;
  return a === b
    ? `${one} with itself: ${Math.round(value)}`
    : `${one} and ${other}: ${signed(value)}`;
}

/** A whole number with a proper minus. */
function signed(value: number): string {
  return String(Math.round(value)).replace('-', '\u2212');
}

/** The tree of merges; the farther apart two clusters are, the farther from the map they join. */
function renderTree({ clustering }: CorrelationMap, side: 'top' | 'left'): TemplateResult {
  const forks = forksOf(clustering);
  const height = forks.at(-1)?.distance ?? 0;
  const rows = clustering.order.length;
  // From the map's edge outwards, 0..100.
  const out = (distance: number): number => (height > 0 ? 98 * (1 - distance / height) + 1 : 1);
  const point = (along: number, distance: number): string =>
    side === 'top' ? `${along} ${out(distance)}` : `${out(distance)} ${along}`;
  const path = forks
    .map(
      ({ from, to, fromBase, toBase, distance }) =>
        `M${point(from, fromBase)}L${point(from, distance)}L${point(to, distance)}L${point(to, toBase)}`,
    )
    .join('');
  const viewBox = side === 'top' ? `0 0 ${rows} 100` : `0 0 100 ${rows}`;
  return html`<svg
    class="tree ${side}"
    part="dendrogram"
    viewBox=${viewBox}
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${svg`<path d=${path} />`}
  </svg>`;
}

function renderLegend({ low, high }: CorrelationMap): TemplateResult {
  const stops = Array.from({ length: LEGEND_STEPS }, (_, i) => {
    return `rgb(${coolwarm(i / (LEGEND_STEPS - 1)).join(' ')})`;
  });
  return html`<div class="legend" part="legend">
    <span>${signed(low)}<span class="sr">, blue,</span> least alike</span>
    <i style="background:linear-gradient(to right,${stops.join(',')})"></i>
    <span>most alike <span class="sr">, red,</span> ${signed(high)}</span>
  </div>`;
}

/** `Most alike: Coat and Shirt (97), …` */
function renderFacts(
  { classNames }: DatasetInfo,
  map: CorrelationMap,
): TemplateResult | typeof nothing {
  const pairs = rankedPairs(map);
  const last = pairs.at(-1);
  // Of few pairs the map itself says as much.
  if (!last || pairs.length <= 2 * MOST_NAMED) return nothing;
  const words = ({ a, b, value }: (typeof pairs)[number]): string =>
    `${classNames[a] ?? ''} and ${classNames[b] ?? ''} (${signed(value)})`;
  return html`<p class="facts">
      <b>Most alike:</b> ${pairs.slice(0, MOST_NAMED).map(words).join(', ')}.
    </p>
    <p class="facts"><b>Least alike:</b> ${words(last)}.</p>`;
}

function renderLeftOut(
  { classNames }: DatasetInfo,
  { leftOut, order }: CorrelationMap,
): TemplateResult {
  const names = leftOut.map((c) => `«${classNames[c] ?? ''}»`).join(', ');
  const rest = order.length > 0 ? 'left out of the map' : 'and there is nothing to map';
  return html`<p class="remark">
    ${
      leftOut.length === 1
        ? `The average image of ${names} is the same everywhere, so it correlates with none: it is ${rest}.`
        : `The average images of ${names} are the same everywhere, so they correlate with none: they are ${rest}.`
    }
  </p>`;
}

function renderTable({ classNames }: DatasetInfo, map: CorrelationMap): TemplateResult {
  return dataTable({
    label: 'Pairs of classes, the most alike first',
    columns: ['Class', 'and', 'Correlation × 100'],
    words: [1],
    rows: rankedPairs(map).map(({ a, b, value }) => [
      classNames[a] ?? '',
      classNames[b] ?? '',
      value.toFixed(2).replace('-', '\u2212'),
    ]),
  });
}

function placeOf(event: Event): readonly [number, number] | undefined {
  const [target] = event.composedPath();
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return cell ? [Number(cell.dataset['row']), Number(cell.dataset['column'])] : undefined;
}

/** Where a key leads, as in every grid: Home and End within the row, with Ctrl in the matrix. */
function neighbourOf(
  [row, column]: readonly [number, number],
  key: string,
  ctrl: boolean,
  last: number,
): readonly [number, number] | undefined {
  const within = (at: number): number => Math.min(Math.max(0, at), last);
  const places: Partial<Record<string, readonly [number, number]>> = {
    ArrowLeft: [row, within(column - 1)],
    ArrowRight: [row, within(column + 1)],
    ArrowUp: [within(row - 1), column],
    ArrowDown: [within(row + 1), column],
    Home: [ctrl ? 0 : row, 0],
    End: [ctrl ? last : row, last],
  };
  return places[key];
}

define('uh-clustermap', UhClustermap);

declare global {
  interface HTMLElementTagNameMap {
    'uh-clustermap': UhClustermap;
  }
}
