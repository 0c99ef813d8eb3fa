import AxeBuilder from '@axe-core/playwright';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from './site.ts';
import { read, waitForState } from './umap-element.ts';

const FASHION = fileURLToPath(
  new URL('../dist/datasets/fashion-mnist/manifest.json', import.meta.url),
);

test('the page runs a UMAP to its end, and scrubs back to the first frame', async ({
  page,
  site,
}) => {
  await page.goto(`${site}?dataset=garments&points=500&n_epochs=32`);
  const umap = page.locator('uh-umap');
  await umap.getByRole('button', { name: /run it live/i }).click();
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  await expect(umap).toContainText('Transformed Data');
  await expect(umap).toContainText(/drawn/i);

  const scrubber = umap.getByRole('slider');
  await scrubber.focus();
  await page.keyboard.press('Home');
  await expect(umap).toContainText('Original data');
  expect(await read(umap, ({ playhead }) => playhead)).toBe(0);
  await page.keyboard.press('ArrowRight');
  await expect(umap).toContainText('Iteration Step: 001');
  await page.keyboard.press('End');
  await expect(umap).toContainText('Transformed Data');
});

test('what is drawn moves with the playhead', async ({ page, site }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${site}?dataset=garments&points=500&n_epochs=32`);
  const umap = page.locator('uh-umap');
  await umap.getByRole('button', { name: /run it live/i }).click();
  await waitForState(umap, ['done']);
  const canvas = umap.locator('canvas').first();
  const last = await canvas.screenshot();
  await umap.getByRole('slider').focus();
  await page.keyboard.press('Home');
  await expect(umap).toContainText('Original data');
  expect((await canvas.screenshot()).equals(last)).toBe(false);
  await page.keyboard.press('End');
  await expect(umap).toContainText('Transformed Data');
});

test('scrubbing back while it learns loses nothing and stops nothing', async ({ page, site }) => {
  await page.goto(`${site}?dataset=garments&points=800&n_epochs=150`);
  const umap = page.locator('uh-umap');
  await umap.getByRole('button', { name: /run it live/i }).click();
  await waitForState(umap, ['running']);
  await expect.poll(() => read(umap, ({ frameCount }) => frameCount)).toBeGreaterThan(10);
  await read(umap, (element) => {
    element.seek(2);
  });
  await expect.poll(() => read(umap, ({ frameCount }) => frameCount)).toBeGreaterThan(30);
  expect(await read(umap, ({ playhead }) => playhead)).toBe(2);
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  expect(await read(umap, ({ frameCount }) => frameCount)).toBe(151);
});

test('pause, resume and cancel do what they say, and cancelling keeps the frames', async ({
  page,
  site,
}) => {
  await page.goto(`${site}?dataset=garments&points=800&n_epochs=5000`);
  const umap = page.locator('uh-umap');
  await umap.getByRole('button', { name: /run it live/i }).click();
  await waitForState(umap, ['running']);
  await umap.getByRole('button', { name: 'Pause run' }).click();
  await waitForState(umap, ['paused']);
  await page.waitForTimeout(300); // the step in flight
  const count = await read(umap, ({ frameCount }) => frameCount);
  await page.waitForTimeout(300);
  expect(await read(umap, ({ frameCount }) => frameCount)).toBe(count);
  await umap.getByRole('button', { name: 'Resume run' }).click();
  await expect.poll(() => read(umap, ({ frameCount }) => frameCount)).toBeGreaterThan(count);
  await umap.getByRole('button', { name: 'Cancel', exact: true }).click();
  expect(await waitForState(umap, ['idle', 'failed'])).toBe('idle');
  expect(await read(umap, ({ frameCount }) => frameCount)).toBeGreaterThan(count);
});

test('a run that takes long says what it takes and asks first', async ({ page, site }) => {
  await page.goto(`${site}?dataset=garments&points=30000&engine=umap-js`);
  const umap = page.locator('uh-umap');
  await umap.getByRole('button', { name: /run it live/i }).click();
  const question = umap.getByRole('alertdialog');
  await expect(question).toContainText(/30,000/);
  await expect(question).toContainText(/min|s /);
  await expect(question).toContainText(/[MG]B/);
  expect(await read(umap, ({ state }) => state)).toBe('idle');
  await question.getByRole('button').last().click();
  await expect(question).toBeHidden();
});

test('pointing at a dot shows its image and its class; the legend hides a class', async ({
  page,
  site,
}) => {
  await page.goto(`${site}?dataset=garments&points=500&n_epochs=16`);
  const umap = page.locator('uh-umap');
  await umap.getByRole('button', { name: /run it live/i }).click();
  await waitForState(umap, ['done']);
  const canvas = umap.locator('canvas').first();
  const box = await canvas.boundingBox();
  if (!box) throw new Error('The canvas is not on screen.');
  const tooltip = umap.locator('[part~="tooltip"]');
  // Somewhere along these lines there is a dot.
  await expect(async () => {
    for (let share = 0.2; share < 0.8; share += 0.02) {
      await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
      if (await tooltip.isVisible()) break;
    }
    await expect(tooltip).toBeVisible({ timeout: 100 });
  }).toPass();
  await expect(tooltip).toContainText(/shirt|trouser|pullover|dress|coat|sandal|sneaker|bag|boot/i);

  const trouser = umap.getByRole('button', { name: /trouser/i }).first();
  const before = await canvas.screenshot();
  await trouser.click();
  await expect(trouser).toHaveAttribute('aria-pressed', 'false');
  expect((await canvas.screenshot()).equals(before)).toBe(false);
});

test('the same seed gives the same layout', async ({ page, site }) => {
  await page.goto(`${site}?dataset=garments&points=300&n_epochs=20&seed=5`);
  const umap = page.locator('uh-umap');
  const layouts: string[] = [];
  for (let i = 0; i < 2; i++) {
    await read(umap, (element) => element.start());
    await waitForState(umap, ['done']);
    layouts.push(await read(umap, (element) => Array.from(element.frame(20)).join()));
  }
  expect(layouts[0]).toBe(layouts[1]);
});

test('threads change nothing but the time, and the page says how many there are', async ({
  page,
  site,
  plainSite,
}) => {
  const layouts: string[] = [];
  for (const [address, threads] of [
    [site, /\d+ threads/],
    [plainSite, /1 thread\b/],
  ] as const) {
    await page.goto(`${address}?dataset=garments&points=5000&n_epochs=12&engine=wasm`);
    const umap = page.locator('uh-umap');
    await read(umap, (element) => element.start());
    expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
    await expect(umap).toContainText(threads);
    layouts.push(await read(umap, (element) => Array.from(element.frame(12)).join()));
  }
  expect(layouts[0]).toBe(layouts[1]);
});

test('the reference engine runs when it is chosen, and says what it cannot do', async ({
  page,
  site,
}) => {
  await page.goto(`${site}?dataset=garments&points=400&n_epochs=12&engine=umap-js`);
  const umap = page.locator('uh-umap');
  await umap.getByRole('button', { name: /run it live/i }).click();
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  await expect(umap).toContainText(/umap-js.*JavaScript, 1 thread/s);
  await expect(umap).toContainText(/init is random, not spectral/);
});

test('without the datasets the page runs on drawn images and says so', async ({
  page,
  plainSite,
}) => {
  await page.route('**/datasets/**', (route) => route.fulfill({ status: 404, body: '' }));
  await page.goto(`${plainSite}?points=500&n_epochs=16`);
  const umap = page.locator('uh-umap');
  await umap.getByRole('button', { name: /run it live/i }).click();
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  expect(await read(umap, ({ trace }) => trace.info.dataset.origin)).toBe('drawn');
  await expect(umap).toContainText(/drawn/i);
});
test('UMAP of real Fashion-MNIST images, to the article’s 129 frames', async ({ page, site }) => {
  test.skip(!existsSync(FASHION), 'Fashion-MNIST is not packed here');
  await page.goto(`${site}?points=1500`);
  const umap = page.locator('uh-umap');
  await umap.getByRole('button', { name: /run it live/i }).click();
  expect(await waitForState(umap, ['done', 'failed'], 80_000)).toBe('done');
  expect(await read(umap, ({ frameCount }) => frameCount)).toBe(129);
  expect(await read(umap, ({ trace }) => trace.info.dataset.origin)).toBe('real');
  await expect(umap).toContainText('Fashion-MNIST');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no accessibility violation, ${colorScheme}`, async ({ page, site }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(`${site}?dataset=garments&points=300&n_epochs=10`);
    const umap = page.locator('uh-umap');
    const idle = await new AxeBuilder({ page }).analyze();
    expect(idle.violations).toEqual([]);
    await umap.getByRole('button', { name: /run it live/i }).click();
    await waitForState(umap, ['done']);
    const done = await new AxeBuilder({ page }).analyze();
    expect(done.violations).toEqual([]);
  });
}

