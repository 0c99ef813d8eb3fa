import { css } from 'lit';

export const styles = css`
  .unit {
    margin-top: 4px;
    font-size: 0.8125rem;
    color: var(--_muted);
  }

  .planes {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: 12px 16px;
  }

  table {
    flex: 1 1 calc(18px * var(--_size));
    max-width: calc(44px * var(--_size));
    border-spacing: 0;
    table-layout: fixed;
    font-size: 0.75rem;
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

  @container (width < 440px) {
    .planes {
      gap: 12px;
    }

    table {
      font-size: 0.6875rem;
    }
  }
`;
