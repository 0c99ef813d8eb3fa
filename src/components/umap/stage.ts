import { html, nothing, type TemplateResult } from 'lit';
import type { DatasetInfo, Samples } from '../../../workers/contracts/dataset.ts';
import type { PaletteName } from '../../render/palettes.ts';
import type { ErrorData, Progress, RunState } from '../../runs/run.ts';
import { icon } from '../icons.ts';
import './first-images.ts';
import { motif } from './motif.ts';
import { count, currentProgress, PARTS, partShares, stageName } from './words.ts';

export interface IdleView {
  readonly title: string;
  /** `5,000 images, 128 epochs` */
  readonly task: string;
  /** `About 25 s and 300 MB here.` */
  readonly cost: string;
  readonly palette: PaletteName;
  readonly poster: string;
  readonly start: () => void;
}

/** Before the first run: what it would be, what it takes, and one big button. */
export function idle(view: IdleView): TemplateResult {
  return html`
    <div class="panel idle">
      <div class="picture">
        <slot name="poster">
          ${
            view.poster
              ? html`<img class="poster" src=${view.poster} alt="" />`
              : motif(view.palette, 1)
          }
        </slot>
      </div>
      <div class="words">
        <p class="kicker">UMAP, live</p>
        <h2>${view.title}</h2>
        <p>${view.task}</p>
        <button type="button" class="big" @click=${view.start}>
          ${icon('play')} Run it live on this device
        </button>
        <p class="small">${view.cost}</p>
      </div>
    </div>
  `;
}

export interface BusyView {
  readonly title: string;
  readonly state: RunState;
  readonly progress: Progress | undefined;
  readonly palette: PaletteName;
  /** Set once it is open: its first images can be shown. */
  readonly dataset: DatasetInfo | undefined;
  readonly images: (indices: readonly number[]) => Promise<Samples>;
}

/** Between the start and the first frame: the parts of the work, and how far each is. */
export function busy(view: BusyView): TemplateResult {
  const { title, state, progress, palette, dataset, images } = view;
  const shares = partShares(state, progress).slice(0, 4);
  const current = currentProgress(state, progress);
  const at = shares.findIndex((share) => share < 1);
  return html`
    <div class="panel busy">
      <div class="picture">
        ${
          dataset
            ? html`<uh-first-images .info=${dataset} .images=${images}></uh-first-images>`
            : motif(palette, shares.reduce((sum, share) => sum + share, 0) / shares.length)
        }
      </div>
      <div class="words">
        <p class="kicker">${state === 'loading' ? 'Loading' : 'Preparing'}</p>
        <h2>${title}</h2>
        <ol class="steps">
          ${PARTS.slice(0, 4).map(({ name }, part) => {
            const share = shares[part] ?? 0;
            const look = share >= 1 ? 'over' : part === at ? 'now' : 'ahead';
            return html`<li class=${look}>
              <span>${part === at && current ? stageName(current.stage) : STEP_NAMES[name]}</span>
              ${part === at && current ? html`<b>${percent(current)}</b>` : nothing}
            </li>`;
          })}
        </ol>
      </div>
    </div>
  `;
}

const STEP_NAMES = {
  Images: 'Get the images',
  Neighbours: 'Find each image’s neighbours',
  Graph: 'Build the graph',
  Start: 'Place the points',
  Layout: 'Learn the layout',
} as const;

/** The counts stand in the status line. */
function percent({ done, total }: Progress): string {
  return total > 0 ? `${Math.floor((100 * Math.min(done, total)) / total)}%` : '';
}

export interface FailedView {
  readonly error: ErrorData;
  /** Frames that were recorded before. */
  readonly frames: number;
  readonly retry: () => void;
  /** Runs with fewer images, where it is known how many fit. */
  readonly runFewer: (points: number) => void;
}

/** What went wrong, what is left, and what to do. */
export function failed({ error, frames, retry, runFewer }: FailedView): TemplateResult {
  const fits = error.details?.['fits'];
  return html`
    <div class="callout" role="alert" part="error">
      ${icon('warning')}
      <div>
        <p><b>${headline(error)}</b></p>
        <p>${error.message}</p>
        ${
          frames > 0
            ? html`<p class="small">
                ${frames === 1 ? 'The frame' : `The ${frames} frames`} recorded before can still be
                played below.
              </p>`
            : nothing
        }
      </div>
      <div class="remedies">
        ${
          typeof fits === 'number'
            ? html`<button
                type="button"
                class="plain strong"
                @click=${() => {
                  runFewer(fits);
                }}
              >
                Run ${count(fits)} images instead
              </button>`
            : nothing
        }
        <button type="button" class="plain strong" @click=${retry}>
          ${icon('again')} Try again
        </button>
      </div>
    </div>
  `;
}

const CANNOT_START = 'This run cannot start like this.';
const NOT_ARRIVED = 'The images did not arrive.';

const HEADLINES: Readonly<Partial<Record<ErrorData['code'], string>>> = {
  'bad-parameter': CANNOT_START,
  'unknown-dataset': CANNOT_START,
  'unknown-engine': CANNOT_START,
  'engine-unavailable': CANNOT_START,
  network: NOT_ARRIVED,
  'http-status': NOT_ARRIVED,
  truncated: NOT_ARRIVED,
  'checksum-mismatch': NOT_ARRIVED,
  'wrong-format': 'These images cannot be read.',
  'wrong-shape': 'These images cannot be read.',
  'count-mismatch': 'These images cannot be read.',
  'no-images': 'There are no images here.',
  'out-of-memory': 'There is not enough memory for this run.',
};

function headline({ code }: ErrorData): string {
  return HEADLINES[code] ?? 'The run stopped.';
}
