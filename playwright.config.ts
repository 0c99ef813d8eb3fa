import { defineConfig } from '@playwright/test';
import { launchOptions } from './scripts/chromium.mjs';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  timeout: 90_000,
  // Two cores: one page computing leaves one for the browser.
  workers: 1,
  // Tests of other things see each page load once; those of the service worker allow it.
  use: { launchOptions: launchOptions(), serviceWorkers: 'block' },
});
