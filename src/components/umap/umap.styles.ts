import { css } from 'lit';

export const styles = css`
  :host {
    --uh-aspect: 8 / 5;
  }

  .part.neighbours {
    flex: 2;
  }

  .part.layout {
    flex: 5;
  }

  .quality {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 28px;
    padding-top: 12px;
    border-top: 1px solid var(--_line);
  }

  .measure {
    position: relative;
    display: inline-flex;
    align-items: center;
    gap: 10px;
  }

  .sparkline {
    width: 76px;
    height: 20px;
    overflow: visible;
  }

  .sparkline polyline {
    fill: none;
    stroke: var(--_line-strong);
    stroke-width: 1.5;
    stroke-linejoin: round;
  }

  .sparkline circle {
    fill: var(--_accent);
  }

  .measure button {
    padding: 4px 0;
    border: 0;
    background: none;
    font-variant-numeric: tabular-nums;
    cursor: help;
  }

  .measure button span {
    color: var(--_muted);
    text-decoration: underline dotted;
    text-underline-offset: 4px;
  }

  [role='tooltip'] {
    position: absolute;
    z-index: 3;
    bottom: calc(100% + 6px);
    left: 0;
    width: min(20rem, 80cqi);
    padding: 10px 14px;
    border-radius: 8px;
    background: var(--_text);
    color: var(--_ground);
    font-size: 0.8125rem;
    visibility: hidden;
  }

  .measure:hover [role='tooltip'],
  .measure:focus-within [role='tooltip'] {
    visibility: visible;
  }

  .measure:nth-of-type(n + 3) [role='tooltip'] {
    left: auto;
    right: 0;
  }

  @container run (max-width: 640px) {
    .measure {
      flex: 1 1 100%;
    }

    .measure button {
      min-height: 36px;
    }

    .measure [role='tooltip'] {
      left: 0 !important;
      right: auto !important;
    }
  }
`;