for (const width of [320, 390, 1440]) {
  test(`nothing scrolls sideways at ${width} px`, async ({ page, site }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(site);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
}

test('other parameters of the layout restart from the kept graph, and the test images are projected', async ({
  page,
  site,
}) => {
  await page.goto(`${site}?dataset=garments&points=600&n_epochs=24&engine=wasm`);
  const umap = page.locator('uh-umap');
  await umap.getByRole('button', { name: /run it live/i }).click();
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  await expect(umap).toContainText(/Trustworthiness\s+0\.\d{3}/);

  await umap.getByText('Parameters').click();
  await umap.getByLabel('min_dist').fill('0.6');
  await umap.getByLabel('min_dist').press('Tab');
  await umap
    .getByRole('button', { name: /run again/i })
    .last()
    .click();
  await expect(umap).toContainText('Neighbours and graph were kept.');
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');

  await umap.getByRole('button', { name: /project the/i }).click();
  await expect(umap).toContainText(/Agreement of new images\s+0\.\d{3}/, { timeout: 60_000 });
  expect(await waitForState(umap, ['done'])).toBe('done');
  await umap.getByRole('button', { name: /back to the run/i }).click();
  await expect(umap).toContainText('Transformed Data');
});

test('three components turn until they are told to stop', async ({ page, site }) => {
  await page.goto(`${site}?dataset=garments&points=400&n_epochs=12&n_components=3`);
  const umap = page.locator('uh-umap');
  await umap.getByRole('button', { name: /run it live/i }).click();
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  await umap.getByRole('button', { name: 'Stop turning' }).click();
  await expect(umap.getByRole('button', { name: 'Turn slowly' })).toBeVisible();
});
