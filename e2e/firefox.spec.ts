/**
 * A smoke run in a Firefox as people have it, over WebDriver BiDi: other WebAssembly, workers, canvas and, where there is
 * no WebGPU, the engines that visitors without it get.
 */
import { firefoxPath } from '../scripts/firefox.mjs';
import { readCnn } from './cnn-element.ts';
import { expect, test } from './site.ts';
import { read, waitForState } from './umap-element.ts';

const executablePath = firefoxPath();

test.use({
  browserName: 'firefox',
  channel: 'moz-firefox',
  launchOptions: executablePath === undefined ? {} : { executablePath },
});

test('Firefox lays out images and trains a network, on wasm where it has no WebGPU', async ({
  page,
  site,
}) => {
  await page.goto(
    `${site}?dataset=garments&points=500&n_epochs=24&cnn.dataset=objects&cnn.points=1200&cnn.epochs=2`,
  );
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const gpu = await page.evaluate(async () => {
    const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
    return (await gpu?.requestAdapter()) != null;
  });

  const umap = page.locator('uh-umap');
  await read(umap, (element) => element.start());
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  expect(await read(umap, ({ frameCount }) => frameCount)).toBe(25);
  const [first, last] = await read(umap, (element) =>
    [0, 24].map((frame) => Array.from(element.frame(frame))),
  );
  for (const layout of [first, last]) {
    expect(layout).toHaveLength(2 * 500);
    expect(layout?.every(Number.isFinite)).toBe(true);
  }
  const moved = (first ?? []).filter((x, i) => Math.abs(x - (last?.[i] ?? NaN)) > 0.01);
  expect(moved.length).toBeGreaterThan(500);

  const cnn = page.locator('uh-cnn');
  await page.evaluate(() => customElements.whenDefined('uh-cnn'));
  await readCnn(cnn, (element) => element.start());
  expect(await waitForState(cnn, ['done', 'failed'])).toBe('done');
  const losses = await readCnn(cnn, ({ trace }) =>
    trace.frames.map(({ metrics }) => metrics.validationLoss),
  );
  expect(losses).toHaveLength(3);
  expect(losses.every(Number.isFinite)).toBe(true);
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? NaN);
  expect(await readCnn(cnn, (element) => element.frame(2).kernels.every(Number.isFinite))).toBe(
    true,
  );

  if (!gpu) {
    expect(await read(umap, ({ engineInfo }) => engineInfo?.engine)).toBe('wasm');
    expect(await readCnn(cnn, ({ engineInfo }) => engineInfo?.engine)).toBe('wasm');
    await expect(umap).toContainText(/\d+ threads?/);
  }
});
