import { html, nothing, type TemplateResult } from 'lit';
import type { Progress, RunState } from '../../runs/run.ts';
import { icon } from '../icons.ts';
import { type Poster, posterOr } from './poster.ts';
import type { Stages } from './stages.ts';

export interface IdleView {
  /** `UMAP, live` */
  readonly kicker: string;
  readonly title: string;
  /** `5,000 images, 128 epochs` */
  readonly task: string;
  /** `About 25 s and 300 MB here.` */
  readonly cost: string;
  /** Stands where there is no poster. */
  readonly picture: TemplateResult;
  readonly poster: Poster;
  readonly start: () => void;
  /** Of the button that starts; default: `Run it live on this device`. */
  readonly startLabel?: string;
  /** Another way to begin. */
  readonly other?: { readonly label: string; readonly action: () => void } | undefined;
}

/** What the button says that begins a live run. */
export const RUN_LIVE = 'Run it live on this device';

/** While the code that says more is on its way. */
export function waiting(poster: Poster, picture: TemplateResult): TemplateResult {
  return html`<div class="panel">${posterOr(poster, picture)}</div>`;
}

/** Before the first run: what it would be, what it takes, and one big button. */
export function idle(view: IdleView): TemplateResult {
  return html`
    <div class="panel idle">
      ${posterOr(view.poster, view.picture)}
      <div class="words">
        <p class="kicker">${view.kicker}</p>
        <h2>${view.title}</h2>
        <p>${view.task}</p>
        <button type="button" class="big" @click=${view.start}>
          ${icon('play')} ${view.startLabel ?? RUN_LIVE}
        </button>
        ${
          view.other
            ? html`<button type="button" class="plain" @click=${view.other.action}>
                ${icon('forward')} ${view.other.label}
              </button>`
            : nothing
        }
        <p class="small">${view.cost}</p>
      </div>
    </div>
  `;
}

export interface BusyView {
  readonly title: string;
  readonly stages: Stages;
  /** What each part before the first frame does, in their order. */
  readonly steps: readonly string[];
  readonly state: RunState;
  readonly progress: Progress | undefined;
  /** @param share how much of the steps is done, 0..1 */
  readonly picture: (share: number) => TemplateResult;
  readonly poster: Poster;
}

/** Between the start and the first frame: the parts of the work, and how far each is. */
export function busy(view: BusyView): TemplateResult {
  const { title, stages, steps, state, progress } = view;
  const shares = stages.shares(state, progress).slice(0, steps.length);
  const current = stages.current(state, progress);
  const at = shares.findIndex((share) => share < 1);
  return html`
    <div class="panel busy">
      ${posterOr(
        view.poster,
        view.picture(shares.reduce((sum, share) => sum + share, 0) / shares.length),
      )}
      <div class="words">
        <p class="kicker">${state === 'loading' ? 'Loading' : 'Preparing'}</p>
        <h2>${title}</h2>
        <ol class="steps">
          ${steps.map((step, part) => {
            const look = (shares[part] ?? 0) >= 1 ? 'over' : part === at ? 'now' : 'ahead';
            const now = part === at ? current : undefined;
            return html`<li class=${look}>
              <span>${now ? stages.name(now.stage) : step}</span>
              ${now ? html`<b>${percent(now)}</b>` : nothing}
            </li>`;
          })}
        </ol>
      </div>
    </div>
  `;
}

/** The counts stand in the status line. */
function percent({ done, total }: Progress): string {
  return total > 0 ? `${Math.floor((100 * Math.min(done, total)) / total)}%` : '';
}
