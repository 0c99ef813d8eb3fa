import type { Locator, Page } from '@playwright/test';
import { expect, test } from './site.ts';
import { read, SMALL, type UmapElement, waitForState, workerCount } from './umap-element.ts';

const module = (site: string) => `<script type="module" src="${site}underhood.js"></script>`;
/** The article with its first figure set to a small run, of 151 frames. */
const small = (site: string) => `${site}?dataset=garments&points=400&n_epochs=150`;
const FRAMES = 151;

const figure = (page: Page): Locator => page.locator('#figure');
const offer = (page: Page): Locator => page.locator('.kept-offer');

/** Starts a run and leaves it to itself. */
async function begin(umap: Locator): Promise<void> {
  await read(umap, (element) => {
    void element.start();
  });
}

/** Has a run to its end. */
async function runWhole(umap: Locator): Promise<void> {
  await begin(umap);
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
}

/** Starts a run and pauses it in the middle. @returns frames that it has then */
async function beginAndPause(umap: Locator): Promise<number> {
  await read(umap, (element) => {
    const pauseOnce = (): void => {
      if (element.frameCount <= 20) return;
      element.removeEventListener('uh-frame', pauseOnce);
      element.pause();
    };
    element.addEventListener('uh-frame', pauseOnce);
    void element.start();
  });
  await waitForState(umap, ['paused']);
  // One step was in flight.
  await umap.page().waitForTimeout(300);
  const frames = await read(umap, ({ frameCount }) => frameCount);
  expect(frames).toBeLessThan(FRAMES);
  return frames;
}

/** Frames that kept runs have by what is written so far, newest run last. */
function keptFrames(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const frames: number[] = [];
    const all = await root.getDirectoryHandle('underhood-runs').catch(() => undefined);
    if (!all) return frames;
    // Not yet in the types of the tests' library.
    for await (const name of (all as unknown as { keys(): AsyncIterable<string> }).keys()) {
      const run = await all.getDirectoryHandle(name);
      const file = await run.getFileHandle('zarr.json').catch(() => undefined);
      // While it is being put in place it cannot be read: whoever waits for it looks again.
      const text = file && (await (await file.getFile()).text().catch(() => '{}'));
      const root = JSON.parse(text ?? '{}') as { attributes?: { frames?: number } };
      frames.push(root.attributes?.frames ?? 0);
    }
    return frames;
  });
}

/** Positions of the frames so far, as an element plays them that is saved and opened as a file: at 12 bits. */
async function savedFrames(umap: Locator, indices: readonly number[]): Promise<number[][]> {
  return umap.evaluate(async (element, wanted) => {
    // A locator does not know what kind its element is.
    const live = element as unknown as UmapElement & { exportTrace(): Promise<Blob> };
    // The tests know the element by what they ask of it.
    const player = document.createElement('uh-umap') as unknown as UmapElement;
    player.setAttribute('src', URL.createObjectURL(await live.exportTrace()));
    document.body.append(player);
    await player.start();
    const frames = wanted.map((index) => [...player.frame(index)]);
    player.remove();
    return frames;
  }, indices);
}

const framesOf = (umap: Locator, indices: readonly number[]): Promise<number[][]> =>
  umap.evaluate(
    (element, wanted) =>
      // As above.
      wanted.map((index) => [...(element as unknown as UmapElement).frame(index)]),
    indices,
  );

test('a run that a reload cuts short is offered, and goes on with the very frames that were kept', async ({
  page,
  site,
}) => {
  await page.goto(small(site));
  const frames = await beginAndPause(figure(page));
  await expect.poll(() => keptFrames(page), { timeout: 15_000 }).toEqual([frames]);
  const indices = [0, 1, 15, 16, frames - 1];
  const live = await savedFrames(figure(page), indices);

  await page.reload();
  await expect(offer(page)).toContainText(
    `Your last run is kept here: Garments (drawn), ${frames} of ${FRAMES} frames.`,
  );
  await offer(page).getByRole('button', { name: 'Continue watching' }).click();
  expect(await waitForState(figure(page), ['done', 'failed'])).toBe('done');
  await expect(offer(page)).toHaveCount(0);
  expect(await read(figure(page), (umap) => umap.frameCount)).toBe(frames);
  expect(await framesOf(figure(page), indices)).toEqual(live);
  // What is played is not kept once more.
  expect(await keptFrames(page)).toEqual([frames]);
});

