import { css } from 'lit';

export const styles = css`
  p,
  ul,
  h4 {
    margin: 0;
    padding: 0;
  }

  ul {
    list-style: none;
  }

  h4 {
    margin-top: 8px;
    font-size: 0.9375rem;
  }

  figure {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }

  .head {
    margin: 0;
  }

  .placeholder {
    gap: 10px;
    min-height: 220px;
    place-content: center;
    text-wrap: balance;
  }

  .small {
    min-height: 1.45em;
    color: var(--_muted);
    font-size: 0.8125rem;
  }

  .problem {
    padding: 8px 12px;
    border-radius: 8px;
    background: var(--_error-ground);
  }

  .plain {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 38px;
    padding: 4px 14px;
    border: 1px solid var(--_line-strong);
    border-radius: 8px;
    background: none;
    color: var(--_text);
  }

  .plain:hover {
    background: var(--_raised);
  }

  .more {
    justify-self: start;
  }

  .strip {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(92px, 1fr));
    gap: 8px;
  }

  .card {
    display: grid;
    width: 100%;
    padding: 5px;
    border: 1px solid var(--_line);
    border-radius: 8px;
    background: none;
    font-size: 0.8125rem;
    line-height: 1.3;
    text-align: left;
  }

  .card:hover {
    border-color: var(--_line-strong);
    background: var(--_raised);
  }

  .card[aria-pressed='true'] {
    border-color: var(--_accent);
    box-shadow: 0 0 0 1px var(--_accent);
  }

  .card.faint canvas {
    opacity: 0.35;
  }

  .card canvas {
    width: 100%;
    margin-bottom: 4px;
    border-radius: 4px;
    background: var(--_raised);
  }

  .card span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .share {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  span.true {
    color: var(--_right);
  }

  span.wrong {
    color: var(--_wrong);
  }

  .study {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding: 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }

  .facts {
    display: grid;
    grid-template-columns: 112px minmax(0, 1fr);
    gap: 16px;
    align-items: center;
  }

  .facts > div {
    display: grid;
    gap: 10px;
    justify-items: start;
  }

  .chosen {
    width: 100%;
    border-radius: 6px;
  }

  .sentence {
    font-size: 1.0625rem;
    font-weight: 600;
    text-wrap: balance;
  }

  .nearest {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(64px, 1fr));
    gap: 8px;
    font-size: 0.8125rem;
  }

  .nearest canvas {
    width: 100%;
    border-radius: 4px;
  }

  .nearest span {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }

  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 7px;
  }

  .sample {
    width: 20px;
    border-top: 1.5px solid var(--_other-edge);
  }

  .sample.true {
    border-top: 3px solid var(--_right);
  }

  .sample.wrong {
    border-top: 3px dashed var(--_wrong);
  }

  .history {
    display: grid;
    grid-template-columns: 44px minmax(0, 1fr);
    padding: 8px 10px 0 0;
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    color: var(--_muted);
  }

  .values,
  .axis {
    position: relative;
  }

  .values span {
    position: absolute;
    right: 8px;
    bottom: calc(100% * var(--_y));
    line-height: 1;
    translate: 0 50%;
  }

  .plot {
    position: relative;
    height: clamp(150px, 30cqi, 220px);
  }

  .rule {
    position: absolute;
    inset-inline: 0;
    bottom: calc(100% * var(--_y));
    height: 1px;
    background: var(--_line);
  }

  .playhead {
    position: absolute;
    inset-block: 0;
    left: calc(100% * var(--_x) - 1px);
    width: 2px;
    background: var(--_accent);
  }

  svg:not(.icon) {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    overflow: visible;
  }

  path {
    vector-effect: non-scaling-stroke;
  }

  .plot path {
    fill: none;
    stroke: var(--_other-edge);
    stroke-width: 1px;
    stroke-linejoin: round;
    opacity: 0.6;
  }

  .plot path.true {
    stroke: var(--_right);
    stroke-width: 3px;
    opacity: 1;
  }

  .plot path.wrong {
    stroke: var(--_wrong);
    stroke-width: 3px;
    stroke-dasharray: 7 4;
    opacity: 1;
  }

  .axis {
    grid-column: 2;
    height: 36px;
    line-height: 1;
  }

  .axis b {
    position: absolute;
    right: 0;
    bottom: 0;
    font-weight: 500;
  }

  .axis span {
    position: absolute;
    top: 6px;
    left: calc(100% * var(--_x));
    translate: -50%;
  }

  @container (width < 480px) {
    .strip {
      grid-template-columns: repeat(auto-fill, minmax(76px, 1fr));
    }

    .study {
      padding: 12px;
    }

    .facts {
      grid-template-columns: 84px minmax(0, 1fr);
      gap: 12px;
    }

    .plain {
      min-height: 44px;
    }

    summary {
      padding: 12px 0;
    }
  }
`;
