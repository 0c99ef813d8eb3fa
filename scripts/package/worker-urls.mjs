/**
 * `import url from './worker.ts?worker&url'` for a package: the address comes from the one expression by which Vite, in the
 * reader's own project, knows a worker and bundles it with its lazy parts. A class of that name in front of the global one
 * keeps the address in place of starting the worker: src/clients/spawn.ts starts it, from whichever origin it comes.
 */
import { basename, dirname, join } from 'node:path';

const QUERY = '?worker&url';
const SUFFIX = '.url.js';
const CALL = /__underhoodWorker\(["'`]([\w.-]+)["'`]\)/g;
const PRELOAD_HELPER = /import \{ __vitePreload \} from "[^"]*";/;

/** @returns {import('vite').Plugin} */
export function workerUrls() {
  return {
    name: 'underhood:worker-urls',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.endsWith(QUERY) || !importer) return null;
      const file = join(dirname(importer), source.slice(0, -QUERY.length));
      return file.replace(/\.ts$/, SUFFIX);
    },
    load(id) {
      if (!id.endsWith(SUFFIX)) return null;
      const script = basename(id).slice(0, -SUFFIX.length);
      // Vite would take the expression for one of ours: it is put in once all else is done.
      return `export default __underhoodWorker('${script}');`;
    },
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        chunk.code = chunk.code.replaceAll(CALL, (_call, script) => expression(script));
      }
    },
  };
}

/**
 * Takes Vite's preloading from around lazy imports: Vite puts its own there again in the reader's project.
 * @returns {import('vite').Plugin}
 */
export function plainImports() {
  return {
    name: 'underhood:plain-imports',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [name, chunk] of Object.entries(bundle)) {
          if (name.endsWith('/preload-helper.js')) delete bundle[name];
          if (chunk.type !== 'chunk') continue;
          chunk.code = chunk.code
            .replace(PRELOAD_HELPER, 'const lazily = (load) => load();')
            .replaceAll('__vitePreload', 'lazily');
        }
      },
    },
  };
}

/** @param {string} script */
function expression(script) {
  return `(() => {
	class Worker {
		constructor(url) {
			this.href = String(url);
		}
	}
	return new Worker(new URL('./${script}.js', import.meta.url), { type: 'module' }).href;
})()`;
}