test('a finished run is watched after a reload, renamed and deleted; a dismissed offer stays away', async ({
  page,
  site,
}) => {
  await page.goto(small(site));
  await runWhole(figure(page));
  await expect.poll(() => keptFrames(page), { timeout: 15_000 }).toEqual([FRAMES]);
  const live = await savedFrames(figure(page), [FRAMES - 1]);

  // Where a recording plays, too.
  await page.goto(site);
  await offer(page).getByRole('button', { name: 'Dismiss' }).click();
  await expect(offer(page)).toHaveCount(0);
  await page.reload();

  const list = page.locator('uh-runs');
  await list.scrollIntoViewIfNeeded();
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(list).toContainText(`UMAP, `);
  await expect(list).toContainText(`${FRAMES} frames`);
  await expect(offer(page)).toHaveCount(0);
  await list.getByRole('button', { name: 'Watch' }).click();
  await expect
    .poll(() => read(figure(page), (umap) => umap.getAttribute('src') !== null && umap.state))
    .toBe('done');
  await expect.poll(() => read(figure(page), (umap) => umap.frameCount)).toBe(FRAMES);
  expect(await framesOf(figure(page), [FRAMES - 1])).toEqual(live);

  await list.scrollIntoViewIfNeeded();
  await list.getByRole('button', { name: 'Rename' }).click();
  await list.getByRole('textbox', { name: 'New name' }).fill('Crumbs');
  await page.keyboard.press('Enter');
  await expect(list.getByRole('listitem')).toContainText('Crumbs');
  await page.reload();
  await list.scrollIntoViewIfNeeded();
  await expect(list.getByRole('listitem')).toContainText('Crumbs');
  await list.getByRole('button', { name: 'Delete' }).click();
  await list.getByRole('button', { name: 'Delete for good' }).click();
  await expect(list).toContainText('No run is kept here yet');
  expect(await keptFrames(page)).toEqual([]);
});

test('another tab shows a run that is being computed as such, and follows it', async ({
  page,
  site,
  context,
}) => {
  await page.goto(small(site));
  const frames = await beginAndPause(figure(page));
  await expect.poll(() => keptFrames(page), { timeout: 15_000 }).toEqual([frames]);
  const other = await context.newPage();
  await other.goto(small(site));
  const list = other.locator('uh-runs');
  await list.scrollIntoViewIfNeeded();
  await expect(list).toContainText('still being computed, here or in another tab');
  await expect(list.getByRole('button', { name: 'Delete' })).toHaveCount(0);
  await expect(offer(other)).toHaveCount(0);
  await list.getByRole('button', { name: 'Watch' }).click();
  await waitForState(figure(other), ['running']);
  await expect(figure(other)).toContainText('still being written');
  await read(figure(page), (umap) => {
    umap.resume();
  });
  await waitForState(figure(other), ['done', 'failed']);
  expect(await read(figure(other), (umap) => umap.error?.message)).toBeUndefined();
  expect(await read(figure(other), (umap) => umap.frameCount)).toBe(FRAMES);
});

test('a run that there is no room for goes on untouched, says so, and can have the oldest make room', async ({
  page,
  site,
}) => {
  await page.goto(small(site));
  await runWhole(figure(page));
  await expect.poll(() => keptFrames(page), { timeout: 15_000 }).toEqual([FRAMES]);
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(site);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });

  await runWhole(figure(page));
  expect(await read(figure(page), (umap) => umap.frameCount)).toBe(FRAMES);
  const told = figure(page).getByRole('alert');
  await expect(told).toContainText('The browser gives this site no more room on the device.');
  await expect(told).toContainText('This run goes on, but is not kept on the device');
  expect(await keptFrames(page)).toContain(FRAMES);

  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await told.getByRole('button', { name: /^Delete “.*” .* and keep this one$/ }).click();
  await expect(told).toHaveCount(0);
  await expect.poll(() => keptFrames(page), { timeout: 15_000 }).toEqual([FRAMES]);
});

test('an element on a blog keeps runs where it is asked to, and only there', async ({
  page,
  site,
  blog,
}) => {
  await blog.open(
    page,
    `${module(site)}<uh-umap id="kept" ${SMALL} keep></uh-umap><uh-umap id="other" ${SMALL}></uh-umap>`,
  );
  for (const id of ['other', 'kept']) {
    const umap = page.locator(`#${id}`);
    await runWhole(umap);
  }
  await expect.poll(() => keptFrames(page), { timeout: 15_000 }).toEqual([25]);
  // What keeps a run ends with its element.
  await page.evaluate(() => {
    for (const umap of document.querySelectorAll('uh-umap')) umap.remove();
  });
  await expect.poll(() => workerCount(page), { timeout: 10_000 }).toBe(0);
});
