import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { CnnTraceInfo } from '../../trace/cnn-trace.ts';
import { drawTile } from '../../render/image-tile.ts';
import { chart } from '../cnn/chart.styles.ts';
import { CnnPart } from '../cnn/part.ts';
import { percent } from '../cnn/words.ts';
import { count } from '../run/words.ts';
import { define } from '../define.ts';
import { tokens } from '../tokens.styles.ts';
import { UhWatchEvent } from './events/uh-watch.ts';
import { styles } from './predictions.styles.ts';
import { type Guess, guessesOf, isImage, setCount, setIndex, verdictOf } from './six.ts';

/** What the visitor points at: an image of the set, and perhaps one of its bars. */
interface Pointed {
  readonly sample: number;
  readonly bar?: number | undefined;
}

/**
 * What the network makes of six test images at a time: the probabilities of all classes as bars above each, and
 * whether the most probable one is right. The key below names the bars; for the image that is pointed at or focused
 * it gives the figures.
 *
 * @tag uh-predictions
 * @event {UhWatchEvent} uh-watch - the visitor chose an image
 * @csspart image - each of the images
 * @csspart key - names and figures of the bars
 */
export class UhPredictions extends CnnPart {
  static override readonly styles = [tokens, chart, styles];

  /** Which set of six is shown, from 1. */
  @property({ type: Number }) set = 1;

