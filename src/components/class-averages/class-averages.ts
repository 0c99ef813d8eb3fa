import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import type { DatasetInfo, DatasetStatistics } from '../../../workers/contracts/dataset.ts';
import { cssToRgb } from '../../render/colour.ts';
import { drawDifference, type Poles } from '../../render/diverging.ts';
import { drawTile } from '../../render/image-tile.ts';
import type { SharedDataset } from '../../runs/data-access.ts';
import { DataPart } from '../data/data-part.ts';
import { dataStyles } from '../data/data.styles.ts';
import { dataTable } from '../data/data-table.ts';
import { type ClassPair, isSamePair } from '../data/events/uh-pair.ts';
import { imagesOf, provenance } from '../data/panels.ts';
import { define } from '../define.ts';
import { runStyles } from '../run/run.styles.ts';
import { count } from '../run/words.ts';
import { disclosure } from '../number-table.styles.ts';
import { tokens } from '../tokens.styles.ts';
import { styles } from './class-averages.styles.ts';
import { compare, meanOf, mostAlike, mostAlikePair } from './compare.ts';

/**
 * The mean image of each class, and how the means of two classes differ: of a class that is pointed at and the one most like it,
 * or of a chosen class and whichever is pointed at.
 *
 * @tag uh-class-averages
 * @event {UhPairEvent} uh-pair - the visitor points at two classes, or leaves them
 * @event {UhStateEvent} uh-state - it waits, loads, is done or failed
 * @event {UhErrorEvent} uh-error - its images did not arrive
 * @csspart averages - the mean images
 * @csspart difference - two of them, and how they differ
 * @csspart status - which images they are of
 * @csspart table - the same as numbers
 * @csspart error - what went wrong
 */
export class UhClassAverages extends DataPart<DatasetStatistics> {
  static override readonly styles = [tokens, runStyles, disclosure, dataStyles, styles];

  /** The class that others are compared with. */
  @state() private chosen: number | undefined;
  @state() private hasTable = false;
  @query('.paper') private readonly paper!: HTMLElement | null;
  private drawn:
    { readonly result: DatasetStatistics; readonly pair: ClassPair | null } | undefined;

  protected override get needsAll(): boolean {
    return true;
  }

  protected override compute(data: SharedDataset): Promise<DatasetStatistics> {
    return data.statistics();
  }

  protected override forget(): void {
    this.chosen = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { result } = this.control;
    const { drawn, shownPair } = this;
    if (drawn?.result === result && isSamePair(drawn?.pair ?? null, shownPair)) return;
    this.draw(drawn?.result === result ? '.difference' : '.averages, .difference');
  }

  protected override render(): TemplateResult {
    return html`<figure>
      ${this.figureOrWaiting('The average image of each class', (info, result) => this.renderAverages(info, result))}
    </figure>`;
  }

  /** The two classes to compare: where nobody points at any, the two that are most alike. */
  private get shownPair(): ClassPair | null {
    const { pair } = this;
    const { info, result } = this.control;
    const classes = info?.classNames.length ?? 0;
    if (pair && pair.a < classes && pair.b < classes) return pair;
    return result ? mostAlikePair(result) : null;
  }

  private renderAverages(info: DatasetInfo, result: DatasetStatistics): TemplateResult {
    const title = `Class averages of ${count(info.count)} ${imagesOf(info)}`;
    return html`
      <div class="head"><p class="title" id="title">${title}</p></div>
      <div
        class="averages sheet"
        part="averages"
        role="group"
        aria-labelledby="title"
        @pointerover=${this.onPointer}
        @pointerleave=${this.onLeave}
        @focusin=${this.onPointer}
        @focusout=${this.onLeave}
        @keydown=${this.onKey}
      >
        <div class="paper" @transitionend=${this.onColours}></div>
        ${info.classNames.map((name, label) => this.renderAverage(info, result, name, label))}
      </div>
      ${this.renderDifference(info, result)}
      ${provenance(info, 'Each is the mean of all images of its class, pixel by pixel.')}
      <details part="table" @toggle=${this.onTable}>
        <summary>Show as a table</summary>
        ${this.hasTable ? renderTable(info, result) : nothing}
      </details>
    `;
  }

