import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup.mjs';

/** Dawn for Node: 90 MB with all systems' binaries, so it is fetched when it is asked for. 0.6.0 and 0.6.1 want a newer C++ library than Debian 12's. */
export const DAWN = 'webgpu@0.6.2';

/** @returns {string} the folder of the npm package, fetched once */
export function fetchDawn() {
  const prefix = join(ROOT, '.cache', 'dawn');
  const folder = join(prefix, 'node_modules', 'webgpu');
  if (!existsSync(join(folder, 'LICENSE.md'))) {
    const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', ['install', '--prefix', prefix, ...options, DAWN], {
      stdio: ['ignore', 2, 2],
    });
  }
  return folder;
}
