import type { CnnApi, CnnFrame, CnnInput, CnnParams } from '../../../workers/contracts/cnn.ts';
import { createCnnApi } from '../../../workers/cnn/api.ts';
import type { CnnEngine } from '../../../workers/cnn/engine.ts';
import { withPort } from '../../../workers/rpc/testing/with-port.ts';
import { ARTICLE_CNN_SETTINGS } from '../../../src/runs/cnn-settings.ts';
import { createCnnEngine } from '../../engines/cnn-engines.ts';
import { FEW_VALIDATED, PROBED_STEPS, rates, stepsOfEpoch, TIMED_EPOCHS } from '../cnn-epochs.ts';
import { type CnnStepResult, type CnnWholeResult, threadsOf, unitOf } from '../cnn-result.ts';
import { hashFrames } from '../hash-frames.ts';
import { medianBy } from '../numbers.ts';
import { progress } from './program.ts';

/** What is timed, and on what. */
export interface Subject {
  readonly engine: string;
  readonly threads: number;
  readonly seed: number;
  /** *Borrows* it: a run gets a copy. */
  readonly input: CnnInput;
  /** Floating-point operations an image. */
  readonly flop: number;
}

/** Steps of `batch` images. */
export async function timeSteps(subject: Subject, batch: number): Promise<CnnStepResult> {
  const fixed = { schedule: 'fixed', batchSize: batch, validation: FEW_VALIDATED } as const;
  const probed = { ...fixed, stepsPerEpoch: PROBED_STEPS, epochs: 2 };
  const probe = await withRun(subject, probed, ({ frames }) => frames(2));
  const steps = stepsOfEpoch((probe.at(-1)?.epochMs ?? 0) / PROBED_STEPS);
  const timed = { ...fixed, stepsPerEpoch: steps, epochs: TIMED_EPOCHS + 1 };
  return withRun(subject, timed, async ({ api, frames, figures }) => {
    await frames(1);
    const start = await api.liveBuffers();
    const taken = await frames(TIMED_EPOCHS);
    const end = await api.liveBuffers();
    const stepMs = medianBy(taken, ({ epochMs }) => epochMs).epochMs / steps;
    const fastestStepMs = Math.min(...taken.map(({ epochMs }) => epochMs)) / steps;
    const live = { start, end, unit: unitOf(subject.engine) };
    return {
      ...figures(),
      ...{ batch, stepMs, fastestStepMs, stepsPerEpoch: steps, epochs: TIMED_EPOCHS },
      ...rates(batch, stepMs, subject.flop),
      ...{ firstStepMs: null, frameLagMs: null, live },
    };
  });
}

/** The article's schedule, images in memory, then the test images. */
export async function learnWhole(subject: Subject): Promise<CnnWholeResult> {
  const begun = performance.now();
  return withRun(subject, {}, async ({ api, first, frames, figures }) => {
    const learned = await frames(Infinity);
    const seconds = (performance.now() - begun) / 1000;
    const all = [first, ...learned];
    const last = all.at(-1) ?? first;
    const test = await withPort((port) => api.evaluate(last.epoch, port));
    const trainMs = learned.reduce((sum, { epochMs }) => sum + epochMs, 0);
    return {
      ...figures(),
      ...{ seed: subject.seed, seconds, trainSeconds: trainMs / 1000 },
      ...{ steps: last.step, images: last.imagesSeen },
      ...rates(last.imagesSeen, trainMs, subject.flop),
      validationAccuracy: last.metrics.validationAccuracy,
      testAccuracy: test.accuracy,
      testLoss: test.loss,
      frames: all.length,
      traceHash: await hashFrames(all),
    };
  });
}

/** A run that is prepared. */
interface Run {
  readonly api: CnnApi;
  readonly first: CnnFrame;
  /** The next so many frames, fewer where there are no more. */
  readonly frames: (count: number) => Promise<CnnFrame[]>;
  /** The engine's; what it says of itself while it is there. */
  readonly figures: () => Pick<
    CnnStepResult,
    'engine' | 'adapter' | 'isolated' | 'threads' | 'longestTaskMs' | 'peakBytes'
  >;
}

/** The site's worker API in this process, on the one engine that was asked for: no other takes over. */
async function withRun<T>(
  { engine: name, threads, seed, input }: Subject,
  params: Partial<CnnParams>,
  measure: (run: Run) => Promise<T>,
): Promise<T> {
  let engine: CnnEngine | undefined;
  const api = createCnnApi(async function* () {
    if (engine) throw new Error(`${name} was lost in the middle of the run.`);
    engine = await createCnnEngine(name, threads);
    yield { engine, reason: 'It was asked for.' };
  });
  try {
    const all = { ...ARTICLE_CNN_SETTINGS.params, seed, ...params };
    const copy = structuredClone(input);
    // Its types are the engine's; the options are the ladder's, which has one rung here.
    const prepared = await withPort((port) => api.prepare(copy, all, { engine: 'auto' }, port));
    const { device } = prepared.engineInfo;
    return await measure({
      api,
      first: prepared.frame,
      frames: async (count) => {
        const frames: CnnFrame[] = [];
        while (frames.length < count) {
          const frame = await withPort((port) => api.train(port));
          if (!frame) break;
          frames.push(frame);
          tellOf(frame, all.epochs);
        }
        return frames;
      },
      figures: () => ({
        engine: name,
        adapter: device,
        isolated: null,
        threads: threadsOf(device),
        longestTaskMs: null,
        peakBytes: process.resourceUsage().maxRSS * 1024,
      }),
    });
  } finally {
    await api.dispose();
  }
}

function tellOf({ epoch, metrics }: CnnFrame, epochs: number): void {
  if (epochs <= TIMED_EPOCHS + 1 || epoch % 6 !== 0) return;
  progress(`  epoch ${epoch}: validation accuracy ${metrics.validationAccuracy.toFixed(3)}`);
}
