import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ROOT } from '../setup.mjs';
import { wasmKernels } from '../wasm.mjs';

/**
 * Makes one folder of a program that runs the workers' engines in Node: `main.mjs`, and beside it `thread.mjs` for the
 * threads of the wasm kernels. Bundled, because the engines' sources are written for Vite: shaders and kernels are imported, and
 * TensorFlow.js has modules that Node alone does not load.
 *
 * @param {object} options
 * @param {string} options.main the program's source
 * @param {string} options.outDir is made anew
 * @param {string} [options.licences] file for the licences of the packages in it
 * @param {string[]} [options.external] packages that stay outside
 */
export async function bundleProgram({ main, outDir, licences, external = [] }) {
  const thread = fileURLToPath(new URL('thread.ts', import.meta.url));
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [wasmKernels()],
    ssr: { noExternal: true, external },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      ...(licences === undefined ? {} : { license: { fileName: licences } }),
      rolldownOptions: {
        input: { main, thread },
        // The site fetches engines one by one; here they are in the program.
        checks: { ineffectiveDynamicImport: false },
        // All side by side: what starts a thread looks for it beside itself.
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
}
