import { css } from 'lit';

export const styles = css`
  p {
    margin: 0;
  }

  .placeholder {
    min-height: calc(290px + 100cqi / 6);
  }

  .sets {
    display: flex;
    align-items: center;
    gap: 4px;
    font-variant-numeric: tabular-nums;
  }

  .sets span {
    min-width: 7em;
    text-align: center;
  }

  .sets button {
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 8px;
    background: none;
  }

  .sets svg {
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .sets button:hover:enabled {
    background: var(--_raised);
  }

  .sets button:disabled {
    opacity: 0.35;
  }

  .cards {
    display: grid;
    grid-template-columns: repeat(6, minmax(0, 1fr));
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .card {
    position: relative;
    display: grid;
    gap: 6px;
    width: 100%;
    height: 100%;
    padding: 4px;
    border: 0;
    border-radius: 8px;
    background: none;
    font-size: 0.8125rem;
    line-height: 1.3;
    text-align: center;
    align-content: start;
  }

  .card.pointed {
    background: var(--_raised);
  }

  .card[aria-pressed='true'] {
    box-shadow: inset 0 0 0 2px var(--_accent);
  }

  .picture {
    position: relative;
    display: block;
  }

  /* In the place of an image that the trace does not have. */
  .number {
    display: grid;
    place-items: center;
    min-height: 2.75rem;
    color: var(--_muted);
    font-size: 0.75rem;
    background: var(--_raised);
  }

  .watched {
    position: absolute;
    top: 4px;
    left: 4px;
    padding: 0 5px;
    border-radius: 3px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.6875rem;
    font-weight: 600;
  }

  .bars {
    position: relative;
    display: grid;
    grid-template-columns: repeat(var(--_n), minmax(0, 1fr));
    height: 72px;
    border-bottom: 1px solid var(--_line-strong);
    /* Sixty bars change with every frame: nothing around them needs laying out anew. */
    contain: strict;
  }

  .slot {
    display: flex;
    align-items: end;
    padding-inline: 6%;
  }

  .slot.pointed {
    background: color-mix(in srgb, var(--_text) 12%, transparent);
  }

  .bar {
    width: 100%;
    height: calc(100% * var(--_share));
    background: var(--_other-bar);
    box-shadow: inset 0 0 0 0.5px var(--_other-edge);
  }

  .bar.true {
    background: var(--_true-bar);
    box-shadow: none;
  }

  .bar.false {
    background: var(--_wrong-bar);
    box-shadow: none;
  }

  .bars .dotted {
    position: absolute;
    inset-inline: 0;
    bottom: calc(100% * var(--_chance-at) - 1px);
    border-top-width: 1.5px;
    pointer-events: none;
  }

  .card canvas {
    width: 100%;
    border-radius: 3px;
  }

  .caption {
    display: grid;
    align-content: start;
    min-height: 3.9em;
    font-weight: 500;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }

  .right {
    color: var(--_right);
  }

  .wrong {
    color: var(--_wrong);
  }

  /* Columns that need no measuring: it is laid out with every frame, too. */
  .sr table {
    width: 600px;
    table-layout: fixed;
  }

  .key {
    margin-top: 14px;
    padding-top: 12px;
    border-top: 1px solid var(--_line);
    font-size: 0.8125rem;
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
  }

  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }

  .swatch {
    width: 10px;
    height: 14px;
    background: var(--_other-bar);
    box-shadow: inset 0 0 0 0.5px var(--_other-edge);
  }

  .swatch.true {
    background: var(--_true-bar);
  }

  .swatch.false {
    background: var(--_wrong-bar);
  }

  .legend .dotted {
    width: 22px;
    border-top-width: 2px;
  }

  .about {
    margin-top: 8px;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  .key ol {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
    gap: 0 16px;
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
    font-variant-numeric: tabular-nums;
  }

  .key li {
    display: flex;
    justify-content: space-between;
    gap: 6px;
    padding: 1px 4px;
    border-radius: 3px;
  }

  .key li.true {
    font-weight: 650;
    color: var(--_right);
  }

  .key li.false {
    font-weight: 650;
    color: var(--_wrong);
  }

  .key li.pointed {
    background: var(--_raised);
  }

  .key .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  @container (width < 600px) {
    .placeholder {
      min-height: calc(474px + 100cqi * 2 / 3);
    }

    .cards {
      grid-template-columns: repeat(3, minmax(0, 1fr));
      gap: 14px 10px;
    }

    .key ol {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
  }

  @container (width < 440px) {
    .placeholder {
      min-height: calc(608px + 40cqi);
    }

    .cards {
      gap: 10px 4px;
    }

    .bars {
      height: 60px;
    }

    .key ol {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }

    .sets button {
      width: 44px;
      height: 44px;
    }
  }
`;
