/** `npm run trace -- check FILE|DIR|URL`: installs what is missing, then runs scripts/trace/main.ts. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, ROOT } from './setup.mjs';

ensureDependencies();
// Not through npx: the working directory stays the caller's, so that FILE may be relative to it.
const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
const args = [tsx, join(ROOT, 'scripts/trace/main.ts'), ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exit(status ?? 1);
