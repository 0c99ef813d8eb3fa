/**
 * A smoke run in a Firefox as people have it: other WebAssembly, workers and canvas, and, where it has no WebGPU, the
 * engines that visitors without it get. Over WebDriver BiDi, which Firefox speaks itself; Playwright's own Firefox is a
 * patched one, and its BiDi asks for commands that the ESR does not know yet.
 */
import { type Page as FirefoxPage, launch } from 'puppeteer-core';
import { firefoxPath } from '../scripts/firefox.mjs';
import type { CnnElement } from './cnn-element.ts';
import { expect, test as base } from './site.ts';
import type { UmapElement } from './umap-element.ts';

/** Without Chromium's page, whose console the others watch. */
const test = base.extend({
  cleanConsole: async ({}, use) => {
    await use(undefined);
  },
});

/** Starts the figure's run and waits for its end; resolves with the state that this was. */
async function runToItsEnd(page: FirefoxPage, tag: 'uh-umap' | 'uh-cnn'): Promise<string> {
  await page.evaluate(async (tag) => {
    await customElements.whenDefined(tag);
    const figure = document.querySelector<UmapElement | CnnElement>(tag);
    await figure?.start();
  }, tag);
  const state = await page.waitForFunction(
    (tag) => {
      const state = document.querySelector<UmapElement | CnnElement>(tag)?.state ?? '';
      return ['done', 'failed'].includes(state) && state;
    },
    { timeout: 60_000 },
    tag,
  );
  return String(await state.jsonValue());
}

/** A page of a new Firefox, closed afterwards. Fails when there was an error in its console. */
async function inFirefox(look: (page: FirefoxPage) => Promise<void>): Promise<void> {
  const executablePath = firefoxPath();
  if (executablePath === undefined) throw new Error('There is no Firefox; FIREFOX=path names one.');
  const browser = await launch({ browser: 'firefox', executablePath, headless: true });
  try {
    const page = await browser.newPage();
    const messages: string[] = [];
    page.on('pageerror', (error) => messages.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') messages.push(message.text());
    });
    await look(page);
    expect(messages).toEqual([]);
  } finally {
    await browser.close();
  }
}

test('Firefox lays out images and trains a network, on wasm where it has no WebGPU', async ({
  site,
}) => {
  await inFirefox(async (page) => {
    await page.goto(
      `${site}?dataset=garments&points=500&n_epochs=24&cnn.dataset=objects&cnn.points=1200&cnn.epochs=2`,
    );
    const { isolated, gpu } = await page.evaluate(async () => {
      const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
      return { isolated: crossOriginIsolated, gpu: Boolean(await gpu?.requestAdapter()) };
    });
    expect(isolated).toBe(true);

    expect(await runToItsEnd(page, 'uh-umap')).toBe('done');
    const umap = await page.evaluate(() => {
      const figure = document.querySelector<UmapElement>('uh-umap');
      if (!figure) throw new Error('The page has no <uh-umap>.');
      const { frameCount, engineInfo } = figure;
      const layouts = [0, frameCount - 1].map((frame) => Array.from(figure.frame(frame)));
      return { frameCount, engine: engineInfo?.engine, layouts };
    });
    expect(umap.frameCount).toBe(25);
    const [first = [], last = []] = umap.layouts;
    for (const layout of [first, last]) {
      expect(layout).toHaveLength(2 * 500);
      expect(layout.every(Number.isFinite)).toBe(true);
    }
    const moved = first.filter((x, i) => Math.abs(x - (last[i] ?? NaN)) > 0.01);
    expect(moved.length).toBeGreaterThan(500);

    expect(await runToItsEnd(page, 'uh-cnn')).toBe('done');
    const cnn = await page.evaluate(() => {
      const figure = document.querySelector<CnnElement>('uh-cnn');
      if (!figure) throw new Error('The page has no <uh-cnn>.');
      return {
        engine: figure.engineInfo?.engine,
        losses: figure.trace.frames.map(({ metrics }) => metrics.validationLoss),
        kernels: Array.from(figure.frame(2).kernels),
      };
    });
    expect(cnn.losses).toHaveLength(3);
    expect(cnn.losses.every(Number.isFinite)).toBe(true);
    expect(cnn.losses[2]).toBeLessThan(cnn.losses[0] ?? NaN);
    expect(cnn.kernels.length).toBeGreaterThan(1000);
    expect(cnn.kernels.every(Number.isFinite)).toBe(true);

    if (!gpu) expect([umap.engine, cnn.engine]).toEqual(['wasm', 'wasm']);
  });
});

test('Firefox is isolated by the service worker on a host that sends no headers', async ({
  plainSite,
}) => {
  await inFirefox(async (page) => {
    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    await page.goto(plainSite);
    // Nothing is looked up before: that would count as a reader's gesture, which keeps the page from reloading.
    await expect.poll(() => loads, { timeout: 30_000 }).toBe(2);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const line = await page.waitForSelector('footer .offline', { timeout: 30_000 });
    const words = await line?.evaluate(({ textContent }) => textContent);
    expect(words).toContain('works without a connection');
  });
});
