/** `npm run record -- cnn|umap …`: sets up whatever is missing, then runs scripts/record/main.ts. */
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fetchDawn } from './engines/fetch-dawn.mjs';
import { ensureDatasets, ensureDependencies, ROOT } from './setup.mjs';

ensureDependencies();
// One a process: two recordings may be under way.
const folder = join(ROOT, '.cache', `record-${process.pid}`);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const { bundleProgram } = await import('./engines/bundle.mjs');
const main = join(ROOT, 'scripts', 'record', 'main.ts');
await bundleProgram({ main, outDir: folder, external: ['sharp'] });

/** @type {{ main: (args: string[], surroundings: object) => Promise<number> }} */
const program = await import(pathToFileURL(join(folder, 'main.mjs')).href);
const code = await program.main(process.argv.slice(2), {
  datasets: join(ROOT, 'public', 'datasets'),
  ensureDatasets,
  ensureDawn: () => {
    copyFileSync(join(fetchDawn(), 'dist', 'linux-x64', 'dawn.node'), join(folder, 'dawn.node'));
  },
});
// Threads of Dawn, or of work that was broken off, would keep the process.
process.exit(code);
