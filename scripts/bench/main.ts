import { benchCnn } from './cnn.ts';
import { printCnn } from './cnn-table.ts';
import { readOptions } from './options.ts';
import { pack } from './pack.ts';
import { benchTrace } from './trace.ts';
import { printTrace } from './trace-table.ts';
import { benchUmap } from './umap.ts';
import { printUmap } from './umap-table.ts';

function progress(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.bench === 'trace') {
    const report = await benchTrace(options, progress);
    if (options.json) printJson(report);
    else printTrace(report);
    return;
  }
  if (options.pack !== undefined) {
    await pack(options.bench, options.pack, progress);
    return;
  }
  if (options.bench === 'umap') {
    const report = await benchUmap(options, progress);
    if (options.json) printJson(report);
    else printUmap(report);
    return;
  }
  const report = await benchCnn(options, progress);
  if (options.json) printJson(report);
  else printCnn(report);
}

function printJson(report: object): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

main().catch((error: unknown) => {
  progress(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
