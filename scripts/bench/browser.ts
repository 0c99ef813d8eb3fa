import { chromium, type Page } from 'playwright';
import { launchOptions } from '../chromium.mjs';
import { ISOLATION_HEADERS, serveSite } from '../serve.mjs';
import { forgetPeaks, peakOfRenderers, renderersBefore } from './renderer-memory.ts';

export interface PageOptions {
  /** The built site that is served; default: dist. */
  readonly folder?: string;
  /** Within the site. */
  readonly path: string;
  /** What is answered at `path` in place of a file. */
  readonly html?: string;
  readonly isolated: boolean;
  /** Of the wasm engines; undefined: one a processor. */
  readonly threads: number | undefined;
  /** A call into the page may take so long before it counts as hung, ms. */
  readonly patience: number;
}

/** A page in a browser of its own. */
export interface BenchPage {
  readonly page: Page;
  /** Most memory that its process held since its start, or since `forgetPeak`; null where that cannot be told. */
  readonly peakBytes: () => number | null;
  readonly forgetPeak: () => void;
  readonly close: () => Promise<void>;
}

/** Serves the site and opens one page of it; what its console says is progress. */
export async function openPage(
  { folder, path, html, isolated, threads, patience }: PageOptions,
  progress: (sentence: string) => void,
): Promise<BenchPage> {
  const site = await serveSite({ port: 4300, isolated, ...(folder ? { folder } : {}) });
  const server = await chromium.launchServer(launchOptions());
  const close = async (): Promise<void> => {
    await server.close();
    await site.close();
  };
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const { pid } = server.process();
    const others = renderersBefore(pid);
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => {
      progress(`  ${message.text()}`);
    });
    if (html !== undefined) {
      const headers = isolated ? ISOLATION_HEADERS : {};
      await page.route(`**/${path}`, (route) =>
        route.fulfill({ contentType: 'text/html', headers, body: html }),
      );
    }
    if (threads !== undefined) await pretendProcessors(page, threads);
    // tsx compiles with names kept, through a helper that a function sent to the page leaves behind.
    await page.addInitScript('globalThis.__name = (named) => named;');
    await page.goto(`${site.url}${path}`);
    page.setDefaultTimeout(patience);
    return {
      page,
      peakBytes: () => peakOfRenderers(pid, others),
      forgetPeak: () => {
        forgetPeaks(pid);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The site's workers take one thread a processor: they are told of as many as threads are asked for. */
async function pretendProcessors(page: Page, count: number): Promise<void> {
  await page.route('**/assets/*.js', async (route) => {
    const response = await route.fetch();
    const told = `Object.defineProperty(Object.getPrototypeOf(navigator), 'hardwareConcurrency', { value: ${count} });`;
    await route.fulfill({ response, body: `${await response.text()}\n${told}` });
  });
}
