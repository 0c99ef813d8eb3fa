import type { CnnReport } from './cnn-result.ts';

const orNone = <T>(value: T | null, say: (value: T) => string): string =>
  value === null ? '–' : say(value);
const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
const named = (engine: string, threads: number): string =>
  threads > 1 ? `${engine}, ${threads} threads` : engine;

/** The report for a person. */
export function printCnn(report: CnnReport): void {
  const { dataset, real, points, flopPerImage, machine } = report;
  const images = `${points} training images, ${(flopPerImage / 1e6).toFixed(1)} MFLOP each`;
  console.log(`${dataset} (${real ? 'real' : 'drawn'}), ${images}; ${machine}`);
  console.table(report.schedule === 'fixed' ? stepRows(report) : wholeRows(report));
}

type Rows = Record<string, Record<string, string>>;

function stepRows({ results }: CnnReport & { schedule: 'fixed' }): Rows {
  return Object.fromEntries(
    results.map((result) => [
      `${named(result.engine, result.threads)}, batch ${result.batch}`,
      {
        step: ms(result.stepMs),
        fastest: ms(result.fastestStepMs),
        'images/s': result.imagesPerSecond.toFixed(0),
        'GFLOP/s': result.gflops.toFixed(1),
        'first step': orNone(result.firstStepMs, ms),
        'longest task': orNone(result.longestTaskMs, ms),
        memory: orNone(result.peakBytes, mebibytes),
        'alive, start and end': orNone(
          result.live,
          ({ start, end, unit }) => `${start}, ${end} ${unit}`,
        ),
      },
    ]),
  );
}

function wholeRows({ results }: CnnReport & { schedule: 'article' }): Rows {
  return Object.fromEntries(
    results.map((result) => [
      `${named(result.engine, result.threads)}, seed ${result.seed}`,
      {
        'in all': `${result.seconds.toFixed(1)} s`,
        steps: `${result.steps} in ${result.trainSeconds.toFixed(1)} s`,
        images: String(result.images),
        'GFLOP/s': result.gflops.toFixed(1),
        'validation accuracy': result.validationAccuracy.toFixed(4),
        'test accuracy': result.testAccuracy.toFixed(4),
        'longest task': orNone(result.longestTaskMs, ms),
        memory: orNone(result.peakBytes, mebibytes),
      },
    ]),
  );
}
