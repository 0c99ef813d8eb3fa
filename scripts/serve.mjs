/** Serves a built site as `npm start`, the tests and the benchmarks need it. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Threads in wasm need a cross-origin isolated page. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** What static hosts answer anyway, and what an element on another origin needs. */
export const SHARED_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/**
 * Starts a server; a taken port moves it to the next free one.
 * @param {{ port: number, host?: string, base?: string, isolated?: boolean, folder?: string }} options
 *   `base` is the sub-path, with a slash at both ends; `isolated` sends the headers for cross-origin
 *   isolation; `folder` holds the site, default dist/.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} `url` ends with a slash
 */
export async function serveSite({
  port,
  host = 'localhost',
  base = '/',
  isolated = true,
  folder = join(ROOT, 'dist'),
}) {
  const { preview } = await import('vite');
  const server = await preview({
    configFile: false,
    // What is not there is a 404, as on a static host, not the first page.
    appType: 'mpa',
    root: ROOT,
    base,
    build: { outDir: folder },
    logLevel: 'warn',
    preview: {
      port,
      host,
      headers: { ...SHARED_HEADERS, ...(isolated ? ISOLATION_HEADERS : {}) },
    },
  });
  const [url] = [...(server.resolvedUrls?.local ?? []), ...(server.resolvedUrls?.network ?? [])];
  if (url === undefined) throw new Error(`The server did not start on ${host}, port ${port}.`);
  return { url, close: () => server.close() };
}
