/** Serves a built site gzipped, as static hosts do and Vite's preview does not: for measuring what comes over the wire. */
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ISOLATION_HEADERS, SHARED_HEADERS } from './serve.mjs';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.xml': 'application/xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** Others (images, packed data, wasm of the reference engine) go as they are. */
const OTHERS = 'application/octet-stream';

/**
 * @param {{ folder: string, isolated: boolean }} options `isolated` sends the headers for cross-origin isolation
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveCompressed({ folder, isolated }) {
  const headers = { ...SHARED_HEADERS, ...(isolated ? ISOLATION_HEADERS : {}) };
  /** @type {Map<string, Buffer>} */
  const compressed = new Map();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(folder, normalize(decodeURI(pathname)).replace(/\/$/, '/index.html'));
    const type = TYPES[extname(path)];
    try {
      const body = compressed.get(path) ?? readFileSync(path);
      const answer = type !== undefined && !compressed.has(path) ? gzipSync(body) : body;
      if (type !== undefined) compressed.set(path, answer);
      response.writeHead(200, {
        ...headers,
        'Content-Type': type ?? OTHERS,
        'Cache-Control': 'max-age=600',
        ...(type === undefined ? {} : { 'Content-Encoding': 'gzip' }),
      });
      response.end(answer);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve) => server.listen(0, 'localhost', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://localhost:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
