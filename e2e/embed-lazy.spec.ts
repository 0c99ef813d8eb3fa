import type { Locator, Page, Response } from '@playwright/test';
import { hideTab, preparesHiding } from './hidden-tab.ts';
import { cnnRecording, FRAMES, host, umapRecording } from './recordings.ts';
import { type Blog, expect, test } from './site.ts';
import { read, SMALL, waitForState, workerCount } from './umap-element.ts';

const module = (site: string) => `<script type="module" src="${site}underhood.js"></script>`;

/** More than a screen, and more than the elements look ahead. */
const TEXT = '<p style="height: 4000px">A long text.</p>';

/** A run that does not end while a test looks at it. */
const LONG = {
  'uh-umap': 'dataset="garments" points="500" n-epochs="20000"',
  'uh-cnn': 'dataset="objects" points="600" schedule="fixed" steps-per-epoch="2" epochs="3000"',
} as const;
const TAGS = ['uh-umap', 'uh-cnn'] as const;

/** What computes: workers, kernels, a run's control; and what reads recordings. */
const ENGINE = /worker|wasm|engine|tfjs|umap-js|(umap|cnn)-(run|replay)|store|zstd|blosc|dataset/;

/** The posters' colour; nothing else on a page has it. */
const GREEN = [10, 170, 119];
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">
  <rect width="400" height="300" fill="rgb(${GREEN.join()})"/></svg>`;

/** What a page has fetched from the site so far. */
class Fetched {
  private readonly responses: Response[] = [];

  constructor(
    page: Page,
    private readonly site: string,
  ) {
    page.on('response', (response) => {
      if (response.url().startsWith(site)) this.responses.push(response);
    });
  }

  get engine(): string[] {
    return this.names.filter((name) => ENGINE.test(name));
  }

  private get names(): string[] {
    return this.responses.map((response) => response.url().slice(this.site.length));
  }

  /** Of all that was fetched, as it is before compression. */
  async bytes(): Promise<number> {
    const bodies = await Promise.all(this.responses.map((response) => response.body()));
    return bodies.reduce((sum, { length }) => sum + length, 0);
  }
}

/** Puts the poster on the blog, and a picture that is none. */
async function servePosters(page: Page, blog: Blog): Promise<void> {
  await page.route(`${blog.url}poster.svg`, (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: PICTURE }),
  );
  await page.route(`${blog.url}gone.svg`, (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: 'There is nothing here.' }),
  );
}

/** The colour in the middle of what is seen of an element: what was painted, not what should be. */
async function colourOf(locator: Locator): Promise<number[]> {
  const png = await locator.screenshot();
  return locator.page().evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context?.drawImage(image, 0, 0);
    const middle = context?.getImageData(image.width / 2, image.height / 2, 1, 1).data ?? [];
    return [...middle].slice(0, 3);
  }, png.toString('base64'));
}

const frameCount = (element: Locator): Promise<number> => read(element, (it) => it.frameCount);
const playhead = (element: Locator): Promise<number> => read(element, (it) => it.playhead);
const toTop = (page: Page): Promise<void> =>
  page.evaluate(() => {
    scrollTo(0, 0);
  });

/**
 * Waits until a number stays the same for as long as a run that goes on would need to change it many times. What was in
 * flight when it was told to stop, an epoch that is being validated, may still arrive before.
 */
async function comesToRest(page: Page, value: () => Promise<number>): Promise<void> {
  await expect
    .poll(
      async () => {
        const before = await value();
        await page.waitForTimeout(800);
        return (await value()) - before;
      },
      { timeout: 15_000 },
    )
    .toBe(0);
}

for (const tag of TAGS) {
  test(`a lazy <${tag}> with a slotted poster costs no byte of engine before somebody starts it`, async ({
    page,
    plainSite,
    blog,
  }) => {
    await servePosters(page, blog);
    const fetched = new Fetched(page, plainSite);
    await blog.open(
      page,
      `${module(plainSite)}${TEXT}
       <${tag} ${LONG[tag]} loading="lazy"><img slot="poster" src="poster.svg" alt="A run"></${tag}>`,
    );
    const element = page.locator(tag);
    await page.waitForLoadState('networkidle');
    // Not even the element's own code is there, and what is fits the budget of the shell, uncompressed.
    expect(await element.evaluate((it) => it.matches(':defined'))).toBe(false);
    expect(fetched.engine).toEqual([]);
    expect(await fetched.bytes()).toBeLessThan(30 * 1024);

    await element.scrollIntoViewIfNeeded();
    const poster = element.locator('[slot=poster]');
    await expect(element.getByRole('button', { name: 'Run it live on this device' })).toBeVisible();
    await expect.poll(() => colourOf(poster)).toEqual(GREEN);
    await page.waitForLoadState('networkidle');
    expect([fetched.engine, workerCount(page)]).toEqual([[], 0]);

    await element.getByRole('button', { name: 'Run it live on this device' }).click();
    expect(await waitForState(element, ['running', 'failed'])).toBe('running');
    await expect(poster).toBeHidden();
    // The pattern knows an engine when there is one.
    expect(fetched.engine.length).toBeGreaterThan(2);
    expect(workerCount(page)).toBeGreaterThan(0);
  });

  test(`a live <${tag}> pauses out of view, says so, and goes on in view`, async ({
    page,
    plainSite,
    blog,
  }) => {
    await blog.open(
      page,
      `${module(plainSite)}${TEXT}<${tag} ${LONG[tag]} autoplay loading="lazy" controls></${tag}>`,
    );
    const element = page.locator(tag);
    await element.scrollIntoViewIfNeeded();
    expect(await waitForState(element, ['running', 'failed'])).toBe('running');
    await toTop(page);
    expect(await waitForState(element, ['paused', 'failed'])).toBe('paused');
    await expect(element.locator('.now')).toContainText('Paused while out of view');
    await comesToRest(page, () => frameCount(element));
    expect(await read(element, ({ state }) => state)).toBe('paused');

    const before = await frameCount(element);
    await element.scrollIntoViewIfNeeded();
    expect(await waitForState(element, ['running', 'failed'])).toBe('running');
    await expect.poll(() => frameCount(element)).toBeGreaterThan(before);

    // What the reader paused is theirs to resume.
    await element.getByRole('button', { name: 'Pause run' }).click();
    await toTop(page);
    await page.waitForTimeout(300);
    await element.scrollIntoViewIfNeeded();
    await comesToRest(page, () => frameCount(element));
    expect(await read(element, ({ state }) => state)).toBe('paused');
  });

  test(`a live <${tag}> pauses in a hidden tab, and with \`background\` goes on in one`, async ({
    page,
    plainSite,
    blog,
  }) => {
    await preparesHiding(page);
    await blog.open(page, `${module(plainSite)}<${tag} ${LONG[tag]} autoplay></${tag}>`);
    const element = page.locator(tag);
    expect(await waitForState(element, ['running', 'failed'])).toBe('running');
    await hideTab(page, true);
    expect(await waitForState(element, ['paused', 'failed'])).toBe('paused');
    await comesToRest(page, () => frameCount(element));
    await hideTab(page, false);
    expect(await waitForState(element, ['running', 'failed'])).toBe('running');

    await element.evaluate((it) => {
      it.toggleAttribute('background', true);
    });
    await hideTab(page, true);
    const before = await frameCount(element);
    await expect.poll(() => frameCount(element)).toBeGreaterThan(before + 1);
    expect(await read(element, ({ state }) => state)).toBe('running');
  });
}

