import { html, nothing, svg, type TemplateResult } from 'lit';
import { percent } from '../cnn/words.ts';
import { ticks } from '../timeline/ticks.ts';
import type { History } from './history.ts';
import type { Mistake } from './mistakes-of.ts';

export interface HistoryView {
  readonly history: History;
  readonly mistake: Mistake;
  readonly classNames: readonly string[];
  /** Epochs of the whole run. */
  readonly lastEpoch: number;
  /** At the playhead. */
  readonly epoch: number;
  readonly hasTable: boolean;
  readonly onTable: (event: Event) => void;
}

const SHARES = [0, 0.25, 0.5, 0.75, 1];

/** Probabilities of the true class, of the predicted one and, faint, of all others, epoch by epoch. */
export function historyChart(view: HistoryView): TemplateResult {
  const { history, mistake, classNames, lastEpoch, epoch } = view;
  const { truth, predicted } = mistake;
  const epochs = history.epochs;
  const at = history.probabilities.get(epoch);
  const others = classNames.map((_, c) => c).filter((c) => c !== truth && c !== predicted);
  const name = (c: number): string => classNames[c] ?? '';
  return html`
    <p class="legend">
      <span
        ><i class="sample true"></i>${name(truth)}, the true class <b>${now(at, truth)}</b></span
      >
      <span><i class="sample wrong"></i>${name(predicted)} <b>${now(at, predicted)}</b></span>
      <span><i class="sample"></i>others</span>
    </p>
    <div class="history">
      <div class="values" aria-hidden="true">
        ${SHARES.map((share) => html`<span style="--_y:${share}">${percent(share)}</span>`)}
      </div>
      <div class="plot" role="img" aria-label=${spoken(view, epochs)}>
        ${SHARES.map((share) => html`<i class="rule" style="--_y:${share}"></i>`)}
        <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">
          ${others.map((c) => svg`<path class="other" d=${path(history, epochs, c, lastEpoch)} />`)}
          <path class="wrong" d=${path(history, epochs, predicted, lastEpoch)} />
          <path class="true" d=${path(history, epochs, truth, lastEpoch)} />
        </svg>
        <i class="playhead" style="--_x:${epoch / lastEpoch}"></i>
      </div>
      <div class="axis" aria-hidden="true">
        ${ticks(lastEpoch).map((tick) => html`<span style="--_x:${tick / lastEpoch}">${tick}</span>`)}
        <b>Epochs</b>
      </div>
    </div>
    <p class="small" role="status">${stateText(view, epochs.length)}</p>
    <details part="table" @toggle=${view.onTable}>
      <summary>The probabilities as a table</summary>
      ${view.hasTable ? table(view, epochs) : nothing}
    </details>
  `;
}

function now(probabilities: Float32Array | undefined, c: number): string {
  return probabilities ? percent(probabilities[c] ?? Number.NaN, 1) : '';
}

/** In units of 1/1000 of the plot's width and height. */
function path(
  { probabilities }: History,
  epochs: readonly number[],
  c: number,
  lastEpoch: number,
): string {
  return epochs
    .map((epoch, i) => {
      const share = probabilities.get(epoch)?.[c] ?? 0;
      const x = ((1000 * epoch) / lastEpoch).toFixed(1);
      return `${i === 0 ? 'M' : 'L'}${x} ${(1000 * (1 - share)).toFixed(1)}${epochs.length === 1 ? 'h0' : ''}`;
    })
    .join('');
}

function spoken({ history, mistake, classNames }: HistoryView, epochs: readonly number[]): string {
  const [first, last] = [epochs[0], epochs.at(-1)];
  if (first === undefined || last === undefined) return 'No epoch is known yet';
  const course = (c: number): string => {
    const [from, to] = [first, last].map((epoch) => history.probabilities.get(epoch)?.[c]);
    return `${classNames[c] ?? ''} from ${percent(from ?? NaN)} to ${percent(to ?? NaN)}`;
  };
  return `Probabilities from epoch ${first} to ${last}: ${course(mistake.truth)}, ${course(mistake.predicted)}`;
}

function stateText({ history, lastEpoch }: HistoryView, known: number): string {
  if (history.error) return history.error;
  if (history.asking) return `Asking the network of every epoch that is kept: ${known} so far.`;
  return known > lastEpoch
    ? ''
    : `The weights of ${known} epochs are kept; between them lines are straight.`;
}

function table(
  { history, mistake: { truth, predicted }, classNames }: HistoryView,
  epochs: readonly number[],
): TemplateResult {
  return html`<div class="scroller" tabindex="0" role="region" aria-label="Probabilities by epoch">
    <table>
      <thead>
        <tr>
          <th scope="col">Epoch</th>
          <th scope="col">${classNames[truth]} (true)</th>
          <th scope="col">${classNames[predicted]}</th>
        </tr>
      </thead>
      <tbody>
        ${epochs.map((epoch) => {
          const own = history.probabilities.get(epoch);
          return html`<tr>
            <th scope="row">${epoch}</th>
            <td>${now(own, truth)}</td>
            <td>${now(own, predicted)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
