import { test as base, type Page } from '@playwright/test';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { serveSite } from '../scripts/serve.mjs';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));

export interface Server {
  /** Ends with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** A server on a free port. */
export async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A plain static host with a site in its folder `underhood/`: what such hosts send (GitHub Pages does), and nothing else. */
export function plainHost(folder: string): RequestListener {
  const files = sirv(folder, { dev: true });
  return (request, response) => {
    request.url = (request.url ?? '/').replace(/^\/underhood\//, '/');
    response.setHeader('Access-Control-Allow-Origin', '*');
    files(request, response);
  };
}

/** Somebody's blog: pages given by the test, sent without any header of ours. */
export interface Blog {
  readonly url: string;
  /** Puts a page of this body on the blog and opens it. */
  open(page: Page, body: string): Promise<void>;
}

interface Servers {
  /** The site as `npm start` serves it. */
  readonly site: string;
  /** The site in a folder of a plain static host. */
  readonly plainSite: string;
  readonly blog: Blog;
}

/**
 * Tests with the built site on servers of its own. Every page's console must stay clean: an error
 * there fails the test, except where the test expects it (`expectedErrors`).
 */
export const test = base.extend<
  { readonly expectedErrors: RegExp[]; readonly cleanConsole: undefined },
  Servers
>({
  site: [
    async ({}, use) => {
      const server = await serveSite({ port: 0 });
      await use(server.url);
      await server.close();
    },
    { scope: 'worker' },
  ],

  plainSite: [
    async ({}, use) => {
      const server = await listen(plainHost(DIST));
      await use(`${server.url}underhood/`);
      await server.close();
    },
    { scope: 'worker' },
  ],

  blog: [
    async ({}, use) => {
      let html = '';
      const server = await listen((request, response) => {
        const found = request.url === '/';
        response.writeHead(found ? 200 : 404, { 'Content-Type': 'text/html' });
        response.end(found ? html : '');
      });
      await use({
        url: server.url,
        open: async (page, body) => {
          html = `<!doctype html><html lang="en"><title>A blog</title>
            <link rel="icon" href="data:,"><body>${body}</body></html>`;
          await page.goto(server.url);
        },
      });
      await server.close();
    },
    { scope: 'worker' },
  ],

  expectedErrors: [[], { option: true }],

  cleanConsole: [
    async ({ page, expectedErrors }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await use(undefined);
      const unexpected = errors.filter((text) => !expectedErrors.some((known) => known.test(text)));
      if (unexpected.length > 0) throw new Error(`The page’s console: ${unexpected.join('\n')}`);
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';
