/**
 * The page of the CNN benchmark: `<uh-cnn>` with all its figures, in the site's own build (cnn-site.ts).
 */
import { CnnClient } from '../../../src/clients/cnn-client.ts';
import { openSharedDataset } from '../../../src/clients/shared-datasets.ts';
import '../../../src/components/cnn/cnn.ts';
import { CnnRun } from '../../../src/runs/cnn-run.ts';
import type { CnnRunSettings } from '../../../src/runs/cnn-run-api.ts';
import { ARTICLE_CNN_SETTINGS } from '../../../src/runs/cnn-settings.ts';
import type { UhCnn } from '../../../src/components/cnn/cnn.ts';
import type { UhKernels } from '../../../src/components/kernels/kernels.ts';
import type { CnnParams } from '../../../workers/contracts/cnn.ts';
import { FEW_VALIDATED } from '../cnn-epochs.ts';
import { unitOf } from '../cnn-result.ts';
import { trainingFlop } from '../flop.ts';
import { hashFrames } from '../hash-frames.ts';
import type { Asked, BenchApi, Told } from './protocol.ts';

let longestTaskMs = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
}).observe({ type: 'longtask' });

/** The benchmark's settings in place of the element's, which has no field for some of them. */
class SetRun extends CnnRun {
  constructor(
    readonly client: CnnClient,
    private readonly own: CnnRunSettings,
  ) {
    super({ openDataset: openSharedDataset, createCnn: () => client });
  }

  override start(): Promise<void> {
    return super.start(this.own);
  }
}

/** An element on the page, its run, and how long frames took to be seen. */
function show(settings: CnnRunSettings) {
  const run = new SetRun(new CnnClient(), settings);
  run.addEventListener('error', () => {
    // It diverged, and would wait for another learning rate.
    if (run.state === 'paused') run.cancel();
  });
  const element = document.createElement('uh-cnn');
  element.controls = true;
  element.createRun = () => run;
  document.body.append(element);
  const lags: number[] = [];
  run.addEventListener('frame', () => {
    void lagOf(element).then((lag) => lags.push(...lag));
  });
  return { run, element, lags };
}

/**
 * From a frame's arrival until the display frame after its kernels were drawn, ms; nothing for one that the next
 * overtook, as the first ones do.
 */
async function lagOf(element: UhCnn): Promise<readonly number[]> {
  const arrived = performance.now();
  const frame = element.frameCount - 1;
  const kernels = (): UhKernels | null | undefined =>
    element.shadowRoot?.querySelector<UhKernels>('uh-kernels');
  while (element.playhead < frame || !kernels()) {
    if (!element.isConnected) return [];
    await new Promise(requestAnimationFrame);
  }
  await element.updateComplete;
  await kernels()?.updateComplete;
  await new Promise(requestAnimationFrame);
  return element.playhead === frame ? [performance.now() - arrived] : [];
}

function settingsOf(
  { engine, dataset, points, seed }: Asked,
  params: Partial<CnnParams>,
): CnnRunSettings {
  return {
    ...ARTICLE_CNN_SETTINGS,
    engine,
    dataset,
    points: points ?? undefined,
    params: { ...ARTICLE_CNN_SETTINGS.params, seed, ...params },
  };
}

/** Throws what the run failed with; what the run told otherwise. */
function tell(run: CnnRun): Told {
  const { error, engineInfo, trace, dataset } = run;
  if (error) throw new Error(error.message);
  if (!engineInfo || !trace || !dataset) throw new Error('The run ended before its first frame.');
  const { layers } = trace.info;
  return {
    ...engineInfo,
    isolated: crossOriginIsolated,
    longestTaskMs,
    origin: dataset.origin,
    points: dataset.count,
    flopPerImage: trainingFlop({ input: dataset.shape, layers }),
  };
}

