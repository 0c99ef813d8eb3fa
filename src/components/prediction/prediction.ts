import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { query } from 'lit/decorators.js';
import type { CnnView } from '../../../workers/contracts/cnn.ts';
import type { ImageShape } from '../../../workers/contracts/dataset.ts';
import type { WatchedImage } from '../../runs/cnn-run-api.ts';
import { drawTile } from '../../render/image-tile.ts';
import { chart } from '../cnn/chart.styles.ts';
import { CnnPart } from '../cnn/part.ts';
import { percent, winnerOf, withArticle } from '../cnn/words.ts';
import { define } from '../define.ts';
import { tokens } from '../tokens.styles.ts';
import { styles } from './prediction.styles.ts';

/** Of the axis, which is always the whole: so a bar's length means the same at every epoch. */
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** All classes within this factor of chance: the network has no opinion. */
const NEAR = 1.5;

/** A longer bar leaves no room for words behind it. */
const MOST_BESIDE = 0.6;

/** What is shown: a sight, or what the frame holds where no run tells which image it is of. */
interface Shown {
  readonly epoch: number;
  readonly view: CnnView;
  readonly image?: WatchedImage;
}

/**
 * What the network makes of the watched image at the playhead: the image, a sentence, and the probability
 * of every class.
 *
 * @tag uh-prediction
 * @csspart image - the watched image
 * @csspart sentence - what it is taken for
 * @csspart chart - the bars
 */
export class UhPrediction extends CnnPart {
  static override readonly styles = [tokens, chart, styles];

  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;
  private drawn: Uint8Array | undefined;

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { canvas } = this;
    const image = this.shown?.image?.image;
    const shape = this.player?.trace.info.dataset.shape;
    if (!canvas || !image || !shape) this.drawn = undefined;
    else if (image !== this.drawn) {
      drawTile(canvas, image, 0, shape);
      this.drawn = image;
    }
  }

  private get shown(): Shown | undefined {
    const { frame } = this;
    if (this.watching) return this.watching.sight;
    return frame && { epoch: frame.epoch, view: frame.view };
  }

  protected override render(): TemplateResult {
    const { player, shown } = this;
    if (!player || !shown) {
      return html`<figure>
        <div class="placeholder">
          ${this.watching?.error ?? 'What the network takes the watched image for'}
        </div>
      </figure>`;
    }
    const { classNames, shape } = player.trace.info.dataset;
    const { probabilities } = shown.view;
    return html`<figure>
      <div class="top">
        ${shown.image && hasPixels(shown.image) ? renderImage(shown.image, shape) : nothing}
        <div class="words">
          <p class="meta">${shown.image ? `${shown.image.title}, ` : ''}epoch ${shown.epoch}</p>
          <p class="title" part="sentence">${sentence(probabilities, classNames)}</p>
          ${verdict(probabilities, classNames, shown.image?.label)}
          <p class="note">${this.watching?.error ?? remark(shown)}</p>
        </div>
      </div>
      ${renderChart(probabilities, classNames, shown.image?.label)}
    </figure>`;
  }
}

/** A recording may have left the image out. */
function hasPixels({ image }: WatchedImage): boolean {
  return image.length > 0;
}

function renderImage({ title }: WatchedImage, { width, height }: ImageShape): TemplateResult {
  return html`<canvas
    part="image"
    role="img"
    aria-label=${title}
    style="aspect-ratio:${width} / ${height}"
  ></canvas>`;
}

function sentence(probabilities: Float32Array, classNames: readonly string[]): string {
  const winner = winnerOf(probabilities);
  if (winner === undefined) return 'It makes nothing of this image: its numbers overflowed.';
  return `This is to ${percent(probabilities[winner] ?? NaN, 2)} ${withArticle(classNames[winner] ?? '')}!`;
}

function verdict(
  probabilities: Float32Array,
  classNames: readonly string[],
  label: number | undefined,
): TemplateResult | typeof nothing {
  if (label === undefined) return nothing;
  const isRight = winnerOf(probabilities) === label;
  return html`<p class="verdict ${isRight ? 'right' : 'wrong'}">
    <span aria-hidden="true">${isRight ? '✓' : '✗'}</span> ${isRight ? 'Right' : 'Wrong'}: it is
    ${withArticle(classNames[label] ?? '')}.
  </p>`;
}

function remark({ epoch, view: { probabilities } }: Shown): string {
  const chance = 1 / probabilities.length;
  const isNear = probabilities.every((p) => p < NEAR * chance && p > chance / NEAR);
  if (!isNear) return '';
  return epoch === 0
    ? 'Every class is near chance: it has seen nothing yet.'
    : 'Every class is near chance: it cannot tell yet.';
}

function renderChart(
  probabilities: Float32Array,
  classNames: readonly string[],
  label: number | undefined,
): TemplateResult {
  const winner = winnerOf(probabilities);
  const chance = 1 / Math.max(1, classNames.length);
  return html`<div
    class="chart ${classNames.length > 12 ? 'many' : ''}"
    part="chart"
    style="--_chance-at:${chance}"
  >
    <p class="chance"><span>chance, ${percent(chance, 1).replace('.0%', '%')}</span></p>
    <div class="lines" aria-hidden="true">
      ${TICKS.map((tick) => html`<i style="--_at:${tick}"></i>`)}
    </div>
    <ol>
      ${classNames.map((name, c) => {
        const share = probabilities[c] ?? Number.NaN;
        const isTrue = c === label;
        const look = isTrue ? 'true' : c === winner && label !== undefined ? 'false' : '';
        return html`<li class=${c === winner ? 'winner' : ''}>
          <span class="name" title=${name}>${name}</span>
          <span class="figure">${percent(share, 2)}</span>
          <span class="track" style="--_share:${Number.isFinite(share) ? share : 0}">
            <span class="bar ${look}"></span>
            ${isTrue ? html`<span class="mark ${share > MOST_BESIDE ? 'within' : ''}">true class</span>` : nothing}
          </span>
        </li>`;
      })}
    </ol>
    <div class="dotted" aria-hidden="true"></div>
    <div class="ticks" aria-hidden="true">
      ${TICKS.map((tick) => html`<span style="--_at:${tick}">${100 * tick}%</span>`)}
    </div>
  </div>`;
}

define('uh-prediction', UhPrediction);

declare global {
  interface HTMLElementTagNameMap {
    'uh-prediction': UhPrediction;
  }
}
