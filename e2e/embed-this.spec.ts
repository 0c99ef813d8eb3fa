import { expect, test } from './site.ts';
import { read, waitForState } from './umap-element.ts';

test('what «Embed this» copies shows the same on another site, once it is in view', async ({
  page,
  plainSite,
  blog,
}) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = (text) => {
      Reflect.set(window, 'copied', text);
      return Promise.resolve();
    };
  });
  await page.goto(plainSite);
  await page.locator('#fig-1').getByRole('button', { name: 'Embed this' }).click();
  await expect(page.locator('.page-status')).toHaveText('Copied.');
  const code = await page.evaluate(() => String(Reflect.get(window, 'copied')));
  const figure = page.locator('#figure');
  expect(await waitForState(figure, ['done', 'failed'])).toBe('done');
  const frames = await read(figure, ({ frameCount }) => frameCount);

  await blog.open(page, `<div style="height: 5000px">A long text.</div>${code}`);
  const umap = page.locator('uh-umap');
  await page.waitForTimeout(500);
  expect(await umap.evaluate((element) => element.matches(':defined'))).toBe(false);
  await umap.scrollIntoViewIfNeeded();
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  expect(await read(umap, ({ frameCount }) => frameCount)).toBe(frames);
});
