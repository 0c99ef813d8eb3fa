import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { readCnn } from './cnn-element.ts';
import { cnnRecording, type Files, FRAMES, host, umapRecording, zipped } from './recordings.ts';
import { expect, test } from './site.ts';
import { read, SMALL, waitForState } from './umap-element.ts';

const module = (site: string) => `<script type="module" src="${site}underhood.js"></script>`;

let files: Files;
let good: Awaited<ReturnType<typeof host>>;
let closed: typeof good;
test.beforeAll(async () => {
  files = new Map([...(await umapRecording('run.zarr')), ...(await cnnRecording('cnn.zarr'))]);
  for (const name of ['run.zarr', 'cnn.zarr']) {
    for (const [key, bytes] of zipped(files, name)) files.set(key, bytes);
  }
  // Its last chunk, cut in the middle.
  const chunk = [...files.keys()].filter((key) => /^run\.zarr\/embedding\/\d/.test(key)).at(-1);
  for (const [key, bytes] of [...files]) {
    if (!key.startsWith('run.zarr/')) continue;
    const kept = key === chunk ? bytes.slice(0, bytes.length / 2) : bytes;
    files.set(key.replace('run.zarr', 'cut.zarr'), kept);
  }
  good = await host(files);
  closed = await host(files, { cors: false });
});
test.afterAll(() => {
  good.close();
  closed.close();
});

/** What a page asks for from now on that a recording needs nothing of; a live run does, as a test below shows. */
function needless(page: Page, site: string): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { href } = new URL(request.url());
    if (href.startsWith(site) && /worker|engine|dataset|wasm|tfjs|umap-js/.test(href)) {
      asked.push(href);
    }
  });
  return asked;
}

test('a live run does ask for workers, engines and datasets', async ({ page, site, blog }) => {
  const asked = needless(page, site);
  await blog.open(page, `${module(site)}<uh-umap ${SMALL} autoplay></uh-umap>`);
  expect(await waitForState(page.locator('uh-umap'), ['running', 'done', 'failed'])).not.toBe(
    'failed',
  );
  for (const part of [/worker/, /engine/, /dataset/]) {
    expect(asked.some((href) => part.test(href))).toBe(true);
  }
});

for (const name of ['run.zarr', 'run.zarr.zip']) {
  test(`${name} of another origin plays, is scrubbed, and asks for no worker, engine or dataset`, async ({
    page,
    site,
    blog,
  }) => {
    const asked = needless(page, site);
    await blog.open(page, `${module(site)}<uh-umap controls src="${good.url}${name}"></uh-umap>`);
    const umap = page.locator('uh-umap');
    await umap.getByRole('button', { name: 'Play the recording' }).click();
    expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
    expect(await read(umap, ({ frameCount }) => frameCount)).toBe(FRAMES);
    await expect(umap).toContainText('Recorded run: wasm on CPU, 2 threads, 1 November 2026');
    const slider = umap.getByRole('slider', { name: 'Epoch shown' });
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await read(umap, ({ playhead }) => playhead)).toBe(0);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await read(umap, ({ playhead }) => playhead)).toBe(2);
    await slider.fill('17');
    expect(await read(umap, ({ playhead }) => playhead)).toBe(17);
    await page.keyboard.press('End');
    expect(await read(umap, ({ playhead }) => playhead)).toBe(FRAMES - 1);
    expect(asked).toEqual([]);
    expect(page.workers()).toEqual([]);
  });
}

test('a CNN’s training plays the same way, with the images that it has', async ({
  page,
  site,
  blog,
}) => {
  const asked = needless(page, site);
  await blog.open(
    page,
    `${module(site)}<uh-cnn controls autoplay src="${good.url}cnn.zarr"></uh-cnn>`,
  );
  const cnn = page.locator('uh-cnn');
  await expect.poll(() => readCnn(cnn, ({ state }) => state)).toBe('done');
  expect(await readCnn(cnn, ({ frameCount }) => frameCount)).toBe(FRAMES);
  const images = await readCnn(cnn, ({ trace }) => trace.info.sampledImages.length);
  expect(images).toBeGreaterThan(0);
  await cnn.getByRole('slider', { name: 'Epoch shown' }).fill('3');
  expect(await readCnn(cnn, ({ playhead }) => playhead)).toBe(3);
  expect(asked).toEqual([]);
  expect(page.workers()).toEqual([]);
});

