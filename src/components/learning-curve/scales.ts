import type { Metric, Reading } from './readings.ts';

/** Room on both sides of the first and last epoch, epochs; the article's. */
const MARGIN = 0.2;

/** Losses above so many times that of guessing leave the plot: a run that diverges must not flatten the rest. */
const MOST_LOSS = 4;

const STEPS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** Where an epoch is on the x axis, 0..1. */
export function xOf(epoch: number, lastEpoch: number): number {
  return (epoch + MARGIN) / (lastEpoch + 2 * MARGIN);
}

/** The epoch at a place on the x axis. */
export function epochAt(x: number, lastEpoch: number): number {
  return x * (lastEpoch + 2 * MARGIN) - MARGIN;
}

/** What guessing gets: one of so many right, or the loss of equal probabilities. */
export function chanceOf(metric: Metric, classes: number): number {
  return metric === 'accuracy' ? 1 / classes : Math.log(classes);
}

/** The y axis begins at 0; this is where it ends. It grows in few steps, as every step moves all curves. */
export function topOf(metric: Metric, readings: readonly Reading[], classes: number): number {
  let highest = 0;
  for (const { training, validation } of readings) {
    if (Number.isFinite(training)) highest = Math.max(highest, training);
    if (Number.isFinite(validation)) highest = Math.max(highest, validation);
  }
  const chance = chanceOf(metric, classes);
  if (metric === 'accuracy') return Math.max(highest, chance) > 0.9 ? 1 : 0.9;
  const wanted = Math.min(Math.max(highest, 1.1 * chance), MOST_LOSS * Math.max(chance, 0.5));
  return wanted > 3 ? Math.ceil(wanted) : Math.ceil(2 * wanted) / 2;
}

/** Round values from 0 to `top`, about five of them. */
export function valueTicks(top: number): number[] {
  const step = STEPS.find((step) => top / step <= 6) ?? Math.ceil(top / 5);
  return Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** In units of 1/1000 of the plot's width and height; a gap where there is no number. */
export function pathOf(
  readings: readonly Reading[],
  of: 'training' | 'validation',
  lastEpoch: number,
  top: number,
): string {
  let path = '';
  let isDrawing = false;
  for (const reading of readings) {
    const value = reading[of];
    if (!Number.isFinite(value)) {
      isDrawing = false;
      continue;
    }
    const x = (1000 * xOf(reading.epoch, lastEpoch)).toFixed(1);
    const y = (1000 * (1 - value / top)).toFixed(1);
    // `h0`: a value between two gaps is a dot.
    path += isDrawing ? `L${x} ${y}` : `M${x} ${y}h0`;
    isDrawing = true;
  }
  return path;
}
