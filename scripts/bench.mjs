/** `npm run bench -- umap|cnn|trace …`: sets up whatever is missing, then runs scripts/bench/main.ts. */
import { spawnSync } from 'node:child_process';
import { ensureBuild, ensureChromium, ensureDatasets, ensureDependencies, ROOT } from './setup.mjs';

ensureDependencies();
ensureChromium();
ensureDatasets();
ensureBuild();
const { status } = spawnSync('npx', ['tsx', 'scripts/bench/main.ts', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
process.exit(status ?? 1);
