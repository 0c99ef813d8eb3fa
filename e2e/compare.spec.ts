import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { SMALL_CNN } from './cnn-element.ts';
import { expect, test } from './site.ts';
import { read, SMALL, waitForState } from './umap-element.ts';

const SMALL_PAGE = '?dataset=garments&points=500&n_epochs=24';

/** The playheads of the two figures, in their order. */
const playheads = (page: Page, tag: string): Promise<number[]> =>
  page.locator(`uh-compare ${tag}`).evaluateAll((figures) =>
    // Figures of both kinds have one.
    figures.map((figure) => (figure as unknown as { readonly playhead: number }).playhead),
  );

/** Workers of the page, without their threads, which come and go with the stages. */
const workerCount = (page: Page): number =>
  page.workers().filter((worker) => !worker.url().includes('thread')).length;

async function run(figure: Locator): Promise<void> {
  await figure.getByRole('button', { name: /run it live/i }).click();
  expect(await waitForState(figure, ['done', 'failed'])).toBe('done');
}

test('two layouts are compared from the figure’s own button, scrubbed together, and closed again', async ({
  page,
  site,
}) => {
  await page.goto(site + SMALL_PAGE);
  const left = page.locator('uh-umap').first();
  await run(left);
  const workers = workerCount(page);
  await left.getByRole('button', { name: 'Compare' }).click();
  const comparison = page.locator('uh-compare');
  await expect(comparison.getByRole('heading', { name: 'What should differ?' })).toBeFocused();
  await comparison.getByRole('button', { name: 'n_neighbors 5', exact: true }).click();
  const right = comparison.locator('uh-umap').nth(1);
  expect(await waitForState(right, ['done', 'failed'])).toBe('done');
  await expect(comparison.getByRole('group', { name: 'Left: n_neighbors 15' })).toBeVisible();
  await expect(comparison.getByRole('group', { name: 'Right: n_neighbors 5' })).toBeVisible();
  expect(workerCount(page)).toBe(workers + 1);

  const slider = comparison.getByRole('slider', { name: 'Epoch shown' });
  await expect(slider).toHaveCount(1);
  await slider.focus();
  await page.keyboard.press('Home');
  await expect.poll(() => playheads(page, 'uh-umap')).toEqual([0, 0]);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => playheads(page, 'uh-umap')).toEqual([11, 11]);
  for (const figure of [left, right]) await expect(figure).toContainText('Iteration Step: 011');
  const layouts = await Promise.all(
    [left, right].map((figure) => read(figure, (umap) => Array.from(umap.frame(11)))),
  );
  expect(layouts[0]).toHaveLength(1000);
  expect(layouts[0]).not.toEqual(layouts[1]);
  await expect(comparison.getByRole('group', { name: 'Trustworthiness' })).toContainText(
    /Left\S*\s+≈ 0\.\d{3}.*≈ 0\.\d{3}/s,
  );
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    const { violations } = await new AxeBuilder({ page }).include('uh-compare').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }

  await comparison.getByRole('button', { name: 'Back to one' }).click();
  await expect(page.locator('uh-compare')).toHaveCount(0);
  expect(await read(left, ({ playhead }) => playhead)).toBe(11);
  await expect(left.getByRole('slider', { name: 'Epoch shown' })).toBeVisible();
  await expect.poll(() => workerCount(page)).toBe(workers);
});

