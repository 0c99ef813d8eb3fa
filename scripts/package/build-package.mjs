/**
 * What `npm pack` puts into the package, made in `lib/`:
 * - modules for bundlers, one a source file, with their types; what they depend on is installed with the package;
 * - `lib/cdn/`: `underhood.js` with all that it loads, for pages without a bundler;
 * - `lib/custom-elements.json` and `lib/jsx.d.ts`, from the elements' JSDoc.
 * The trace reader and the engines' modules run in Node as well.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { fail, ROOT } from '../setup.mjs';
import { wasmKernels } from '../wasm.mjs';
import { gapsOf } from './check-manifest.mjs';
import { jsxTypes, writeManifest } from './manifest.mjs';
import { plainImports, workerUrls } from './worker-urls.mjs';

const LIB = join(ROOT, 'lib');

/** What can be imported, and the workers, which are only named by their address. */
const ENTRIES = ['src/elements.ts', 'src/trace.ts', 'src/react.ts', 'workers/engines.ts'];
const WORKERS = [
  'dataset/worker',
  'umap/worker',
  'cnn/worker',
  'export/worker',
  'keeper/worker',
  'wasm/thread.worker',
];

const VITE_TYPES = `import type { Plugin } from 'vite';
export declare function underhood(): Plugin;
export default underhood;
`;
/** A name in an import, in declarations. */
const SOURCE_NAME = /((?:from|import)[ (]?['"]\.[^'"]*)\.ts(['"])/g;

/** What both builds have in common. */
const COMMON = /** @type {const} */ ({
  configFile: false,
  root: ROOT,
  base: './',
  publicDir: false,
  logLevel: 'warn',
});

async function buildModules() {
  const files = [...ENTRIES, ...WORKERS.map((worker) => `workers/${worker}.ts`)];
  await build({
    ...COMMON,
    plugins: [wasmKernels(), workerUrls(), plainImports()],
    build: {
      target: 'es2022',
      outDir: LIB,
      minify: false,
      modulePreload: false,
      chunkSizeWarningLimit: 3000,
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: files.map((file) => join(ROOT, file)),
        // The compiler's helpers are part of the code, not a dependency.
        external: /^(?![./\0]|vite\/|@oxc-project\/|[A-Z]:)/,
        preserveEntrySignatures: 'strict',
        output: {
          preserveModules: true,
          preserveModulesRoot: ROOT,
          entryFileNames: '[name].js',
          chunkFileNames: '[name].js',
        },
      },
    },
  });
}

async function buildCdn() {
  await build({
    ...COMMON,
    worker: { format: 'es' },
    plugins: [wasmKernels()],
    build: {
      target: 'es2022',
      outDir: join(LIB, 'cdn'),
      modulePreload: { polyfill: false },
      // The largest are the codecs of foreign recordings, fetched only for those.
      chunkSizeWarningLimit: 3000,
      rolldownOptions: {
        input: { underhood: join(ROOT, 'src/elements.ts') },
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js' },
      },
    },
  });
}

function buildTypes() {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  for (const project of ['tsconfig.src.json', 'tsconfig.workers.json']) {
    const config = join(ROOT, 'scripts/package', project);
    execFileSync(process.execPath, [tsc, '-p', config], { stdio: 'inherit' });
  }
  for (const name of readdirSync(LIB, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    // The compiler leaves the ends of the sources' names in types.
    const file = join(LIB, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(SOURCE_NAME, '$1.js$2'));
  }
}

rmSync(LIB, { recursive: true, force: true });
await buildModules();
await buildCdn();
buildTypes();
cpSync(join(ROOT, 'public/underhood-worker.js'), join(LIB, 'cdn/underhood-worker.js'));
cpSync(join(ROOT, 'scripts/package/vite-plugin.mjs'), join(LIB, 'vite.js'));
writeFileSync(join(LIB, 'vite.d.ts'), VITE_TYPES);
const manifest = writeManifest('lib');
writeFileSync(join(LIB, 'jsx.d.ts'), jsxTypes(manifest));
const gaps = gapsOf(manifest);
if (gaps.length > 0) fail(`custom-elements.json is not complete.\n${gaps.join('\n')}`);
