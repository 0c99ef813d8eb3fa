import { css } from 'lit';

/** What the figures of a dataset have in common, on top of what runs have. */
export const dataStyles = css`
  :host {
    --_paper: light-dark(#fff, #1b1b1e);
    --_ink: light-dark(#000, #f4f1ea);
  }

  figure {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    margin: 0;
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 6px 16px;
    min-height: 44px;
  }

  .title {
    font-weight: 600;
    line-height: 1.35;
    text-wrap: balance;
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
  }

  .tools .plain {
    border-color: var(--_line-strong);
  }

  select {
    min-height: 36px;
    max-width: 100%;
    padding: 4px 8px;
    border: 1px solid var(--_line-strong);
    border-radius: 8px;
    background: var(--_ground);
  }

  .waiting {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 10px;
    min-height: var(--_reserved);
    padding: 24px 6px;
    border: 1px dashed var(--_line-strong);
    border-radius: var(--_radius);
    text-align: center;
    text-wrap: balance;
  }

  .waiting .what {
    font-size: 1.0625rem;
  }

  .waiting .progress {
    width: min(20rem, 70cqi);
  }

  .waiting .now {
    font-variant-numeric: tabular-nums;
  }

  .waiting .callout {
    max-width: 44rem;
    text-align: start;
    text-wrap: wrap;
  }

  .readout {
    min-height: 1.45em;
    font-variant-numeric: tabular-nums;
  }

  /* Set by the links of figures (pair-links.ts). */
  :host([pair-held]) .readout::after {
    content: ' Held in all figures: click it again, or press Escape, to let go.';
    color: var(--_muted);
    font-weight: 400;
  }

  .quiet {
    color: var(--_muted);
  }

  /* What grey pictures are drawn on, and with. */
  .sheet,
  .paper {
    background-color: var(--_paper);
    color: var(--_ink);
  }

  /* Never seen: the script reads its colours, and the end of its transition tells that they changed, whatever the reason. */
  .paper {
    position: absolute;
    visibility: hidden;
    transition: background-color 1ms;
  }

  canvas {
    display: block;
    width: 100%;
    image-rendering: pixelated;
  }

  .rows {
    max-height: 300px;
    overflow: auto;
    border: 1px solid var(--_line);
    border-radius: 6px;
  }

  .rows table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
    font-variant-numeric: tabular-nums;
  }

  .rows th,
  .rows td {
    padding: 3px 12px;
    font-weight: 400;
    text-align: right;
  }

  .rows th:first-child,
  .rows td.words {
    text-align: left;
  }

  .rows thead th {
    position: sticky;
    top: 0;
    background: var(--_raised);
    color: var(--_text);
    font-weight: 600;
  }

  .rows tbody tr:nth-child(even) {
    background: color-mix(in srgb, var(--_raised) 60%, transparent);
  }

  @container run (max-width: 640px) {
    select {
      min-height: 44px;
    }

    summary {
      padding: 12px 0;
    }
  }
`;
