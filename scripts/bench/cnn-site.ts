import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../setup.mjs';

const FOLDER = join(ROOT, '.cache', 'bench', 'site');

export interface CnnSite {
  readonly folder: string;
  /** Of the benchmark's page, within it. */
  readonly path: string;
}

/**
 * Builds the site as `npm run build` does, with the benchmark's page beside its own. Its packed datasets are those of the
 * working tree, linked.
 */
export async function buildCnnSite(): Promise<CnnSite> {
  const path = 'scripts/bench/page/cnn.html';
  await build({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    publicDir: false,
    build: { outDir: FOLDER, emptyOutDir: true, rolldownOptions: { input: { cnn: path } } },
  });
  const datasets = join(ROOT, 'public', 'datasets');
  const link = join(FOLDER, 'datasets');
  mkdirSync(FOLDER, { recursive: true });
  rmSync(link, { force: true });
  if (existsSync(datasets)) symlinkSync(datasets, link);
  return { folder: FOLDER, path };
}
