import { css } from 'lit';

/** What the elements that run something have in common. */
export const runStyles = css`
  :host {
    display: block;
    container: run / inline-size;
  }

  :host([hidden]) {
    display: none;
  }

  .run {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
    padding: clamp(12px, 2.5cqi, 24px);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_ground);
  }

  /* The comparison is the frame of both. */
  :host([compared]) .run {
    padding: 0;
    border: 0;
  }

  p,
  h2 {
    margin: 0;
  }

  h2 {
    font-family: var(--_font-display);
    font-size: clamp(1.5rem, 1.1rem + 2cqi, 2.375rem);
    font-weight: 600;
    line-height: 1.1;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }

  .small {
    font-size: 0.8125rem;
    color: var(--_muted);
  }

  .icon {
    flex: none;
    fill: currentColor;
  }

  .stage {
    position: relative;
    display: grid;
    min-height: min(62cqi, 640px);
  }

  .stage > * {
    grid-area: 1 / 1;
    min-width: 0;
  }

  /* Panels: what stands in the figure's place. */
  .panel {
    z-index: 1;
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    align-items: center;
    gap: clamp(16px, 5cqi, 64px);
    padding: clamp(4px, 3cqi, 40px);
    border-radius: calc(var(--_radius) - 4px);
    background: var(--_ground);
  }

  .words {
    display: grid;
    justify-items: start;
    gap: 12px;
  }

  .words > p:not([class]) {
    max-width: 34ch;
    font-size: 1.0625rem;
    color: var(--_text);
  }

  .confirm .words > p {
    max-width: 52ch;
  }

  .kicker {
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--_accent);
  }

  .motif {
    display: block;
    width: 100%;
    max-height: min(56cqi, 560px);
    fill: none;
    stroke-width: 4.2;
    stroke-linecap: round;
  }

  .motif .unlit {
    stroke: var(--_line);
  }

  uh-first-images {
    color: var(--_text);
    background: var(--_ground);
  }

  .poster,
  slot[name='poster']::slotted(*) {
    display: block;
    width: 100%;
    max-height: min(56cqi, 560px);
    object-fit: contain;
  }

  /* The element's own picture stands in where there is no poster. */
  .poster.broken,
  .poster:not(.broken) ~ * {
    display: none;
  }

  .big {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: 48px;
    margin-top: 8px;
    padding: 8px 22px 8px 16px;
    border: 0;
    border-radius: 24px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 1rem;
    font-weight: 600;
    text-align: start;
  }

  .confirm .big {
    margin: 0;
    padding-left: 22px;
  }

  .big:hover {
    filter: brightness(1.08);
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
  }

  .plain {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 36px;
    padding: 4px 14px;
    border: 1px solid transparent;
    border-radius: 18px;
    background: none;
    white-space: nowrap;
  }

  .plain.strong,
  .choices .plain {
    border-color: var(--_line-strong);
  }

  .choices .plain {
    min-height: 48px;
    border-radius: 24px;
  }

  .plain:has(.icon) {
    padding-left: 9px;
  }

  .plain:hover:enabled {
    background: var(--_raised);
  }

  .plain:disabled {
    color: var(--_muted);
  }

  .steps {
    display: grid;
    gap: 0;
    width: 100%;
    max-width: 26rem;
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
  }

  .steps li {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 16px;
    position: relative;
    padding: 7px 0 7px 26px;
    font-variant-numeric: tabular-nums;
  }

  .steps li::before {
    content: '';
    position: absolute;
    left: 2px;
    top: 13px;
    width: 10px;
    height: 10px;
    border: 2px solid var(--_line-strong);
    border-radius: 50%;
  }

  .steps .over::before {
    border-color: var(--_accent);
    background: var(--_accent);
  }

  .steps .now::before {
    border-color: var(--_accent);
  }

  .steps .now {
    font-weight: 600;
  }

  .steps .now b {
    font-weight: 400;
  }

  .steps .ahead {
    color: var(--_muted);
  }

  /* Its buttons stand beside the words where there is room, else beneath. */
  .callout {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: 8px 12px;
    padding: 14px 16px;
    border-radius: calc(var(--_radius) - 2px);
    background: var(--_error-ground);
  }

  .callout > div:not(.remedies) {
    display: grid;
    flex: 1 1 min(24rem, calc(100% - 36px));
    gap: 4px;
    overflow-wrap: anywhere;
  }

  .callout > .icon {
    margin-top: 1px;
    color: var(--_accent);
  }

  .callout .small {
    color: var(--_text);
  }

  .callout .remedies {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  /* A segment's width is about its share of the time. */
  .progress {
    display: flex;
    gap: 3px;
  }

  .part {
    flex: 1;
    height: 6px;
    overflow: hidden;
    border-radius: 3px;
    background: var(--_line);
  }

  .part i {
    display: block;
    height: 100%;
    transform-origin: left;
    background: var(--_accent);
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: 8px 20px;
  }

  .status {
    display: grid;
    flex: 1 1 18rem;
    gap: 2px;
    overflow-wrap: anywhere;
    font-size: 0.875rem;
    color: var(--_muted);
  }

  .status b {
    font-weight: 600;
    color: var(--_text);
  }

  .status .now {
    font-size: 1rem;
    font-variant-numeric: tabular-nums;
    color: var(--_text);
  }

  .status .stand-in {
    margin-bottom: 6px;
    padding: 8px 12px;
    border-radius: 8px;
    background: var(--_warn-ground);
    color: var(--_text);
  }

  .toolbar {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .unkept {
    padding: 10px 16px;
    border-radius: calc(var(--_radius) - 2px);
    background: var(--_warn-ground);
    overflow-wrap: anywhere;
  }

  .unkept p {
    margin: 0 0 4px;
  }

  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: 8px 24px;
    padding-top: 12px;
    border-top: 1px solid var(--_line);
  }

  /* One of several, side by side. */
  .switch {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .switch legend {
    float: left;
    padding: 0;
    margin-right: 8px;
    color: var(--_muted);
  }

  .switch input {
    position: absolute;
    opacity: 0;
  }

  .switch label {
    position: relative;
    cursor: pointer;
  }

  .switch span {
    display: grid;
    align-items: center;
    min-height: 36px;
    padding: 4px 12px;
    border: 1px solid transparent;
    border-radius: 18px;
  }

  .switch input:checked + span {
    border-color: var(--_line-strong);
    background: var(--_raised);
  }

  .switch input:focus-visible + span {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  @container run (max-width: 640px) {
    .panel {
      grid-template-columns: minmax(0, 1fr);
      align-content: center;
      gap: 16px;
    }

    .motif,
    .poster {
      max-height: 52cqi;
    }

    .plain,
    .switch span {
      min-height: 44px;
    }
  }
`;
