import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { launchOptions } from './scripts/chromium.mjs';
import { offlineSite } from './scripts/offline.mjs';
import { ISOLATION_HEADERS, SHARED_HEADERS } from './scripts/serve.mjs';
import { siteAddress } from './scripts/site-address.mjs';
import { wasmKernels } from './scripts/wasm.mjs';

/** What `underhood.js` loads before it meets an element. */
const ELEMENTS =
  /preload-helper|[\\/]src[\\/](lazy-elements|clients[\\/]worker-script|components[\\/]\w+[\\/]events)/;
/** What the first figure is made of: modules of the elements, but not those of the page around them. */
const SHELL = /node_modules|preload-helper|[\\/]src[\\/](?!main|article|elements|gallery)/;

const offline = offlineSite();

export default defineConfig({
  base: './',
  // Met in a worker only when somebody exports: found late, they would reload the page then.
  optimizeDeps: { include: ['gifenc', 'mp4-muxer', 'webm-muxer'] },
  server: { headers: { ...ISOLATION_HEADERS, ...SHARED_HEADERS } },
  worker: { format: 'es', plugins: () => [offline.worker] },
  plugins: [wasmKernels(), siteAddress(), offline.page],
  build: {
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: 'index.html',
        missing: '404.html',
        gallery: 'gallery.html',
        underhood: 'src/elements.ts',
        sw: 'workers/offline/service-worker.ts',
      },
      preserveEntrySignatures: 'strict',
      output: {
        // Other sites name the first, browsers come back to the second: their addresses never change.
        entryFileNames: ({ name }) =>
          name === 'underhood' || name === 'sw' ? `${name}.js` : 'assets/[name]-[hash].js',
        // What every page with an element loads is one file: figures that come later and share parts of it
        // would tear it into many, which compress worse.
        codeSplitting: {
          groups: [
            { name: 'elements', tags: ['$initial'], test: ELEMENTS, priority: 1 },
            { name: 'figure', tags: ['$initial'], test: SHELL },
          ],
        },
      },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: [
            'workers/**/*.test.ts',
            'src/{trace,runs}/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['workers/**/*.gpu.test.ts', 'src/**/*.opfs.test.ts'],
          testTimeout: 60_000,
          // Its gradients are modules that it does not declare as such, so Node alone cannot load them.
          server: { deps: { inline: [/tfjs-core/] } },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: [
            'src/{components,controllers,render,article,clients}/**/*.test.ts',
            'workers/**/*.gpu.test.ts',
            'src/**/*.opfs.test.ts',
          ],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: launchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
