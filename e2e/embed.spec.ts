import { expect, test } from './site.ts';
import { read, SMALL, waitForState, workerCount } from './umap-element.ts';

/** Fails the run a little more readably than a timeout: which state it is in, and why. */
const module = (site: string) => `<script type="module" src="${site}underhood.js"></script>`;

test('an element on another origin, with no header of its own, runs live in a worker', async ({
  page,
  plainSite,
  blog,
}) => {
  await blog.open(page, `${module(plainSite)}<uh-umap ${SMALL} autoplay></uh-umap>`);
  const umap = page.locator('uh-umap');
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  expect(await read(umap, ({ frameCount }) => frameCount)).toBe(25);
  expect(await read(umap, ({ trace }) => trace.info.dataset.origin)).toBe('drawn');
  expect(await read(umap, (element) => element.frame(24).every(Number.isFinite))).toBe(true);
  expect(page.workers().map((worker) => new URL(worker.url()).protocol)).toContain('blob:');
});

test('two elements on one page run side by side; removing one in the middle frees its worker', async ({
  page,
  site,
  blog,
}) => {
  await blog.open(
    page,
    `${module(site)}
     <uh-umap id="a" ${SMALL}></uh-umap>
     <uh-umap id="b" dataset="garments" points="500" n-epochs="5000" background></uh-umap>`,
  );
  const [a, b] = [page.locator('#a'), page.locator('#b')];
  await read(a, (element) => void element.start());
  await read(b, (element) => void element.start());
  await waitForState(a, ['running', 'done']);
  await waitForState(b, ['running']);
  // The dataset's worker is shared; each run has one of its own.
  expect(workerCount(page)).toBe(3);

  await read(b, (element) => {
    element.remove();
  });
  await expect.poll(() => workerCount(page)).toBe(2);
  expect(await waitForState(a, ['done', 'failed'])).toBe('done');

  await read(a, (element) => {
    element.remove();
  });
  await expect.poll(() => workerCount(page)).toBe(0);
});

test('moving an element in the document loses nothing', async ({ page, site, blog }) => {
  await blog.open(
    page,
    `${module(site)}<uh-umap dataset="garments" points="500" n-epochs="60" autoplay></uh-umap>
     <main></main>`,
  );
  const umap = page.locator('uh-umap');
  await waitForState(umap, ['running']);
  await umap.evaluate((element) => document.querySelector('main')?.append(element));
  expect(await waitForState(umap, ['done', 'failed'])).toBe('done');
  expect(await read(umap, ({ frameCount }) => frameCount)).toBe(61);
});

test('an element written before its script has loaded comes to life when it does', async ({
  page,
  site,
  blog,
}) => {
  await blog.open(page, `<uh-umap ${SMALL} autoplay></uh-umap>`);
  await page.addScriptTag({ type: 'module', url: `${site}underhood.js` });
  expect(await waitForState(page.locator('uh-umap'), ['done', 'failed'])).toBe('done');
});
