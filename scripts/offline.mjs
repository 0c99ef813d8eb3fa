/**
 * Tells the service worker which files a build has: writes the list in front of `sw.js` once all else is written.
 * What only the reference engines (TensorFlow.js, umap-js) need is left out: they are several times as large as the rest,
 * and chosen by few; they are kept from their first use on. So are datasets, which the dataset worker keeps itself.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** With codecs of recordings that others wrote, which few meet: Blosc alone is as much as all figures. */
const REFERENCE = /node_modules\/(@tensorflow|umap-js|numcodecs)\//;
/** Kernels that only tests call, and other pages. */
const NOT_THE_PAGE = /^(wasm-testing|gallery|missing)-|\.example-/;
/** What the page needs beside `assets/`: its icons, and what it is installed by. */
const LOOSE = /^(underhood\.js|.*icon.*\.(svg|png|ico)|.*\.webmanifest)$/;

/**
 * Two Vite plugins that belong together: `page` for the site, `worker` for the bundles of its workers.
 * @returns {{ page: import('vite').Plugin, worker: import('vite').Plugin }}
 */
export function offlineSite() {
  /** File names of chunks and assets that only reference engines need. @type {Set<string>} */
  const left = new Set();
  let folder = '';
  return {
    worker: {
      name: 'underhood:reference-engines',
      generateBundle(_options, bundle) {
        noteReferenceFiles(bundle, left);
      },
    },
    page: {
      name: 'underhood:offline',
      apply: 'build',
      configResolved({ root, build }) {
        folder = join(root, build.outDir);
      },
      generateBundle(_options, bundle) {
        noteReferenceFiles(bundle, left);
      },
      writeBundle() {
        // A build of other pages alone has none.
        if (existsSync(join(folder, 'sw.js'))) writeList(folder, left);
      },
    },
  };
}

/**
 * @param {import('vite').Rolldown.OutputBundle} bundle
 * @param {Set<string>} left
 */
function noteReferenceFiles(bundle, left) {
  const files = Object.values(bundle);
  /** @param {string} name */
  const note = (name) => left.add(basename(name));
  for (const file of files) {
    if (file.type === 'chunk' && file.moduleIds.some((id) => REFERENCE.test(id))) {
      note(file.fileName);
    } else if (file.type === 'asset' && file.fileName.endsWith('.wasm')) {
      note(file.fileName); // our own kernels are modules
    }
  }
  // A chunk that cannot be loaded without one of those is theirs, too.
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const file of files) {
      if (file.type === 'chunk' && file.imports.some((name) => left.has(basename(name)))) {
        note(file.fileName);
      }
    }
  }
}

/**
 * @param {string} folder
 * @param {Set<string>} left
 */
function writeList(folder, left) {
  const assets = readdirSync(join(folder, 'assets'))
    .filter((name) => !left.has(name) && !NOT_THE_PAGE.test(name))
    .map((name) => `assets/${name}`);
  const loose = readdirSync(folder).filter((name) => LOOSE.test(name));
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const mark = /assets\/index-[\w-]+\.js/.exec(page)?.[0];
  if (mark === undefined) throw new Error('index.html names no script of its own.');

  const worker = readFileSync(join(folder, 'sw.js'), 'utf8');
  const files = [...loose, ...assets].sort();
  const hash = createHash('sha256').update(page).update(worker);
  for (const name of files) hash.update(name).update(readFileSync(join(folder, name)));
  /** @type {import('../workers/contracts/offline.ts').Build} */
  const build = { id: hash.digest('hex').slice(0, 12), files: ['', ...files], mark };
  writeFileSync(
    join(folder, 'sw.js'),
    `const UNDERHOOD_BUILD=${JSON.stringify(build)};\n${worker}`,
  );
}