  @state() private pointed: Pointed | undefined;
  /** What each canvas shows, so that nothing is drawn twice. */
  private readonly drawn = new WeakMap<HTMLCanvasElement, string>();

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const info = this.player?.trace.info;
    if (!info) return;
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      const sample = Number(canvas.dataset['sample']);
      const key = `${info.dataset.hash}/${info.params.seed}/${sample}`;
      if (this.drawn.get(canvas) === key) continue;
      drawTile(canvas, info.sampledImages, sample, info.dataset.shape);
      this.drawn.set(canvas, key);
    }
  }

  protected override render(): TemplateResult {
    const info = this.player?.trace.info;
    const { frame } = this;
    const sets = info ? setCount(info) : 0;
    if (!info || !frame || sets === 0) {
      return html`<figure>
        <div class="placeholder">
          ${frame ? 'There are no test images.' : 'What the network takes six test images for'}
        </div>
      </figure>`;
    }
    const guesses = guessesOf(info, frame, setIndex(info, this.set));
    return html`<figure>
      <div class="head">
        <p class="title">Epoch: ${frame.epoch}</p>
        ${this.renderSets(info, sets)}
      </div>
      <ul class="cards" @pointerleave=${this.onLeave}>
        ${guesses.map((guess) => this.renderCard(guess, info))}
      </ul>
      ${this.renderKey(guesses, info)} ${renderTable(guesses, info)}
    </figure>`;
  }

  private renderSets(info: CnnTraceInfo, sets: number): TemplateResult {
    const shown = setIndex(info, this.set);
    const button = (label: string, step: 1 | -1) =>
      html`<button
        type="button"
        aria-label=${label}
        title=${label}
        ?disabled=${sets < 2}
        @click=${() => {
          // Round and round: a button that goes dead under the finger loses the focus.
          this.set = ((shown + step + sets) % sets) + 1;
          this.pointed = undefined;
        }}
      >
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
          <path d=${step < 0 ? 'M14.5 5.5 8 12l6.5 6.5' : 'M9.5 5.5 16 12l-6.5 6.5'} />
        </svg>
      </button>`;
    return html`<div class="sets" role="group" aria-label="Sets of test images">
      ${button('Previous set', -1)}
      <span aria-live="polite">Set ${shown + 1} of ${sets}</span>
      ${button('Next set', 1)}
    </div>`;
  }

  private renderCard(guess: Guess, info: CnnTraceInfo): TemplateResult {
    const { sample, index, label, winner } = guess;
    const { shape, classNames } = info.dataset;
    const isRight = winner === label;
    const [guessed, verdict] = verdictOf(guess, classNames);
    const image = this.watching?.sight?.image.image;
    const isWatched = image !== undefined && isImage(info, sample, image);
    return html`<li>
      <button
        type="button"
        class="card ${this.pointed?.sample === sample ? 'pointed' : ''}"
        aria-pressed=${isWatched}
        title="Watch this image"
        @click=${() => {
          this.dispatchEvent(new UhWatchEvent(index));
        }}
        @pointermove=${(event: PointerEvent) => {
          this.point({ sample, bar: barOf(event) });
        }}
        @focus=${() => {
          this.point({ sample });
        }}
        @blur=${this.onLeave}
      >
        ${this.renderBars(guess)}
        <span class="picture">
          ${
            info.sampledImages.length > 0
              ? html`<canvas
                  part="image"
                  role="img"
                  aria-label="Test image ${count(index)}"
                  data-sample=${sample}
                  style="aspect-ratio:${shape.width} / ${shape.height}"
                ></canvas>`
              : html`<span class="number">Test image ${count(index)}</span>`
          }
          ${isWatched ? html`<span class="watched">watched</span>` : nothing}
        </span>
        <span class="caption ${isRight ? 'right' : 'wrong'}">
          <span>${guessed}<span class="sr">,</span></span>
          <span><span aria-hidden="true">${isRight ? '✓' : '✗'}</span> ${verdict}</span>
        </span>
      </button>
    </li>`;
  }

  private renderBars({ sample, label, probabilities, winner }: Guess): TemplateResult {
    const { pointed } = this;
    return html`<span
      class="bars"
      aria-hidden="true"
      style="--_n:${probabilities.length};--_chance-at:${1 / probabilities.length}"
    >
      ${Array.from(probabilities, (share, c) => {
        const look = c === label ? 'true' : c === winner ? 'false' : '';
        const isPointed = pointed?.bar === c && pointed.sample === sample;
        return html`<span class="slot ${isPointed ? 'pointed' : ''}" data-bar=${c}
          ><span class="bar ${look}" style="--_share:${Number.isFinite(share) ? share : 0}"></span
        ></span>`;
      })}
      <span class="dotted"></span>
    </span>`;
  }

  /** The bars' names in their order, with figures of the image that is pointed at. */
  private renderKey(guesses: readonly Guess[], info: CnnTraceInfo): TemplateResult {
    const { pointed } = this;
    const { classNames } = info.dataset;
    const guess = guesses.find(({ sample }) => sample === pointed?.sample);
    const chance = percent(1 / Math.max(1, classNames.length), 1).replace('.0%', '%');
    return html`<div class="key" part="key" aria-hidden="true">
      <p class="legend">
        <span><i class="swatch true"></i>true class</span>
        <span><i class="swatch false"></i>wrong winner</span>
        <span><i class="swatch"></i>other</span>
        <span><i class="dotted"></i>chance, ${chance}</span>
      </p>
      <p class="about">
        ${guess ? `Test image ${count(guess.index)}` : 'Bars from left to right; point at an image for its figures'}
      </p>
      <ol class=${classNames.length > 12 ? 'many' : ''}>
        ${classNames.map((name, c) => {
          const looks = [
            c === guess?.label ? 'true' : c === guess?.winner ? 'false' : '',
            c === pointed?.bar ? 'pointed' : '',
          ];
          return html`<li class=${looks.join(' ')}>
            <span class="name" title=${name}>${name}</span>
            <span class="figure">${guess ? percent(guess.probabilities[c] ?? NaN, 1) : ''}</span>
          </li>`;
        })}
      </ol>
    </div>`;
  }

  private point(pointed: Pointed): void {
    const before = this.pointed;
    if (before?.sample === pointed.sample && before.bar === pointed.bar) return;
    this.pointed = pointed;
  }

  private readonly onLeave = (): void => {
    this.pointed = undefined;
  };
}

/** The class whose bar, or the room above it, is under the pointer. */
function barOf(event: PointerEvent): number | undefined {
  const [target] = event.composedPath();
  const slot = target instanceof Element ? target.closest<HTMLElement>('[data-bar]') : null;
  return slot ? Number(slot.dataset['bar']) : undefined;
}

/** For those who cannot see the bars. */
function renderTable(guesses: readonly Guess[], info: CnnTraceInfo): TemplateResult {
  return html`<div class="sr">
    <table>
      <caption>
        Probability of each class
      </caption>
      <thead>
        <tr>
          <td></td>
          ${info.dataset.classNames.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${guesses.map(
          ({ index, probabilities }) =>
            html`<tr>
              <th scope="row">Test image ${count(index)}</th>
              ${Array.from(probabilities, (share) => html`<td>${percent(share, 1)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

define('uh-predictions', UhPredictions);

declare global {
  interface HTMLElementTagNameMap {
    'uh-predictions': UhPredictions;
  }
}
