import { css } from 'lit';

export const styles = css`
  :host {
    --_training: light-dark(#1f77b4, #6fb4e8);
    --_validation: light-dark(#c05200, #ff9d4d);
  }

  p {
    margin: 0;
  }

  .head {
    display: grid;
    grid-template: 'title toggle' 'legend legend' / minmax(0, 1fr) auto;
    margin-bottom: 6px;
  }

  .title {
    grid-area: title;
  }

  .placeholder {
    min-height: calc(clamp(200px, 44cqi, 320px) + 173px);
  }

  .toggle {
    grid-area: toggle;
    display: flex;
    padding: 2px;
    border: 1px solid var(--_line-strong);
    border-radius: 9px;
  }

  .toggle button {
    min-height: 30px;
    padding: 0 12px;
    border: 0;
    border-radius: 6px;
    background: none;
    font-size: 0.875rem;
  }

  .toggle button:hover {
    background: var(--_raised);
  }

  .toggle button[aria-pressed='true'] {
    background: var(--_text);
    color: var(--_ground);
    font-weight: 600;
  }

  .legend {
    grid-area: legend;
    display: flex;
    flex-wrap: wrap;
    gap: 0 20px;
    font-size: 0.875rem;
  }

  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 7px;
    font-variant-numeric: tabular-nums;
  }

  .legend b {
    min-width: 6ch;
  }

  .sample {
    width: 22px;
    border-top: 2px solid var(--_training);
  }

  .sample.validation {
    border-top: 3.5px solid var(--_validation);
  }

  .area {
    display: grid;
    grid-template-columns: 44px minmax(0, 1fr);
    /* For the half of a dot that stands on the last epoch. */
    padding-right: 6px;
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    color: var(--_muted);
  }

  .plot {
    position: relative;
    height: clamp(200px, 44cqi, 320px);
    border: solid var(--_line-strong);
    border-width: 1px 0;
    isolation: isolate;
  }

  .values {
    position: relative;
    grid-column: 1;
  }

  .values span {
    position: absolute;
    right: 8px;
    bottom: calc(100% * var(--_y));
    line-height: 1;
    translate: 0 50%;
  }

  .axis {
    position: relative;
    grid-column: 2;
    height: 38px;
    line-height: 1;
  }

  .axis b {
    position: absolute;
    font-weight: 500;
  }

  .top b {
    top: 0;
    left: 0;
  }

  .bottom b {
    right: 0;
    bottom: 0;
  }

  .axis span {
    position: absolute;
    left: calc(100% * var(--_x));
    translate: -50%;
  }

  .axis span::before {
    content: '';
    position: absolute;
    left: 50%;
    width: 1px;
    height: 4px;
    background: var(--_line-strong);
  }

  .top span {
    bottom: 7px;
  }

  .top span::before {
    top: calc(100% + 3px);
  }

  .bottom span {
    top: 7px;
  }

  .bottom span::before {
    bottom: calc(100% + 3px);
  }

  .axis span:last-of-type {
    translate: -100%;
  }

  .axis span:last-of-type::before {
    left: calc(100% - 1px);
  }

  .rule {
    position: absolute;
    inset-inline: 0;
    bottom: calc(100% * var(--_y));
    height: 1px;
    background: var(--_line);
    opacity: 0.7;
  }

  .clip {
    position: absolute;
    inset: 0;
    overflow: hidden;
  }

  svg {
    display: block;
    width: 100%;
    height: 100%;
    overflow: visible;
  }

  path {
    fill: none;
    stroke: var(--_training);
    stroke-width: 2px;
    stroke-linecap: round;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }

  path.validation {
    stroke: var(--_validation);
    stroke-width: 3px;
  }

  path.ahead {
    opacity: 0.28;
  }

  .dotted {
    position: absolute;
    inset-inline: 0;
    bottom: calc(100% * var(--_y) - 1px);
    border-top-width: 2px;
  }

  /* At the right, where curves have long left it. */
  .chance {
    position: absolute;
    z-index: 1;
    right: 4px;
    bottom: calc(100% * var(--_y) + 4px);
    padding-inline: 3px;
    background: var(--_ground);
    line-height: 1.2;
    color: var(--_chance);
  }

  .chance.below {
    translate: 0 calc(100% + 8px);
  }

  .change {
    position: absolute;
    bottom: 0;
    left: calc(100% * var(--_x) - 5px);
    border: 5px solid transparent;
    border-top: 0;
    border-bottom: 9px solid var(--_text);
  }

  .place {
    position: absolute;
    inset-block: 0;
    left: calc(100% * var(--_x) - 1px);
    width: 2px;
    background: var(--_accent);
  }

  .place i {
    position: absolute;
    bottom: calc(100% * var(--_y));
    left: 50%;
    width: 11px;
    height: 11px;
    border: 2px solid var(--_ground);
    border-radius: 50%;
    background: var(--_training);
    translate: -50% 50%;
  }

  .place i.validation {
    background: var(--_validation);
  }

  .cursor {
    background: none;
    border-left: 1px dashed var(--_text);
  }

  .reader {
    position: absolute;
    z-index: 1;
    inset: 0;
    border-radius: 2px;
    cursor: pointer;
    touch-action: pan-y;
    -webkit-tap-highlight-color: transparent;
  }

  .tooltip {
    position: absolute;
    z-index: 2;
    left: calc(100% * var(--_x) + 12px);
    bottom: 8px;
    width: max-content;
    max-width: min(240px, 45%);
    padding: 7px 10px;
    border-radius: 8px;
    background: var(--_ground);
    box-shadow:
      0 0 0 1px color-mix(in srgb, var(--_text) 18%, transparent),
      0 6px 24px rgb(0 0 0 / 0.18);
    color: var(--_text);
    font-size: 0.8125rem;
    line-height: 1.35;
    pointer-events: none;
  }

  .tooltip.left {
    right: calc(100% * (1 - var(--_x)) + 12px);
    left: auto;
  }

  :host([metric='loss']) .tooltip {
    top: 8px;
    bottom: auto;
  }

  .changed {
    margin-top: 3px;
    color: var(--_muted);
  }

  .changed::before {
    content: '▲ ';
    font-size: 0.75em;
  }

  details {
    margin-top: 4px;
  }

  summary {
    padding: 4px 0;
  }

  th,
  td {
    white-space: nowrap;
  }

  th.words,
  td.words {
    text-align: left;
  }

  thead th {
    vertical-align: bottom;
  }

  @container (width < 480px) {
    .head {
      grid-template: 'title title' 'legend toggle' / minmax(0, 1fr) auto;
    }

    .area {
      grid-template-columns: 40px minmax(0, 1fr);
    }

    /* Every second label; the last always, and so not the one that would run into it. */
    .axis span:nth-of-type(even):not(:last-of-type),
    .axis span:nth-of-type(odd):nth-last-of-type(2) {
      display: none;
    }

    .placeholder {
      min-height: 382px;
    }

    .tooltip,
    .tooltip.left {
      right: auto;
      left: calc(100% * var(--_x));
      max-width: 80%;
      font-size: 0.75rem;
      translate: calc(-100% * var(--_x));
    }

    .toggle button {
      min-height: 38px;
    }
  }
`;
