import { css } from 'lit';

/** Numbers only where they fit: the script says from which width on. */
const counts = css`
  @container (width < 300px) {
    .counts-300 td span {
      font-size: 0;
    }
  }

  @container (width < 320px) {
    .counts-320 td span {
      font-size: 0;
    }
  }

  @container (width < 360px) {
    .counts-360 td span {
      font-size: 0;
    }
  }

  @container (width < 420px) {
    .counts-420 td span {
      font-size: 0;
    }
  }

  @container (width < 480px) {
    .counts-480 td span {
      font-size: 0;
    }
  }

  @container (width < 560px) {
    .counts-560 td span {
      font-size: 0;
    }
  }

  @container (width < 640px) {
    .counts-640 td span {
      font-size: 0;
    }
  }

  @container (width < 760px) {
    .counts-760 td span {
      font-size: 0;
    }
  }

  .counts-never td span {
    font-size: 0;
  }
`;

const matrix = css`
  :host {
    --_low: light-dark(#fffefb, #1b1b1e);
    --_high: light-dark(#0b3fc4, #a9c3ff);
  }

  p {
    margin: 0;
  }

  .placeholder {
    min-height: min(100cqi + 95px, 642px);
  }

  /* For the many classes that no width is enough for; the padding is for outlines. */
  .scroller {
    overflow-x: auto;
    margin: -3px 0 -3px -3px;
    padding: 3px;
  }

  table {
    --_heading: max(72px, min(var(--_longest) * 1ch + 14px, 30cqi));
    --_cell: clamp(
      8px,
      (100cqi - 4px - var(--_heading)) / var(--_n) - 1px,
      max(44px, min(72px, 320px / var(--_n)))
    );
    border-collapse: separate;
    border-spacing: 1px;
    width: calc(var(--_heading) + var(--_n) * (var(--_cell) + 1px));
    table-layout: fixed;
    font-size: 0.8125rem;
    line-height: 1.1;
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    padding: 0;
    font-weight: 400;
  }

  .corner {
    width: var(--_heading);
    font-size: 0.6875rem;
    color: var(--_muted);
    vertical-align: bottom;
  }

  .corner > span {
    display: grid;
    gap: 2px;
    padding: 0 6px 3px 0;
    text-align: right;
  }

  .corner span span:last-child {
    text-align: left;
  }

  thead th {
    height: min(var(--_longest) * 1ch + 10px, 8.5em);
    font-size: min(1em, var(--_cell) * 0.88);
    line-height: 1.1;
    vertical-align: bottom;
  }

  thead th span {
    display: inline-block;
    max-height: 8.5em;
    padding-inline: 4px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    writing-mode: vertical-rl;
    rotate: 180deg;
  }

  tbody th {
    overflow: hidden;
    padding-right: 6px;
    text-align: right;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  th.pointed {
    font-weight: 700;
    color: var(--_text);
  }

  tbody td {
    background: color-mix(in srgb, var(--_high) calc(100% * var(--_shade)), var(--_low));
    box-shadow: inset 0 0 0 0.5px var(--_line);
    color: light-dark(#000, #fff);
    text-align: center;
    cursor: default;
  }

  /* Numbers change with every frame, and no cell changes its size for them. */
  tbody td span {
    display: grid;
    place-items: center;
    height: var(--_cell);
    contain: strict;
  }

  td.none {
    color: var(--_muted);
  }

  td.bright {
    color: #000;
  }

  td.deep {
    color: light-dark(#fff, #000);
  }

  /* Where truth and prediction are the same: framed, whatever its shade. */
  td.own {
    box-shadow: inset 0 0 0 1.5px var(--_text);
    font-weight: 700;
  }

  /* Both ways of a pair, while its classes are pointed at in whatever figure. */
  td.paired {
    outline: 2px solid var(--_accent);
    outline-offset: 0;
  }

  td:hover,
  td:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 0;
  }

  .summary {
    margin-top: 10px;
  }

  .readout {
    min-height: 1.45em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  @container (width < 480px) {
    table {
      font-size: 0.6875rem;
    }

    .placeholder {
      min-height: calc(100cqi + 123px);
    }

    .corner {
      font-size: 0.625rem;
    }

    /* Three bold digits are wider than a cell of ten classes here. */
    td.own {
      font-weight: 400;
    }

    /* Its two lines would not fit beside one another. */
    .readout {
      min-height: 2.9em;
    }
  }

  @media (forced-colors: active) {
    tbody td {
      forced-color-adjust: none;
    }
  }
`;

export const styles = [matrix, counts];
