import { html, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';

/** Whether the list of exports is shown, and what shows or hides it. */
export interface ExportToggle {
  readonly open: boolean;
  readonly toggle: () => void;
}

export const EXPORT_NOT_LOADED =
  'The code for exporting could not be loaded. Check the connection, then try again.';

export function exportButton({ open, toggle }: ExportToggle): TemplateResult {
  return html`<button
    type="button"
    class="plain"
    aria-expanded=${open ? 'true' : 'false'}
    @click=${toggle}
  >
    ${icon('export')} Export
  </button>`;
}
