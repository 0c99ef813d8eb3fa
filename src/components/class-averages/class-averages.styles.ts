import { css } from 'lit';

export const styles = css`
  :host {
    /* About as high as what comes, so that nothing moves. */
    --_reserved: calc(12cqi + 325px);
    --_more-in-a: light-dark(#b40426, #ff9370);
    --_more-in-b: light-dark(#2f48c8, #7ea6ff);
    min-width: 240px;
  }

  .averages {
    position: relative;
    display: grid;
    grid-template-columns: repeat(10, minmax(0, 1fr));
    gap: clamp(2px, 0.6cqi, 8px);
    padding: clamp(4px, 0.8cqi, 10px);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }

  .paper {
    border-left-color: var(--_more-in-b);
    border-right-color: var(--_more-in-a);
  }

  .average {
    min-width: 0;
    padding: 2px 0 6px;
    border: 2px solid transparent;
    border-radius: 6px;
    background: none;
  }

  .average .name {
    display: block;
    overflow: hidden;
    padding-bottom: 2px;
    font-size: clamp(0.625rem, 1.35cqi, 0.9375rem);
    line-height: 1.5;
    text-align: center;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .none {
    display: grid;
    place-items: center;
    font-size: 0.75rem;
    color: var(--_muted);
  }

  .pointed {
    border-color: var(--_line-strong);
  }

  .chosen {
    border-color: var(--_accent);
  }

  .chosen .name {
    font-weight: 700;
  }

  .difference {
    display: grid;
    grid-template-columns: minmax(0, auto) minmax(0, 1fr);
    align-items: center;
    gap: 8px 28px;
    min-height: 158px;
    padding: 10px 14px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }

  .equation {
    display: flex;
    align-items: center;
    gap: 10px;
  }

  .equation b {
    padding-bottom: 20px;
    font-size: 1.25rem;
    font-weight: 400;
  }

  .picture {
    display: grid;
    gap: 2px;
    width: 112px;
    font-size: 0.8125rem;
    text-align: center;
  }

  .picture span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .picture canvas {
    border: 1px solid var(--_line);
  }

  .difference .words {
    gap: 4px;
    justify-items: stretch;
  }

  .difference .words > .sentence {
    max-width: 60ch;
    padding-bottom: 6px;
  }

  .difference .small {
    padding-top: 4px;
  }

  .legend,
  .ends {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 4px 10px;
    max-width: 30rem;
    font-size: 0.8125rem;
  }

  .legend span {
    max-width: calc(50% - 5px);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .legend i {
    order: 3;
    flex: 1 0 100%;
    height: 10px;
    border-radius: 2px;
    background: linear-gradient(to right, var(--_more-in-b), var(--_paper), var(--_more-in-a));
    box-shadow: 0 0 0 1px var(--_line);
  }

  .legend {
    flex-wrap: wrap;
  }

  .ends {
    font-variant-numeric: tabular-nums;
    color: var(--_muted);
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

  @container run (max-width: 760px) {
    .averages {
      grid-template-columns: repeat(5, minmax(0, 1fr));
    }

    .difference {
      grid-template-columns: minmax(0, 1fr);
      min-height: 330px;
    }

    .equation {
      justify-content: center;
    }

    .picture {
      width: min(112px, 25cqi);
      font-size: 0.75rem;
    }

    .equation {
      gap: 6px;
    }

    .waiting {
      min-height: calc(48cqi + 530px);
    }
  }

  @media (forced-colors: active) {
    .legend i {
      forced-color-adjust: none;
    }
  }
`;
