import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    container-type: inline-size;
    --_thumb: 18px;
  }

  .timeline {
    display: grid;
    grid-template-columns: auto 1fr auto auto auto;
    grid-template-areas:
      'scrubber scrubber scrubber scrubber scrubber'
      'buttons position . live rate';
    align-items: center;
    gap: 6px 12px;
  }

  .scrubber {
    grid-area: scrubber;
    position: relative;
    padding-bottom: 18px;
  }

  input[type='range'] {
    appearance: none;
    display: block;
    width: 100%;
    height: 32px;
    margin: 0;
    background: none;
    cursor: pointer;
  }

  input[type='range']:disabled {
    cursor: default;
  }

  /* The way of the thumb's centre is the track's length less one thumb. */
  input[type='range']::-webkit-slider-runnable-track {
    height: 6px;
    border-radius: 3px;
    background:
      linear-gradient(var(--_accent), var(--_accent)) 0 /
        calc(var(--_thumb) / 2 + (100% - var(--_thumb)) * var(--_position)) 100% no-repeat,
      linear-gradient(var(--_line-strong), var(--_line-strong)) 0 /
        calc((var(--_thumb) / 2 + (100% - var(--_thumb)) * var(--_recorded)) * var(--_any, 1)) 100%
        no-repeat,
      var(--_line);
  }

  input[type='range']::-moz-range-track {
    height: 6px;
    border-radius: 3px;
    background:
      linear-gradient(var(--_accent), var(--_accent)) 0 /
        calc(var(--_thumb) / 2 + (100% - var(--_thumb)) * var(--_position)) 100% no-repeat,
      linear-gradient(var(--_line-strong), var(--_line-strong)) 0 /
        calc((var(--_thumb) / 2 + (100% - var(--_thumb)) * var(--_recorded)) * var(--_any, 1)) 100%
        no-repeat,
      var(--_line);
  }

  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    width: var(--_thumb);
    height: var(--_thumb);
    margin-top: -6px;
    border: 3px solid var(--_ground);
    border-radius: 50%;
    background: var(--_accent);
    box-shadow: 0 0 0 1px var(--_accent);
  }

  input[type='range']::-moz-range-thumb {
    width: var(--_thumb);
    height: var(--_thumb);
    border: 3px solid var(--_ground);
    border-radius: 50%;
    background: var(--_accent);
    box-shadow: 0 0 0 1px var(--_accent);
  }

  input[type='range']:disabled::-webkit-slider-thumb {
    background: var(--_line-strong);
    box-shadow: 0 0 0 1px var(--_line-strong);
  }

  .ticks span {
    position: absolute;
    bottom: 2px;
    left: calc(var(--_thumb) / 2 + (100% - var(--_thumb)) * var(--_at));
    translate: -50%;
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    line-height: 1;
    color: var(--_muted);
  }

  .ticks span::before {
    content: '';
    position: absolute;
    left: 50%;
    bottom: calc(100% + 3px);
    width: 1px;
    height: 5px;
    background: var(--_line-strong);
  }

  .buttons {
    grid-area: buttons;
    display: flex;
    align-items: center;
    gap: 2px;
  }

  button {
    display: grid;
    place-items: center;
    min-width: 36px;
    height: 36px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 8px;
    background: none;
  }

  button:hover:enabled {
    background: var(--_raised);
  }

  button:disabled {
    opacity: 0.35;
  }

  button.main {
    border-radius: 50%;
    border-color: var(--_line-strong);
  }

  .position {
    grid-area: position;
    margin: 0;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .position span {
    color: var(--_muted);
  }

  .live {
    grid-area: live;
    grid-auto-flow: column;
    gap: 7px;
    height: 32px;
    padding: 0 14px 0 11px;
    border: 1px solid var(--_line-strong);
    border-radius: 16px;
    font-size: 0.8125rem;
    font-weight: 600;
    letter-spacing: 0.02em;
  }

  .live::before {
    content: '';
    width: 8px;
    height: 8px;
    border-radius: 50%;
    border: 2px solid currentColor;
  }

  .live[aria-pressed='true'] {
    border-color: var(--_accent);
    color: var(--_accent);
  }

  .live[aria-pressed='true']::before {
    background: currentColor;
  }

  .rate {
    grid-area: rate;
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--_muted);
  }

  .rate select {
    height: 34px;
    padding: 0 6px;
    border: 1px solid var(--_line-strong);
    border-radius: 8px;
    background: var(--_ground);
    color: var(--_text);
  }

  @container (max-width: 560px) {
    .timeline {
      grid-template-columns: auto 1fr auto;
      grid-template-areas:
        'scrubber scrubber scrubber'
        'position position live'
        'buttons buttons rate';
    }

    .live,
    .rate {
      justify-self: end;
    }

    .rate span,
    .ticks .odd:not(:last-child) {
      display: none;
    }

    .buttons {
      gap: 0;
    }

    button,
    .rate select {
      min-width: 44px;
      height: 44px;
    }

    .live {
      height: 44px;
      border-radius: 22px;
    }

    input[type='range'] {
      --_thumb: 24px;
      height: 44px;
    }

    input[type='range']::-webkit-slider-thumb {
      margin-top: -9px;
    }

    .scrubber {
      --_thumb: 24px;
    }
  }

  :host([compact]) .rate {
    display: none;
  }

  @container (max-width: 560px) {
    :host([compact]) .timeline {
      grid-template-areas:
        'scrubber scrubber scrubber'
        'buttons position live';
    }
  }

  @container (max-width: 330px) {
    .timeline {
      grid-template-areas:
        'scrubber scrubber scrubber'
        'position live rate'
        'buttons buttons buttons';
    }

    .position span {
      display: none;
    }
  }
`;
