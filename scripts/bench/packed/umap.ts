/**
 * The program of a packed UMAP benchmark (pack.ts): engines of our own in Node, webgpu on Dawn and the system's Vulkan driver.
 */
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, today } from '../machine.ts';
import { medianBy, wholeNumber } from '../numbers.ts';
import type { UmapReport, UmapResult } from '../umap-result.ts';
import { printUmap } from '../umap-table.ts';
import { printJson, progress, runProgram } from './program.ts';
import { readImages } from './umap-images.ts';
import { runEngine } from './umap-run.ts';

const USAGE = `./run.sh [options]

  --engine LIST    webgpu, wasm; several with commas (default webgpu)
  --points N       images (default 60000)
  --runs N         runs of each; the median of those after the first is reported (default 3)
  --seed N         (default 24)
  --threads N      of the wasm kernels (default: one a processor, at most 8)
  --json           one JSON object on standard output`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', default: 'webgpu' },
      points: { type: 'string', default: '60000' },
      runs: { type: 'string', default: '3' },
      seed: { type: 'string', default: '24' },
      threads: { type: 'string', default: String(Math.min(8, os.availableParallelism())) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    progress(USAGE);
    return;
  }
  const points = wholeNumber('--points', values.points, 1);
  const runs = wholeNumber('--runs', values.runs, 1);
  const seed = wholeNumber('--seed', values.seed, 0);
  const threads = wholeNumber('--threads', values.threads, 1);
  const { title, input } = readImages(join(import.meta.dirname, '..', 'images'), points);
  const results: UmapReport['results'][number][] = [];
  for (const engine of values.engine.split(',').filter(Boolean)) {
    const all: UmapResult[] = [];
    for (let run = 0; run < runs; run++) {
      progress(`${engine}, ${points} points, run ${run + 1} of ${runs} …`);
      const measure = run === runs - 1;
      all.push(await runEngine(input, { engine, threads, seed, measure }, progress));
    }
    results.push(summary(all));
  }
  const report: UmapReport = {
    bench: 'umap',
    dataset: title,
    real: true,
    points,
    machine: describeMachine(),
    date: today(),
    results,
  };
  if (values.json) printJson(report);
  else printUmap(report);
}

/** The median run after the first, which compiled the shaders; the quality of the one measured, whose frames are the same. */
function summary(all: readonly UmapResult[]): UmapReport['results'][number] {
  const warm = all.length > 1 ? all.slice(1) : all;
  const median = medianBy(warm, ({ totalMs }) => totalMs);
  const measured = all.at(-1);
  if (!measured) throw new Error('There is no run to report.');
  const { recall, trustworthiness, labelAgreement } = measured;
  if (all.some(({ traceHash }) => traceHash !== measured.traceHash)) {
    progress('The runs differ, though their seed is the same: the figures are of the last one.');
  }
  const totalsMs = all.map(({ totalMs }) => totalMs);
  return { ...median, recall, trustworthiness, labelAgreement, totalsMs };
}

runProgram(main);