  private renderAverage(
    { shape }: DatasetInfo,
    { classCounts }: DatasetStatistics,
    name: string,
    label: number,
  ): TemplateResult {
    const { pair } = this;
    const looks = [
      pair && (pair.a === label || pair.b === label) ? 'pointed' : '',
      this.chosen === label ? 'chosen' : '',
    ];
    const images = classCounts[label] ?? 0;
    return html`<button
      type="button"
      class="average ${looks.join(' ')}"
      data-label=${label}
      aria-pressed=${this.chosen === label}
      aria-label="${name}, mean of ${count(images)} images"
      @click=${() => {
        this.choose(label);
      }}
    >
      <span class="name" title=${name}>${name}</span>
      ${
        images === 0
          ? html`<span class="none" style="aspect-ratio:${shape.width} / ${shape.height}"
              >no images</span
            >`
          : html`<canvas
              data-average=${label}
              style="aspect-ratio:${shape.width} / ${shape.height}"
            ></canvas>`
      }
    </button>`;
  }

  private renderDifference(
    { classNames, shape }: DatasetInfo,
    result: DatasetStatistics,
  ): TemplateResult {
    const pair = this.shownPair;
    if (!pair) return html`<p class="quiet">There are no two classes to compare.</p>`;
    const [a = '', b = ''] = [classNames[pair.a], classNames[pair.b]];
    const { most, correlation } = compare(result, shape, pair);
    // Grey images are drawn as ink on paper, in the dark theme as light on dark.
    const noun = shape.channels === 1 ? 'more' : 'brighter';
    const picture = (name: string, label: number) =>
      html`<div class="picture">
        <canvas
          data-average=${label}
          style="aspect-ratio:${shape.width} / ${shape.height}"
        ></canvas>
        <span>${name}</span>
      </div>`;
    return html`<div class="difference" part="difference">
      <div class="equation" aria-hidden="true">
        ${picture(a, pair.a)}<b>−</b>${picture(b, pair.b)}<b>=</b>
        <div class="picture">
          <canvas class="signed" style="aspect-ratio:${shape.width} / ${shape.height}"></canvas>
          <span>difference</span>
        </div>
      </div>
      <div class="words">
        <p class="sentence" role="status">
          ${pair === this.pair ? nothing : 'The two most alike: '}${sentence(a, b, pair, most, correlation)}
        </p>
        <p class="legend" aria-hidden="true">
          <span>${noun} in ${b}</span>
          <i></i>
          <span>${noun} in ${a}</span>
        </p>
        <p class="ends" aria-hidden="true">
          <span>−${most.toFixed(2)}</span><span>0</span><span>+${most.toFixed(2)}</span>
        </p>
        ${this.renderHint()}
      </div>
    </div>`;
  }

  private renderHint(): TemplateResult {
    const how = 'a class to compare it with the one most like it';
    return html`<p class="small">
      ${
        this.chosen === undefined
          ? html`<span class="mouse">Point at</span><span class="touch">Tap</span> ${how}; choose
              one to compare others with it.`
          : 'Now another class, to compare the two.'
      }
    </p>`;
  }

  /** Draws what is in some parts of the figure: while the visitor goes from class to class, the averages stay. */
  private draw(parts: string): void {
    const { info, result } = this.control;
    const pair = this.shownPair;
    if (!info || !result || this.control.state !== 'done') {
      this.drawn = undefined;
      return;
    }
    this.drawn = { result, pair };
    const { shape } = info;
    const size = shape.height * shape.width * shape.channels;
    const { zero, positive, negative, full } = this.colours();
    const canvases = this.renderRoot.querySelectorAll<HTMLCanvasElement>(
      `:is(${parts}) [data-average]`,
    );
    for (const canvas of canvases) {
      const from = Number(canvas.dataset['average']) * size;
      const average = result.classAverages.subarray(from, from + size);
      const bytes = Uint8Array.from(average, (value) => Math.round(255 * value));
      drawTile(canvas, bytes, 0, shape, { zero, full });
    }
    const signed = this.renderRoot.querySelector<HTMLCanvasElement>('.signed');
    if (!signed || !pair) return;
    const { difference, most } = compare(result, shape, pair);
    const scale = most > 0 ? 1 / most : 0;
    const poles: Poles = { zero, positive, negative };
    drawDifference(
      signed,
      difference.map((value) => value * scale),
      shape,
      poles,
    );
  }

