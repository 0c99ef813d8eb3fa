/** The program of `npm run record` (record.mjs, which bundles it). */
import os from 'node:os';
import { createCnnEngine } from '../engines/cnn-engines.ts';
import { createUmapEngine } from '../engines/umap-engines.ts';
import { createStatusLine } from '../datasets/status-line.ts';
import { readOptions, USAGE } from './options.ts';
import { Telling } from './progress.ts';
import { record } from './record.ts';

/** What only record.mjs knows, which lies where the repository is. */
export interface Surroundings {
  /** Folder of the packed datasets. */
  readonly datasets: string;
  /** Packs them where they are not. */
  readonly ensureDatasets: () => void;
  /** Puts Dawn beside this program. */
  readonly ensureDawn: () => void;
}

/** Datasets that the project packs. */
const PACKED = ['fashion-mnist', 'cifar-10'];
/** More threads than this wait for memory, not for each other. */
const MOST_THREADS = 8;
/** What shells say of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** *Returns* the exit code. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const telling = new Telling(createStatusLine(process.stderr));
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    telling.line('Stopping … (once more: at once)');
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const options = readOptions(args);
    if (PACKED.includes(options.dataset)) surroundings.ensureDatasets();
    if (options.engine === 'webgpu') surroundings.ensureDawn();
    await record(options, {
      createCnn: createCnnEngine,
      createUmap: createUmapEngine,
      datasets: surroundings.datasets,
      telling,
      signal: controller.signal,
      threads: Math.min(MOST_THREADS, os.availableParallelism()),
    });
    return controller.signal.aborted ? INTERRUPTED : 0;
  } catch (error) {
    telling.line(error instanceof Error ? error.message : String(error));
    return controller.signal.aborted ? INTERRUPTED : 1;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
