import { parseArgs } from 'node:util';
import { wholeNumber, wholeNumbers } from './numbers.ts';

/** What the engines' benchmarks know. */
interface SharedOptions {
  readonly engines: readonly string[];
  readonly dataset: string;
  readonly isolated: boolean;
  /** Undefined: one a processor. */
  readonly threads: number | undefined;
  /** Makes a folder that runs this benchmark elsewhere, and runs nothing here. */
  readonly pack: string | undefined;
  readonly runs: number;
  readonly json: boolean;
}

export interface UmapOptions extends SharedOptions {
  readonly bench: 'umap';
  readonly points: number;
  /** Projects the test images into the finished layout, too. */
  readonly transform: boolean;
  readonly seed: number;
}

export interface CnnOptions extends SharedOptions {
  readonly bench: 'cnn';
  /** Training images; undefined: all there are. */
  readonly points: number | undefined;
  /** Images a step, each timed. */
  readonly batches: readonly number[];
  /** The article's whole schedule once a seed, in place of steps of one size. */
  readonly whole: boolean;
  readonly seeds: readonly number[];
}

/** Writing, playing and exporting a long recording. */
export interface TraceOptions extends Pick<SharedOptions, 'runs' | 'json'> {
  readonly bench: 'trace';
  readonly points: number;
  readonly frames: number;
}

export type BenchOptions = UmapOptions | CnnOptions | TraceOptions;

export const USAGE = `npm run bench -- umap|cnn|trace [options]

  --engine LIST    several with commas, timed in turn (default wasm)
                   umap: webgpu, wasm, umap-js, umap-learn
                   cnn:  webgpu, wasm, tfjs-webgpu, tfjs-webgl, tfjs-wasm, tfjs-cpu, pytorch;
                         wasm alone also times tfjs-wasm and, where python3 has torch, pytorch
  --points N       images (umap: default 5000; cnn: training images, default all; trace: points, default 60000)
  --dataset NAME   fashion-mnist, cifar-10, garments, objects (umap: default fashion-mnist; cnn: cifar-10)
  --runs N         repeat, report the run with the median time (default 1); trace: each figure's median (default 3)
  --seed N         (default 24; cnn --whole: one or several with commas)
  --threads N      of wasm in an isolated page, and of pytorch (default: one a processor)
  --no-isolated    serve without the cross-origin isolation headers
  --json           one JSON object on standard output
  --pack DIR       make a folder that runs webgpu and wasm on another machine
  --transform      umap: project the test images into the finished layout, too
  --batch LIST     cnn: images a step, several with commas (default 40)
  --whole          cnn: the article's 48 epochs with frames and validation, then the test images
  --frames N       trace: default 129`;

/** What wasm is measured against where it is asked for alone. */
const CNN_PEERS = ['tfjs-wasm', 'pytorch'];

/** Reads the command line. Throws an Error whose message says what is wrong with it. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    options: {
      engine: { type: 'string' },
      points: { type: 'string' },
      dataset: { type: 'string' },
      runs: { type: 'string' },
      seed: { type: 'string' },
      isolated: { type: 'boolean' },
      threads: { type: 'string' },
      pack: { type: 'string' },
      json: { type: 'boolean', default: false },
      transform: { type: 'boolean' },
      batch: { type: 'string' },
      whole: { type: 'boolean' },
      frames: { type: 'string' },
    },
  });
  const [bench, ...rest] = positionals;
  if ((bench !== 'umap' && bench !== 'cnn' && bench !== 'trace') || rest.length > 0) {
    throw new Error(`“${positionals.join(' ')}” is not a benchmark.\n\n${USAGE}`);
  }
  const { points, threads, transform, batch, whole } = values;
  const refuse = (option: string, given: unknown): void => {
    if (given !== undefined) throw new Error(`--${option} is no option of ${bench}.\n\n${USAGE}`);
  };
  if (bench === 'trace') {
    const { json, points: asked = '60000', frames = '129', runs = '3', ...others } = values;
    for (const [option, given] of Object.entries(others)) refuse(option, given);
    return {
      bench,
      points: wholeNumber('--points', asked, 1),
      frames: wholeNumber('--frames', frames, 2),
      runs: wholeNumber('--runs', runs, 1),
      json,
    };
  }
  refuse('frames', values.frames);
  const seed = values.seed ?? '24';
  const engines = (values.engine ?? 'wasm').split(',').filter(Boolean);
  if (engines.length === 0) throw new Error(`--engine names no engine.\n\n${USAGE}`);
  const shared = {
    engines,
    isolated: values.isolated ?? true,
    threads: threads === undefined ? undefined : wholeNumber('--threads', threads, 1),
    pack: values.pack,
    runs: wholeNumber('--runs', values.runs ?? '1', 1),
    json: values.json,
  };
  if (bench === 'umap') {
    refuse('batch', batch);
    refuse('whole', whole);
    return {
      ...shared,
      bench,
      dataset: values.dataset ?? 'fashion-mnist',
      points: wholeNumber('--points', points ?? '5000', 1),
      transform: transform ?? false,
      seed: wholeNumber('--seed', seed, 0),
    };
  }
  refuse('transform', transform);
  if (whole && batch !== undefined) {
    throw new Error('--whole has the article’s batch sizes: leave out --batch.');
  }
  const seeds = wholeNumbers('--seed', seed, 0);
  if (!whole && seeds.length > 1) {
    throw new Error('--seed takes several seeds with --whole only: give one.');
  }
  const alone = !whole && engines.join() === 'wasm';
  return {
    ...shared,
    bench,
    engines: alone ? [...engines, ...CNN_PEERS] : engines,
    dataset: values.dataset ?? 'cifar-10',
    points: points === undefined ? undefined : wholeNumber('--points', points, 1),
    batches: wholeNumbers('--batch', batch ?? '40', 1),
    whole: whole ?? false,
    seeds,
  };
}
