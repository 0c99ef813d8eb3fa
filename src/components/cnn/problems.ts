import { html, nothing, type TemplateResult } from 'lit';
import type { ErrorData, RunState } from '../../runs/run.ts';
import { button } from '../run/button.ts';
import { callout } from '../run/callout.ts';
import { NOT_PLAYABLE } from '../run/replay.ts';
import { ARTICLE_FIELDS } from './settings.ts';

export interface ProblemsView {
  readonly state: RunState;
  readonly error: ErrorData | undefined;
  /** Why the last thing that the visitor asked for did not happen; empty if it did. */
  readonly refusal: string;
  readonly frames: number;
  /** It is a recording that went wrong. */
  readonly replays: boolean;
  /** With which the run went on until now. */
  readonly learningRate: number;
  readonly retry: () => void;
  readonly goOn: (learningRate: number) => void;
  /** Of the last frame. */
  readonly saveWeights: () => void;
}

/** What went wrong, and what may help. */
export function problems(view: ProblemsView): TemplateResult | typeof nothing {
  const { state, error, refusal, frames } = view;
  if (refusal) return html`<p class="refusal" role="alert">${refusal}</p>`;
  if (!error) return nothing;
  if (state === 'failed') {
    const headline = view.replays ? NOT_PLAYABLE : undefined;
    const remedies = button('again', 'Try again', view.retry, 'strong');
    return callout({ error, frames, remedies, headline });
  }
  if (error.code === 'diverged') return callout({ error, frames, remedies: afterDivergence(view) });
  return html`<p class="refusal" role="alert">The test failed. ${error.message}</p>`;
}

/** The same network with a smaller learning rate, or its weights. */
function afterDivergence(view: ProblemsView): TemplateResult {
  const learningRate = Math.min(view.learningRate / 10, ARTICLE_FIELDS.learningRate);
  const goOn = (): void => {
    view.goOn(learningRate);
  };
  return html`
    ${button('play', `Go on with a learning rate of ${learningRate}`, goOn, 'strong')}
    ${button('save', 'Save the last good weights', view.saveWeights)}
  `;
}
