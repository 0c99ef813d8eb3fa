const STEPS = [1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 40, 50, 64, 100, 125, 128, 200, 250, 256, 500];

/** Most intervals between labels that still leave room on a phone. */
const MOST_INTERVALS = 8;

/**
 * Round numbers from 0 to `last`, both included, at most nine of them: evenly spaced if a round step
 * divides `last`, else with the last interval longer.
 */
export function ticks(last: number): number[] {
  if (last <= 0) return [0];
  const fits = STEPS.filter((step) => last / step <= MOST_INTERVALS && step <= last);
  const even = fits.find((step) => last % step === 0 && last / step >= 3);
  const step = even ?? fits[0] ?? Math.ceil(last / MOST_INTERVALS);
  const found: number[] = [];
  // The end has its label: a tick closer to it than half a step would run into it.
  for (let at = 0; at <= last - step / 2; at += step) found.push(at);
  found.push(last);
  return found;
}
