/**
 * Size budgets of the built site: JavaScript that a visitor downloads before a run starts, gzipped.
 * Reads Vite's manifest, follows static imports, sums.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './setup.mjs';

const DIST = join(ROOT, 'dist');

/** KiB, gzip. What it takes to show the page with its first figure, or to wait for an element on somebody's blog. */
const BUDGETS = { 'index.html': 45, 'src/elements.ts': 30 };

/** @type {Record<string, { file: string, imports?: string[] }>} */
const manifest = JSON.parse(readFileSync(join(DIST, '.vite', 'manifest.json'), 'utf8'));

/**
 * @param {string} key
 * @param {Set<string>} files
 */
function collect(key, files = new Set()) {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`The build has no entry ${key}.`);
  if (files.has(chunk.file)) return files;
  files.add(chunk.file);
  for (const imported of chunk.imports ?? []) collect(imported, files);
  return files;
}

let exceeded = false;
for (const [entry, budget] of Object.entries(BUDGETS)) {
  let bytes = 0;
  for (const file of collect(entry)) bytes += gzipSync(readFileSync(join(DIST, file))).length;
  const size = bytes / 1024;
  exceeded ||= size > budget;
  const verdict = size > budget ? 'over its budget of' : 'of at most';
  process.stdout.write(`${entry}: ${size.toFixed(1)} KiB gzip, ${verdict} ${budget} KiB\n`);
}
process.exit(exceeded ? 1 : 0);
