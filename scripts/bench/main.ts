import os from 'node:os';
import { readOptions } from './options.ts';
import { pack } from './pack.ts';
import { printTable } from './print.ts';
import type { BenchReport, UmapResult } from './result.ts';
import { benchInBrowser } from './umap-browser.ts';
import { benchUmapLearn } from './umap-learn.ts';

function progress(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.pack !== undefined) {
    await pack(options.pack, progress);
    return;
  }
  const runs = new Map<string, UmapResult[]>(options.engines.map((engine) => [engine, []]));
  let real = options.dataset === 'fashion-mnist' || options.dataset === 'cifar-10';
  // Engines in turn within each round, so that a noisy minute hits all of them alike.
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
  const report: BenchReport = {
    bench: 'umap',
    dataset: options.dataset,
    real,
    points: options.points,
    machine: `${os.cpus()[0]?.model.trim() ?? 'unknown'}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()}, Node ${process.versions.node}`,
    date: new Date().toISOString().slice(0, 10),
    results: [...runs.values()].filter((results) => results.length > 0).map(medianRun),
  };
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else printTable(report);
}

/** The run whose total is the median (the lower of the two middle ones), with all totals beside it. */
function medianRun(results: readonly UmapResult[]): BenchReport['results'][number] {
  const sorted = [...results].sort((a, b) => a.totalMs - b.totalMs);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (!median) throw new Error('There is no run to take the median of.');
  return { ...median, totalsMs: results.map(({ totalMs }) => totalMs) };
}

main().catch((error: unknown) => {
  progress(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
