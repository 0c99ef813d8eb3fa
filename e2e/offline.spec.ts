import type { Page } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Server, expect, listen, plainHost, test } from './site.ts';
import { read, waitForState } from './umap-element.ts';

test.use({ serviceWorkers: 'allow' });

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const FASHION = join(DIST, 'datasets/fashion-mnist/manifest.json');

/** The line at the foot of the page, once everything is settled. */
const settled = (page: Page) => page.locator('footer .offline');

/**
 * Counts how often the page itself is loaded from now on. What the tests look up in the page counts as a reader's gesture,
 * which keeps it from reloading: so they wait for the reload by this.
 */
function countLoads(page: Page): { count: number } {
  const loads = { count: 0 };
  page.on('load', () => {
    loads.count += 1;
  });
  return loads;
}

/** A UMAP with parameters of its own, to its end. */
async function run(page: Page): Promise<string> {
  const umap = page.locator('uh-umap');
  await read(umap, (element) => element.start());
  return waitForState(umap, ['done', 'failed']);
}

test('what is kept is the page with its own engines: below 600 KB, and not the reference engines', () => {
  const [, json = ''] =
    /^const UNDERHOOD_BUILD=(.*);$/m.exec(readFileSync(join(DIST, 'sw.js'), 'utf8')) ?? [];
  const { files } = JSON.parse(json) as { files: string[] };
  const texts = files.map((file) => readFileSync(join(DIST, file || 'index.html')));
  const bytes = texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
  expect(bytes).toBeLessThan(600_000);
  expect(files.filter((file) => file.startsWith('assets/worker-'))).toHaveLength(5);
  expect(files.filter((file) => file.includes('-wasm-'))).not.toEqual([]);
  const reference = files.filter(
    (file, i) => file.startsWith('assets/') && texts[i]?.includes('tensorflow'),
  );
  expect(reference).toEqual([]);
});

const SMALL = '?dataset=garments&points=5000&n_epochs=8&engine=wasm';

test('a host that sends no headers: one quiet reload, then threads; and without a connection all of it again', async ({
  page,
}) => {
  const host = await listen(plainHost(DIST));
  const loads = countLoads(page);
  await page.goto(`${host.url}underhood/${SMALL}`);
  await expect.poll(() => loads.count).toBe(2);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(settled(page)).toContainText('works without a connection');
  expect(await run(page)).toBe('done');
  await expect(page.locator('uh-umap')).toContainText(/[2-9] threads|\d\d threads/);
  if (existsSync(FASHION)) {
    await page.goto(`${host.url}underhood/?points=500&n_epochs=8&engine=wasm`);
    expect(await run(page)).toBe('done');
    loads.count -= 1;
  }
  expect(loads.count).toBe(2);

  await host.close();
  await page.goto(`${host.url}underhood/${SMALL}`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await run(page)).toBe('done');
  const cnn = page.locator('uh-cnn');
  await cnn.scrollIntoViewIfNeeded();
  await expect(cnn.getByRole('button', { name: /run it live/i })).toBeVisible();
  if (existsSync(FASHION)) {
    await page.goto(`${host.url}underhood/index.html?points=500&n_epochs=8`);
    expect(await run(page)).toBe('done');
    expect(await read(page.locator('uh-umap'), ({ trace }) => trace.info.dataset.origin)).toBe(
      'real',
    );
  }
});

test.describe('', () => {
  // Chromium’s own line about the script that cannot be had.
  test.use({ expectedErrors: [/Failed to load resource|bad HTTP response code/] });

  test('a server without the service worker’s script: the page works, and says that it is not kept', async ({
    page,
  }) => {
    const files = plainHost(DIST);
    const host = await listen((request, response) => {
      if (request.url?.endsWith('/sw.js')) response.writeHead(404).end();
      else files(request, response);
    });
    const loads = countLoads(page);
    await page.goto(`${host.url}underhood/${SMALL}`);
    await expect(settled(page)).toContainText('could not be kept');
    await expect(settled(page)).toContainText('one core');
    expect(await run(page)).toBe('done');
    expect(loads.count).toBe(1);
    await host.close();
  });
});

test('headers that do not isolate: no loop, and the page says so', async ({ page }) => {
  const files = plainHost(DIST);
  const script = readFileSync(join(DIST, 'sw.js'), 'utf8');
  expect(script).toContain('require-corp');
  const host = await listen((request, response) => {
    if (request.url?.endsWith('/sw.js')) {
      response.writeHead(200, { 'Content-Type': 'text/javascript' });
      response.end(script.replace('require-corp', 'unsafe-none'));
    } else files(request, response);
  });
  const loads = countLoads(page);
  await page.goto(`${host.url}underhood/${SMALL}`);
  await expect.poll(() => loads.count).toBe(2);
  await page.waitForTimeout(1500);
  expect(loads.count).toBe(2);
  await expect(settled(page)).toContainText('one core');
  await page.reload();
  await expect(settled(page)).toContainText('one core');
  await page.waitForTimeout(1500);
  expect(loads.count).toBe(3);
  await host.close();
});

test('a host that sends the headers is not reloaded', async ({ page, site }) => {
  const loads = countLoads(page);
  await page.goto(site + SMALL);
  await expect(settled(page)).toContainText('works without a connection');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(loads.count).toBe(1);
  // Claimed now, in Firefox a worker that just starts its threads would wait for them for ever.
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
});

