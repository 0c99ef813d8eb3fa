import { css } from 'lit';

export const styles = css`
  figure {
    display: grid;
    grid-template-columns: 224px minmax(0, 1fr);
    gap: 12px 28px;
  }

  .placeholder {
    grid-column: 1 / -1;
    min-height: 384px;
  }

  /* Room for two lines of each: a longer name must not move what is below. */
  .words {
    min-height: 148px;
    margin-top: 12px;
  }

  p {
    margin: 0;
  }

  /* A whole multiple of the usual 32 px and 28 px: every pixel is as large as the next. */
  canvas {
    width: 224px;
    border-radius: 4px;
  }

  .meta {
    font-size: 0.8125rem;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  .title {
    margin: 2px 0 4px;
    font-family: var(--_font-display);
    font-size: 1.25rem;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }

  .verdict {
    font-weight: 600;
  }

  .right {
    color: var(--_right);
  }

  .wrong {
    color: var(--_wrong);
  }

  .note {
    margin-top: 4px;
    font-size: 0.8125rem;
    color: var(--_muted);
    text-wrap: balance;
  }

  .chart {
    --_row: 28px;
    display: grid;
    grid-template: auto auto auto / fit-content(34%) 7ch minmax(0, 1fr);
    align-content: start;
    column-gap: 10px;
    font-variant-numeric: tabular-nums;
  }

  .chart.many {
    --_row: 20px;
    font-size: 0.8125rem;
  }

  .chance,
  .ticks,
  .lines,
  .dotted {
    position: relative;
    grid-column: 3;
  }

  .chance {
    height: 24px;
    font-size: 0.8125rem;
    color: var(--_chance);
  }

  .chance span {
    position: absolute;
    left: calc(100% * min(var(--_chance-at), 0.6));
    white-space: nowrap;
  }

  .lines,
  .dotted {
    grid-row: 2;
  }

  .lines i {
    position: absolute;
    inset-block: 0;
    left: calc((100% - 1px) * var(--_at));
    width: 1px;
    background: var(--_line);
  }

  .dotted {
    left: calc(100% * var(--_chance-at) - 1px);
    width: 0;
    margin-top: -3px;
    border-left-width: 2px;
    pointer-events: none;
  }

  ol {
    position: relative;
    display: grid;
    grid-row: 2;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: center;
    height: var(--_row);
    line-height: 1.2;
  }

  .winner {
    font-weight: 650;
  }

  .name {
    overflow: hidden;
    text-align: right;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .figure {
    text-align: right;
  }

  .track {
    display: flex;
    align-items: center;
    height: 100%;
  }

  .bar {
    flex: none;
    width: calc(100% * var(--_share));
    height: 70%;
    border-radius: 0 2px 2px 0;
    background: var(--_other-bar);
    box-shadow: inset 0 0 0 1px var(--_other-edge);
    transition: width 120ms;
  }

  .bar.true {
    background: var(--_true-bar);
    box-shadow: none;
  }

  .bar.false {
    background: var(--_wrong-bar);
    box-shadow: none;
  }

  .mark {
    /* Behind its bar, and never on the line of chance. */
    margin-left: calc(6px + 100% * max(0, var(--_chance-at) - var(--_share)));
    padding: 1px 5px;
    border-radius: 3px;
    background: var(--_ground);
    line-height: 1.2;
    font-size: 0.75rem;
    font-weight: 400;
    color: var(--_right);
    white-space: nowrap;
  }

  /* On the bar where there is no room behind it. */
  .mark.within {
    margin-left: -4px;
    translate: -100%;
  }

  .ticks {
    grid-row: 3;
    height: 20px;
    margin-top: 4px;
    font-size: 0.75rem;
    color: var(--_muted);
  }

  .ticks span {
    position: absolute;
    left: calc(100% * var(--_at));
    translate: -50%;
  }

  .ticks span:first-child {
    translate: 0;
  }

  .ticks span:last-child {
    translate: -100%;
  }

  @container (width < 560px) {
    figure {
      grid-template-columns: minmax(0, 1fr);
    }

    .top {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 14px;
    }

    .words {
      min-height: 116px;
      margin: 0;
    }

    .title {
      font-size: 1.125rem;
    }

    .placeholder {
      min-height: 468px;
    }

    canvas {
      width: 128px;
    }
  }

  @container (width < 400px) {
    canvas {
      width: 96px;
    }

    .placeholder {
      min-height: 456px;
    }

    .chart {
      column-gap: 8px;
      font-size: 0.875rem;
    }

    .ticks span:nth-child(even) {
      display: none;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .bar {
      transition: none;
    }
  }
`;
