import { openPage, type BenchPage } from './browser.ts';
import type { CnnStepResult, CnnWholeResult } from './cnn-result.ts';
import type { CnnSite } from './cnn-site.ts';
import { checkEngine } from './engine-asked.ts';
import { medianBy } from './numbers.ts';
import type { CnnOptions } from './options.ts';
import type { Asked, Told } from './page/protocol.ts';

/** What a run tells of its data. */
export interface Origin {
  readonly origin: string;
  readonly points: number;
  readonly flopPerImage: number;
}

export interface Measured<Result> {
  readonly data: Origin;
  readonly result: Result;
}

/** A timed epoch should take so long, ms: long beside a progress message, short beside a minute. */
const EPOCH_MS = 4000;
/** Epochs timed, after one that warms up. */
const EPOCHS = 4;
const MOST_STEPS = 1000;
/** Steps by which the size of an epoch is chosen. */
const PROBED = 2;
/** The first step must come within 5 s; a reference engine on a software adapter takes minutes, ms. */
const FIRST_STEP_PATIENCE = 60_000;
/** tfjs takes two hours for the whole schedule on two cores, ms. */
const PATIENCE = 6 * 3600_000;

/** Steps of an epoch that takes about EPOCH_MS, where one takes `stepMs`. */
export function stepsOfEpoch(stepMs: number): number {
  return Math.min(MOST_STEPS, Math.max(PROBED, Math.round(EPOCH_MS / stepMs)));
}

/** Times steps of `batch` images on one engine, on a page of its own. */
export async function timeInBrowser(
  site: CnnSite,
  engine: string,
  batch: number,
  options: CnnOptions,
  progress: (sentence: string) => void,
): Promise<Measured<CnnStepResult>> {
  const asked = ask(engine, options, options.seeds[0] ?? 0);
  return withPage(site, options, progress, async ({ page, forgetPeak, peakBytes }) => {
    const time = (stepsPerEpoch: number, epochs: number) =>
      page.evaluate((told) => window.underhoodBench?.timeEpochs(told), {
        ...asked,
        batchSize: batch,
        stepsPerEpoch,
        epochs,
      });
    const probe = present(await time(PROBED, 2));
    checkEngine(engine, probe);
    const steps = stepsOfEpoch((probe.epochsMs[0] ?? 0) / PROBED);
    const firstStepMs = await page.evaluate(
      ([told, size, patience]) => window.underhoodBench?.timeFirstStep(told, size, patience),
      [asked, batch, FIRST_STEP_PATIENCE] as const,
    );
    forgetPeak();
    const told = present(await time(steps, EPOCHS + 1));
    checkEngine(engine, told);
    const stepMs = medianBy(told.epochsMs, (ms) => ms) / steps;
    return {
      data: told,
      result: {
        ...figures(told),
        batch,
        stepMs,
        stepsPerEpoch: steps,
        epochs: told.epochsMs.length,
        imagesPerSecond: (1000 * batch) / stepMs,
        gflops: (batch * told.flopPerImage) / stepMs / 1e6,
        firstStepMs: firstStepMs ?? null,
        // This page shows nothing: a page with <uh-cnn> measures it.
        frameLagMs: null,
        peakBytes: peakBytes(),
        live: told.live,
      },
    };
  });
}

/** The article's whole schedule on one engine, on a page of its own. */
export async function learnInBrowser(
  site: CnnSite,
  engine: string,
  seed: number,
  options: CnnOptions,
  progress: (sentence: string) => void,
): Promise<Measured<CnnWholeResult>> {
  const asked = ask(engine, options, seed);
  return withPage(site, options, progress, async ({ page, peakBytes }) => {
    const told = present(
      await page.evaluate((own) => window.underhoodBench?.learnWhole(own), asked),
    );
    checkEngine(engine, told);
    const { learned, flopPerImage } = told;
    const { images, trainSeconds } = learned;
    return {
      data: told,
      result: {
        ...figures(told),
        ...learned,
        seed,
        imagesPerSecond: images / trainSeconds,
        gflops: (images * flopPerImage) / trainSeconds / 1e9,
        peakBytes: peakBytes(),
      },
    };
  });
}

async function withPage<T>(
  { folder, path }: CnnSite,
  { isolated, threads }: CnnOptions,
  progress: (sentence: string) => void,
  measure: (opened: BenchPage) => Promise<T>,
): Promise<T> {
  const place = { folder, path, isolated, threads, patience: PATIENCE };
  const opened = await openPage(place, progress);
  try {
    await opened.page.waitForFunction(() => window.underhoodBench !== undefined);
    return await measure(opened);
  } finally {
    await opened.close();
  }
}

function ask(engine: string, { dataset, points }: CnnOptions, seed: number): Asked {
  // A name that is none is refused by the worker, which knows them all.
  return { engine: engine as Asked['engine'], dataset, points: points ?? null, seed };
}

function figures({ engine, device, isolated, longestTaskMs }: Told) {
  const threads = Number(/(\d+) threads?/.exec(device)?.[1] ?? 1);
  return { engine, adapter: device, isolated, threads, longestTaskMs };
}

function present<T>(told: T | undefined): T {
  if (told === undefined) throw new Error('The benchmark’s page did not start.');
  return told;
}
