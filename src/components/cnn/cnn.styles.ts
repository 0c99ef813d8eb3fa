import { css } from 'lit';

export const styles = css`
  h3 {
    margin: 0 0 10px;
    font-family: var(--_font-display);
    font-size: 1.25rem;
    font-weight: 600;
    line-height: 1.2;
  }

  .stage {
    min-height: min(42cqi, 420px);
  }

  .motif {
    max-width: 400px;
    margin-inline: auto;
  }

  .motif .dull {
    fill: var(--_line);
  }

  .row {
    display: grid;
    gap: 28px clamp(20px, 3cqi, 40px);
    align-items: start;
  }

  .row.learning {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1.3fr);
  }

  .row.judgement {
    grid-template-columns: minmax(0, 1.25fr) minmax(0, 1fr);
  }

  .row:not(.learning) {
    padding-top: 22px;
    border-top: 1px solid var(--_line);
  }

  .opinion,
  .watched {
    display: grid;
    gap: 24px;
  }

  /* What changes in one with each frame need not be laid out in the others. */
  .cell {
    contain: layout style;
    min-width: 0;
  }

  /* Under one playhead: it stays in reach whichever figure is read. */
  .time {
    position: sticky;
    top: var(--uh-sticky-top, 0px);
    bottom: 0;
    z-index: 3;
    margin-inline: calc(-1 * clamp(12px, 2.5cqi, 24px));
    padding: 8px clamp(12px, 2.5cqi, 24px);
    background: var(--_ground);
  }

  .layer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    margin-top: 8px;
    font-size: 0.875rem;
    color: var(--_muted);
  }

  .layer select,
  .picker input[type='number'],
  .live input {
    min-height: 36px;
    padding: 4px 8px;
    border: 1px solid var(--_line-strong);
    border-radius: 8px;
    background: var(--_ground);
    color: var(--_text);
    font-variant-numeric: tabular-nums;
  }

  .live {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 20px;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .live legend {
    float: left;
    padding: 0;
    margin-right: 4px;
    color: var(--_muted);
  }

  .live label {
    display: inline-flex;
    align-items: center;
    gap: 8px;
  }

  .live input {
    width: 7rem;
  }

  .live input:invalid {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  .picker {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    font-size: 0.875rem;
  }

  .picker .step {
    padding: 4px 7px;
  }

  .picker > label:not(.file) {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--_muted);
  }

  .picker input[type='number'] {
    width: 5.5rem;
  }

  .file {
    position: relative;
    cursor: pointer;
  }

  .file:hover {
    background: var(--_raised);
  }

  .file input {
    position: absolute;
    inset: 0;
    width: 100%;
    opacity: 0;
    cursor: pointer;
  }

  .file:focus-within {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .tests {
    display: grid;
    justify-items: start;
    gap: 10px;
  }

  .tests > uh-confusion-matrix {
    justify-self: stretch;
  }

  .test-line p {
    padding: 6px 0;
  }

  .files {
    margin-top: 16px;
  }

  .files .choices {
    gap: 8px;
    margin-top: 8px;
  }

  .files .choices .plain {
    min-height: 36px;
    border-radius: 18px;
  }

  .refusal {
    padding: 10px 16px;
    border-radius: calc(var(--_radius) - 2px);
    background: var(--_error-ground);
    overflow-wrap: anywhere;
  }

  @container run (max-width: 860px) {
    .row.learning {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }

    .row.learning .cell:last-child {
      grid-column: 1 / -1;
    }

    .row.judgement {
      grid-template-columns: minmax(0, 1fr);
    }
  }

  @container run (max-width: 520px) {
    .row.learning {
      grid-template-columns: minmax(0, 1fr);
    }

    .picker input[type='number'],
    .layer select,
    .live input,
    .files .choices .plain {
      min-height: 44px;
    }
  }
`;
