import { html, svg, type TemplateResult } from 'lit';

/** Shapes on a 24 × 24 grid, filled with the text's colour. */
const SHAPES = {
  play: svg`<path d="M8 5.2v13.6L19 12z" />`,
  pause: svg`<path d="M7 5h3.6v14H7zm6.4 0H17v14h-3.6z" />`,
  back: svg`<path d="M16.5 6v12L8.5 12zM6 6h2v12H6z" />`,
  forward: svg`<path d="M7.5 6v12l8-6zM16 6h2v12h-2z" />`,
  start: svg`<path d="M19 6v12l-7-6zM12 6v12l-7-6zM3.5 6h2v12h-2z" />`,
  end: svg`<path d="M5 6v12l7-6zM12 6v12l7-6zM18.5 6h2v12h-2z" />`,
  stop: svg`<path d="M6.5 6.5h11v11h-11z" />`,
  again: svg`<path d="M12 5a7 7 0 1 0 6.8 8.6h-2.1A5 5 0 1 1 12 7c1.3 0 2.5.5 3.4 1.4L13 10.8h6v-6l-2.2 2.2A7 7 0 0 0 12 5z" />`,
  /** Dots that come down on a line. */
  project: svg`<path d="M5 17.5h14v2H5zM11 4h2v7h3l-4 4.5L8 11h3zM5 5.5a1.5 1.5 0 1 1 3 0 1.5 1.5 0 0 1-3 0zm11 0a1.5 1.5 0 1 1 3 0 1.5 1.5 0 0 1-3 0z" />`,
  return: svg`<path d="M10 6 4 12l6 6v-4h5a3 3 0 0 1 3 3v1h2v-2a6 6 0 0 0-6-6h-4z" />`,
  /** Two frames. */
  compare: svg`<path d="M4 5h7v14H4zm2 2v10h3V7zm7-2h7v14h-7zm2 2v10h3V7z" />`,
  save: svg`<path d="M11 4h2v8h3l-4 4.5L8 12h3zM5 18h14v2H5z" />`,
  /** Out of the box. */
  export: svg`<path d="M11 15.5h2V8h3l-4-4.5L8 8h3zM5 11h2v7h10v-7h2v9H5z" />`,
  warning: svg`<path d="M12 3.2 1.8 20.5h20.4zM11 10h2v5h-2zm0 6.3h2v2h-2z" fill-rule="evenodd" />`,
} as const;

export type IconName = keyof typeof SHAPES;

/** An ornament: the text or label beside it says what it means. */
export function icon(name: IconName): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 24 24"
    width="20"
    height="20"
    fill="currentColor"
    aria-hidden="true"
  >
    ${SHAPES[name]}
  </svg>`;
}
