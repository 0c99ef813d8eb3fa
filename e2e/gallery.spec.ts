import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { violations } from './axe.ts';
import { expect, test } from './site.ts';

const COMPONENTS = fileURLToPath(new URL('../src/components', import.meta.url));

/** Folders with an example file. */
const components = readdirSync(COMPONENTS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.example.ts'))
  .map((path) => path.split(/[\\/]/)[0] ?? path)
  .sort();

/** What the browser says of its software renderer, not of us. */
const NOT_OURS = [/GPU stall due to ReadPixels/, /Automatic fallback to software WebGL/];

// A gallery that cannot be drawn would pass for one without faults.
test('the gallery shows every example file, and nothing scrolls sideways', async ({
  page,
  site,
}) => {
  for (const width of [320, 390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${site}gallery.html`);
    await expect(page.locator('main h2')).toHaveText(components.map((name) => `<uh-${name}>`));
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  }
  await page.getByRole('link', { name: 'uh-timeline' }).click();
  await expect(page.locator('h2', { hasText: '<uh-timeline>' })).toBeInViewport();
  await page.getByText('src/components/timeline/timeline.example.ts').click();
  await expect(page.locator('#timeline code')).toContainText('export const examples');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('#timeline .pane[data-theme="light"]').first()).toBeHidden();
  expect(await violations(page, { within: '.masthead' })).toEqual([]);
  expect(await violations(page, { within: 'nav' })).toEqual([]);
});

for (const component of components) {
  test(`every example of uh-${component} is drawn in both themes, without a message or an accessibility violation`, async ({
    page,
    site,
  }) => {
    test.slow();
    const messages: string[] = [];
    let current = 'the gallery itself';
    page.on('pageerror', ({ message }) => messages.push(`${current}: ${message}`));
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      if (NOT_OURS.some((known) => known.test(message.text()))) return;
      messages.push(`${current}: ${message.text()}`);
    });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${site}gallery.html?only=${component}`);
    const examples = page.locator(`section[id="${component}"] .example`);
    await expect(examples.first()).toBeVisible();
    expect(await examples.count()).toBeGreaterThan(0);
    for (const example of await examples.all()) {
      current = (await example.locator('> h3').textContent()) ?? '';
      await example.scrollIntoViewIfNeeded();
      for (const theme of ['light', 'dark']) {
        const stage = example.locator(`[data-theme=${theme}] > .stage`);
        await expect(stage).toHaveAttribute('data-ready');
        const box = await stage.locator('> *').boundingBox();
        expect(box?.height, `${current}, ${theme}: its height`).toBeGreaterThan(10);
      }
      const id = (await example.getAttribute('id')) ?? '';
      // The same element is there twice, once a theme, so that its landmarks are not unique.
      const found = await violations(page, {
        within: `[id="${id}"]`,
        except: ['landmark-unique'],
      });
      messages.push(...found.map((text) => `${current}: ${text}`));
    }
    expect(messages).toEqual([]);
  });
}
