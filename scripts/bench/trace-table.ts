import type { TraceFigure, TraceReport } from './trace-result.ts';

const DIGITS: Readonly<Record<TraceFigure['unit'], number>> = { s: 2, ms: 0, MB: 1 };

function words(value: number, unit: TraceFigure['unit']): string {
  return `${value.toFixed(DIGITS[unit])} ${unit}`;
}

/** The report for a person. */
export function printTrace({ points, frames, machine, renderer, figures }: TraceReport): void {
  console.log(`${points} points, ${frames} frames, drawn by ${renderer}; ${machine}`);
  console.table(
    Object.fromEntries(
      figures.map(({ name, unit, median, values, bar }) => [
        name,
        {
          median: words(median, unit),
          'from, to': [Math.min(...values), Math.max(...values)]
            .map((value) => words(value, unit))
            .join(', '),
          bar: bar === undefined ? '' : `≤ ${bar} ${unit}`,
          '': bar === undefined ? '' : median <= bar ? 'holds' : 'MISSED',
        },
      ]),
    ),
  );
}
