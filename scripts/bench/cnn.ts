import { learnInBrowser, timeInBrowser, type Measured, type Origin } from './cnn-browser.ts';
import { learnInPyTorch, timeInPyTorch } from './cnn-pytorch.ts';
import type { CnnReport, CnnStepResult, CnnWholeResult } from './cnn-result.ts';
import { buildCnnSite, type CnnSite } from './cnn-site.ts';
import { describeMachine, today } from './machine.ts';
import { medianBy } from './numbers.ts';
import type { CnnOptions } from './options.ts';

type Tell = (sentence: string) => void;

/** Engines in turn within each round, so that a noisy minute hits all of them alike. */
export async function benchCnn(options: CnnOptions, progress: Tell): Promise<CnnReport> {
  progress('building the page …');
  const site = await buildCnnSite();
  const schedule = options.whole ? 'article' : 'fixed';
  if (schedule === 'fixed') {
    const { data, runs } = await measureAll(options, options.batches, progress, (engine, batch) =>
      timeSteps(site, engine, batch, options, progress),
    );
    const results = runs.map((own) => ({
      ...medianBy(own, ({ stepMs }) => stepMs),
      stepsMs: own.map(({ stepMs }) => stepMs),
    }));
    return { ...header(options, data), schedule, results };
  }
  const { data, runs } = await measureAll(options, options.seeds, progress, (engine, seed) =>
    learnWhole(site, engine, seed, options, progress),
  );
  const results = runs.map((own) => ({
    ...medianBy(own, ({ seconds }) => seconds),
    allSeconds: own.map(({ seconds }) => seconds),
  }));
  return { ...header(options, data), schedule, results };
}

/** Every engine for each `what` (a batch size, or a seed), round by round. A peer that is missing is left out. */
async function measureAll<Result>(
  { engines, runs: rounds, whole }: CnnOptions,
  list: readonly number[],
  progress: Tell,
  measure: (engine: string, what: number) => Promise<Measured<Result> | undefined>,
): Promise<{ data: readonly Origin[]; runs: readonly (readonly Result[])[] }> {
  const data: Origin[] = [];
  const runs: Result[][] = [];
  for (const what of list) {
    const own = engines.map((): Result[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [i, engine] of engines.entries()) {
        const subject = whole ? `the whole schedule, seed ${what}` : `batches of ${what}`;
        progress(`${engine}, ${subject}, run ${round + 1} of ${rounds} …`);
        const measured = await measure(engine, what);
        if (!measured) continue;
        own[i]?.push(measured.result);
        data.push(measured.data);
      }
    }
    runs.push(...own.filter((results) => results.length > 0));
  }
  return { data, runs };
}

function timeSteps(
  site: CnnSite,
  engine: string,
  batch: number,
  options: CnnOptions,
  progress: Tell,
): Promise<Measured<CnnStepResult> | undefined> {
  return engine === 'pytorch'
    ? timeInPyTorch(batch, options, progress)
    : timeInBrowser(site, engine, batch, options, progress);
}

function learnWhole(
  site: CnnSite,
  engine: string,
  seed: number,
  options: CnnOptions,
  progress: Tell,
): Promise<Measured<CnnWholeResult> | undefined> {
  return engine === 'pytorch'
    ? learnInPyTorch(seed, options, progress)
    : learnInBrowser(site, engine, seed, options, progress);
}

function header({ dataset }: CnnOptions, data: readonly Origin[]) {
  const [first] = data;
  if (!first) throw new Error('Nothing was measured.');
  return {
    bench: 'cnn' as const,
    dataset,
    real: data.every(({ origin }) => origin === 'real'),
    points: first.points,
    flopPerImage: first.flopPerImage,
    machine: describeMachine(),
    date: today(),
  };
}
