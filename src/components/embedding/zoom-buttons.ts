import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

const STEP = 1.6;

const SHAPES = {
  'Zoom in': svg`<path d="M12 5.5v13M5.5 12h13" />`,
  'Zoom out': svg`<path d="M5.5 12h13" />`,
  'Reset view': svg`<path d="M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15" />`,
} as const;

export interface ZoomActions {
  zoomBy(factor: number): void;
  reset(): void;
}

/** Zoom in, out, and back to the whole. */
export function zoomButtons(atHome: boolean, actions: ZoomActions): TemplateResult {
  const button = (name: keyof typeof SHAPES, act: () => void, disabled = false): TemplateResult =>
    html`<button type="button" title=${name} aria-label=${name} ?disabled=${disabled} @click=${act}>
      ${icon(SHAPES[name])}
    </button>`;
  return html`<div class="buttons" part="controls" role="group" aria-label="View">
    ${button('Zoom in', () => {
      actions.zoomBy(STEP);
    })}
    ${button('Zoom out', () => {
      actions.zoomBy(1 / STEP);
    })}
    ${button(
      'Reset view',
      () => {
        actions.reset();
      },
      atHome,
    )}
  </div>`;
}

function icon(shape: SVGTemplateResult): TemplateResult {
  return html`<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">${shape}</svg>`;
}
