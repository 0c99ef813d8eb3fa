import { html, nothing, type TemplateResult } from 'lit';
import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import type { EngineInfo } from '../../../workers/contracts/engine.ts';
import type { ErrorData, Progress, RunState } from '../../runs/run.ts';
import {
  count,
  currentProgress,
  duration,
  originText,
  PARTS,
  partShares,
  stageText,
} from './words.ts';

export interface StatusView {
  readonly state: RunState;
  readonly progress: Progress | undefined;
  readonly dataset: DatasetInfo | undefined;
  readonly engine: EngineInfo | undefined;
  readonly error: ErrorData | undefined;
  readonly remainingMs: number | undefined;
  readonly measured: boolean;
  readonly frames: number;
  readonly projecting: boolean;
  /** The images that are projected, while they are on screen. */
  readonly projected: DatasetInfo | undefined;
  readonly projectionError: ErrorData | undefined;
}

/** What is computed, from what, by what, and how far it is. */
export function status(view: StatusView): TemplateResult {
  const { dataset, engine } = view;
  return html`
    <div class="status" part="status">
      ${
        dataset?.standIn === undefined
          ? nothing
          : html`<p class="stand-in"><b>Drawn images.</b> ${dataset.standIn}</p>`
      }
      <p class="now">${nowText(view)}</p>
      ${
        dataset
          ? html`<p>
              <b>${dataset.title}</b>, ${originText(dataset)}, ${count(dataset.count)} points
            </p>`
          : nothing
      }
      ${
        engine
          ? html`<p><b>${engine.engine}</b> on ${engine.device}: ${engine.reason}</p>`
          : nothing
      }
    </div>
  `;
}

const SPLITS = { train: 'training', test: 'test' } as const;

function nowText(view: StatusView): string {
  const { state, progress, remainingMs, frames, error } = view;
  const left = remainingMs === undefined ? '' : `, ${duration(remainingMs)} left`;
  switch (state) {
    case 'idle':
      return frames > 0 ? `Cancelled; ${count(frames)} frames are kept` : '';
    case 'loading':
    case 'preparing': {
      const current = currentProgress(state, progress);
      if (current) return `${stageText(current)}${left}`;
      return state === 'loading' ? 'Loading the images' : 'Preparing';
    }
    case 'running':
    case 'paused': {
      const current = currentProgress(state, progress);
      const text = current ? stageText(current) : 'Learning the layout';
      return state === 'paused' ? `Paused: ${text.toLowerCase()}` : `${text}${left}`;
    }
    case 'done':
      if (view.projecting)
        return `Projecting new images${progress ? `: ${stageText(progress).toLowerCase()}` : ''}`;
      if (view.projectionError) return `Not projected. ${view.projectionError.message}`;
      if (view.projected)
        return `${count(view.projected.count)} ${SPLITS[view.projected.split]} images among those learned from, which are dimmed`;
      if (error) return `Done. The layout could not be measured: ${error.message}`;
      if (view.measured) return `Done: ${count(frames)} frames, ready to scrub`;
      return progress?.stage === 'quality'
        ? `Done. ${stageText(progress)}`
        : `Done: ${count(frames)} frames. Measuring the layout`;
    case 'failed':
      return frames > 0 ? `Stopped; ${count(frames)} frames are kept` : 'Stopped';
  }
}

/** One bar, a segment for each part of a run. */
export function progressBar(state: RunState, progress: Progress | undefined): TemplateResult {
  const shares = partShares(state, progress);
  const current = currentProgress(state, progress);
  const whole = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return html`
    <div
      class="progress"
      role="progressbar"
      aria-label="Progress of the run"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(100 * whole)}
      aria-valuetext=${current ? stageText(current) : state}
    >
      ${PARTS.map(
        ({ name }, part) => html`
          <span class="part ${name.toLowerCase()}" title=${name}>
            <i style="scale:${shares[part] ?? 0} 1"></i>
          </span>
        `,
      )}
    </div>
  `;
}
