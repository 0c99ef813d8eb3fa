import { html, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { CnnTest } from '../../../workers/contracts/cnn.ts';
import { chart } from '../cnn/chart.styles.ts';
import { CnnPart } from '../cnn/part.ts';
import { count } from '../run/words.ts';
import type { ClassPair } from '../data/events/uh-pair.ts';
import { linkFigures } from '../data/pair-links.ts';
import { define } from '../define.ts';
import { tokens } from '../tokens.styles.ts';
import { Confusion } from './confusion.ts';
import { styles } from './confusion-matrix.styles.ts';
import { inkOf, shadeOf } from './shade.ts';
import { UhCellEvent } from './events/uh-cell.ts';

/** A cell: true class and predicted class. */
type Cell = readonly [truth: number, predicted: number];

/** Widths of the element, px, from which on counts may be written into cells; the styles know the same. */
const COUNT_WIDTHS = [300, 320, 360, 420, 480, 560, 640, 760];

/** Width of a digit at the size that narrow elements have, and room around a number, px. */
const DIGIT = 6.6;
const AROUND = 4;
/** The usual row heading there, px. */
const HEADING = 64;

/**
 * How often images of each class are taken for each class: validation images at the playhead, or a test. Rows are
 * true classes, shaded by the share of their images; columns are predictions.
 *
 * @tag uh-confusion-matrix
 * @event {UhCellEvent} uh-cell - the visitor points at a cell, leaves it, or chooses it
 * @csspart table - the matrix
 */
export class UhConfusionMatrix extends CnnPart {
  static override readonly styles = [tokens, chart, styles];

  /** Shown instead of the validation images of the frame at the playhead. */
  @property({ attribute: false }) test: CnnTest | undefined;

  /** Two classes whose cells stand out, both ways, by index, or null. */
  @property({ attribute: false }) pair: ClassPair | null = null;

  @state() private pointed: Cell | undefined;
  /** The one cell that the Tab key comes to. */
  @state() private active: Cell = [0, 0];

  override connectedCallback(): void {
    super.connectedCallback();
    linkFigures(this.ownerDocument);
  }

  protected override render(): TemplateResult {
    const { player, frame, test } = this;
    const counts = test?.confusion ?? frame?.confusion;
    if (!player || !counts) {
      return html`<figure>
        <div class="placeholder">Which classes are taken for which</div>
      </figure>`;
    }
    const confusion = new Confusion(counts, player.trace.info.dataset.classNames);
    const images = test
      ? `${count(test.count)} test images after epoch ${test.epoch}`
      : `${count(confusion.total)} validation images after epoch ${frame?.epoch ?? 0}`;
    return html`<figure>
      <div class="head"><p class="title">Confusion of ${images}</p></div>
      <div class="scroller">${this.renderTable(confusion, images)}</div>
      <p class="summary">${confusion.summary()}</p>
      <p class="readout" aria-hidden="true">${this.readout(confusion)}</p>
    </figure>`;
  }

  private readout(confusion: Confusion): TemplateResult | string {
    const { pointed, pair } = this;
    if (pointed) return confusion.words(...pointed);
    if (!pair) return html`<span class="quiet">Point at a cell to read it.</span>`;
    const { a, b } = pair;
    const there = confusion.words(a, b);
    return a === b ? there : `${there}; ${confusion.words(b, a)}`;
  }

  private renderTable(confusion: Confusion, images: string): TemplateResult {
    const { pointed, pair } = this;
    const { classNames } = confusion;
    const longest = Math.max(3, ...classNames.map(({ length }) => length));
    return html`<table
      part="table"
      role="grid"
      aria-label="Confusion of ${images}: rows are true classes, columns predicted ones"
      class="counts-${widthForCounts(confusion)}"
      style="--_n:${classNames.length};--_longest:${longest}"
      @pointerover=${this.onPointer}
      @pointerleave=${this.onLeave}
      @click=${this.onClick}
      @keydown=${this.onKey}
      @focusin=${this.onPointer}
      @focusout=${this.onLeave}
    >
      <thead>
        <tr>
          <td class="corner">
            <span aria-hidden="true"><span>predicted →</span><span>true ↓</span></span>
          </td>
          ${classNames.map(
            (name, c) =>
              html`<th scope="col" class=${headed(c, pointed?.[1], pair)} title=${name}>
                <span>${name}</span>
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${classNames.map(
          (name, truth) =>
            html`<tr>
              <th scope="row" class=${headed(truth, pointed?.[0], pair)} title=${name}>${name}</th>
              ${classNames.map((_, predicted) => this.renderCell(confusion, truth, predicted))}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  private renderCell(confusion: Confusion, truth: number, predicted: number): TemplateResult {
    const { active, pair } = this;
    const amount = confusion.count(truth, predicted);
    const shade = shadeOf(confusion.share(truth, predicted));
    const isPaired = pair !== null && isOf(pair, truth, predicted);
    const looks = `${inkOf(shade)} ${truth === predicted ? 'own' : ''} ${amount === 0 ? 'none' : ''} ${isPaired ? 'paired' : ''}`;
    return html`<td
      role="gridcell"
      data-truth=${truth}
      data-predicted=${predicted}
      tabindex=${active[0] === truth && active[1] === predicted ? 0 : -1}
      class=${looks}
      style="--_shade:${shade.toFixed(3)}"
      aria-label=${confusion.words(truth, predicted)}
    >
      <span>${amount}</span>
    </td>`;
  }

  private point(cell: Cell | undefined): void {
    const { pointed } = this;
    if (pointed?.[0] === cell?.[0] && pointed?.[1] === cell?.[1]) return;
    this.pointed = cell;
    this.dispatchEvent(new UhCellEvent(cell?.[0], cell?.[1], false));
  }

  private choose(cell: Cell): void {
    this.active = cell;
    this.pointed = cell;
    this.dispatchEvent(new UhCellEvent(...cell, true));
  }

  private readonly onPointer = (event: Event): void => {
    const cell = cellOf(event);
    if (cell && event.type === 'focusin') this.active = cell;
    this.point(cell);
  };

  private readonly onLeave = (): void => {
    this.point(undefined);
  };

  private readonly onClick = (event: Event): void => {
    const cell = cellOf(event);
    if (cell) this.choose(cell);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const cell = cellOf(event);
    if (!cell || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') this.choose(cell);
    else {
      const next = this.neighbour(cell, event.key, event.ctrlKey);
      if (!next) return;
      this.active = next;
      const selector = `[data-truth="${next[0]}"][data-predicted="${next[1]}"]`;
      this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  };

  /** Where a key leads, as in every grid: Home and End within the row, with Ctrl in the matrix. */
  private neighbour([truth, predicted]: Cell, key: string, ctrl: boolean): Cell | undefined {
    const last = (this.player?.trace.info.dataset.classNames.length ?? 1) - 1;
    const within = (at: number): number => Math.min(Math.max(0, at), last);
    switch (key) {
      case 'ArrowLeft':
        return [truth, within(predicted - 1)];
      case 'ArrowRight':
        return [truth, within(predicted + 1)];
      case 'ArrowUp':
        return [within(truth - 1), predicted];
      case 'ArrowDown':
        return [within(truth + 1), predicted];
      case 'Home':
        return [ctrl ? 0 : truth, 0];
      case 'End':
        return [ctrl ? last : truth, last];
      default:
        return undefined;
    }
  }
}

/** Whether a cell is one of a pair's two. */
function isOf({ a, b }: ClassPair, truth: number, predicted: number): boolean {
  return (truth === a && predicted === b) || (truth === b && predicted === a);
}

/** The look of a class's heading: it belongs to the cell pointed at, or to the pair. */
function headed(label: number, pointed: number | undefined, pair: ClassPair | null): string {
  return pointed === label || pair?.a === label || pair?.b === label ? 'pointed' : '';
}

function cellOf(event: Event): Cell | undefined {
  const [target] = event.composedPath();
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-truth]') : null;
  if (!cell) return undefined;
  return [Number(cell.dataset['truth']), Number(cell.dataset['predicted'])];
}

/** The width of the element, px, from which on its cells have room for their numbers. */
function widthForCounts({ total, classNames }: Confusion): number | 'never' {
  const classes = Math.max(1, classNames.length);
  const digits = String(Math.round(total / classes)).length;
  const needed = HEADING + classes * (digits * DIGIT + AROUND);
  return COUNT_WIDTHS.find((width) => width >= needed) ?? 'never';
}

define('uh-confusion-matrix', UhConfusionMatrix);

declare global {
  interface HTMLElementTagNameMap {
    'uh-confusion-matrix': UhConfusionMatrix;
  }
}
