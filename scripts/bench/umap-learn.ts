import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../setup.mjs';
import type { UmapOptions } from './options.ts';
import type { UmapResult } from './umap-result.ts';

/** Debian's python3 has the umap-learn package; a Python found earlier on PATH may not. */
const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';

/**
 * Times umap-learn on the packed images in a process of its own, its compiler warm. Undefined, with
 * a sentence, where it is not installed.
 */
export function benchUmapLearn(
  options: UmapOptions,
  progress: (sentence: string) => void,
): UmapResult | undefined {
  if (spawnSync(PYTHON, ['-c', 'import umap'], { stdio: 'ignore' }).status !== 0) {
    progress(
      `  left out: ${PYTHON} has no umap-learn (apt-get install umap-learn; or set PYTHON).`,
    );
    return undefined;
  }
  const folder = join(ROOT, 'public', 'datasets', options.dataset);
  const script = join(ROOT, 'scripts', 'bench', 'umap_learn.py');
  const args = [script, folder, String(options.points), String(options.seed)];
  if (options.transform) args.push('--transform');
  const { status, stdout } = spawnSync(PYTHON, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error('umap-learn failed; its message is above.');
  return JSON.parse(stdout) as UmapResult;
}
