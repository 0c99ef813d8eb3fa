/**
 * The program of a packed benchmark (pack.ts): engines of our own in Node, webgpu on Dawn and the system's Vulkan driver.
 */
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeNumber } from '../numbers.ts';
import { printTable } from '../print.ts';
import type { BenchReport, UmapResult } from '../result.ts';
import { readImages } from './images.ts';
import { runEngine } from './run.ts';

const USAGE = `./run.sh [options]

  --engine LIST    webgpu, wasm; several with commas (default webgpu)
  --points N       images (default 60000)
  --runs N         runs of each; the median of those after the first is reported (default 3)
  --seed N         (default 24)
  --threads N      of the wasm kernels (default: one a processor, at most 8)
  --json           one JSON object on standard output`;

function progress(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

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
  const results: BenchReport['results'][number][] = [];
  for (const engine of values.engine.split(',').filter(Boolean)) {
    const all: UmapResult[] = [];
    for (let run = 0; run < runs; run++) {
      progress(`${engine}, ${points} points, run ${run + 1} of ${runs} …`);
      const measure = run === runs - 1;
      all.push(await runEngine(input, { engine, threads, seed, measure }, progress));
    }
    results.push(summary(all));
  }
  const cpus = os.cpus();
  const report: BenchReport = {
    bench: 'umap',
    dataset: title,
    real: true,
    points,
    machine: `${cpus[0]?.model.trim() ?? 'unknown'}, ${cpus.length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()}, Node ${process.versions.node}`,
    date: new Date().toISOString().slice(0, 10),
    results,
  };
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else printTable(report);
}

/** The median run after the first, which compiled the shaders; the quality of the one measured, whose frames are the same. */
function summary(all: readonly UmapResult[]): BenchReport['results'][number] {
  const warm = all.length > 1 ? all.slice(1) : all;
  const sorted = [...warm].sort((a, b) => a.totalMs - b.totalMs);
  const median = sorted[(sorted.length - 1) >> 1];
  const measured = all.at(-1);
  if (!median || !measured) throw new Error('There is no run to report.');
  const { recall, trustworthiness, labelAgreement } = measured;
  if (all.some(({ traceHash }) => traceHash !== measured.traceHash)) {
    progress('The runs differ, though their seed is the same: the figures are of the last one.');
  }
  const totalsMs = all.map(({ totalMs }) => totalMs);
  return { ...median, recall, trustworthiness, labelAgreement, totalsMs };
}

/** What a person can act on, where Dawn and the engines know only codes. */
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const isVulkan = /no graphics adapter|vulkan/i.test(message);
  return isVulkan
    ? `${message}\nWebGPU needs a Vulkan driver and its loader: install libvulkan1 and the driver of the graphics card (vulkaninfo lists what is found).`
    : message;
}

main().then(
  () => process.exit(0), // Dawn's threads would keep the process
  (error: unknown) => {
    progress(explain(error));
    process.exit(1);
  },
);
