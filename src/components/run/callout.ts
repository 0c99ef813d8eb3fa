import { html, nothing, type TemplateResult } from 'lit';
import type { ErrorData } from '../../runs/run.ts';
import { icon } from '../icons.ts';

export interface CalloutView {
  readonly error: ErrorData;
  /** Frames that were recorded before. */
  readonly frames: number;
  /** Buttons that may help. */
  readonly remedies: TemplateResult;
  /** In place of the usual words. */
  readonly headline?: string | undefined;
}

/** What went wrong, what is left, and what to do. */
export function callout({ error, frames, remedies, ...view }: CalloutView): TemplateResult {
  return html`
    <div class="callout" role="alert" part="error">
      ${icon('warning')}
      <div>
        <p><b>${view.headline ?? headline(error)}</b></p>
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
      <div class="remedies">${remedies}</div>
    </div>
  `;
}

const CANNOT_START = 'This run cannot start like this.';
const NOT_ARRIVED = 'The images did not arrive.';
const UNREADABLE = 'These images cannot be read.';

const HEADLINES: Readonly<Partial<Record<ErrorData['code'], string>>> = {
  'bad-parameter': CANNOT_START,
  'bad-model': 'This model cannot be taken.',
  'unknown-dataset': CANNOT_START,
  'unknown-engine': CANNOT_START,
  'engine-unavailable': CANNOT_START,
  network: NOT_ARRIVED,
  'http-status': NOT_ARRIVED,
  truncated: NOT_ARRIVED,
  'checksum-mismatch': NOT_ARRIVED,
  'wrong-format': UNREADABLE,
  'wrong-shape': UNREADABLE,
  'count-mismatch': UNREADABLE,
  'no-images': 'There are no images here.',
  'out-of-memory': 'There is not enough memory for this run.',
  diverged: 'Training diverged.',
};

function headline({ code }: ErrorData): string {
  return HEADLINES[code] ?? 'The run stopped.';
}