test('«Save this run» downloads a file that plays again', async ({ page, site, blog }) => {
  await blog.open(
    page,
    `${module(site)}<uh-umap controls autoplay src="${good.url}run.zarr"></uh-umap>`,
  );
  const umap = page.locator('uh-umap');
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  const before = await read(umap, (element) => [...element.frame(20)]);
  const saving = page.waitForEvent('download');
  await umap.getByRole('button', { name: 'Save this run' }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toMatch(/\.zarr\.zip$/);
  files.set('saved.zarr.zip', new Uint8Array(await readFile(await download.path())));
  const src = `${good.url}saved.zarr.zip`;
  await blog.open(page, `${module(site)}<uh-umap controls autoplay src="${src}"></uh-umap>`);
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  expect(await read(umap, ({ frameCount }) => frameCount)).toBe(FRAMES);
  const after = await read(umap, (element) => [...element.frame(20)]);
  // 12 bits of a layout about 20 wide, quantised once more.
  const off = Math.max(...before.map((x, i) => Math.abs(x - (after[i] ?? NaN))));
  expect(off).toBeLessThan(20 / 0.7 / 4095);
});

test.describe('what cannot be played', () => {
  test.use({ expectedErrors: [/Failed to load resource|blocked by CORS policy/] });

  /** `src` → the code, the words that the sentence must hold, and frames that can be played all the same. */
  const refused = (): readonly [what: string, src: string, code: string, words: RegExp][] => [
    ['is not there', `${good.url}none.zarr`, 'http-status', /no recording at .*none\.zarr/],
    ['is a zip that is not there', `${good.url}none.zip`, 'http-status', /no recording at .*none/],
    [
      'may not be read',
      `${closed.url}run.zarr`,
      'network',
      /does not let pages of other sites read it \(CORS\)/,
    ],
    [
      'is of another kind',
      `${good.url}cnn.zarr.zip`,
      'wrong-kind',
      /a CNN’s training, not of a UMAP run/,
    ],
    [
      'has a chunk that ends too early',
      `${good.url}cut.zarr`,
      'truncated',
      /damaged at embedding\/1\.0\.0 of .*cut\.zarr/,
    ],
  ];

  test('is said with a sentence in the element, which plays the next one', async ({
    page,
    site,
    blog,
  }) => {
    await blog.open(page, `${module(site)}<uh-umap controls autoplay></uh-umap>`);
    const umap = page.locator('uh-umap');
    for (const [what, src, code, words] of refused()) {
      await test.step(what, async () => {
        await umap.evaluate((element, src) => {
          element.setAttribute('src', src);
        }, src);
        expect(await waitForState(umap, ['done', 'failed'])).toBe('failed');
        expect(await read(umap, ({ error }) => error?.code)).toBe(code);
        const alert = umap.getByRole('alert');
        await expect(alert).toContainText('The recording cannot be played.');
        await expect(alert).toContainText(words);
        await expect(umap.getByRole('button', { name: 'Try again' })).toBeVisible();

        await umap.evaluate((element, src) => {
          element.setAttribute('src', src);
        }, `${good.url}run.zarr`);
        await expect.poll(() => read(umap, ({ state }) => state)).toBe('done');
        expect(await read(umap, ({ frameCount }) => frameCount)).toBe(FRAMES);
        await expect(umap.getByRole('alert')).toHaveCount(0);
      });
    }
  });

  test('keeps the frames that came before, and is played when its host is well again', async ({
    page,
    site,
    blog,
  }) => {
    await blog.open(
      page,
      `${module(site)}<uh-umap controls autoplay src="${good.url}cut.zarr"></uh-umap>`,
    );
    const umap = page.locator('uh-umap');
    expect(await waitForState(umap, ['done', 'failed'])).toBe('failed');
    // The coarse ones that came first.
    expect(await read(umap, ({ frameCount }) => frameCount)).toBe(FRAMES);
    await umap.getByRole('slider', { name: 'Epoch shown' }).fill('9');
    expect(await read(umap, ({ playhead }) => playhead)).toBe(9);
    for (const [key, bytes] of [...files]) {
      if (key.startsWith('run.zarr/')) files.set(key.replace('run.zarr', 'cut.zarr'), bytes);
    }
    await umap.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => read(umap, ({ state }) => state)).toBe('done');
    expect(await read(umap, ({ frameCount }) => frameCount)).toBe(FRAMES);
  });

  test('a CNN’s element says so, too', async ({ page, site, blog }) => {
    await blog.open(
      page,
      `${module(site)}<uh-cnn controls autoplay src="${good.url}run.zarr"></uh-cnn>`,
    );
    const cnn = page.locator('uh-cnn');
    await expect.poll(() => readCnn(cnn, ({ state }) => state)).toBe('failed');
    await expect(cnn.getByRole('alert')).toContainText(/a UMAP run, not of a CNN’s training/);
    await cnn.evaluate((element, src) => {
      element.setAttribute('src', src);
    }, `${good.url}cnn.zarr`);
    await expect.poll(() => readCnn(cnn, ({ state }) => state)).toBe('done');
    expect(await readCnn(cnn, ({ frameCount }) => frameCount)).toBe(FRAMES);
  });
});