  private colours(): Poles & { readonly full: Poles['zero'] } {
    const look = this.paper ? getComputedStyle(this.paper) : undefined;
    const read = (name: 'backgroundColor' | 'color' | 'borderLeftColor' | 'borderRightColor') =>
      cssToRgb(look?.[name] ?? '#fff');
    return {
      zero: read('backgroundColor'),
      full: read('color'),
      negative: read('borderLeftColor'),
      positive: read('borderRightColor'),
    };
  }

  /** A class with the chosen one, or with the one most like it. */
  private pairOf(label: number): ClassPair | null {
    const { result } = this.control;
    const { chosen } = this;
    if (!result) return null;
    if (chosen !== undefined && chosen !== label) return { a: chosen, b: label };
    const b = mostAlike(result, label);
    return b === undefined ? null : { a: label, b };
  }

  private choose(label: number): void {
    const { chosen } = this;
    // The same one again lets go of it.
    if (chosen === label) this.chosen = undefined;
    else if (chosen === undefined) this.chosen = label;
    this.point(this.pairOf(label));
  }

  private readonly onPointer = (event: Event): void => {
    const label = labelOf(event);
    if (label !== undefined) this.point(this.pairOf(label));
  };

  private readonly onLeave = (event: Event): void => {
    // A finger that is lifted has left, but is still looking.
    if (event instanceof PointerEvent && event.pointerType === 'touch') return;
    this.point(null);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || (this.chosen === undefined && !this.pair)) return;
    this.chosen = undefined;
    this.point(null);
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly onColours = (): void => {
    this.draw('.averages, .difference');
  };

  private readonly onTable = (event: Event): void => {
    this.hasTable = (event.currentTarget as HTMLDetailsElement).open;
  };
}

/** `Shirt and Coat correlate with 0.97; the largest difference is 0.31 of the whole scale.` */
function sentence(
  a: string,
  b: string,
  pair: ClassPair,
  most: number,
  correlation: number,
): TemplateResult {
  if (pair.a === pair.b) return html`This is <b>${a}</b> itself: no difference.`;
  const how = Number.isNaN(correlation)
    ? 'cannot be correlated: one of them is the same everywhere.'
    : `correlate with ${decimal(correlation, 2)}.`;
  return html`<b>${a}</b> and <b>${b}</b> ${how} The largest difference of a pixel is
    ${Math.round(100 * most)}% of the whole scale.`;
}

/** With a proper minus. */
function decimal(value: number, digits: number): string {
  return value.toFixed(digits).replace('-', '\u2212');
}

function labelOf(event: Event): number | undefined {
  const [target] = event.composedPath();
  const average = target instanceof Element ? target.closest<HTMLElement>('[data-label]') : null;
  return average ? Number(average.dataset['label']) : undefined;
}

function renderTable({ classNames }: DatasetInfo, result: DatasetStatistics): TemplateResult {
  const { classCounts, classAverages, correlation } = result;
  const classes = classNames.length;
  return dataTable({
    label: 'The classes and their averages',
    columns: ['Class', 'Images', 'Mean value', 'Most like', 'Correlation'],
    words: [3],
    rows: classNames.map((name, label) => {
      const alike = mostAlike(result, label);
      return [
        name,
        count(classCounts[label] ?? 0),
        `${Math.round(100 * meanOf(classAverages, classes, label))}%`,
        alike === undefined ? '–' : (classNames[alike] ?? ''),
        alike === undefined ? '–' : decimal(correlation[label * classes + alike] ?? NaN, 3),
      ];
    }),
  });
}

define('uh-class-averages', UhClassAverages);

declare global {
  interface HTMLElementTagNameMap {
    'uh-class-averages': UhClassAverages;
  }
}
