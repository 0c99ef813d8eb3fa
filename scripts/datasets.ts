/**
 * npm run datasets [-- --from DIR] [--force] [--offline]
 *
 * Finds the real datasets, verifies and packs them for the page, into public/datasets/. Looks, in this
 * order: already packed; --from DIR, or UNDERHOOD_DATA; ../shared/datasets; the official addresses.
 * What cannot be had is no failure: the page then draws its own images, and says so. Files that are
 * there and damaged are one.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Progress } from '../workers/contracts/control.ts';
import { parseManifest } from '../workers/dataset/manifest.ts';
import { WorkerError } from '../workers/rpc/errors.ts';
import { downloadOfficial } from './datasets/download.ts';
import { findSource, type FoundSource } from './datasets/find.ts';
import { describeSource, loadSplit, verifySource } from './datasets/load.ts';
import { type Recipe, recipes } from './datasets/recipes.ts';
import { createStatusLine } from './datasets/status-line.ts';

const root = resolve(import.meta.dirname, '..');
const packedFolder = join(root, 'public/datasets');
const cache = join(root, '.cache/datasets');
const status = createStatusLine(process.stderr);

const { values: options } = parseArgs({
  options: {
    from: { type: 'string' },
    force: { type: 'boolean', default: false },
    offline: { type: 'boolean', default: false },
  },
});
const from = options.from ?? process.env['UNDERHOOD_DATA'];
if (from !== undefined && !existsSync(from)) {
  status.line(`There is no folder ${resolve(from)}; --from or UNDERHOOD_DATA names it.`);
  process.exit(1);
}

/** True when all files are there in their full length; their checksums are the reader's to verify. */
function isPacked({ name }: Recipe): boolean {
  const manifestPath = join(packedFolder, name, 'manifest.json');
  try {
    const { splits } = parseManifest(readFileSync(manifestPath, 'utf8'), manifestPath);
    const files = Object.values(splits).flatMap(({ labels, chunks }) => [labels, ...chunks]);
    return files.every(
      ({ file, bytes }) => statSync(join(packedFolder, name, file)).size === bytes,
    );
  } catch {
    return false;
  }
}

async function locate(recipe: Recipe): Promise<FoundSource> {
  const folders = [from, join(root, '../shared/datasets')];
  for (const folder of folders) {
    const found = folder === undefined ? undefined : findSource(recipe, resolve(folder));
    if (found) {
      await verifySource(recipe, found);
      return found;
    }
  }
  if (options.offline) throw new Unavailable('its files are not here, and --offline is set');
  try {
    return await downloadOfficial(recipe, {
      cache,
      log: (line) => {
        status.line(line);
      },
      onProgress: (file, done, total) => {
        const size = total ? ` of ${megabytes(total)}` : '';
        status.update(`${recipe.title}: ${file}, ${megabytes(done)}${size}`);
      },
    });
  } catch (thrown) {
    // No network, a gateway that answers everything with its own page, a full disk: no failure of ours.
    throw new Unavailable(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** The dataset's files cannot be had; the page does without. */
class Unavailable extends Error {}

async function prepare(recipe: Recipe): Promise<void> {
  const { name, title } = recipe;
  if (!options.force && isPacked(recipe)) {
    status.line(`${title}: already packed.`);
    return;
  }
  const started = performance.now();
  let source: FoundSource;
  try {
    status.update(`${title}: looking for its files`);
    source = await locate(recipe);
  } catch (thrown) {
    if (!(thrown instanceof Unavailable)) throw thrown;
    status.line(`${title}: ${thrown.message}.`);
    status.line(
      `The page will run on the drawn dataset «${recipe.standIn}» in its place. With its files in a folder: npm run datasets -- --from DIR`,
    );
    return;
  }
  const { pack } = await import('./datasets/pack.ts');
  const result = await pack(recipe, {
    out: join(packedFolder, name),
    scratch: join(root, '.cache/packing'),
    source: describeSource(source),
    load: (split) =>
      loadSplit(recipe, source, split, ({ stage, done, total }: Progress) => {
        status.update(`${title}, ${split}: ${stage} ${percent(done, total)}`);
      }),
    onProgress: (split, done, total) => {
      status.update(`${title}, ${split}: pack ${percent(done, total)}`);
    },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const fidelity = Number.isFinite(result.psnr) ? `PSNR ${result.psnr.toFixed(2)} dB` : 'lossless';
  status.line(
    `${title}: packed in ${seconds} s from ${source.folder}: ${megabytes(result.bytes)}, ${fidelity}.`,
  );
}

function percent(done: number, total: number): string {
  return total > 0 ? `${Math.floor((100 * done) / total)}%` : `${done}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

for (const recipe of recipes) {
  try {
    await prepare(recipe);
  } catch (thrown) {
    status.line(
      `${recipe.title}: ${thrown instanceof WorkerError ? thrown.message : String(thrown)}`,
    );
    process.exitCode = 1;
  }
}