test('with `background` a run that begins out of view is finished there', async ({
  page,
  plainSite,
  blog,
}) => {
  await blog.open(
    page,
    `${module(plainSite)}${TEXT}<uh-umap ${SMALL} autoplay background></uh-umap>`,
  );
  const umap = page.locator('uh-umap');
  expect(await waitForState(umap, ['done', 'failed', 'paused'])).toBe('done');
  expect(await page.evaluate(() => scrollY)).toBe(0);
});

test('a run that begins out of view is prepared there, and learns when it is seen', async ({
  page,
  plainSite,
  blog,
}) => {
  await blog.open(page, `${module(plainSite)}${TEXT}<uh-umap ${SMALL} autoplay></uh-umap>`);
  const umap = page.locator('uh-umap');
  expect(await waitForState(umap, ['paused', 'done', 'failed'])).toBe('paused');
  await comesToRest(page, () => frameCount(umap));
  await umap.scrollIntoViewIfNeeded();
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
});

test('a poster is painted though nothing of the engine ever comes', async ({
  page,
  plainSite,
  blog,
}) => {
  await servePosters(page, blog);
  let held = 0;
  await page.route(
    (url) => url.href.startsWith(plainSite) && ENGINE.test(url.href),
    () => void (held += 1),
  );
  await blog.open(
    page,
    `${module(plainSite)}
     <uh-umap ${SMALL} autoplay poster="poster.svg" poster-alt="A map in green"></uh-umap>`,
  );
  const umap = page.locator('uh-umap');
  expect(await waitForState(umap, ['loading', 'failed'])).toBe('loading');
  await expect.poll(() => held).toBeGreaterThan(0);
  await expect
    .poll(() => colourOf(umap.getByRole('img', { name: 'A map in green' })))
    .toEqual(GREEN);
});

