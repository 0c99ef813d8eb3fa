import { parseArgs } from 'node:util';
import type { CnnParams } from '../../workers/contracts/cnn.ts';
import type { UmapInit, UmapMetric, UmapParams } from '../../workers/contracts/umap.ts';
import { ARTICLE_CNN_SETTINGS } from '../../src/runs/cnn-settings.ts';
import { ARTICLE_UMAP_PARAMS } from '../../src/runs/umap-settings.ts';
import { wholeNumber } from '../bench/numbers.ts';

/** What both recordings know. */
interface SharedOptions {
  readonly dataset: string;
  /** Training images; undefined: all there are, of drawn ones as many as the real dataset has. */
  readonly points: number | undefined;
  readonly engine: string;
  /** Of the wasm kernels; undefined: one a processor. The frames are the same with any number. */
  readonly threads: number | undefined;
  /** A folder, or a file that ends in `.zip`. */
  readonly out: string;
  /** Of a quantised value; `exact`: floats as they are. Undefined: the format's choice. */
  readonly bits: number | 'exact' | undefined;
}

export interface CnnRecordOptions extends SharedOptions {
  readonly kind: 'cnn';
  readonly params: CnnParams;
  /** The first so many test images; undefined: all there are. */
  readonly testPoints: number | undefined;
  /** Index of the watched test image. */
  readonly image: number;
  /** Puts the watched and the sampled images into the recording, too. */
  readonly images: boolean;
}

export interface UmapRecordOptions extends SharedOptions {
  readonly kind: 'umap';
  readonly params: UmapParams;
  /** Points that the recording has, a seeded sample of all; undefined: all. */
  readonly keepPoints: number | undefined;
  /** Every how many epochs there is a frame; the first and the last have one anyway. */
  readonly keepFrames: number;
}

export type RecordOptions = CnnRecordOptions | UmapRecordOptions;

const DEFAULTS = { cnn: ARTICLE_CNN_SETTINGS.params, umap: ARTICLE_UMAP_PARAMS } as const;

export const USAGE = `npm run record -- cnn|umap [options]

Records a run without a browser. Ctrl-C ends it, and the same command goes on: a network from its last
epoch, as if it had never stopped; a layout from its beginning.

  --dataset NAME   fashion-mnist, cifar-10, garments, objects, or the address of your own
                   (umap: default fashion-mnist; cnn: cifar-10)
  --points N       the first N training images (default: all)
  --epochs N       (umap: default ${DEFAULTS.umap.nEpochs}; cnn: ${DEFAULTS.cnn.epochs})
  --seed N         (default 24)
  --engine NAME    wasm, or webgpu, which needs a Vulkan driver (default wasm)
  --threads N      of wasm (default: one a processor); the frames are the same with any number
  --out PATH       a folder, or a file that ends in .zip (default recordings/<dataset>-<umap|cnn>.zarr)
  --bits N         of a quantised value, 8 to 16, or exact (default: the format's)
  --learning-rate X

  umap: --n-neighbors N  --min-dist X  --spread X  --negative-sample-rate N
        --init spectral|random|pca  --metric euclidean|cosine|manhattan|correlation  --n-components 2|3
  --keep-points N  a seeded sample of N points, of the layout of all
  --keep-frames K  every Kth epoch, the first and the last

  cnn:  --test-points N  --schedule article|fixed  --steps-per-epoch N  --batch-size N  --dropout X  --validation N
  --image N        the test image to watch (default ${ARTICLE_CNN_SETTINGS.image})
  --images         put that image and the sampled ones into the recording, too`;

/** Options of one kind of recording alone. */
const OWN = {
  umap: [
    ...['n-neighbors', 'min-dist', 'spread', 'negative-sample-rate', 'init', 'metric'],
    ...['n-components', 'keep-points', 'keep-frames'],
  ],
  cnn: [
    'test-points',
    'schedule',
    'steps-per-epoch',
    'batch-size',
    'dropout',
    'validation',
    'image',
  ],
} as const;
const SHARED = ['dataset', 'points', 'epochs', 'seed', 'engine', 'threads', 'out', 'bits'] as const;

type Given = Readonly<Partial<Record<string, string>>>;

