import { html, nothing, svg, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { CnnPlayer } from '../../controllers/watching.ts';
import { chart } from '../cnn/chart.styles.ts';
import { CnnPart } from '../cnn/part.ts';
import { percent } from '../cnn/words.ts';
import { define } from '../define.ts';
import { UhSeekEvent } from '../timeline/events/uh-seek.ts';
import { ticks } from '../timeline/ticks.ts';
import { disclosure, numberTable } from '../number-table.styles.ts';
import { tokens } from '../tokens.styles.ts';
import { figuresTable } from './figures-table.ts';
import { styles } from './learning-curve.styles.ts';
import {
  changesAt,
  imagesAt,
  type Metric,
  type Reading,
  readingOf,
  readingText,
  valueText,
} from './readings.ts';
import { chanceOf, epochAt, pathOf, topOf, valueTicks, xOf } from './scales.ts';

const CURVES = ['training', 'validation'] as const;

/** Share of the epochs that Page Up and Page Down move by. */
const PAGE = 1 / 8;

const COMPACT = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  maximumSignificantDigits: 3,
});

/** Where everything is. */
interface Plot {
  readonly player: CnnPlayer;
  readonly readings: readonly Reading[];
  readonly lastEpoch: number;
  readonly classes: number;
  readonly top: number;
}

/**
 * Accuracy or loss after every epoch, on the images that were learned from and on those that were not. What lies
 * behind the playhead is drawn in full, what lies ahead of it faint. Pointing, or the arrow keys, read the values of an
 * epoch; a click, or Enter, takes the playhead there.
 *
 * @tag uh-learning-curve
 * @event {UhSeekEvent} uh-seek - the visitor went to a frame
 * @csspart plot - the plot itself
 * @csspart table - the figures of all epochs
 */
export class UhLearningCurve extends CnnPart {
  static override readonly styles = [tokens, chart, disclosure, numberTable, styles];

  /** What is drawn: `accuracy` or `loss`. */
  @property({ reflect: true }) metric: Metric = 'accuracy';

  /** Index of the frame that is read. */
  @state() private cursor: number | undefined;
  @state() private hasTable = false;

  protected override render(): TemplateResult {
    const { player, frame, metric } = this;
    if (!player || !frame) {
      return html`<figure>
        <div class="placeholder">Accuracy and loss, epoch by epoch</div>
      </figure>`;
    }
    const { trace } = player;
    const readings = trace.frames.map((each) => readingOf(each, metric));
    const classes = trace.info.dataset.classNames.length;
    const plot: Plot = {
      ...{ player, readings, classes },
      lastEpoch: Math.max(1, trace.expectedFrames - 1, readings.at(-1)?.epoch ?? 0),
      top: topOf(metric, readings, classes),
    };
    return html`<figure>
      <div class="head">
        <p class="title">${this.titleText(readingOf(frame, metric))}</p>
        ${this.renderToggle()} ${this.renderLegend(readings[player.playhead])}
      </div>
      <div class="area">
        ${renderTopAxis(plot)} ${this.renderValues(plot)}
        <div class="plot" part="plot">${this.renderCurves(plot)} ${this.renderReader(plot)}</div>
        ${renderBottomAxis(plot)}
      </div>
      <details part="table" @toggle=${this.onTable}>
        <summary>The figures of every epoch</summary>
        ${this.hasTable ? figuresTable(trace) : nothing}
      </details>
    </figure>`;
  }

  private titleText({ epoch, validation }: Reading): string {
    const value =
      this.metric === 'accuracy' ? percent(validation, 2) : valueText(validation, 'loss');
    return `Epoch: ${epoch} | ${this.metric === 'accuracy' ? 'Accuracy' : 'Loss'} ${value}`;
  }

  private renderToggle(): TemplateResult {
    const button = (metric: Metric, label: string) =>
      html`<button
        type="button"
        aria-pressed=${this.metric === metric}
        @click=${() => {
          this.metric = metric;
        }}
      >
        ${label}
      </button>`;
    return html`<div class="toggle" role="group" aria-label="What the curves show">
      ${button('accuracy', 'Accuracy')} ${button('loss', 'Loss')}
    </div>`;
  }

  private renderLegend(reading: Reading | undefined): TemplateResult {
    return html`<p class="legend">
      ${CURVES.map(
        (curve) =>
          html`<span
            ><i class="sample ${curve}"></i>${curve}
            <b>${reading ? valueText(reading[curve], this.metric) : ''}</b></span
          >`,
      )}
    </p>`;
  }

  private renderValues({ top }: Plot): TemplateResult {
    const text = (value: number): string =>
      this.metric === 'accuracy' ? percent(value) : String(Number(value.toFixed(2)));
    return html`<div class="values" aria-hidden="true">
      ${valueTicks(top).map((value) => html`<span style="--_y:${value / top}">${text(value)}</span>`)}
    </div>`;
  }

