import { existsSync } from 'node:fs';

/** Chromium's flags for tests and benchmarks: software WebGPU, and no calls home. */
export const CHROMIUM_FLAGS = [
  '--enable-unsafe-webgpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Path of an installed Chromium, or undefined for Playwright's own.
 * CHROMIUM overrides; Debian's package comes next.
 * @returns {string | undefined}
 */
export function chromiumPath() {
  const named = process.env['CHROMIUM'];
  if (named) return named;
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    existsSync,
  );
}

/** Launch options for Playwright. */
export function launchOptions() {
  const executablePath = chromiumPath();
  return {
    args: CHROMIUM_FLAGS,
    chromiumSandbox: false,
    ...(executablePath === undefined ? {} : { executablePath }),
  };
}