/** Reads the command line. Throws an Error whose message says what is wrong with it. */
export function readOptions(args: readonly string[]): RecordOptions {
  const { values, positionals } = parse(args);
  const [kind, ...rest] = positionals;
  if ((kind !== 'umap' && kind !== 'cnn') || rest.length > 0) {
    throw new Error(`“${positionals.join(' ')}” cannot be recorded.\n\n${USAGE}`);
  }
  const { images, ...texts } = values;
  const given: Given = texts;
  const others = kind === 'umap' ? [...OWN.cnn, 'images'] : OWN.umap;
  const foreign = others.find((name) => name in values);
  if (foreign) throw new Error(`--${foreign} is no option of ${kind}.\n\n${USAGE}`);
  const dataset = given['dataset'] ?? (kind === 'umap' ? 'fashion-mnist' : 'cifar-10');
  const shared: SharedOptions = {
    dataset,
    points: optional(given, 'points', 1),
    engine: given['engine'] ?? 'wasm',
    threads: optional(given, 'threads', 1),
    out: given['out'] ?? `recordings/${nameOf(dataset)}-${kind}.zarr`,
    bits: bitsOf(given['bits']),
  };
  if (shared.out.trim() === '') throw new Error('--out names no folder and no file.');
  return kind === 'umap' ? readUmap(shared, given) : readCnn(shared, given, images === true);
}

function parse(args: readonly string[]) {
  const names = [...SHARED, 'learning-rate', ...OWN.umap, ...OWN.cnn];
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
        images: { type: 'boolean' as const },
      },
    }) as {
      values: Record<string, string> & { images?: boolean };
      positionals: string[];
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, {
      cause: error,
    });
  }
}

function readUmap(shared: SharedOptions, given: Given): UmapRecordOptions {
  const usual = DEFAULTS.umap;
  const params: UmapParams = {
    nNeighbors: whole(given, 'n-neighbors', 2, usual.nNeighbors),
    minDist: decimal(given, 'min-dist', usual.minDist),
    spread: decimal(given, 'spread', usual.spread),
    nEpochs: whole(given, 'epochs', 1, usual.nEpochs),
    learningRate: decimal(given, 'learning-rate', usual.learningRate),
    negativeSampleRate: whole(given, 'negative-sample-rate', 0, usual.negativeSampleRate),
    // What is none of theirs, the engine refuses with a sentence.
    init: (given['init'] ?? usual.init) as UmapInit,
    metric: (given['metric'] ?? usual.metric) as UmapMetric,
    nComponents: whole(given, 'n-components', 2, usual.nComponents) as 2 | 3,
    seed: whole(given, 'seed', 0, usual.seed),
  };
  return {
    ...shared,
    kind: 'umap',
    params,
    keepPoints: optional(given, 'keep-points', 1),
    keepFrames: whole(given, 'keep-frames', 1, 1),
  };
}

function readCnn(shared: SharedOptions, given: Given, images: boolean): CnnRecordOptions {
  const usual = DEFAULTS.cnn;
  const schedule = given['schedule'] ?? usual.schedule;
  if (schedule !== 'article' && schedule !== 'fixed') {
    throw new Error(`--schedule must be article or fixed; it is “${schedule}”.`);
  }
  const params: CnnParams = {
    ...usual,
    schedule,
    epochs: whole(given, 'epochs', 1, usual.epochs),
    stepsPerEpoch: whole(given, 'steps-per-epoch', 1, usual.stepsPerEpoch),
    learningRate: decimal(given, 'learning-rate', usual.learningRate),
    dropout: decimal(given, 'dropout', usual.dropout),
    batchSize: optional(given, 'batch-size', 1),
    validation: optional(given, 'validation', 1),
    seed: whole(given, 'seed', 0, usual.seed),
  };
  const image = whole(given, 'image', 0, ARTICLE_CNN_SETTINGS.image);
  const testPoints = optional(given, 'test-points', 1);
  return { ...shared, kind: 'cnn', params, testPoints, image, images };
}

function optional(given: Given, name: string, least: number): number | undefined {
  const text = given[name];
  return text === undefined ? undefined : wholeNumber(`--${name}`, text, least);
}

function whole(given: Given, name: string, least: number, usual: number): number {
  return optional(given, name, least) ?? usual;
}

function decimal(given: Given, name: string, usual: number): number {
  const text = given[name];
  if (text === undefined) return usual;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new Error(`--${name} must be a number; it is “${text}”.`);
}

function bitsOf(text: string | undefined): SharedOptions['bits'] {
  if (text === undefined || text === 'exact') return text;
  const bits = Number(text);
  if (Number.isInteger(bits) && bits >= 8 && bits <= 16) return bits;
  throw new Error(`--bits must be a whole number from 8 to 16, or exact; it is “${text}”.`);
}

/** A dataset's name as part of a file's. */
function nameOf(dataset: string): string {
  const last = dataset.split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1) ?? 'dataset';
  return last.replace(/[^\w.-]+/g, '-');
}
