import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { readCnn } from './cnn-element.ts';
import { expect, test } from './site.ts';
import { read, waitForState } from './umap-element.ts';

/** Both figures on drawn images, small. */
const SMALL_PAGE =
  '?dataset=garments&points=500&n_epochs=24&cnn.dataset=objects&cnn.points=1200&cnn.epochs=3';

/** What the article does beyond being there comes right after it. */
async function wired(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeVisible();
}

test('the story from top to bottom: a run of each kind, and every figure shows it', async ({
  page,
  site,
}) => {
  test.slow();
  await page.goto(site + SMALL_PAGE);
  await page.locator('#fig-5').getByRole('button', { name: 'Run UMAP on this device' }).click();
  const umap = page.locator('#figure');
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  await expect(page.locator('#fig-1 .measured')).toContainText(
    /On this device: 24 epochs in \d+\.\d s/,
  );
  await page.getByRole('button', { name: 'Epoch 8' }).click();
  expect(await read(umap, ({ playhead }) => playhead)).toBe(8);
  await expect(page.locator('#fig-5 uh-embedding')).toContainText('Iteration Step: 008');
  await expect(page.getByRole('button', { name: 'Epoch 40' })).toBeDisabled();

  const projection = page.locator('#fig-7');
  await projection.getByRole('button', { name: 'Project the test images' }).click();
  await expect(projection).toContainText(/\d\d\.\d% of the new pictures/, { timeout: 60_000 });

  await page
    .locator('#fig-10')
    .getByRole('button', { name: /train one epoch/ })
    .click();
  const network = page.locator('#network');
  expect(await waitForState(network, ['paused', 'failed'])).toBe('paused');
  const untrained = page.locator('#fig-10 uh-prediction');
  await untrained.scrollIntoViewIfNeeded();
  await expect(untrained).toContainText(/it has seen nothing yet/);
  await network.getByRole('button', { name: 'Resume run' }).click();
  expect(await waitForState(network, ['done', 'failed'])).toBe('done');
  await expect(untrained).toContainText('epoch 0');

  const bar = page.locator('.playhead-bar');
  await page.locator('#fig-12').scrollIntoViewIfNeeded();
  await expect(page.locator('#fig-12 uh-prediction')).toContainText('epoch 3');
  await bar.getByRole('slider').focus();
  await page.keyboard.press('Home');
  await expect(page.locator('#fig-12 uh-prediction')).toContainText('epoch 0');
  expect(await readCnn(network, ({ playhead }) => playhead)).toBe(0);
  await page.locator('#fig-13').scrollIntoViewIfNeeded();
  await expect(page.locator('#fig-13 uh-confusion-matrix')).toBeVisible();
  await page.locator('#fig-16').scrollIntoViewIfNeeded();
  await page
    .locator('#fig-16 uh-predictions')
    .getByRole('button', { name: /^Test image/ })
    .first()
    .click();
  await page.locator('#fig-12').scrollIntoViewIfNeeded();
  await expect(page.locator('#fig-12').getByRole('spinbutton')).not.toHaveValue('16');
});

test('a run that the figure’s own button began counts as one that was made here', async ({
  page,
  site,
}) => {
  await page.goto(site + SMALL_PAGE);
  const umap = page.locator('#figure');
  await umap.getByRole('button', { name: /run it live/i }).click();
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  const projection = page.locator('#fig-7');
  await expect(projection.getByRole('button', { name: /Run UMAP/ })).toBeHidden();
  await expect(projection.getByRole('button', { name: /Project/ })).toBeEnabled();
});

test('a copied link brings back parameters, frame and chapter', async ({ page, site, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${site}${SMALL_PAGE}&n_neighbors=12`);
  const umap = page.locator('#figure');
  await read(umap, (element) => element.start());
  await waitForState(umap, ['done']);
  await read(umap, (element) => {
    element.seek(7);
  });
  await page.locator('#umap').evaluate((section) => {
    section.scrollIntoView({ behavior: 'instant' });
  });
  await expect(page.locator('.contents [aria-current]')).toHaveText('A map without labels');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(
    `${site}?dataset=garments&points=500&n_neighbors=12&n_epochs=24&frame=7` +
      '&cnn.dataset=objects&cnn.points=1200&cnn.epochs=3#umap',
  );
  await page.goto('about:blank');
  await page.goto(link);
  const again = page.locator('#figure');
  await read(again, (element) => element.start());
  await waitForState(again, ['done']);
  expect(await read(again, ({ playhead }) => playhead)).toBe(7);
});

test('nothing large is fetched before the reader asks', async ({ page, site }) => {
  let bytes = 0;
  let recorded = 0;
  let datasets = 0;
  page.on('response', (response) => {
    if (response.url().includes('/datasets/')) datasets += 1;
    void response
      .body()
      .then(({ length }) => {
        if (response.url().includes('/traces/')) recorded += length;
        else bytes += length;
      })
      .catch(() => undefined);
  });
  await page.goto(site, { waitUntil: 'networkidle' });
  expect(datasets).toBe(0);
  expect(bytes).toBeLessThan(1_000_000);
  // The run that plays by itself.
  expect(recorded).toBeLessThan(5_000_000);
  expect(await page.evaluate(() => customElements.get('uh-cnn') === undefined)).toBe(true);
  await page.locator('#network').scrollIntoViewIfNeeded();
  await expect(
    page.locator('#network').getByRole('button', { name: /run it live/i }),
  ).toBeVisible();
});

test('side notes stand in the margin where there is one, and open by keyboard where there is none', async ({
  page,
  site,
}) => {
  const note = page.locator('#note-neighbours');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(site);
  await expect(note).toBeVisible();
  await expect(page.getByRole('button', { name: 'Side note: n_neighbors' })).toBeHidden();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(note).toBeHidden();
  await page.getByRole('button', { name: 'Side note: n_neighbors' }).focus();
  await page.keyboard.press('Enter');
  await expect(note).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(note).toBeHidden();
});

test('the table of contents is a menu on a phone', async ({ page, site }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(site);
  await wired(page);
  const list = page.getByRole('navigation', { name: 'Contents' });
  await expect(list).toBeHidden();
  await page.getByRole('button', { name: 'Contents' }).click();
  await list.getByRole('link', { name: /Training, live/ }).click();
  await expect(list).toBeHidden();
  await expect(page.getByRole('heading', { name: /Training, live/ })).toBeInViewport();
});

test('an experiment sets its figure without loading the page anew', async ({ page, site }) => {
  await page.goto(site + SMALL_PAGE);
  await wired(page);
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  await page.getByRole('link', { name: 'Four neighbours' }).click();
  await expect(page.locator('#figure')).toHaveAttribute('n-neighbors', '4');
  await expect(page.locator('#figure')).toBeInViewport();
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
});

for (const width of [320, 768, 1440]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the whole article is accessible and as wide as the window: ${width} px, ${colorScheme}`, async ({
      page,
      site,
    }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(site + SMALL_PAGE);
      // Elements get their code on the way down.
      for (const figure of await page.locator('.fig').all()) await figure.scrollIntoViewIfNeeded();
      await page.evaluate(() => customElements.whenDefined('uh-cnn-figures'));
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
    });
  }
}

test('an address that is not there has a page of its own', async ({ page, site }) => {
  await page.goto(`${site}404.html`);
  await expect(page.getByRole('heading')).toHaveText('Nothing under this hood');
  await page.getByRole('link', { name: 'To the article' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('See a machine learn');
});
