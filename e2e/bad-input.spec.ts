import type { Page } from '@playwright/test';
import { expect, test } from './site.ts';
import { read, SMALL, waitForState } from './umap-element.ts';

/** Every way to ask for what cannot be: attributes → the code, and words that the sentence must hold. */
const REFUSED: readonly [attributes: string, code: string, words: RegExp][] = [
  ['dataset="no-such-set"', 'unknown-dataset', /no-such-set.*fashion-mnist/s],
  ['dataset="garments" engine="abacus"', 'unknown-engine', /abacus.*umap-js/s],
  ['dataset="garments" points="10"', 'bad-parameter', /n_neighbors|points/],
  ['dataset="garments" points="1.5"', 'bad-parameter', /points/],
  ['dataset="garments" points="many"', 'bad-parameter', /points/],
  ['dataset="garments" points="300" n-neighbors="1"', 'bad-parameter', /n_neighbors/],
  ['dataset="garments" points="300" n-neighbors="300"', 'bad-parameter', /n_neighbors/],
  ['dataset="garments" points="300" min-dist="2"', 'bad-parameter', /min_dist/],
  ['dataset="garments" points="300" min-dist="NaN"', 'bad-parameter', /min_dist/],
  ['dataset="garments" points="300" n-epochs="0"', 'bad-parameter', /n_epochs/],
  ['dataset="garments" points="300" learning-rate="-1"', 'bad-parameter', /learning_rate/],
  ['dataset="garments" points="300" metric="hamming"', 'bad-parameter', /metric/],
  ['dataset="garments" points="300" n-components="7"', 'bad-parameter', /n_components/],
];

const element = (attributes: string, site: string) =>
  `<script type="module" src="${site}underhood.js"></script>
   <uh-umap controls ${attributes}></uh-umap>
   <script>
     window.codes = [];
     addEventListener('uh-error', ({ target }) => codes.push(target.error.code));
   </script>`;

// Put there by the script above.
const codes = (page: Page) => page.evaluate(() => (window as unknown as { codes: string[] }).codes);

test('what cannot be done is refused with a sentence, and the element stays usable', async ({
  page,
  site,
  blog,
}) => {
  for (const [attributes, code, words] of REFUSED) {
    await test.step(attributes, async () => {
      await blog.open(page, element(attributes, site));
      const umap = page.locator('uh-umap');
      await page.evaluate(() => customElements.whenDefined('uh-umap'));
      await read(umap, (umap) => umap.start());
      expect(await waitForState(umap, ['failed', 'done'])).toBe('failed');
      expect(await read(umap, ({ error }) => error?.code)).toBe(code);
      expect(await read(umap, ({ error }) => error?.message)).toMatch(words);
      expect(await codes(page)).toEqual([code]);
      await expect(umap.getByRole('alert')).toContainText(words);
    });
  }
  const umap = page.locator('uh-umap');
  await umap.evaluate((umap) => {
    for (const name of umap.getAttributeNames()) umap.removeAttribute(name);
    umap.setAttribute('dataset', 'garments');
    umap.setAttribute('points', '300');
    umap.setAttribute('n-epochs', '8');
  });
  await read(umap, (umap) => umap.start());
  expect(await waitForState(umap, ['failed', 'done'])).toBe('done');
});

test('a worker that dies in the middle is an error, and what was recorded stays playable', async ({
  page,
  site,
  blog,
}) => {
  await blog.open(page, element('dataset="garments" points="500" n-epochs="5000"', site));
  const umap = page.locator('uh-umap');
  await page.evaluate(() => customElements.whenDefined('uh-umap'));
  await read(umap, (umap) => void umap.start());
  await waitForState(umap, ['running']);
  await expect.poll(() => read(umap, ({ frameCount }) => frameCount)).toBeGreaterThan(5);
  await Promise.all(
    page.workers().map((worker) =>
      worker.evaluate(() => {
        globalThis.close();
      }),
    ),
  );
  expect(await waitForState(umap, ['failed'])).toBe('failed');
  expect(await codes(page)).toEqual(['worker-died']);
  const count = await read(umap, ({ frameCount }) => frameCount);
  expect(count).toBeGreaterThan(5);
  await read(umap, (umap) => {
    umap.seek(1);
  });
  expect(await read(umap, ({ playhead }) => playhead)).toBe(1);

  await umap.evaluate((umap) => {
    umap.setAttribute('n-epochs', '8');
  });
  await read(umap, (umap) => umap.start());
  expect(await waitForState(umap, ['failed', 'done'])).toBe('done');
});

test.describe('with a network that fails', () => {
  test.use({ expectedErrors: [/Failed to load resource/] });

  test('no network at all: drawn images stand in, and the sentence says why', async ({
    page,
    site,
    blog,
  }) => {
    await page.route('**/datasets/**', (route) => route.abort());
    await blog.open(page, element('dataset="fashion-mnist" points="300" n-epochs="8"', site));
    const umap = page.locator('uh-umap');
    await page.evaluate(() => customElements.whenDefined('uh-umap'));
    await read(umap, (umap) => umap.start());
    expect(await waitForState(umap, ['failed', 'done'])).toBe('done');
    expect(await read(umap, ({ trace }) => trace.info.dataset.origin)).toBe('drawn');
  });

  test('a dataset of one’s own that is not there: the address and the status are named', async ({
    page,
    site,
    blog,
  }) => {
    await blog.open(page, element(`dataset="${blog.url}missing.zip" points="300"`, site));
    const umap = page.locator('uh-umap');
    await page.evaluate(() => customElements.whenDefined('uh-umap'));
    await read(umap, (umap) => umap.start());
    expect(await waitForState(umap, ['failed', 'done'])).toBe('failed');
    expect(await read(umap, ({ error }) => error?.code)).toBe('http-status');
    expect(await read(umap, ({ error }) => error?.message)).toMatch(
      /missing\.zip.*404|404.*missing\.zip/s,
    );
  });
});

test('the module can be imported where there is no window', async ({ site, request }) => {
  const response = await request.get(`${site}underhood.js`);
  expect(response.headers()['access-control-allow-origin']).toBe('*');
  expect(response.headers()['cross-origin-resource-policy']).toBe('cross-origin');
});

test(`cancelling while it prepares acts within half a second (${SMALL})`, async ({
  page,
  site,
  blog,
}) => {
  await blog.open(page, element('dataset="garments" points="5000"', site));
  const umap = page.locator('uh-umap');
  await page.evaluate(() => customElements.whenDefined('uh-umap'));
  await read(umap, (umap) => void umap.start());
  await waitForState(umap, ['preparing']);
  await read(umap, (umap) => {
    umap.cancel();
  });
  expect(await read(umap, ({ state }) => state)).toBe('idle');
  await expect.poll(() => page.workers().length).toBeLessThanOrEqual(1);
});
