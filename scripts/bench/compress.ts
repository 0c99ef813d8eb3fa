import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/** @throws Error with a sentence where there is no xz */
export function checkXz(): void {
  if (spawnSync('xz', ['--version'], { stdio: 'ignore' }).status === 0) return;
  throw new Error('Packing needs xz: apt-get install xz-utils.');
}

/** Writes an xz file of a file, or of bytes (*borrowed*). */
export function compress(
  from: string | Uint8Array,
  to: string,
  filters: readonly string[] = ['-6'],
): void {
  const fromFile = typeof from === 'string';
  const args = ['-T0', ...filters, '-c', ...(fromFile ? [from] : [])];
  const { status, stdout } = spawnSync('xz', args, {
    maxBuffer: 2 ** 30,
    ...(fromFile ? {} : { input: from }),
  });
  if (status !== 0) throw new Error(`xz could not make ${to}.`);
  writeFileSync(to, stdout);
}
