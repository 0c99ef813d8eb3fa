import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { launchOptions } from './scripts/chromium.mjs';
import { offlineSite } from './scripts/offline.mjs';
import { ISOLATION_HEADERS, SHARED_HEADERS } from './scripts/serve.mjs';
import { wasmKernels } from './scripts/wasm.mjs';

const offline = offlineSite();

export default defineConfig({
  base: './',
  server: { headers: { ...ISOLATION_HEADERS, ...SHARED_HEADERS } },
  worker: { format: 'es', plugins: () => [offline.worker] },
  plugins: [wasmKernels(), offline.page],
  build: {
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: 'index.html',
        gallery: 'gallery.html',
        underhood: 'src/elements.ts',
        sw: 'workers/offline/service-worker.ts',
      },
      preserveEntrySignatures: 'strict',
      output: {
        // Other sites name the first, browsers come back to the second: their addresses never change.
        entryFileNames: ({ name }) =>
          name === 'underhood' || name === 'sw' ? `${name}.js` : 'assets/[name]-[hash].js',
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
          exclude: ['workers/**/*.gpu.test.ts'],
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