test('a run that is under way is not reloaded away; the next visit is isolated', async ({
  page,
}) => {
  const files = plainHost(DIST);
  const asked = new Set<string>();
  const host = await listen((request, response) => {
    asked.add(request.url ?? '');
    files(request, response);
  });
  const loads = countLoads(page);
  const site = `${host.url}underhood/`;
  await page.goto(`${site}?dataset=garments&points=1000&n_epochs=100000&engine=wasm&autoplay`);
  // Asked for when it is decided that there is no reload, and files are to be kept.
  await expect.poll(() => asked.has('/underhood/underhood.js'), { timeout: 20_000 }).toBe(true);
  expect(loads.count).toBe(1);
  await expect(settled(page)).toContainText('From the next time it is loaded', { timeout: 20_000 });
  expect(await read(page.locator('uh-umap'), ({ state }) => state)).toBe('running');
  await page.goto(site + SMALL);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await host.close();
});

test('in a frame on somebody’s page nothing is registered and nothing reloads', async ({
  page,
  plainSite,
  blog,
}) => {
  const loads: string[] = [];
  page.on('framenavigated', (frame) => loads.push(frame.url()));
  await blog.open(page, `<iframe title="underhood" src="${plainSite}"></iframe>`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('button', { name: /run it live/i }).first()).toBeVisible();
  await page.waitForTimeout(1500);
  expect(loads.filter((url) => url.startsWith(plainSite))).toHaveLength(1);
  const inFrame = page.frames().find((each) => each.url().startsWith(plainSite));
  const registrations = await inFrame?.evaluate(async () => {
    return (await navigator.serviceWorker.getRegistrations()).length;
  });
  expect(registrations).toBe(0);
});

test('embedded elements register no service worker', async ({ page, plainSite, blog }) => {
  await blog.open(
    page,
    `<script type="module" src="${plainSite}underhood.js"></script>
     <uh-umap dataset="garments" points="300" n-epochs="8" autoplay></uh-umap>`,
  );
  expect(await waitForState(page.locator('uh-umap'), ['done', 'failed'])).toBe('done');
  const registrations = await page.evaluate(async () => {
    return (await navigator.serviceWorker.getRegistrations()).length;
  });
  expect(registrations).toBe(0);
});

/** The names of the caches that the service worker has now. */
const siteCaches = (page: Page): Promise<string[]> =>
  page.evaluate(async () =>
    (await caches.keys()).filter((name) => name.startsWith('underhood-site ')),
  );

test('an update never breaks an open page, and what the old build kept goes when no page needs it', async ({
  page,
  context,
}) => {
  const host = await deployable();
  const loads = countLoads(page);
  await page.goto(host.site + SMALL);
  await expect.poll(() => loads.count).toBe(2);
  await expect(settled(page)).toContainText('works without a connection');
  const [before] = await siteCaches(page);

  host.deploy();
  // None of the first build's files is on the server any more; its page still gets all it had.
  expect((await page.request.get(host.site + host.oldScript)).status()).toBe(404);
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });
  await page.waitForFunction(async () => {
    return (await navigator.serviceWorker.getRegistration())?.waiting?.state === 'installed';
  });
  expect(await siteCaches(page)).toContain(before);
  expect(await run(page)).toBe('done');

  // A page opened now is the new one, and works beside the old.
  const second = await context.newPage();
  await second.goto(host.site + SMALL);
  expect(await second.content()).toContain('-second.js');
  expect(await run(second)).toBe('done');

  await page.goto('about:blank');
  await second.goto('about:blank');
  const third = await context.newPage();
  await expect(async () => {
    // A page that the old worker still got, before the others were quite gone, must not hold it from now on.
    await third.goto('about:blank');
    await third.goto(host.site + SMALL);
    const names = await siteCaches(third);
    expect(names).toHaveLength(1);
    expect(names).not.toContain(before);
  }).toPass();
  await host.close();
  await third.reload();
  expect(await third.content()).toContain('-second.js');
  expect(await run(third)).toBe('done');
});

/** A host on which a second build replaces the first: the same site, every hashed name another. */
async function deployable(): Promise<
  Server & { readonly site: string; readonly oldScript: string; deploy(): void }
> {
  const page = readFileSync(join(DIST, 'index.html'), 'utf8');
  const oldScript = /assets\/index-[\w-]+\.js/.exec(page)?.[0] ?? '';
  const names = /([\w.-]+-[\w-]{8})\.(js|css|wasm)\b/g;
  const first = plainHost(DIST);
  let isSecond = false;
  const host = await listen((request, response) => {
    if (!isSecond) {
      first(request, response);
      return;
    }
    const path = new URL(request.url ?? '', 'http://localhost').pathname;
    const file = path.replace(/^\/underhood\//, '') || 'index.html';
    const isHashed = file.startsWith('assets/');
    if (isHashed && !file.includes('-second.')) {
      response.writeHead(404).end();
      return;
    }
    const source = join(DIST, file.replace('-second.', '.'));
    if (!/\.(html|js|css)$/.test(file) || !existsSync(source)) {
      first(request, response);
      return;
    }
    const type = file.endsWith('.html')
      ? 'text/html'
      : file.endsWith('.css')
        ? 'text/css'
        : 'text/javascript';
    const text = readFileSync(source, 'utf8')
      .replace(names, '$1-second.$2')
      .replace(/("id":")/, '$1second-');
    response.writeHead(200, { 'Content-Type': type });
    response.end(text);
  });
  return {
    ...host,
    site: `${host.url}underhood/`,
    oldScript,
    deploy: () => {
      isSecond = true;
    },
  };
}
