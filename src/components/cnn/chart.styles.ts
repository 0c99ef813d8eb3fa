import { css } from 'lit';

/**
 * What the charts of a CNN run share. Bars have the article's blue, red and grey on both grounds. Its caption red
 * (#F50000) has 4.3:1 on white, so that here is one a little darker; on dark both caption colours are lighter.
 */
export const chart = css`
  :host {
    --_true-bar: #477eff;
    --_wrong-bar: #ff4747;
    --_other-bar: #bfbfbf;
    /* What makes the grey show on paper: 3:1 or more. */
    --_other-edge: light-dark(#85827d, #bfbfbf);
    --_right: light-dark(#004cff, #92b2ff);
    --_wrong: light-dark(#dc0000, #ff8c86);
    --_chance: light-dark(#1468a5, #7fbdec);
    display: block;
    container-type: inline-size;
  }

  figure {
    margin: 0;
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 16px;
    min-height: 36px;
    margin-bottom: 8px;
  }

  .title {
    margin: 0;
    font-size: 1rem;
    font-weight: 600;
    line-height: 1.35;
    font-variant-numeric: tabular-nums;
    text-wrap: balance;
  }

  .quiet {
    color: var(--_muted);
    font-weight: 400;
  }

  .placeholder {
    display: grid;
    place-items: center;
    padding: 16px;
    border: 1px dashed var(--_line);
    border-radius: var(--_radius);
    color: var(--_muted);
    text-align: center;
  }

  canvas {
    display: block;
    image-rendering: pixelated;
  }

  /* Not round, but square: at this size a dot is a px or two. */
  .dotted {
    border: 0 dotted var(--_chance);
  }

  @media (forced-colors: active) {
    .bar,
    .swatch {
      forced-color-adjust: none;
    }
  }
`;
