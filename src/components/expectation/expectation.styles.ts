import { css } from 'lit';

export const styles = css`
  :host {
    --_dot: light-dark(#0b57b0, #7db6f2);
    --_reserved: calc(clamp(240px, 56cqi, 380px) + 190px);
    display: block;
    container: run / inline-size;
  }

  p {
    margin: 0;
  }

  .failure {
    padding: 16px;
    border: 1px dashed var(--_line-strong);
    border-radius: var(--_radius);
  }

  .area {
    display: grid;
    grid-template-columns: 46px minmax(0, 1fr);
    /* For half of the last tick's number. */
    padding-right: 12px;
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    color: var(--_muted);
  }

  .yname {
    grid-column: 1 / -1;
    margin-bottom: 8px;
    font-weight: 500;
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

  .plot {
    position: relative;
    grid-column: 2;
    height: clamp(240px, 56cqi - 26px, 380px);
    border: solid var(--_line-strong);
    border-width: 0 0 1px 1px;
    touch-action: pan-y;
  }

  .rule {
    position: absolute;
    inset-inline: 0;
    bottom: calc(100% * var(--_y));
    height: 1px;
    background: var(--_line);
    opacity: 0.7;
  }

  .later {
    position: absolute;
    inset: 16px 16px auto;
    font-size: 0.875rem;
    text-align: center;
  }

  /* The plot finds the nearest dot, so that none is too small to be met. */
  .dot {
    position: absolute;
    width: 11px;
    height: 11px;
    padding: 0;
    border: 1.5px solid var(--_ground);
    border-radius: 50%;
    background: var(--_dot);
    pointer-events: none;
    translate: -50% -50%;
    transition: opacity 120ms;
  }

  /* Only expected: rings on the axis. */
  .unmeasured .dot {
    border: 2px solid var(--_dot);
    background: var(--_ground);
  }

  .chosen .dot {
    opacity: 0.35;
  }

  .chosen .dot.shown {
    z-index: 2;
    width: 15px;
    height: 15px;
    background: var(--_accent);
    opacity: 1;
  }

  .label {
    position: absolute;
    z-index: 1;
    color: var(--_text);
    line-height: 1;
    white-space: nowrap;
    pointer-events: none;
    text-shadow:
      0 0 3px var(--_ground),
      0 0 3px var(--_ground),
      0 0 4px var(--_ground);
    translate: -50% -50%;
  }

  /* On the axis there is no room for names: they hang above, on threads. */
  .hung::after {
    content: '';
    position: absolute;
    z-index: -1;
    top: 100%;
    left: calc(50% + var(--_aside));
    width: 1px;
    height: var(--_thread);
    background: var(--_line-strong);
  }

  .chosen .label {
    color: var(--_muted);
  }

  .chosen .label.shown {
    z-index: 3;
    color: var(--_text);
    font-weight: 700;
  }

  .axis {
    position: relative;
    grid-column: 2;
    height: 40px;
    line-height: 1;
  }

  .axis b {
    position: absolute;
    right: 0;
    bottom: 2px;
    font-weight: 500;
  }

  .axis span {
    position: absolute;
    top: 7px;
    left: calc(100% * var(--_x));
    translate: -50%;
  }

  .readout {
    font-weight: 600;
  }

  .readout .quiet {
    font-weight: 400;
  }

  .verdict {
    max-width: 44em;
    text-wrap: pretty;
  }

  .verdict b {
    white-space: nowrap;
  }

  .scroller {
    max-height: 300px;
  }

  th,
  td {
    padding: 2px 12px;
    white-space: nowrap;
  }

  .words {
    text-align: left;
  }

  thead th {
    z-index: 1;
  }

  th button {
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    text-align: left;
  }

  tr.shown {
    background: color-mix(in srgb, var(--_accent) 14%, transparent);
  }

  @container run (max-width: 480px) {
    .readout {
      min-height: 2.9em;
    }

    th,
    td {
      padding: 2px 6px;
    }

    th button {
      min-height: 36px;
      white-space: normal;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .dot {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    .dot {
      forced-color-adjust: none;
    }
  }
`;
