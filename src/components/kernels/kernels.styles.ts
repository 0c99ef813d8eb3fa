import { css } from 'lit';

export const styles = css`
  .unit {
    margin-top: 4px;
    font-size: 0.8125rem;
    color: var(--_muted);
  }

  .planes {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20px * var(--_size)), 1fr));
    grid-column: 1 / -1;
    gap: 12px 16px;
  }

  table {
    width: 100%;
    max-width: calc(44px * var(--_size));
    border-spacing: 0;
    table-layout: fixed;
    font-size: 0.6875rem;
    font-variant-numeric: tabular-nums;
    line-height: 1;
  }

  caption {
    padding-bottom: 5px;
    border-bottom: 2px solid var(--_band, var(--_line-strong));
    font-size: 0.75rem;
    text-align: right;
    color: var(--_muted);
  }

  .red {
    --_band: #d8412f;
  }

  .green {
    --_band: #2f9e4f;
  }

  .blue {
    --_band: #3f74d8;
  }

  td {
    height: 20px;
    padding: 0;
    text-align: right;
  }

  /* The picture and three tables of its size: two by two. */
  @container (width < 440px) {
    .content {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }

    .facts {
      grid-column: 1 / -1;
      order: -1;
    }

    .range,
    .unit {
      margin-top: 1px;
    }

    .planes {
      display: contents;
    }

    .long table {
      grid-column: 1 / -1;
    }
  }
`;
