import { css } from 'lit';

export const parameterStyles = css`
  .parameters {
    flex: 1 1 20rem;
  }

  /* Open, the panel has the row to itself. */
  .parameters[open] {
    flex-basis: 100%;
  }

  summary {
    width: max-content;
    min-height: 36px;
    padding: 6px 0;
    cursor: pointer;
  }

  .groups {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 13.5rem), 1fr));
    gap: 8px 40px;
    margin-top: 8px;
  }

  .groups fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .groups legend {
    margin-bottom: 6px;
    padding: 0;
    font-family: var(--_font-display);
    font-size: 1.125rem;
    font-weight: 600;
  }

  .field {
    display: grid;
    grid-template-columns: minmax(min-content, 1fr) minmax(6rem, 9.5rem);
    align-items: center;
    gap: 2px 10px;
    padding: 6px 0;
  }

  .field label {
    font-weight: 600;
  }

  .field p {
    grid-column: 1 / -1;
    font-size: 0.8125rem;
    line-height: 1.35;
    color: var(--_muted);
  }

  .field .range {
    white-space: nowrap;
  }

  .field input,
  .field select {
    width: 100%;
    min-height: 36px;
    padding: 4px 10px;
    border: 1px solid var(--_line-strong);
    border-radius: 8px;
    background: var(--_ground);
    font-variant-numeric: tabular-nums;
  }

  .field input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  .field input:invalid {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  .parameters-foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
    margin-top: 14px;
  }

  .parameters-foot .plain:first-child:not(:disabled) {
    padding-left: 0;
    text-decoration: underline;
    text-underline-offset: 4px;
  }

  .parameters-foot .plain:first-child:disabled {
    padding-left: 0;
  }

  .next-run {
    margin-left: auto;
    color: var(--_muted);
  }

  @container run (max-width: 640px) {
    summary,
    .field input,
    .field select {
      min-height: 44px;
    }

    .groups {
      gap: 20px;
    }

    .next-run {
      margin-left: 0;
    }
  }
`;
