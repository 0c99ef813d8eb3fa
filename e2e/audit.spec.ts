import type { Page } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { violations } from './axe.ts';
import { readCnn } from './cnn-element.ts';
import { expect, test } from './site.ts';
import { listTabStops, pressTab, useByKeyboard } from './tab-stops.ts';
import { read, waitForState } from './umap-element.ts';

/** Both figures on drawn images, with runs of a second or two. */
const SMALL =
  '?dataset=garments&points=400&n_epochs=16&engine=wasm&cnn.dataset=objects&cnn.points=1000&cnn.epochs=2';
/** Runs that do not end by themselves while they are looked at. */
const LONG = SMALL.replace('n_epochs=16', 'n_epochs=100000').replace(
  'cnn.epochs=2',
  'cnn.epochs=100',
);

/** JavaScript before the first run, bytes gzipped: the page promises 90 KB. */
const SCRIPT_BUDGET = 90_000;
/** With the code of every figure of the article, and what draws and counts images for some of them. */
const READING_BUDGET = 230_000;

async function runBoth(page: Page, state: string): Promise<void> {
  const [umap, cnn] = [page.locator('uh-umap').first(), page.locator('uh-cnn').first()];
  await page.evaluate(() => customElements.whenDefined('uh-cnn'));
  await read(umap, (element) => void element.start());
  expect(await waitForState(umap, [state, 'failed'])).toBe(state);
  await readCnn(cnn, (element) => void element.start());
  expect(await waitForState(cnn, [state, 'failed'])).toBe(state);
}

/** Figures get their code when they come near. */
async function scrollThrough(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += 600) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(100);
  }
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => {
    scrollTo(0, 0);
  });
}

async function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no accessibility violation while nothing, one thing and everything has run, ${colorScheme}`, async ({
    page,
    site,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(site + LONG);
    await page.evaluate(() => customElements.whenDefined('uh-cnn'));
    expect(await violations(page)).toEqual([]);
    await runBoth(page, 'running');
    expect(await violations(page)).toEqual([]);
    await page.goto(site + SMALL);
    await runBoth(page, 'done');
    expect(await violations(page)).toEqual([]);
  });
}

test('the keyboard reaches and uses everything, in an order, without a trap, and shows where it is', async ({
  page,
  site,
}) => {
  test.slow();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(site + SMALL);
  await runBoth(page, 'done');
  await scrollThrough(page);
  const { stops, unreachable } = await listTabStops(page);
  expect(unreachable).toEqual([]);
  expect(stops.length).toBeGreaterThan(20);

  const reached: number[] = [];
  const wrong: Record<'unknown' | 'unmarked' | 'offScreen' | 'useless', string[]> = {
    unknown: [],
    unmarked: [],
    offScreen: [],
    useless: [],
  };
  for (;;) {
    const { index, name, shows, onScreen, scrolls } = await pressTab(page);
    if (index === undefined || reached.includes(index)) break;
    if (index >= 0) reached.push(index);
    else if (!scrolls) wrong.unknown.push(name);
    if (!shows) wrong.unmarked.push(name);
    if (!onScreen) wrong.offScreen.push(name);
    expect(wrong.unknown.length, `a trap at ${name}`).toBeLessThan(50);
  }
  const missed = stops.filter(({ index }) => !reached.includes(index)).map(({ name }) => name);
  expect(missed).toEqual([]);
  // The order of reading is the order of the keyboard.
  expect(reached).toEqual(reached.toSorted((a, b) => a - b));

  // Once more, using each. What that switches on (a step forward after one back) is reached as well.
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
  });
  const used = new Set<number>();
  for (;;) {
    const { index, name } = await pressTab(page);
    if (index === undefined || used.has(index)) break;
    if (index < 0) continue;
    used.add(index);
    const stop = stops[index];
    if (stop && isOperated(stop) && !(await useByKeyboard(page, stop))) wrong.useless.push(name);
  }
  expect(used.size).toBeGreaterThan(0.9 * stops.length);
  expect(wrong).toEqual({ unknown: [], unmarked: [], offScreen: [], useless: [] });
});

/** Whether it does something, other than a region that is focused only to be scrolled. */
function isOperated({ tag, role, type }: { tag: string; role: string; type: string }): boolean {
  if (['a', 'button', 'summary', 'select', 'textarea'].includes(tag)) return true;
  if (tag === 'input') return type !== 'file' && type !== 'color';
  return ['button', 'switch', 'slider', 'spinbutton'].includes(role);
}

test('at 320 px nothing scrolls sideways, with everything open and run', async ({ page, site }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto(site + SMALL);
  expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
  await runBoth(page, 'done');
  await listTabStops(page); // opens all that can be opened
  expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
});

test('JavaScript before the first run stays below 90 KB, and below 230 KB for who reads it all', async ({
  page,
  site,
}) => {
  const bytes = new Map<string, Promise<number>>();
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    bytes.set(
      response.url(),
      response.body().then((body) => gzipSync(body).length),
    );
  });
  const total = async (): Promise<number> => {
    await page.waitForLoadState('networkidle');
    const sizes = await Promise.all(bytes.values());
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  await page.goto(site);
  // The recorded run that plays by itself is part of it.
  await waitForState(page.locator('uh-umap').first(), ['done']);
  expect(await total()).toBeGreaterThan(20_000);
  expect(await total()).toBeLessThanOrEqual(SCRIPT_BUDGET);
  await scrollThrough(page);
  expect(await total()).toBeLessThanOrEqual(READING_BUDGET);
});
