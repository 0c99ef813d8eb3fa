import { parseArgs } from 'node:util';
import { wholeNumber } from './numbers.ts';

export interface BenchOptions {
  readonly bench: 'umap';
  readonly engines: readonly string[];
  readonly dataset: string;
  readonly points: number;
  readonly isolated: boolean;
  /** Of the wasm engine; undefined: one a processor. */
  readonly threads: number | undefined;
  /** Projects the test images into the finished layout, too. */
  readonly transform: boolean;
  /** Makes a folder that runs this benchmark elsewhere, and runs nothing here. */
  readonly pack: string | undefined;
  readonly runs: number;
  readonly seed: number;
  readonly json: boolean;
}

export const USAGE = `npm run bench -- umap [options]

  --engine LIST    webgpu, wasm, umap-js, umap-learn; several with commas, timed in turn (default wasm)
  --points N       images (default 5000)
  --dataset NAME   fashion-mnist, garments, … (default fashion-mnist)
  --runs N         repeat, report the run with the median total (default 1)
  --seed N         (default 24)
  --threads N      of the wasm engine, in an isolated page (default: one a processor)
  --transform      project the test images into the finished layout, too
  --no-isolated    serve without the cross-origin isolation headers
  --json           one JSON object on standard output
  --pack DIR       make a folder that runs the webgpu benchmark on another machine`;

/** Reads the command line. Throws an Error whose message says what is wrong with it. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    options: {
      engine: { type: 'string', default: 'wasm' },
      points: { type: 'string', default: '5000' },
      dataset: { type: 'string', default: 'fashion-mnist' },
      runs: { type: 'string', default: '1' },
      seed: { type: 'string', default: '24' },
      isolated: { type: 'boolean', default: true },
      threads: { type: 'string' },
      transform: { type: 'boolean', default: false },
      pack: { type: 'string' },
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
    threads: values.threads === undefined ? undefined : wholeNumber('--threads', values.threads, 1),
    transform: values.transform,
    pack: values.pack,
    json: values.json,
  };
}
