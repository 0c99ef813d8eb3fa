import { css } from 'lit';

export const styles = css`
  .facts {
    display: flex;
    flex-direction: column;
  }

  .image {
    display: flex;
    flex-direction: column-reverse;
    margin-top: auto;
  }

  .image p {
    margin-bottom: 6px;
    font-size: 0.8125rem;
    line-height: 1.35;
    color: var(--_muted);
  }

  .label {
    display: block;
    color: var(--_text);
  }

  @container (width < 300px) {
    .facts {
      min-width: 0;
    }

    .range {
      flex-wrap: wrap;
    }

    .image canvas {
      max-width: 100%;
      height: auto !important; /* in the place of the size that fits a wide one */
    }
  }
`;
