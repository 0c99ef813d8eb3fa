import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-width: 240px;
    container-type: inline-size;
  }

  figure,
  p {
    margin: 0;
  }

  canvas {
    display: block;
    image-rendering: pixelated;
  }

  .heading {
    margin-bottom: 8px;
    font-weight: 600;
    line-height: 1.35;
  }

  /* A square before the first layout, which is that of nearly all layers. */
  .stage {
    position: relative;
    min-height: var(--_reserved, 100cqi);
  }

  .sheet {
    width: var(--_width);
    height: var(--_height);
    transition: opacity 120ms;
  }

  .tiles {
    position: absolute;
    top: 0;
    left: 0;
    display: grid;
    grid-template-columns: repeat(var(--_columns), var(--_tile-width));
    grid-auto-rows: var(--_tile-height);
    gap: var(--_gap);
  }

  [role='option'] {
    position: relative;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }

  .quiet {
    background: var(--_raised);
  }

  .empty {
    background: repeating-linear-gradient(-45deg, var(--_raised) 0 3px, var(--_line) 3px 4px);
  }

  /* Rings with the ground between them and the picture: seen on every colour that a tile may have. */
  .at,
  [aria-selected='true'],
  [role='option']:focus-visible {
    z-index: 1;
    outline: 2px solid var(--_text);
    outline-offset: 1px;
    box-shadow: 0 0 0 1px var(--_ground);
  }

  .at {
    z-index: 2;
  }

  [aria-selected='true'] {
    outline: 3px solid var(--_accent);
  }

  [role='option']:focus-visible {
    z-index: 3;
    outline: 3px double var(--_accent);
    outline-width: 5px;
  }

  .dimmed .sheet {
    opacity: 0.22;
  }

  /* A moment's wait is not worth a flicker. */
  .stale .sheet {
    opacity: 0.45;
    transition-delay: 300ms;
  }

  .message {
    position: absolute;
    inset: 0;
    z-index: 4;
    display: grid;
    place-content: center;
    padding: 0 6%;
    font-size: 0.9375rem;
    font-weight: 600;
    text-align: center;
    text-wrap: balance;
    pointer-events: none;
  }

  .message span {
    padding: 10px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_ground);
  }

  .later {
    animation: appear 120ms 300ms both;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  /* Two lines, also where one is enough: what stands beneath is level with its neighbour's. */
  .remark {
    min-height: calc(2lh + 8px);
    padding-top: 8px;
    font-size: 0.8125rem;
    line-height: 1.4;
    color: var(--_muted);
    text-wrap: pretty;
  }

  .detail {
    position: relative;
    margin-top: 12px;
  }

  .content {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 12px 16px;
  }

  .ghost {
    visibility: hidden;
  }

  .name {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .pinned {
    margin-left: 4px;
    padding: 1px 7px;
    border-radius: 9px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.6875rem;
    letter-spacing: 0.02em;
  }

  .range {
    display: flex;
    align-items: center;
    gap: 0 7px;
    margin-top: 4px;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .scale {
    flex-shrink: 1;
    width: 64px;
    min-width: 10px;
    height: 9px;
    border: 1px solid var(--_line-strong);
    border-radius: 2px;
    background: linear-gradient(to right, #000, #fff);
  }

  .hint {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    padding: 0 10%;
    border: 1px dashed var(--_line);
    border-radius: var(--_radius);
    font-size: 0.8125rem;
    color: var(--_muted);
    text-align: center;
    text-wrap: balance;
    pointer-events: none;
  }

  .touch {
    display: none;
  }

  @media (hover: none) {
    .mouse {
      display: none;
    }

    .touch {
      display: inline;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .sheet,
    .later {
      transition-duration: 0s;
      animation-duration: 0s;
    }
  }
`;