test('another min_dist begins with the neighbours that are there, and leaves the first run as it was', async ({
  page,
  site,
}) => {
  await page.goto(site + SMALL_PAGE);
  const left = page.locator('uh-umap').first();
  await run(left);
  const workers = workerCount(page);
  const before = await read(left, (umap) => Array.from(umap.frame(24)));
  await left.getByRole('button', { name: 'Compare' }).click();
  const comparison = page.locator('uh-compare');
  await comparison.getByRole('button', { name: 'min_dist 0.8', exact: true }).click();
  const right = comparison.locator('uh-umap').nth(1);
  expect(await waitForState(right, ['done', 'failed'])).toBe('done');
  await expect(right).toContainText('Neighbours and graph were kept.');
  expect(workerCount(page)).toBe(workers);
  expect(await read(left, (umap) => Array.from(umap.frame(24)))).toEqual(before);
  // The worker has another layout by now, and still the images of both.
  await left.getByRole('button', { name: /^Project the/ }).click();
  await expect(left).toContainText('images among those learned from', { timeout: 60_000 });
  await comparison.getByRole('button', { name: 'Back to one' }).click();
  await left.getByRole('button', { name: 'Run again' }).click();
  await waitForState(left, ['running']);
  expect(await waitForState(left, ['done', 'failed'])).toBe('done');
  expect(workerCount(page)).toBe(workers);
});

test('two networks learn one after the other, and are seen at the same epoch', async ({
  page,
  site,
  blog,
}) => {
  test.setTimeout(180_000);
  await blog.open(
    page,
    `<script type="module" src="${site}underhood.js"></script>
    <uh-compare>
      <uh-cnn ${SMALL_CNN}></uh-cnn>
      <uh-cnn ${SMALL_CNN} learning-rate="0.005"></uh-cnn>
    </uh-compare>`,
  );
  const comparison = page.locator('uh-compare');
  const [left, right] = [comparison.locator('uh-cnn').first(), comparison.locator('uh-cnn').nth(1)];
  await comparison.getByRole('button', { name: 'Run both, one after the other' }).click();
  await waitForState(left, ['running'], 90_000);
  expect(await read(right, ({ state }) => state)).toBe('idle');
  await expect(comparison).toContainText('Starts when the first has finished.');
  expect(await waitForState(left, ['done', 'failed'], 90_000)).toBe('done');
  expect(await waitForState(right, ['done', 'failed'], 90_000)).toBe('done');
  await comparison.getByRole('slider', { name: 'Epoch shown' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => playheads(page, 'uh-cnn')).toEqual([1, 1]);
  await expect(comparison.getByRole('group', { name: 'Validation accuracy' })).toContainText(
    /\d\d?\.\d%.*\d\d?\.\d%/s,
  );
});

test('a phone has one figure over the other and nothing that is too wide', async ({
  page,
  site,
  blog,
}) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await blog.open(
    page,
    `<meta name="viewport" content="width=device-width">
    <script type="module" src="${site}underhood.js"></script>
    <uh-compare><uh-umap ${SMALL}></uh-umap></uh-compare>`,
  );
  const comparison = page.locator('uh-compare');
  await run(comparison.locator('uh-umap').first());
  await comparison.getByRole('button', { name: 'seed 25' }).click();
  const right = comparison.locator('uh-umap').nth(1);
  expect(await waitForState(right, ['done', 'failed'])).toBe('done');
  const [first, second] = await comparison
    .locator('uh-umap')
    .evaluateAll((figures) => figures.map((figure) => figure.getBoundingClientRect().top));
  expect(second).toBeGreaterThan(first ?? NaN);
  await expect(comparison.getByText('Above').first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

test.describe('without a connection', () => {
  test.use({ expectedErrors: [/Failed to load resource/] });

  test('the figure says that the comparison did not arrive, and tries again when asked', async ({
    page,
    site,
  }) => {
    await page.goto(site + SMALL_PAGE);
    const figure = page.locator('uh-umap').first();
    await run(figure);
    const code = '**/assets/compare-*.js';
    await page.route(code, (route) => route.abort());
    await figure.getByRole('button', { name: 'Compare' }).click();
    await expect(figure).toContainText('could not be loaded. Check the connection');
    await figure.getByRole('slider', { name: 'Epoch shown' }).press('Home');
    expect(await read(figure, ({ playhead }) => playhead)).toBe(0);
    await page.unroute(code);
    await figure.getByRole('button', { name: 'Compare' }).click();
    await expect(page.getByRole('heading', { name: 'What should differ?' })).toBeVisible();
  });
});
