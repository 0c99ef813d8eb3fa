import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../setup.mjs';

const FOLDER = join(ROOT, '.cache', 'bench', 'trace-site');

/** The built site, linked, with more files in it: by path. *Returns* its folder. */
export function traceSite(files: ReadonlyMap<string, Uint8Array | string>): string {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const built = join(ROOT, 'dist');
  for (const name of readdirSync(built)) symlinkSync(join(built, name), join(FOLDER, name));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
    writeFileSync(join(FOLDER, path), content);
  }
  return FOLDER;
}
