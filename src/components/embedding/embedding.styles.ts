import { css } from 'lit';

export const styles = css`
  :host {
    --_plot: var(--uh-plot-ground, light-dark(#fffefb, #121317));
    --_plot-line: var(--uh-plot-line, light-dark(#e7e1d5, #2a2b30));
    --_plot-text: var(--uh-plot-text, light-dark(#1f1d1a, #f1eee7));
    --_plot-muted: var(--uh-plot-muted, light-dark(#625c53, #a9a69f));
    display: block;
    min-width: 280px;
    container-type: inline-size;
  }

  /* A dark plate by default, also on light pages: the article's pale yellows need it. */
  figure {
    position: relative;
    margin: 0;
    overflow: hidden;
    border-radius: var(--_radius);
    background: var(--_plot);
    color: var(--_plot-text);
    color-scheme: dark;
  }

  :host([ground='page']) figure {
    color-scheme: inherit;
  }

  :host([ground='page']) figure::after {
    position: absolute;
    inset: 0;
    border: 1px solid var(--_plot-line);
    border-radius: inherit;
    content: '';
    pointer-events: none;
  }

  .plot {
    position: relative;
    aspect-ratio: var(--uh-aspect, 4 / 3);
    overflow: hidden;
    background-color: var(--_plot);
    /* Its end tells the script that the colours changed, whatever the reason. */
    transition: background-color 1ms;
    isolation: isolate;
  }

  @container (width < 520px) {
    .plot {
      aspect-ratio: var(--uh-aspect-narrow, 1 / 1.05);
    }
  }

  canvas {
    display: block;
  }

  .canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    cursor: grab;
    /* Until it is zoomed in, vertical swipes are the page's. */
    touch-action: pan-y;
    -webkit-tap-highlight-color: transparent;
  }

  .canvas:active {
    cursor: grabbing;
  }

  .canvas.on-point {
    cursor: crosshair;
  }

  .canvas:focus {
    outline: none;
  }

  .canvas:focus-visible ~ .focus-ring {
    box-shadow: inset 0 0 0 2px var(--_accent);
  }

  .focus-ring,
  .labels {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    overflow: hidden;
    pointer-events: none;
  }

  .focus-ring {
    border-radius: var(--_radius);
  }

  .labels text {
    fill: var(--_plot-text);
    font-family: var(--_font);
    font-size: 13.5px;
    font-weight: 600;
    letter-spacing: 0.005em;
    text-anchor: middle;
    dominant-baseline: central;
    paint-order: stroke;
    stroke: var(--_plot);
    stroke-width: 5px;
    stroke-linejoin: round;
    transition: opacity 160ms;
  }

  .labels circle {
    fill: none;
    stroke: var(--_plot-text);
    stroke-width: 2px;
  }

  .labels circle.halo {
    stroke: var(--_plot);
    stroke-width: 5px;
  }

  /* An image that is no point of the layout. */
  .labels circle.mark {
    stroke: var(--_plot-text);
    stroke-width: 2.5px;
  }

  .labels circle.dot {
    fill: var(--_plot-text);
    stroke: none;
  }

  .title {
    position: absolute;
    top: 14px;
    left: 18px;
    margin: 0;
    font-size: 15px;
    font-weight: 600;
    line-height: 1.3;
    font-variant-numeric: tabular-nums;
    pointer-events: none;
    paint-order: stroke;
    -webkit-text-stroke: 4px var(--_plot);
  }

  .buttons {
    position: absolute;
    top: 10px;
    right: 10px;
    display: flex;
    gap: 2px;
    padding: 2px;
    border-radius: 8px;
    background: color-mix(in srgb, var(--_plot) 82%, transparent);
  }

  .buttons button {
    display: grid;
    place-items: center;
    width: 32px;
    height: 32px;
    padding: 0;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--_plot-muted);
  }

  .buttons button:hover:not(:disabled) {
    color: var(--_plot-text);
    background: color-mix(in srgb, var(--_plot-text) 10%, transparent);
  }

  .buttons button:disabled {
    opacity: 0.35;
  }

  .buttons svg {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .hint {
    position: absolute;
    left: 50%;
    bottom: 16px;
    padding: 5px 12px;
    border-radius: 99px;
    background: var(--_plot-text);
    color: var(--_plot);
    font-size: 13px;
    translate: -50% 0;
    opacity: 0;
    transition: opacity 200ms;
    pointer-events: none;
    white-space: nowrap;
  }

  .hint.on {
    opacity: 1;
  }

  .placeholder {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding: 24px;
    color: var(--_plot-muted);
    text-align: center;
    pointer-events: none;
  }

  .tooltip {
    position: absolute;
    top: 0;
    left: 0;
    z-index: 1;
    padding: 8px;
    border-radius: 8px;
    background: var(--_plot);
    color: var(--_plot-text);
    box-shadow:
      0 0 0 1px color-mix(in srgb, var(--_plot-text) 18%, transparent),
      0 6px 24px rgb(0 0 0 / 0.22);
    font-size: 13px;
    line-height: 1.35;
    pointer-events: none;
  }

  .tooltip canvas {
    display: block;
    margin-bottom: 6px;
    border-radius: 3px;
    image-rendering: pixelated;
  }

  .tooltip canvas.waiting {
    visibility: hidden;
  }

  .tooltip .name {
    display: flex;
    gap: 6px;
    align-items: center;
    font-weight: 600;
  }

  .tooltip .detail {
    color: var(--_plot-muted);
    font-variant-numeric: tabular-nums;
  }

  .chip {
    flex: none;
    width: 11px;
    height: 11px;
    border-radius: 50%;
    background: var(--chip);
  }

  .legend {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    gap: 2px 4px;
    margin: 0;
    padding: 6px 10px 10px;
    border-top: 1px solid var(--_plot-line);
    list-style: none;
    font-size: 14px;
  }

  .legend li {
    display: flex;
  }

  .legend button {
    display: flex;
    gap: 7px;
    align-items: center;
    min-height: 32px;
    padding: 3px 10px 3px 8px;
    border: 0;
    border-radius: 99px;
    background: none;
    color: inherit;
    line-height: 1.2;
  }

  .legend button:hover {
    background: color-mix(in srgb, var(--_plot-text) 10%, transparent);
  }

  .legend button[aria-pressed='false'] {
    color: var(--_plot-muted);
    text-decoration: line-through;
  }

  .legend button[aria-pressed='false'] .chip {
    background: none;
    box-shadow: inset 0 0 0 1.5px var(--_plot-muted);
  }

  /* Over the plot's corner, so that the legend does not grow when it comes. */
  .legend .all {
    position: absolute;
    right: 10px;
    bottom: calc(100% + 10px);
    background: color-mix(in srgb, var(--_plot-text) 16%, var(--_plot));
    font-weight: 600;
  }

  .legend .all:hover {
    background: color-mix(in srgb, var(--_plot-text) 26%, var(--_plot));
  }

  @media (pointer: coarse) {
    .legend button {
      min-height: 40px;
    }
    .buttons button {
      width: 40px;
      height: 40px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .labels text,
    .hint {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    .chip {
      forced-color-adjust: none;
    }
  }
`;
