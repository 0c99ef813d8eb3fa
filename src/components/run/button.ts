import { html, type TemplateResult } from 'lit';
import { icon, type IconName } from '../icons.ts';

/** A button of a run's toolbar: a shape and what it does. */
export function button(
  name: IconName,
  label: string,
  action: () => void,
  look = '',
): TemplateResult {
  return html`<button type="button" class="plain ${look}" @click=${action}>
    ${icon(name)} ${label}
  </button>`;
}
