import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './site.ts';
import { workerCount } from './umap-element.ts';

const module = (site: string) => `<script type="module" src="${site}underhood.js"></script>`;
const isPacked = existsSync(
  fileURLToPath(new URL('../dist/datasets/fashion-mnist/manifest.json', import.meta.url)),
);

const figures = (attributes: string): string =>
  `<uh-samples id="samples" ${attributes}></uh-samples>
   <uh-class-averages id="averages" for="samples"></uh-class-averages>
   <uh-clustermap for="averages" dendrograms></uh-clustermap>`;

/** Files of datasets that the page fetches, from now on. */
function fetchedFiles(page: Page): string[] {
  const files: string[] = [];
  page.on('request', (request) => {
    const file = /\/datasets\/(.+)$/.exec(request.url())?.[1];
    if (file !== undefined) files.push(file);
  });
  return files;
}

test('figures of drawn data on another origin share it, and what is pointed at', async ({
  page,
  plainSite,
  blog,
}) => {
  await blog.open(page, module(plainSite) + figures('dataset="garments" points="2000"'));
  const [averages, map] = [page.locator('uh-class-averages'), page.locator('uh-clustermap')];
  await expect(page.locator('uh-samples [role=gridcell]')).toHaveCount(100);
  await averages.scrollIntoViewIfNeeded();
  await expect(averages.locator('.average')).toHaveCount(10);
  await map.scrollIntoViewIfNeeded();
  await expect(map.locator('td[data-row]')).toHaveCount(100);
  await expect(map.locator('figcaption')).toContainText('images drawn by this project');
  expect(workerCount(page)).toBe(1);

  await map.locator('[data-row="0"][data-column="1"]').hover();
  const [one, other] = await map.locator('th.pointed').allTextContents();
  const sentence = averages.locator('.sentence');
  await expect(sentence).toContainText(`${one?.trim() ?? ''} and ${other?.trim() ?? ''}`);

  await page.evaluate(() => {
    document.querySelectorAll('uh-samples, uh-class-averages, uh-clustermap').forEach((figure) => {
      figure.remove();
    });
  });
  await expect.poll(() => workerCount(page)).toBe(0);
});

test('Fashion-MNIST is fetched when the reader asks, once, and its map is the article’s', async ({
  page,
  site,
  blog,
}) => {
  test.skip(!isPacked, 'Fashion-MNIST is not packed here.');
  const files = fetchedFiles(page);
  await blog.open(page, module(site) + figures('dataset="fashion-mnist"'));
  await expect(page.locator('uh-samples [role=gridcell]')).toHaveCount(100);
  const averages = page.locator('uh-class-averages');
  await averages.scrollIntoViewIfNeeded();
  const load = averages.getByRole('button', { name: 'Load Fashion-MNIST (26 MB)' });
  await expect(load).toBeVisible();
  // The manifest, the labels and the first thousand images.
  expect(files).toHaveLength(3);

  await load.click();
  const map = page.locator('uh-clustermap');
  await map.scrollIntoViewIfNeeded();
  await expect(map.locator('tbody th').first()).toHaveText('Shirt', { timeout: 60_000 });
  const [first] = await map.locator('tbody tr').all();
  const numbers = await first?.locator('td').allTextContents();
  expect(numbers?.map(Number)).toEqual([100, 95, 97, 65, 87, 79, 66, 40, 34, 29]);
  expect(new Set(files).size).toBe(files.length);
});
