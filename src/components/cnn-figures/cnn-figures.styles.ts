import { css } from 'lit';

export const styles = css`
  .rows {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 28px;
  }

  /* The first row needs no line above it. */
  .rows > .row:first-child {
    padding-top: 0;
    border-top: 0;
  }

  .waiting {
    display: grid;
    min-height: inherit;
  }
`;