  private renderCurves(plot: Plot): TemplateResult {
    const { player, readings, lastEpoch, classes, top } = plot;
    const { playhead, trace } = player;
    const behind = readings.slice(0, playhead + 1);
    const chance = chanceOf(this.metric, classes);
    const chanceText = (
      this.metric === 'accuracy' ? percent(chance, 1) : chance.toFixed(2)
    ).replace('.0%', '%');
    const marks = readings.flatMap(({ epoch }, index) =>
      changesAt(trace, index).length > 0 ? [epoch] : [],
    );
    return html`<div aria-hidden="true">
      ${valueTicks(top).map((value) => html`<i class="rule" style="--_y:${value / top}"></i>`)}
      <div class="clip">
        <svg viewBox="0 0 1000 1000" preserveAspectRatio="none">
          ${CURVES.map((curve) => {
            const all = pathOf(readings, curve, lastEpoch, top);
            const path = pathOf(behind, curve, lastEpoch, top);
            return svg`<path class="ahead ${curve}" d=${all} /><path class="behind ${curve}" d=${path} />`;
          })}
        </svg>
      </div>
      <div class="dotted" style="--_y:${chance / top}"></div>
      <span class="chance ${chance / top > 0.9 ? 'below' : ''}" style="--_y:${chance / top}"
        >chance, ${chanceText}</span
      >
      ${marks.map((epoch) => html`<i class="change" style="--_x:${xOf(epoch, lastEpoch)}"></i>`)}
      ${this.renderPlace('playhead', readings[playhead], plot)}
      ${this.cursor === undefined ? nothing : this.renderPlace('cursor', readings[this.cursor], plot)}
    </div>`;
  }

  /** A line across, and a dot on each curve. */
  private renderPlace(
    name: string,
    reading: Reading | undefined,
    { lastEpoch, top }: Plot,
  ): TemplateResult | typeof nothing {
    if (!reading) return nothing;
    return html`<div class="place ${name}" style="--_x:${xOf(reading.epoch, lastEpoch)}">
      ${CURVES.map((curve) => {
        const y = reading[curve] / top;
        return y >= 0 && y <= 1 ? html`<i class=${curve} style="--_y:${y}"></i>` : nothing;
      })}
    </div>`;
  }

  private renderReader(plot: Plot): TemplateResult {
    const { player, readings, lastEpoch } = plot;
    const at = Math.min(this.cursor ?? player.playhead, readings.length - 1);
    const reading = readings[at];
    const text = reading ? readingText(reading, this.metric) : '';
    const changes = changesAt(player.trace, at);
    const x = reading ? xOf(reading.epoch, lastEpoch) : 0;
    return html`<div
        class="reader"
        role="slider"
        tabindex="0"
        aria-label="Values of an epoch; Enter goes there"
        aria-valuemin="0"
        aria-valuemax=${readings.length - 1}
        aria-valuenow=${at}
        aria-valuetext=${[text, ...changes].join('; ')}
        @pointermove=${(event: PointerEvent) => {
          this.cursor = frameUnder(event, plot);
        }}
        @pointerleave=${(event: PointerEvent) => {
          // A finger that is lifted has left, but is still reading.
          if (event.pointerType !== 'touch') this.cursor = undefined;
        }}
        @click=${(event: MouseEvent) => {
          this.cursor = frameUnder(event, plot);
          this.seek(this.cursor);
        }}
        @keydown=${(event: KeyboardEvent) => {
          this.onKey(event, at, readings.length - 1);
        }}
        @blur=${() => {
          this.cursor = undefined;
        }}
      ></div>
      ${
        this.cursor === undefined
          ? nothing
          : html`<div class="tooltip ${x > 0.5 ? 'left' : ''}" style="--_x:${x}" aria-hidden="true">
              <p>${text}</p>
              ${changes.map((change) => html`<p class="changed">${change}</p>`)}
            </div>`
      }`;
  }

  private seek(index: number): void {
    if (!this.player) return;
    this.player.seek(index);
    this.dispatchEvent(new UhSeekEvent(this.player.playhead));
  }

  private onKey(event: KeyboardEvent, at: number, last: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.round(last * PAGE));
    const steps: Partial<Record<string, number>> = {
      ...{ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 },
      ...{ PageDown: -page, PageUp: page, Home: -last, End: last },
    };
    const step = steps[event.key];
    if (step !== undefined) this.cursor = Math.min(Math.max(0, at + step), last);
    else if (event.key === 'Enter' || event.key === ' ') this.seek(at);
    else if (event.key === 'Escape' && this.cursor !== undefined) this.cursor = undefined;
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private readonly onTable = (event: Event): void => {
    this.hasTable = (event.currentTarget as HTMLDetailsElement).open;
  };
}

/** Index of the recorded frame whose epoch is nearest to the pointer. */
function frameUnder(event: MouseEvent, { readings, lastEpoch }: Plot): number {
  const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const wanted = epochAt((event.clientX - left) / Math.max(1, width), lastEpoch);
  let nearest = 0;
  readings.forEach(({ epoch }, index) => {
    const best = readings[nearest]?.epoch ?? 0;
    if (Math.abs(epoch - wanted) < Math.abs(best - wanted)) nearest = index;
  });
  return nearest;
}

function renderBottomAxis({ lastEpoch }: Plot): TemplateResult {
  return html`<div class="axis bottom" aria-hidden="true">
    ${ticks(lastEpoch).map((epoch) => html`<span style="--_x:${xOf(epoch, lastEpoch)}">${epoch}</span>`)}
    <b>Epochs</b>
  </div>`;
}

function renderTopAxis({ player, lastEpoch }: Plot): TemplateResult {
  return html`<div class="axis top" aria-hidden="true">
    <b>Images seen</b>
    ${ticks(lastEpoch).map(
      (epoch) =>
        html`<span style="--_x:${xOf(epoch, lastEpoch)}"
          >${COMPACT.format(imagesAt(player.trace, epoch))}</span
        >`,
    )}
  </div>`;
}

define('uh-learning-curve', UhLearningCurve);

declare global {
  interface HTMLElementTagNameMap {
    'uh-learning-curve': UhLearningCurve;
  }
}
