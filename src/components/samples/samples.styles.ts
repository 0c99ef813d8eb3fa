import { css } from 'lit';

export const styles = css`
  :host {
    /* About as high as what comes, so that nothing moves. */
    --_reserved: calc(115cqi + 170px);
    min-width: 240px;
  }

  .grid {
    position: relative;
    display: grid;
    gap: clamp(4px, 1cqi, 10px);
    padding: clamp(6px, 1.2cqi, 14px);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }

  [role='row'] {
    display: grid;
    grid-template-columns: repeat(var(--_columns), minmax(0, 1fr));
    gap: inherit;
  }

  [role='gridcell'] {
    min-width: 0;
    border-radius: 3px;
    cursor: default;
  }

  .name {
    display: block;
    overflow: hidden;
    font-size: clamp(0.625rem, 1.25cqi, 0.8125rem);
    line-height: 1.5;
    text-align: center;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  /* Two classes are pointed at, here or in another figure. */
  .faint canvas {
    opacity: 0.18;
  }

  .faint .name {
    color: var(--_muted);
  }

  .lens {
    --_size: min(190px, 46cqi);
    position: absolute;
    z-index: 1;
    top: clamp(
      4px,
      (var(--_row) + 0.5) / var(--_rows) * 100% - var(--_size) / 2 - 12px,
      100% - var(--_size) - 34px
    );
    left: clamp(
      4px,
      (var(--_column) + 0.5) / var(--_columns) * 100% - var(--_size) / 2,
      100% - var(--_size) - 4px
    );
    width: var(--_size);
    padding: 6px;
    border: 1px solid var(--_line-strong);
    border-radius: 8px;
    background: var(--_paper);
    box-shadow: 0 6px 24px rgb(0 0 0 / 28%);
    font-size: 0.8125rem;
    text-align: center;
    pointer-events: none;
  }

  .lens p {
    overflow: hidden;
    padding-top: 4px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  @container run (max-width: 599px) {
    .waiting {
      min-height: calc(250cqi + 180px);
    }
  }
`;
