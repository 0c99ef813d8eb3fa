import { css } from 'lit';

export const styles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }

  :host([hidden]) {
    display: none;
  }

  .rows {
    align-self: start;
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
    place-content: center;
    justify-items: center;
    gap: 16px;
  }
`;