const api: BenchApi = {
  async timeEpochs({ batchSize, stepsPerEpoch, epochs, ...asked }) {
    longestTaskMs = 0;
    const { run, element, lags } = show(
      // One epoch more, so that it is over before the test images, which are not what is timed.
      settingsOf(asked, {
        ...{ schedule: 'fixed', validation: FEW_VALIDATED },
        ...{ batchSize, stepsPerEpoch, epochs: epochs + 1 },
      }),
    );
    const live: Promise<number>[] = [];
    run.addEventListener('frame', () => {
      const done = (run.trace?.frames.length ?? 0) - 1;
      // Asked now, it is answered before the next epoch begins.
      if (done === 1 || done === epochs) live.push(run.client.liveBuffers());
    });
    try {
      const finished = element.start();
      await until(run, finished, () => run.trace?.frames.length === epochs + 1);
      const [start = NaN, end = start] = await Promise.all(live);
      run.cancel();
      await finished;
      const told = tell(run);
      const epochsMs = run.trace?.frames.slice(2).map(({ epochMs }) => epochMs) ?? [];
      return { ...told, epochsMs, lags, live: { start, end, unit: unitOf(told.engine) } };
    } finally {
      element.remove();
      run.dispose();
    }
  },

  async timeFirstStep(asked, batchSize, patience) {
    // An epoch of one step: its end is told when the device is done with it.
    const params = { schedule: 'fixed', batchSize, stepsPerEpoch: 1, epochs: 2 } as const;
    const { run, element } = show(settingsOf(asked, params));
    const begun = performance.now();
    try {
      const finished = element.start();
      let ms: number | undefined;
      await until(run, finished, () => {
        const now = performance.now() - begun;
        if (run.progress?.stage === 'epoch') ms ??= now;
        return ms !== undefined || now > patience;
      });
      run.cancel();
      await finished;
      if (run.error) throw new Error(run.error.message);
      return ms;
    } finally {
      element.remove();
      run.dispose();
    }
  },

  async learnWhole(asked) {
    longestTaskMs = 0;
    const { run, element } = show(settingsOf(asked, {}));
    const begun = performance.now();
    let seconds = NaN;
    run.addEventListener('frame', () => {
      seconds = (performance.now() - begun) / 1000;
      const { frames } = run.trace ?? { frames: [] };
      const { epoch, metrics } = frames.at(-1) ?? {};
      if (epoch === undefined || epoch % 6 !== 0) return;
      console.log(
        `epoch ${epoch}, ${seconds.toFixed(0)} s: validation accuracy ${metrics?.validationAccuracy.toFixed(3) ?? ''}`,
      );
    });
    try {
      await element.start();
      const told = tell(run);
      const frames = run.trace?.frames ?? [];
      const last = frames.at(-1);
      const test = last && run.tests.get(last.epoch);
      if (!test) throw new Error('The test images were not classified.');
      return {
        ...told,
        learned: {
          seconds,
          trainSeconds: frames.reduce((sum, { epochMs }) => sum + epochMs, 0) / 1000,
          steps: last.step,
          images: last.imagesSeen,
          validationAccuracy: last.metrics.validationAccuracy,
          testAccuracy: test.accuracy,
          testLoss: test.loss,
          frames: frames.length,
          traceHash: await hashFrames(frames),
        },
      };
    } finally {
      element.remove();
      run.dispose();
    }
  },
};

/** Resolves when a frame or progress meets the condition, or the run is over. */
async function until(
  run: CnnRun,
  finished: Promise<void>,
  condition: () => boolean,
): Promise<void> {
  let look: (() => void) | undefined;
  const met = new Promise<void>((resolve) => {
    look = () => {
      if (condition()) resolve();
    };
    run.addEventListener('frame', look);
    run.addEventListener('progress', look);
  });
  await Promise.race([met, finished]);
  if (!look) return;
  run.removeEventListener('frame', look);
  run.removeEventListener('progress', look);
}

window.underhoodBench = api;
