import { html, nothing, type TemplateResult } from 'lit';
import type { DatasetInfo } from '../../../workers/contracts/dataset.ts';
import type { ErrorData, Progress } from '../../runs/run.ts';
import { button } from '../run/button.ts';
import { icon } from '../icons.ts';
import { IMAGE_STAGES } from '../run/stages.ts';
import { count, datasetTitle, originText, size } from '../run/words.ts';
import type { Question } from './data-controller.ts';
import type { DataFields } from './fields.ts';

export interface WaitingView {
  /** `The average image of each class` */
  readonly what: string;
  readonly fields: DataFields | undefined;
  readonly info: DatasetInfo | undefined;
  readonly question: Question | undefined;
  readonly progress: Progress | undefined;
  readonly error: ErrorData | undefined;
  readonly isLoading: boolean;
  readonly load: () => void;
  readonly cancel: () => void;
}

/** What stands in a figure's place while there is none: what it will be, a question, how far it is, or what went wrong. */
export function waiting(view: WaitingView): TemplateResult {
  const { what, error, question, isLoading } = view;
  if (error) return failure(error, view.load);
  const title = titleOf(view);
  return html`<div class="waiting" part="status">
    <p class="what">${what}${title ? html` of <b>${title}</b>` : nothing}</p>
    ${question ? renderQuestion(view, question) : nothing}
    ${isLoading ? renderProgress(view) : nothing}
  </div>`;
}

function titleOf({ info, fields }: WaitingView): string {
  return info?.title ?? (fields ? datasetTitle(fields.dataset) : '');
}

function renderQuestion(view: WaitingView, { bytes }: Question): TemplateResult {
  const amount = bytes === undefined ? '' : ` (${size(bytes)})`;
  const all = view.info ? `all ${count(view.info.count)} images` : 'the whole file';
  return html`
    <p class="small">It takes ${all}, which are fetched once and kept by your browser.</p>
    <button type="button" class="big" @click=${view.load}>
      ${icon('save')} Load ${titleOf(view)}${amount}
    </button>
  `;
}

function renderProgress({ progress, cancel }: WaitingView): TemplateResult {
  const share = progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;
  const text = progressText(progress);
  return html`
    <div
      class="progress"
      role="progressbar"
      aria-label="Loading the images"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(100 * share)}
      aria-valuetext=${text}
    >
      <span class="part"><i style="scale:${share} 1"></i></span>
    </div>
    <p class="small now">${text}</p>
    ${button('stop', 'Cancel', cancel)}
  `;
}

const NAMES: Readonly<Record<string, string>> = IMAGE_STAGES;

/** `Downloading images 3.1 MB of 26 MB`. */
function progressText(progress: Progress | undefined): string {
  if (!progress) return 'Getting the images';
  const { stage, done, total, unit } = progress;
  const amount = unit === 'bytes' ? size : count;
  const name = NAMES[stage] ?? stage;
  return total > 0 ? `${name} ${amount(Math.min(done, total))} of ${amount(total)}` : name;
}

function failure(error: ErrorData, retry: () => void): TemplateResult {
  return html`<div class="waiting">
    <div class="callout" role="alert" part="error">
      ${icon('warning')}
      <div>
        <p><b>${HEADLINES[error.code] ?? 'The images did not arrive.'}</b></p>
        <p>${error.message}</p>
      </div>
      <div class="remedies">${button('again', 'Try again', retry, 'strong')}</div>
    </div>
  </div>`;
}

const HEADLINES: Readonly<Partial<Record<ErrorData['code'], string>>> = {
  'bad-parameter': 'This figure cannot be drawn like this.',
  'unknown-dataset': 'There are no such images.',
  'wrong-format': 'These images cannot be read.',
  'wrong-shape': 'These images cannot be read.',
  'count-mismatch': 'These images cannot be read.',
  'no-images': 'There are no images here.',
  'out-of-memory': 'There is not enough memory for these images.',
  'worker-died': 'Loading stopped.',
  internal: 'This figure could not be drawn.',
};

const SPLITS = { train: 'training', test: 'test' } as const;

/** `training images of Fashion-MNIST`. */
export function imagesOf({ split, title }: DatasetInfo): string {
  return `${SPLITS[split]} images of ${title}`;
}

/** Which images these are: measured, drawn or the visitor's own. */
export function provenance(info: DatasetInfo, more: string): TemplateResult {
  return html`<figcaption class="status" part="status">
    ${
      info.standIn === undefined
        ? nothing
        : html`<p class="stand-in"><b>Drawn images.</b> ${info.standIn}</p>`
    }
    <p><b>${info.title}</b>, ${originText(info)}. ${more}</p>
  </figcaption>`;
}
