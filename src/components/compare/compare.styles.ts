import { css } from 'lit';

export const styles = css`
  :host {
    --_left: var(--_accent);
    --_right: light-dark(#1468a5, #7fbdec);
  }

  .compare {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 18px;
    padding: clamp(12px, 2.5cqi, 24px);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_ground);
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: 8px 24px;
  }

  .head h2 {
    font-size: clamp(1.375rem, 1.1rem + 1.2cqi, 1.875rem);
  }

  .what {
    margin-top: 4px;
    color: var(--_muted);
  }

  .head .buttons,
  .suggestions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 20px clamp(16px, 2.5cqi, 32px);
    align-items: start;
  }

  .side {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
    min-width: 0;
  }

  /* The page's own distances are around the comparison now. */
  ::slotted(*) {
    min-width: 0 !important;
    min-height: 0 !important;
    margin: 0 !important;
  }

  h3 {
    margin: 0;
    font-size: 1rem;
    font-weight: 600;
    line-height: 1.3;
  }

  h3:focus {
    outline: none;
  }

  .side > h3 {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 12px;
    padding-bottom: 6px;
    border-bottom: 1px solid var(--_line);
    font-variant-numeric: tabular-nums;
  }

  .side > h3 > span:not(.which) {
    font-weight: 400;
  }

  .side > h3 b {
    padding: 1px 8px;
    border-radius: 10px;
    background: var(--_raised);
    font-weight: 600;
  }

  /* The line that stands for a side in the curves. */
  .side > h3 > i,
  .values i {
    flex: none;
    width: 22px;
    border-top: 3px solid var(--_left);
  }

  .side.right > h3 > i,
  .values .right i {
    border-top-style: dashed;
    border-top-color: var(--_right);
  }

  .stacked {
    display: none;
  }

  /* Where the second one will be. */
  .panel.chooser,
  .panel.waiting {
    grid-template-columns: minmax(0, 1fr);
    align-content: center;
    justify-items: start;
    gap: 14px;
    min-height: min(44cqi, 420px);
    padding: clamp(14px, 2.5cqi, 32px);
    border: 1px dashed var(--_line-strong);
    border-radius: calc(var(--_radius) - 2px);
  }

  .panel h3 {
    font-family: var(--_font-display);
    font-size: 1.5rem;
    line-height: 1.15;
  }

  .chooser fieldset {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 10px;
    width: 100%;
    min-width: 0;
    margin: 0;
    padding: 12px 0 0;
    border: 0;
    border-top: 1px solid var(--_line);
  }

  .chooser legend {
    float: left;
    width: 100%;
    padding: 0;
    font-weight: 600;
  }

  .chooser fieldset p {
    flex-basis: 100%;
  }

  .chooser select,
  .chooser input {
    min-height: 36px;
    max-width: 100%;
    padding: 4px 10px;
    border: 1px solid var(--_line-strong);
    border-radius: 8px;
    background: var(--_ground);
    font-variant-numeric: tabular-nums;
  }

  .chooser .name select {
    max-width: 11rem;
  }

  .chooser input {
    width: 6rem;
  }

  .was {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  .problem {
    padding: 8px 12px;
    border-radius: 8px;
    background: var(--_error-ground);
  }

  /* Figures that are taller than a screen keep their playhead in reach. */
  .time {
    position: sticky;
    bottom: 0;
    z-index: 3;
    display: grid;
    gap: 4px;
    padding-block: 12px 8px;
    border-top: 1px solid var(--_line);
    background: var(--_ground);
  }

  .rest {
    font-size: 0.875rem;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  .results {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
    gap: 24px clamp(16px, 2.5cqi, 32px);
    align-items: start;
    padding-top: 14px;
    border-top: 1px solid var(--_line);
  }

  .results:empty {
    display: none;
  }

  .caption {
    max-width: 74ch;
    margin-top: 16px;
  }

  .measure {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
  }

  .values {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 18px;
    font-variant-numeric: tabular-nums;
  }

  .values span:is(.left, .right) {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }

  .distance {
    color: var(--_muted);
  }

  .curves {
    position: relative;
    height: 120px;
    margin: 6px 0 20px 46px;
    border-bottom: 1px solid var(--_line-strong);
  }

  .curves svg {
    display: block;
    width: 100%;
    height: 100%;
    overflow: visible;
  }

  .curves path {
    fill: none;
    stroke-width: 2.2;
    stroke-linejoin: round;
    stroke-linecap: round;
    vector-effect: non-scaling-stroke;
  }

  .curves .left {
    stroke: var(--_left);
  }

  .curves .right {
    stroke: var(--_right);
    stroke-dasharray: 7 5;
  }

  .curves .now {
    stroke: var(--_line-strong);
    stroke-width: 1;
  }

  .curves span {
    position: absolute;
    font-size: 0.75rem;
    line-height: 1.3;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  .high,
  .low {
    right: calc(100% + 6px);
  }

  .high {
    top: 0;
  }

  .low {
    bottom: 0;
  }

  .first,
  .last {
    top: calc(100% + 2px);
  }

  .first {
    left: 0;
  }

  .last {
    right: 0;
  }

  @container run (max-width: 640px) {
    .pair {
      grid-template-columns: minmax(0, 1fr);
    }

    .beside {
      display: none;
    }

    .stacked {
      display: inline;
    }

    .panel.chooser,
    .panel.waiting {
      min-height: 0;
    }

    .chooser select,
    .chooser input {
      min-height: 44px;
    }
  }
`;