test('a poster that is no picture leaves the element its own, and everything usable', async ({
  page,
  plainSite,
  blog,
}) => {
  await servePosters(page, blog);
  await blog.open(
    page,
    `${module(plainSite)}<uh-umap ${SMALL} poster="gone.svg" poster-alt="A map"></uh-umap>`,
  );
  const umap = page.locator('uh-umap');
  await expect(umap.locator('svg.motif')).toBeVisible();
  await expect(umap.locator('.poster')).toBeHidden();
  await umap.getByRole('button', { name: 'Run it live on this device' }).click();
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
});

for (const tag of TAGS) {
  test(`a recording in <${tag}> is fetched when it is seen, stands still out of view, and plays on`, async ({
    page,
    plainSite,
    blog,
  }) => {
    await servePosters(page, blog);
    const files = await (tag === 'uh-umap' ? umapRecording('run.zarr') : cnnRecording('run.zarr'));
    const recordings = await host(files);
    const fetched = new Fetched(page, plainSite);
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().startsWith(recordings.url)) asked += 1;
    });
    await blog.open(
      page,
      `${module(plainSite)}${TEXT}
       <${tag} src="${recordings.url}run.zarr/" fps="3" loading="lazy" autoplay controls
         poster="poster.svg"></${tag}>`,
    );
    const element = page.locator(tag);
    await page.waitForLoadState('networkidle');
    expect([fetched.engine, asked]).toEqual([[], 0]);

    await element.scrollIntoViewIfNeeded();
    expect(await waitForState(element, ['done', 'failed'])).toBe('done');
    expect(fetched.engine.length).toBeGreaterThan(0);
    await expect(element.locator('.poster')).toHaveCount(0);
    await expect.poll(() => playhead(element)).toBeGreaterThan(0);
    await toTop(page);
    await expect(element.locator('.now')).toContainText('Paused while out of view');
    await comesToRest(page, () => playhead(element));
    expect(await playhead(element)).toBeLessThan(FRAMES - 1);

    const before = await playhead(element);
    await element.scrollIntoViewIfNeeded();
    await expect.poll(() => playhead(element)).toBeGreaterThan(before);
    await expect(element.locator('.now')).not.toContainText('Paused');

    await element.evaluate((it) => {
      it.toggleAttribute('background', true);
    });
    await toTop(page);
    await expect.poll(() => playhead(element), { timeout: 20_000 }).toBe(FRAMES - 1);
    recordings.close();
  });
}
