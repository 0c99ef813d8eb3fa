import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import sirv from 'sirv';
import { expect, listen, test } from './site.ts';
import { read, SMALL, waitForState } from './umap-element.ts';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
/** What the elements need beside `default-src 'self'`: to compile WebAssembly, and `style` attributes. */
const NEEDS = "'wasm-unsafe-eval'; style-src-attr 'unsafe-inline'";
const REPLAY = 'src="RECORDING" autoplay';

const pageOf = (script: string, figure: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>A strict page</title>
   <link rel="icon" href="/favicon.svg"><body><script type="module" ${script}></script>${figure}</body></html>`;

/** Opens a page with this policy, which its host sends with every file. */
async function open(
  page: Page,
  { policy, html, files }: { policy: string; html: string; files: string },
  look: () => Promise<void>,
): Promise<void> {
  const serve = sirv(files, { dev: true });
  const server = await listen((request, response) => {
    response.setHeader('Content-Security-Policy', policy);
    if (request.url !== '/page') {
      serve(request, response);
      return;
    }
    response.setHeader('Content-Type', 'text/html');
    response.end(html);
  });
  try {
    await page.goto(`${server.url}page`);
    await look();
  } finally {
    await server.close();
  }
}

for (const figure of [
  `${SMALL} autoplay`,
  REPLAY.replace('RECORDING', 'traces/fashion-mnist-umap'),
]) {
  test(`the named policy is enough where the page and the library are of one origin: ${figure}`, async ({
    page,
  }) => {
    await open(
      page,
      {
        policy: `default-src 'self'; script-src 'self' ${NEEDS}`,
        html: pageOf('src="underhood.js"', `<uh-umap ${figure}></uh-umap>`),
        files: DIST,
      },
      async () => {
        const umap = page.locator('uh-umap');
        expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
      },
    );
  });
}

test('a page that allows no workers of Blobs names a script of its own', async ({
  page,
  plainSite,
}) => {
  const { origin } = new URL(plainSite);
  await open(
    page,
    {
      policy: `default-src 'self'; script-src 'self' ${origin} ${NEEDS}; connect-src ${origin}; worker-src 'self'`,
      html: pageOf(
        `src="${plainSite}underhood.js" data-worker-src="underhood-worker.js"`,
        `<uh-umap ${SMALL} engine="wasm" autoplay></uh-umap>`,
      ),
      // What of the library lies on the page's own origin: the one file, among what is not asked for.
      files: fileURLToPath(new URL('../public', import.meta.url)),
    },
    async () => {
      const umap = page.locator('uh-umap');
      expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
      expect(await read(umap, ({ frameCount }) => frameCount)).toBe(25);
      const scripts = page.workers().map((worker) => new URL(worker.url()).pathname);
      expect(new Set(scripts)).toEqual(new Set(['/underhood-worker.js']));
    },
  );
});

test.describe('without it', () => {
  test.use({ expectedErrors: [/Content Security Policy/] });
  test('the element says that the worker could not start, and the page stays usable', async ({
    page,
    plainSite,
  }) => {
    const { origin } = new URL(plainSite);
    await open(
      page,
      {
        policy: `default-src 'self'; script-src 'self' ${origin} ${NEEDS}; connect-src ${origin}; worker-src 'self'`,
        html: pageOf(`src="${plainSite}underhood.js"`, `<uh-umap ${SMALL} autoplay></uh-umap>`),
        files: fileURLToPath(new URL('../public', import.meta.url)),
      },
      async () => {
        expect(await waitForState(page.locator('uh-umap'), ['done', 'failed'])).toBe('failed');
      },
    );
  });
});
