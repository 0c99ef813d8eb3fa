import type { Locator, Page } from '@playwright/test';
import { expect, test } from './site.ts';

const module = (site: string) => `<script type="module" src="${site}underhood.js"></script>`;

const FIGURES = `
  <uh-clustermap for="layout" link></uh-clustermap>
  <uh-class-averages for="layout" link></uh-class-averages>
  <uh-umap id="layout" dataset="garments" points="2000" n-epochs="60" background link></uh-umap>
  <uh-expectation id="expected" for="layout" link></uh-expectation>
  <uh-cnn id="network" dataset="garments" points="1500" epochs="2" schedule="fixed"
    steps-per-epoch="20" engine="wasm" background link></uh-cnn>
  <uh-mistakes for="network" link></uh-mistakes>`;

/** What the tests read of the figures; the real classes are in src/components/. */
interface Figure extends HTMLElement {
  readonly state?: string;
  readonly overlap?: Float64Array;
  readonly highlight?: readonly number[];
  readonly pair?: { readonly a: number; readonly b: number } | null;
  start?(): Promise<void>;
  pause?(): void;
  resume?(): void;
}

/** Classes that stand out in the layout. */
const highlighted = (page: Page): Promise<readonly number[] | undefined> =>
  page.locator('uh-umap').evaluate((layout) => (layout as Figure).highlight);

const shownPair = (page: Page, tag: string) =>
  page.locator(tag).evaluate((figure) => (figure as Figure).pair);

const stateOf = (figure: Locator) => figure.evaluate((element) => (element as Figure).state);

/** Once its code has come. */
async function start(figure: Locator): Promise<void> {
  await expect.poll(() => figure.evaluate((element) => 'start' in element)).toBe(true);
  await figure.evaluate((element) => {
    void (element as Figure).start?.();
  });
}

test('a pair of classes that is pointed at stands out in every linked figure, of live and of finished runs', async ({
  page,
  plainSite,
  blog,
}) => {
  await blog.open(page, module(plainSite) + FIGURES);
  const map = page.locator('uh-clustermap');
  const cell = map.locator('[data-row="0"][data-column="1"]');
  await cell.scrollIntoViewIfNeeded();

  const layout = page.locator('uh-umap');
  // Held in the middle: it would be over before a mouse gets anywhere.
  await layout.evaluate((element) => {
    const hold = (): void => {
      if ((element as Figure).state !== 'running') return;
      element.removeEventListener('uh-frame', hold);
      (element as Figure).pause?.();
    };
    element.addEventListener('uh-frame', hold);
  });
  await start(layout);
  await expect.poll(() => stateOf(layout)).toBe('paused');
  await cell.hover();
  await expect.poll(() => highlighted(page)).toHaveLength(2);
  await page.mouse.move(0, 0);
  await expect.poll(() => highlighted(page)).toEqual([]);
  await layout.evaluate((element) => (element as Figure).resume?.());

  await expect
    .poll(() => layout.evaluate((element) => (element as Figure).overlap?.length), {
      timeout: 60_000,
    })
    .toBe(100);
  await cell.click();
  await page.mouse.move(0, 0);
  expect(await highlighted(page)).toHaveLength(2);
  expect(await shownPair(page, 'uh-class-averages')).not.toBeNull();
  const expected = page.locator('#expected');
  await expected.scrollIntoViewIfNeeded();
  await expect(expected.locator('.dot.shown')).toHaveCount(1);
  await expect(expected.locator('.verdict')).toContainText(/ρ = −?\d\.\d\d over 45 pairs/);
  await page.keyboard.press('Escape');
  await expect.poll(() => highlighted(page)).toEqual([]);
  await expect(expected.locator('.dot.shown')).toHaveCount(0);
});

test('a network’s surest mistakes show their neighbours and their history', async ({
  page,
  plainSite,
  blog,
}) => {
  await blog.open(page, module(plainSite) + FIGURES);
  const network = page.locator('uh-cnn');
  await network.scrollIntoViewIfNeeded();
  await start(network);
  const mistakes = page.locator('uh-mistakes');
  await mistakes.scrollIntoViewIfNeeded();
  const card = mistakes.locator('.card').first();
  await expect(card).toBeVisible({ timeout: 80_000 });
  await card.click();
  await expect(mistakes.locator('.nearest li')).toHaveCount(8);
  await expect(mistakes.locator('.plot')).toHaveAttribute(
    'aria-label',
    /^Probabilities from epoch 0 to 2/,
  );

  // A dot of the layout's panel is of the same classes as the network.
  const expected = page.locator('#expected');
  await expected.scrollIntoViewIfNeeded();
  await expected.locator('.dot').first().focus();
  expect(await shownPair(page, 'uh-cnn')).toEqual({ a: 0, b: 1 });
  await expect(network.locator('td.paired')).toHaveCount(2);
});
