/** `npm run datasets [-- --from DIR]`: installs what is missing, then runs scripts/datasets.ts. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, ROOT } from './setup.mjs';

ensureDependencies();
// Not through npx, which would cost half of the second that a run with nothing to do takes. The
// working directory stays the caller's, so that --from may be relative to it.
const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
const args = [tsx, join(ROOT, 'scripts/datasets.ts'), ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exit(status ?? 1);
