/**
 * The program of a packed CNN benchmark (pack.ts): engines in Node, those on WebGPU on Dawn and the system's Vulkan driver.
 */
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { articleModel } from '../../../workers/cnn/article-model.ts';
import { planModel } from '../../../workers/cnn/model.ts';
import type { CnnInput } from '../../../workers/contracts/cnn.ts';
import { ARTICLE_CNN_SETTINGS } from '../../../src/runs/cnn-settings.ts';
import { CNN_ENGINES } from '../../engines/cnn-engines.ts';
import { readFileDataset, readFileSamples } from '../cnn-files.ts';
import type { CnnReport } from '../cnn-result.ts';
import { measureRounds } from '../cnn-rounds.ts';
import { printCnn } from '../cnn-table.ts';
import { trainingFlop } from '../flop.ts';
import { describeMachine, today } from '../machine.ts';
import { wholeNumber, wholeNumbers } from '../numbers.ts';
import { learnWhole, timeSteps } from './cnn-run.ts';
import { printJson, progress, runProgram } from './program.ts';

const [DEFAULT_ENGINE = ''] = CNN_ENGINES;

const USAGE = `./run.sh [options]

  --engine LIST    ${CNN_ENGINES.join(', ')}; several with commas, timed in turn (default ${DEFAULT_ENGINE})
  --batch LIST     images a step, several with commas (default 10,40,80)
  --whole          the article's 48 epochs with frames and validation, then the test images
  --seed LIST      with --whole several (default 24)
  --runs N         runs of each; the one with the median time is reported (default 1)
  --threads N      of wasm (default: one a processor, at most 8)
  --json           one JSON object on standard output`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', default: DEFAULT_ENGINE },
      batch: { type: 'string', default: '10,40,80' },
      whole: { type: 'boolean', default: false },
      seed: { type: 'string', default: '24' },
      runs: { type: 'string', default: '1' },
      threads: { type: 'string', default: String(Math.min(8, os.availableParallelism())) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    progress(USAGE);
    return;
  }
  const rounds = {
    engines: values.engine.split(',').filter(Boolean),
    whole: values.whole,
    batches: wholeNumbers('--batch', values.batch, 1),
    seeds: wholeNumbers('--seed', values.seed, 0),
    runs: wholeNumber('--runs', values.runs, 1),
  };
  const threads = wholeNumber('--threads', values.threads, 1);
  const { input, header } = readInput(join(import.meta.dirname, '..', 'images'));
  const flop = header.flopPerImage;
  const [firstSeed = 0] = rounds.seeds;
  const measured = await measureRounds(
    rounds,
    {
      steps: (engine, batch) => timeSteps({ engine, threads, seed: firstSeed, input, flop }, batch),
      whole: (engine, seed) => learnWhole({ engine, threads, seed, input, flop }),
    },
    progress,
  );
  const report: CnnReport = { ...header, ...measured };
  if (values.json) printJson(report);
  else printCnn(report);
}

function readInput(folder: string) {
  const { title, real, shape, classNames } = readFileDataset(folder);
  const [train, test] = [readFileSamples(folder, 'train'), readFileSamples(folder, 'test')];
  const size = shape.height * shape.width * shape.channels;
  const at = ARTICLE_CNN_SETTINGS.image * size;
  const image = test.images.slice(at, at + size);
  const watched = { image, activationLayer: 0, kernelLayer: 0, id: 0 };
  const input: CnnInput = { shape, classNames, train, test, watched };
  const classes = classNames.length;
  const header = {
    bench: 'cnn' as const,
    dataset: title,
    real,
    points: train.labels.length,
    flopPerImage: trainingFlop(planModel(articleModel(classes), shape, classes)),
    machine: describeMachine(),
    date: today(),
  };
  return { input, header };
}

runProgram(main);
