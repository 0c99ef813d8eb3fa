import { describeMachine, today } from './machine.ts';
import { medianBy } from './numbers.ts';
import type { UmapOptions } from './options.ts';
import type { UmapReport, UmapResult } from './umap-result.ts';
import { benchInBrowser } from './umap-browser.ts';
import { benchUmapLearn } from './umap-learn.ts';

/** Engines in turn within each round, so that a noisy minute hits all of them alike. */
export async function benchUmap(
  options: UmapOptions,
  progress: (sentence: string) => void,
): Promise<UmapReport> {
  const runs = new Map<string, UmapResult[]>(options.engines.map((engine) => [engine, []]));
  let real = options.dataset === 'fashion-mnist' || options.dataset === 'cifar-10';
  for (let round = 0; round < options.runs; round++) {
    for (const [engine, results] of runs) {
      progress(`${engine}, ${options.points} points, run ${round + 1} of ${options.runs} …`);
      if (engine === 'umap-learn') {
        const result = benchUmapLearn(options, progress);
        if (result) results.push(result);
      } else {
        const measured = await benchInBrowser(engine, options, progress);
        real &&= measured.origin === 'real';
        results.push(measured.result);
      }
    }
  }
  return {
    bench: 'umap',
    dataset: options.dataset,
    real,
    points: options.points,
    machine: describeMachine(),
    date: today(),
    results: [...runs.values()]
      .filter((results) => results.length > 0)
      .map((results) => ({
        ...medianBy(results, ({ totalMs }) => totalMs),
        totalsMs: results.map(({ totalMs }) => totalMs),
      })),
  };
}
