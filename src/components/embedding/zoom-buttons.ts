import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

const STEP = 1.6;

const SHAPES = {
  'Zoom in': svg`<path d="M12 5.5v13M5.5 12h13" />`,
  'Zoom out': svg`<path d="M5.5 12h13" />`,
  'Stop turning': svg`<path d="M9 6v12M15 6v12" />`,
  'Turn slowly': svg`<path d="M5 12c0-2 3-3.4 7-3.4s7 1.4 7 3.4-3 3.4-7 3.4M14.5 12.2 11.6 15.4l2.9 3.1" />`,
  'Reset view': svg`<path d="M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15" />`,
} as const;

export interface ZoomActions {
  zoomBy(factor: number): void;
  reset(): void;
}

/** Of a plot of three components. */
export interface Turning {
  readonly on: boolean;
  toggle(): void;
}

/** Zoom in, out, and back to the whole; in three components, turn or stop turning. */
export function zoomButtons(
  atHome: boolean,
  actions: ZoomActions,
  turning: Turning | undefined,
): TemplateResult {
  const button = (name: keyof typeof SHAPES, act: () => void, disabled = false): TemplateResult =>
    html`<button type="button" title=${name} aria-label=${name} ?disabled=${disabled} @click=${act}>
      ${icon(SHAPES[name])}
    </button>`;
  return html`<div class="buttons" part="controls" role="group" aria-label="View">
    ${
      turning &&
      button(turning.on ? 'Stop turning' : 'Turn slowly', () => {
        turning.toggle();
      })
    }
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
