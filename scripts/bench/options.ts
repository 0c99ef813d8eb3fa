import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly bench: 'umap';
  readonly engines: readonly string[];
  readonly dataset: string;
  readonly points: number;
  readonly isolated: boolean;
  readonly runs: number;
  readonly seed: number;
  readonly json: boolean;
}

export const USAGE = `npm run bench -- umap [options]

  --engine LIST    umap-js, umap-learn; several with commas, timed in turn (default umap-js)
  --points N       images (default 5000)
  --dataset NAME   fashion-mnist, garments, … (default fashion-mnist)
  --runs N         repeat, report the run with the median total (default 1)
  --seed N         (default 24)
  --no-isolated    serve without the cross-origin isolation headers
  --json           one JSON object on standard output`;

/** Reads the command line. Throws an Error whose message says what is wrong with it. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    options: {
      engine: { type: 'string', default: 'umap-js' },
      points: { type: 'string', default: '5000' },
      dataset: { type: 'string', default: 'fashion-mnist' },
      runs: { type: 'string', default: '1' },
      seed: { type: 'string', default: '24' },
      isolated: { type: 'boolean', default: true },
      json: { type: 'boolean', default: false },
    },
  });
  const [bench, ...rest] = positionals;
  if (bench !== 'umap' || rest.length > 0) {
    throw new Error(`“${positionals.join(' ')}” is not a benchmark.\n\n${USAGE}`);
  }
  return {
    bench,
    engines: values.engine.split(',').filter(Boolean),
    dataset: values.dataset,
    points: wholeNumber('--points', values.points, 1),
    runs: wholeNumber('--runs', values.runs, 1),
    seed: wholeNumber('--seed', values.seed, 0),
    isolated: values.isolated,
    json: values.json,
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new Error(`${name} must be a whole number from ${least} on; it is “${text}”.`);
  }
  return value;
}
