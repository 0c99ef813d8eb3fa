import { html, nothing, type TemplateResult } from 'lit';
import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../../workers/contracts/engine.ts';
import type { Progress, RunState } from '../../runs/run.ts';
import type { Stages } from './stages.ts';
import { originText } from './words.ts';

export interface StatusView {
  /** What is going on, and how far it is. */
  readonly now: string;
  readonly dataset: DatasetInfo | undefined;
  /** `5,000 points` */
  readonly amount: string;
  readonly engine: EngineInfo | undefined;
  /** What else there is to say. */
  readonly more?: string;
}

/** What is computed, from what, by what, and how far it is. */
export function status({ now, dataset, amount, engine, more = '' }: StatusView): TemplateResult {
  return html`
    <div class="status" part="status">
      ${
        dataset?.standIn === undefined
          ? nothing
          : html`<p class="stand-in"><b>Drawn images.</b> ${dataset.standIn}</p>`
      }
      <p class="now">${now}</p>
      ${dataset ? html`<p><b>${dataset.title}</b>, ${originText(dataset)}, ${amount}</p>` : nothing}
      ${
        engine
          ? html`<p><b>${engine.engine}</b> on ${engine.device}: ${engine.reason}</p>`
          : nothing
      }
      ${more ? html`<p>${more}</p>` : nothing}
    </div>
  `;
}

/** One bar, a segment for each part of a run. */
export function progressBar(
  stages: Stages,
  state: RunState,
  progress: Progress | undefined,
): TemplateResult {
  const shares = stages.shares(state, progress);
  const current = stages.current(state, progress);
  const whole = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return html`
    <div
      class="progress"
      role="progressbar"
      aria-label="Progress of the run"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(100 * whole)}
      aria-valuetext=${current ? stages.text(current) : state}
    >
      ${stages.parts.map(
        ({ name }, part) => html`
          <span class="part ${name.toLowerCase()}" title=${name}>
            <i style="scale:${shares[part] ?? 0} 1"></i>
          </span>
        `,
      )}
    </div>
  `;
}
