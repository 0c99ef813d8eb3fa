import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { articleModel } from '../../workers/cnn/article-model.ts';
import { planModel } from '../../workers/cnn/model.ts';
import type { Split } from '../../workers/contracts/dataset.ts';
import { loadDataset } from '../datasets/node-dataset.ts';
import { ROOT } from '../setup.mjs';
import type { Measured, Origin } from './cnn-browser.ts';
import { rates } from './cnn-epochs.ts';
import type { CnnStepResult, CnnWholeResult } from './cnn-result.ts';
import { trainingFlop } from './flop.ts';
import type { CnnOptions } from './options.ts';
import type { WholeTold } from './page/protocol.ts';

type Tell = (sentence: string) => void;

/** Debian's python3 has the torch package; a Python found earlier on PATH may not. */
const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';

/** Set by some environments for other programs: they would bind PyTorch's BLAS to another processor than it runs on. */
const FOREIGN = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'];

/** Images as files (pytorch_cnn.py says which), and what they are. */
interface Exported {
  readonly folder: string;
  readonly data: Origin;
}

/** What the script tells of itself. */
interface ScriptFigures {
  readonly engine: string;
  readonly adapter: string;
  readonly threads: number;
  readonly peakBytes: number;
}

/** Steps of `batch` images. Undefined, with a sentence, where torch is not installed. */
export async function timeInPyTorch(
  batch: number,
  options: CnnOptions,
  progress: Tell,
): Promise<Measured<CnnStepResult> | undefined> {
  if (!isInstalled(progress)) return undefined;
  const { folder, data } = await exportImages(options, options.seeds[0] ?? 0);
  type Figures = ScriptFigures &
    Pick<CnnStepResult, 'stepMs' | 'fastestStepMs' | 'stepsPerEpoch' | 'epochs'>;
  const told = runScript(['steps', folder, String(batch)], options, progress) as Figures;
  const figures = { isolated: null, longestTaskMs: null, firstStepMs: null, frameLagMs: null };
  return {
    data,
    result: {
      ...told,
      ...figures,
      batch,
      ...rates(batch, told.stepMs, data.flopPerImage),
      live: null,
    },
  };
}

/** The article's whole schedule, as on the page: the same split sizes and a fresh shuffle each pass over the images. */
export async function learnInPyTorch(
  seed: number,
  options: CnnOptions,
  progress: Tell,
): Promise<Measured<CnnWholeResult> | undefined> {
  if (!isInstalled(progress)) return undefined;
  const { folder, data } = await exportImages(options, seed);
  type Figures = ScriptFigures & Omit<WholeTold['learned'], 'traceHash'>;
  const told = runScript(['whole', folder, String(seed)], options, progress) as Figures;
  return {
    data,
    result: {
      ...told,
      ...{ isolated: null, longestTaskMs: null, traceHash: null, seed },
      ...rates(told.images, 1000 * told.trainSeconds, data.flopPerImage),
    },
  };
}

function isInstalled(progress: Tell): boolean {
  if (spawnSync(PYTHON, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0) return true;
  progress(`  left out: ${PYTHON} has no torch (apt-get install python3-torch; or set PYTHON).`);
  return false;
}

function runScript(
  args: readonly string[],
  { threads }: CnnOptions,
  progress: Tell,
): ScriptFigures {
  const own = Object.entries(process.env).filter(([name]) => !FOREIGN.includes(name));
  const count = threads ?? os.availableParallelism();
  const { status, stdout } = spawnSync(
    PYTHON,
    [join(ROOT, 'scripts', 'bench', 'pytorch_cnn.py'), ...args, String(count)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
      env: { ...Object.fromEntries(own), OMP_NUM_THREADS: String(count) },
    },
  );
  if (status !== 0) throw new Error('PyTorch failed; its message is above.');
  const told = JSON.parse(stdout) as ScriptFigures;
  if (told.adapter.includes('reference BLAS')) {
    progress(
      '  PyTorch multiplied matrices with the reference BLAS, which is slow: for a fair comparison install an optimised one (apt-get install libopenblas0).',
    );
  }
  return told;
}

let exported: { readonly key: string; readonly images: Promise<Exported> } | undefined;

/** Kept until others are asked for; removed with the process. */
function exportImages(
  { dataset, points }: Pick<CnnOptions, 'dataset' | 'points'>,
  seed: number,
): Promise<Exported> {
  const key = `${dataset} ${points ?? ''} ${seed}`;
  if (exported?.key !== key) exported = { key, images: writeImages(dataset, points, seed) };
  return exported.images;
}

let folder: string | undefined;

/** Takes the place of what was exported before. */
async function writeImages(
  dataset: string,
  points: number | undefined,
  seed: number,
): Promise<Exported> {
  const place = (folder ??= createFolder());
  const write = async (split: Split, count?: number) => {
    const { info, samples } = await loadDataset(dataset, split, seed, { points: count });
    writeFileSync(join(place, `${split}-images.bin`), samples.images);
    writeFileSync(join(place, `${split}-labels.bin`), samples.labels);
    return info;
  };
  const { origin, count, shape, classNames } = await write('train', points);
  await write('test');
  const classes = classNames.length;
  writeFileSync(join(place, 'shape.json'), JSON.stringify({ ...shape, classes }));
  const flopPerImage = trainingFlop(planModel(articleModel(classes), shape, classes));
  return { folder: place, data: { origin, points: count, flopPerImage } };
}

function createFolder(): string {
  const created = mkdtempSync(join(os.tmpdir(), 'underhood-bench-'));
  process.once('exit', () => {
    rmSync(created, { recursive: true, force: true });
  });
  return created;
}
