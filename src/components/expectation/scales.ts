/** Where the share's axis may end: few places, as every other one moves all dots. */
const TOPS = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1];
const SHARE_TICKS = [0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1];
/** Ticks nearer than this share of the axis would run into one another. */
const NARROWEST = 0.09;
/** Correlations an axis spans at least, and steps between its ticks, finest first. */
const NARROWEST_SPAN = 0.1;
const STEPS = [0.02, 0.05, 0.1, 0.2, 0.25, 0.5];
const MOST_TICKS = 6;
/** Room to the left of the least and to the right of 1, shares of the axis. */
const MARGIN = 0.03;

/** The correlation's axis: from a round value below the least to 1. */
export interface CorrelationAxis {
  readonly ticks: readonly number[];
  /** Where a correlation is, 0..1. */
  readonly at: (correlation: number) => number;
}

export function correlationAxis(correlations: readonly number[]): CorrelationAxis {
  const least = Math.min(1 - NARROWEST_SPAN, ...correlations);
  const step = STEPS.find((step) => (1 - least) / step <= MOST_TICKS - 1) ?? 0.5;
  const from = Math.floor(least / step + 1e-9) * step;
  const count = Math.round((1 - from) / step) + 1;
  return {
    // Rounded, as 3 × 0.1 is not 0.3.
    ticks: Array.from({ length: count }, (_, i) => Number((from + i * step).toFixed(2))),
    at: (correlation) =>
      MARGIN + (1 - 2 * MARGIN) * ((correlation - from) / Math.max(step, 1 - from)),
  };
}

/** The share's axis from 0 to `top`, by the square root: most pairs are confused hardly ever, and would lie in one line. */
export interface ShareAxis {
  readonly top: number;
  readonly ticks: readonly number[];
  /** Where a share is, 0..1. */
  readonly at: (share: number) => number;
}

export function shareAxis(shares: readonly number[]): ShareAxis {
  const most = Math.max(0, ...shares);
  const top = TOPS.find((top) => most <= top) ?? 1;
  const at = (share: number): number => Math.sqrt(Math.max(0, share) / top);
  const ticks: number[] = [];
  for (const tick of SHARE_TICKS) {
    if (tick > top) break;
    if (ticks.length === 0 || at(tick) - at(ticks.at(-1) ?? 0) >= NARROWEST) ticks.push(tick);
  }
  return { top, ticks, at };
}
