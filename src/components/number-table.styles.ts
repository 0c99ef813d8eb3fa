import { css } from 'lit';

/** What opens a figure's numbers: `<details>`. */
export const disclosure = css`
  details {
    font-size: 0.8125rem;
  }

  summary {
    display: inline-block;
    padding: 6px 0;
    color: var(--_muted);
    cursor: pointer;
    text-decoration: underline;
    text-decoration-color: var(--_line-strong);
    text-underline-offset: 0.2em;
  }
`;

/** The numbers: a table in a box that scrolls, headings staying. For figures that have no other table. */
export const numberTable = css`
  .scroller {
    max-height: 260px;
    overflow: auto;
    border: 1px solid var(--_line);
    border-radius: 6px;
  }

  table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    padding: 2px 10px;
    font-weight: 400;
    text-align: right;
  }

  thead th {
    position: sticky;
    top: 0;
    background: var(--_raised);
    font-weight: 600;
  }
`;
