/**
 * Compiles the AssemblyScript kernels (`*.kernel.ts` below workers/) into `workers/wasm/build/`. Every folder
 * with kernels becomes one module named after its path (`workers/umap/layout` → `umap-layout`) that
 * exports every function its kernels export; `workers/wasm/assembly` holds what kernels share, and is
 * compiled into those that import it.
 *
 * A module has four variants, `<module>-<simd|relaxed>[-shared].js`: with or without relaxed SIMD, for a
 * plain or a shared memory. Each is a JavaScript module whose default export is the binary in base64,
 * because a dynamic import is the one way to load that works alike in a page, in a worker of a foreign
 * origin, on a host that knows no MIME type for wasm, and in Node.
 *
 * What is up to date is left alone: `manifest.json` keeps a hash of the sources of each module.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const WORKERS = join(ROOT, 'workers');
const BUILD = join(WORKERS, 'wasm', 'build');
const LIBRARY = join('wasm', 'assembly');
const SUFFIX = '.kernel.ts';

/**
 * Static data begins here: address 0 stays free, so that a null pointer shows in a test. (Which pages
 * a run uses is up to the arena, which begins at the module's `__heap_base`.)
 */
const MEMORY_BASE = 1024;
/** 64-KiB pages that a module may import at most: all that 32-bit addresses reach. */
const MAXIMUM_PAGES = 65536;

const OPTIONS = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--noExportMemory',
].concat(['--memoryBase', String(MEMORY_BASE), '--initialMemory', '1']);
const SHARED = ['--sharedMemory', '--maximumMemory', String(MAXIMUM_PAGES)];

/** @type {Record<string, string[]>} */
const VARIANTS = {
  simd: ['--enable', 'simd'],
  relaxed: ['--enable', 'simd,relaxed-simd'],
  'simd-shared': ['--enable', 'simd,threads', ...SHARED],
  'relaxed-shared': ['--enable', 'simd,relaxed-simd,threads', ...SHARED],
};

/**
 * @param {string} folder
 * @returns {string[]} kernel sources below it, relative to workers/, sorted
 */
function findSources(folder = WORKERS) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return path === BUILD ? [] : findSources(path);
      return entry.name.endsWith(SUFFIX) ? [relative(WORKERS, path)] : [];
    })
    .sort();
}

/**
 * @param {string[]} sources
 * @returns {string} a hash of everything that a module made of them depends on
 */
function hashOf(sources) {
  const { version } = createRequire(import.meta.url)('assemblyscript/package.json');
  const hash = createHash('sha256').update(version + JSON.stringify([OPTIONS, VARIANTS]));
  for (const source of sources) hash.update(source).update(readFileSync(join(WORKERS, source)));
  return hash.digest('hex');
}

/**
 * @param {string} name
 * @param {string | Uint8Array} content
 */
function writeWhole(name, content) {
  // Several test runs may build at once: a file appears under its name only when it is complete.
  const draft = join(BUILD, `.${name}.${process.pid}`);
  writeFileSync(draft, content);
  renameSync(draft, join(BUILD, name));
}

/** @returns {Record<string, string>} module → hash of the sources that it was built from */
function readManifest() {
  try {
    return JSON.parse(readFileSync(join(BUILD, 'manifest.json'), 'utf8'));
  } catch {
    return {};
  }
}

/**
 * @param {string} module
 * @param {string[]} sources that export its functions
 */
async function compile(module, sources) {
  const { default: asc } = await import('assemblyscript/asc');
  const entry = sources.map((source) => {
    const path = source.split(sep).join('/').slice(0, -'.ts'.length);
    return `export * from "./${path}";\n`;
  });
  // Where the module's own data ends and the arena may begin.
  entry.push('export function heapBase(): usize { return __heap_base; }\n');

  for (const [variant, options] of Object.entries(VARIANTS)) {
    /** @type {Uint8Array | undefined} */
    let binary;
    const { error, stderr } = await asc.main(
      ['entry.ts', '--outFile', 'out.wasm', ...OPTIONS, ...options],
      {
        readFile: (name) => {
          if (name === 'entry.ts') return entry.join('');
          try {
            return readFileSync(join(WORKERS, name), 'utf8');
          } catch {
            return null;
          }
        },
        writeFile: (name, content) => {
          if (name === 'out.wasm' && typeof content !== 'string') binary = content;
        },
        listFiles: () => [],
      },
    );
    if (error || !binary) {
      throw new Error(
        `The kernels of ${module} (${variant}) do not compile.\n${stderr.toString()}`,
      );
    }
    const base64 = Buffer.from(binary).toString('base64');
    writeWhole(`${module}-${variant}.js`, `export default '${base64}';\n`);
  }
}

/**
 * Builds what is out of date.
 * @param {string} [only] a module's name: build that one alone
 */
export function buildKernels(only) {
  // One after another: a test run asks for them once a project.
  queue = queue.catch(() => undefined).then(() => build(only));
  return queue;
}

/** @type {Promise<void>} */
let queue = Promise.resolve();

/** @param {string} [only] */
async function build(only) {
  mkdirSync(BUILD, { recursive: true });
  const sources = findSources();
  /** @type {Map<string, string[]>} */
  const modules = new Map();
  for (const source of sources) {
    if (dirname(source) === LIBRARY) continue;
    const name = dirname(source).split(sep).join('-');
    modules.set(name, [...(modules.get(name) ?? []), source]);
  }
  const library = sources.filter((source) => dirname(source) === LIBRARY);

  const manifest = readManifest();
  for (const [name, own] of modules) {
    if (only !== undefined && name !== only) continue;
    const hash = hashOf([...own, ...library]);
    if (manifest[name] === hash) continue;
    await compile(name, own);
    writeWhole('manifest.json', JSON.stringify({ ...readManifest(), [name]: hash }));
  }
  for (const name of Object.keys(manifest)) {
    if (modules.has(name)) continue;
    for (const variant of Object.keys(VARIANTS))
      rmSync(join(BUILD, `${name}-${variant}.js`), { force: true });
    const { [name]: _gone, ...rest } = readManifest();
    writeWhole('manifest.json', JSON.stringify(rest));
  }
}

/**
 * Vite plugin: the binaries are there before anything imports them, and follow their sources while
 * developing.
 * @returns {import('vite').Plugin}
 */
export function wasmKernels() {
  return {
    name: 'underhood-wasm-kernels',
    async config() {
      await buildKernels();
    },
    configureServer(server) {
      server.watcher.on('change', (path) => {
        if (!path.endsWith(SUFFIX)) return;
        buildKernels().then(
          () => server.hot.send({ type: 'full-reload' }),
          (error) => server.config.logger.error(String(error)),
        );
      });
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels(process.argv[2]);
