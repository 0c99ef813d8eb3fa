import { css } from 'lit';

export const styles = css`
  :host {
    /* About as high as what comes, so that nothing moves. */
    --_reserved: min(100cqi + 370px, 840px);
    min-width: 240px;
  }

  .map {
    --_names: max(48px, min(var(--_longest) * 1ch + 12px, 30cqi));
    --_tree: 0px;
    --_cell: clamp(
      8px,
      (100cqi - var(--_names) - var(--_tree) - var(--_beside, 0px) - 4px) / var(--_n),
      max(30px, min(60px, 620px / var(--_n)))
    );
    display: grid;
    grid-template: auto auto / auto auto;
    justify-content: start;
    font-size: clamp(0.625rem, 1.9cqi, 0.875rem);
    line-height: 1.1;
    font-variant-numeric: tabular-nums;
  }

  .with-trees {
    --_tree: clamp(28px, 10cqi, 84px);
  }

  table {
    grid-area: 2 / 2;
    border-collapse: separate;
    border-spacing: 0;
    table-layout: fixed;
    width: calc(var(--_names) + var(--_n) * var(--_cell));
  }

  .tree {
    display: block;
    overflow: visible;
    fill: none;
    stroke: var(--_text);
    stroke-width: 1.5px;
  }

  .tree path {
    vector-effect: non-scaling-stroke;
  }

  .tree.top {
    grid-area: 1 / 2;
    width: calc(var(--_n) * var(--_cell));
    height: var(--_tree);
    padding-bottom: 3px;
  }

  .tree.left {
    grid-area: 2 / 1;
    width: var(--_tree);
    height: calc(var(--_n) * var(--_cell));
    padding-right: 3px;
  }

  th,
  td {
    padding: 0;
    font-weight: 400;
  }

  .map tbody td {
    width: var(--_cell);
    cursor: default;
    text-align: center;
  }

  .map tbody td span {
    display: grid;
    place-items: center;
    height: var(--_cell);
    contain: strict;
  }

  /* So that three digits fit. An element of its own: the cell's size is counted in the letters of its names. */
  .map td b {
    font-size: min(1em, var(--_cell) * 0.46);
    font-weight: 400;
  }

  .without-numbers td b {
    display: none;
  }

  .map td.lit {
    outline: 2px solid var(--_text);
    outline-offset: -2px;
    box-shadow: inset 0 0 0 3px var(--_ground);
  }

  .map td:focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: -2px;
    box-shadow: inset 0 0 0 3px var(--_ground);
  }

  .map tbody th {
    width: var(--_names);
    overflow: hidden;
    padding-left: 8px;
    text-align: left;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .map tfoot th {
    padding-top: 6px;
    vertical-align: top;
  }

  .map tfoot span {
    display: inline-block;
    max-height: 8.5em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    writing-mode: vertical-rl;
    rotate: 180deg;
  }

  th.pointed {
    font-weight: 700;
  }

  .body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px 36px;
  }

  .side {
    display: grid;
    align-content: start;
    gap: 12px;
  }

  .facts {
    max-width: 60ch;
    font-size: 0.875rem;
  }

  .readout {
    font-weight: 600;
  }

  .readout .quiet {
    font-weight: 400;
  }

  .legend {
    display: flex;
    align-items: center;
    gap: 10px;
    max-width: 460px;
    font-size: 0.8125rem;
    white-space: nowrap;
  }

  .legend i {
    flex: 1;
    height: 10px;
    border-radius: 2px;
  }

  .remark {
    max-width: 70ch;
    padding: 8px 12px;
    border-radius: 8px;
    background: var(--_warn-ground);
    font-size: 0.875rem;
  }

  @container run (min-width: 1000px) {
    .body {
      --_beside: 236px;
      grid-template-columns: auto minmax(0, 1fr);
    }

    .side {
      align-content: center;
    }

    /* Names of two classes may need two lines. */
    .readout {
      min-height: 2.9em;
      font-size: 1.125rem;
    }

    .legend {
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 4px 10px;
      max-width: 280px;
    }

    .legend i {
      order: -1;
      flex: 1 0 100%;
    }
  }

  @media (forced-colors: active) {
    .map tbody td,
    .legend i {
      forced-color-adjust: none;
    }
  }
`;
