import { describe, expect, it } from 'vitest';
import type { CnnStepResult, CnnWholeResult } from './cnn-result.ts';
import { measureRounds, type Rounds } from './cnn-rounds.ts';

const ROUNDS: Rounds = {
  engines: ['wasm', 'pytorch', 'tfjs-wasm'],
  whole: false,
  batches: [10, 40],
  seeds: [1, 2],
  runs: 3,
};
const step = (engine: string, batch: number, stepMs: number): CnnStepResult => ({
  ...{ engine, adapter: 'a', isolated: null, threads: 1, longestTaskMs: null, peakBytes: null },
  ...{
    batch,
    stepMs,
    fastestStepMs: stepMs,
    stepsPerEpoch: 2,
    epochs: 4,
    imagesPerSecond: 1,
    gflops: 1,
  },
  ...{ firstStepMs: null, frameLagMs: null, live: null },
});
const never = (): Promise<never> => Promise.reject(new Error('not asked for'));

describe('rounds of measurements', () => {
  it('let engines take turns, leave out what is missing, and report medians', async () => {
    const order: string[] = [];
    const times = [30, 10, 20];
    const { schedule, results } = await measureRounds(
      ROUNDS,
      {
        steps: (engine, batch) => {
          const run = order.filter((own) => own === `${engine} ${batch}`).length;
          order.push(`${engine} ${batch}`);
          const result = step(engine, batch, times[run] ?? NaN);
          return Promise.resolve(engine === 'pytorch' ? undefined : result);
        },
        whole: never,
      },
      () => undefined,
    );
    const round = (batch: number) => ROUNDS.engines.map((engine) => `${engine} ${batch}`);
    expect(order.slice(0, 6)).toEqual([...round(10), ...round(10)]);
    expect(order).toHaveLength(18);
    expect(schedule).toBe('fixed');
    expect(results).toMatchObject([
      { engine: 'wasm', batch: 10, stepMs: 20, stepsMs: times },
      { engine: 'tfjs-wasm', batch: 10, stepMs: 20 },
      { engine: 'wasm', batch: 40, stepMs: 20 },
      { engine: 'tfjs-wasm', batch: 40, stepMs: 20 },
    ]);
  });

  it('run the whole schedule once a seed', async () => {
    const whole = (engine: string, seed: number): Promise<CnnWholeResult> =>
      Promise.resolve({
        ...{ engine, adapter: 'a', isolated: null, threads: 1, longestTaskMs: null },
        ...{ peakBytes: null, seed, seconds: 5, trainSeconds: 4, steps: 1, images: 1, gflops: 1 },
        ...{ imagesPerSecond: 1, validationAccuracy: 1, testAccuracy: 1, testLoss: 0 },
        ...{ frames: 49, traceHash: null },
      });
    const rounds = { ...ROUNDS, whole: true, runs: 1, engines: ['wasm'] };
    const report = await measureRounds(rounds, { steps: never, whole }, () => undefined);
    expect(report.schedule).toBe('article');
    expect(report.results).toMatchObject([
      { seed: 1, allSeconds: [5] },
      { seed: 2, allSeconds: [5] },
    ]);
  });
});
