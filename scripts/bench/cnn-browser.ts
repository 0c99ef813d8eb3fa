import { openPage, type BenchPage } from './browser.ts';
import { PROBED_STEPS, rates, stepsOfEpoch, TIMED_EPOCHS } from './cnn-epochs.ts';
import { type CnnStepResult, type CnnWholeResult, threadsOf } from './cnn-result.ts';
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

/** The first step must come within 5 s; a reference engine on a software adapter takes minutes, ms. */
const FIRST_STEP_PATIENCE = 60_000;
/** tfjs takes two hours for the whole schedule on two cores, ms. */
const PATIENCE = 6 * 3600_000;

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
    const probe = present(await time(PROBED_STEPS, 2));
    checkEngine(engine, probe);
    const steps = stepsOfEpoch((probe.epochsMs[0] ?? 0) / PROBED_STEPS);
    const firstStepMs = await page.evaluate(
      ([told, size, patience]) => window.underhoodBench?.timeFirstStep(told, size, patience),
      [asked, batch, FIRST_STEP_PATIENCE] as const,
    );
    forgetPeak();
    const told = present(await time(steps, TIMED_EPOCHS + 1));
    checkEngine(engine, told);
    const stepMs = medianBy(told.epochsMs, (ms) => ms) / steps;
    return {
      data: told,
      result: {
        ...figures(told),
        batch,
        stepMs,
        fastestStepMs: Math.min(...told.epochsMs) / steps,
        stepsPerEpoch: steps,
        epochs: told.epochsMs.length,
        ...rates(batch, stepMs, told.flopPerImage),
        firstStepMs: firstStepMs ?? null,
        frameLagMs:
          told.lags.length === 0
            ? null
            : { median: medianBy(told.lags, (ms) => ms), longest: Math.max(...told.lags) },
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
        ...rates(images, 1000 * trainSeconds, flopPerImage),
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
  return { engine, adapter: device, isolated, threads: threadsOf(device), longestTaskMs };
}

function present<T>(told: T | undefined): T {
  if (told === undefined) throw new Error('The benchmark’s page did not start.');
  return told;
}
