import { css } from 'lit';

export const styles = css`
  .placeholder {
    min-height: 526px;
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.875rem;
    line-height: 1.35;
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    padding: 7px 12px 7px 0;
    border-bottom: 1px solid var(--_line);
    font-weight: 400;
    text-align: left;
    vertical-align: top;
  }

  thead th {
    border-bottom: 2px solid var(--_line-strong);
    font-weight: 600;
    white-space: nowrap;
  }

  .name {
    font-weight: 600;
  }

  .type {
    margin-right: 6px;
    color: var(--_muted);
  }

  .detail {
    display: inline-block;
    font-size: 0.8125rem;
    color: var(--_muted);
  }

  .shape {
    white-space: nowrap;
  }

  .number {
    position: relative;
    width: 7.5em;
    padding-right: 0;
    text-align: right;
    white-space: nowrap;
  }

  .none {
    color: var(--_muted);
  }

  /* How many of all parameters they are, under the number, from the right as the numbers are. */
  .share {
    position: absolute;
    right: 0;
    bottom: -1px;
    width: calc(100% * var(--_share));
    height: 3px;
    background: var(--_true-bar);
  }

  .totals {
    display: flex;
    flex-wrap: wrap;
    gap: 0 6px;
    margin: 10px 0 0;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  @container (width < 620px) {
    .placeholder {
      min-height: 700px;
    }

    .detail {
      display: block;
    }
  }

  @container (width < 480px) {
    .placeholder {
      min-height: 880px;
    }

    table {
      font-size: 0.8125rem;
    }

    th,
    td {
      padding-right: 6px;
    }

    .type {
      display: block;
    }

    .detail,
    .shape {
      font-size: 0.75rem;
    }

    .number {
      width: 4.5em;
    }
  }

  @container (width < 340px) {
    table {
      font-size: 0.75rem;
    }
  }
`;
