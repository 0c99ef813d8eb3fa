import AxeBuilder from '@axe-core/playwright';
import type { Download } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CnnElement, readCnn, SMALL_CNN } from './cnn-element.ts';
import { expect, test } from './site.ts';
import { waitForState, workerCount } from './umap-element.ts';

const CIFAR = fileURLToPath(new URL('../dist/datasets/cifar-10/manifest.json', import.meta.url));

/** Parameters of the page's second figure: drawn images, few of them, and all that the article has elsewhere. */
const parameters = (epochs: number, more = ''): string =>
  `?cnn.dataset=objects&cnn.points=4000&cnn.epochs=${epochs}&cnn.figures=all${more}`;

const element = (attributes: string, site: string): string =>
  `<script type="module" src="${site}underhood.js"></script><uh-cnn controls ${attributes}></uh-cnn>`;

test('six epochs teach the network something, and scrubbing back shows that it knew nothing', async ({
  page,
  site,
}) => {
  await page.goto(site + parameters(6));
  const cnn = page.locator('uh-cnn');
  await cnn.getByRole('button', { name: /run it live/i }).click();
  expect(await waitForState(cnn, ['done', 'failed'])).toBe('done');

  const accuracies = await readCnn(cnn, ({ trace }) =>
    trace.frames.map(({ metrics }) => metrics.validationAccuracy),
  );
  expect(accuracies).toHaveLength(7);
  expect(accuracies[0]).toBeLessThan(0.25);
  expect(accuracies.at(-1)).toBeGreaterThan(0.3);
  const change = await readCnn(cnn, (element) => {
    const [before, after] = [element.frame(0).kernels, element.frame(6).kernels];
    return Math.max(...after.map((weight, i) => Math.abs(weight - (before[i] ?? NaN))));
  });
  expect(change).toBeGreaterThan(0.01);

  const opinions = await readCnn(cnn, ({ trace }) =>
    [0, 6].map((at) => Array.from(trace.frames[at]?.view.probabilities ?? [])),
  );
  expect(opinions[0]).toHaveLength(10);
  for (const probability of opinions[0] ?? []) {
    expect(probability).toBeGreaterThan(0.05);
    expect(probability).toBeLessThan(0.15);
  }
  const spread = (opinion: number[] = []): number => Math.max(...opinion) - Math.min(...opinion);
  expect(spread(opinions[1])).toBeGreaterThan(1.5 * spread(opinions[0]));

  const kernels = cnn.locator('uh-kernels');
  const trained = await kernels.screenshot();
  const prediction = cnn.locator('uh-prediction');
  await cnn.getByRole('slider', { name: 'Epoch shown' }).focus();
  await page.keyboard.press('Home');
  await expect(cnn.locator('uh-timeline')).toContainText('0 / 6');
  await expect(prediction).toContainText(/it has seen nothing yet/);
  expect((await kernels.screenshot()).equals(trained)).toBe(false);
  await page.keyboard.press('End');
  await expect(prediction).not.toContainText(/it has seen nothing yet/);
  // The last epoch was tested by itself.
  await expect(cnn).toContainText(/\d\d\.\d\d%\s+of 10,000 test images right after epoch\s+6/, {
    timeout: 60_000,
  });
});

test('pausing acts within a step, an epoch can be had alone, and cancelling keeps the frames', async ({
  page,
  site,
}) => {
  await page.goto(site + parameters(100));
  const cnn = page.locator('uh-cnn');
  await cnn.getByRole('button', { name: /run it live/i }).click();
  await waitForState(cnn, ['running']);
  await expect
    .poll(() => readCnn(cnn, ({ frameCount }) => frameCount), { timeout: 30_000 })
    .toBeGreaterThan(3);
  await cnn.getByRole('button', { name: 'Pause run' }).click();
  await waitForState(cnn, ['paused']);
  const text = (): Promise<string> => cnn.locator('.status .now').innerText();
  let paused = '';
  const rests = async (): Promise<boolean> => {
    const before = paused;
    paused = await text();
    return paused === before;
  };
  // The step, or the validation, in flight.
  await expect.poll(rests, { intervals: [300] }).toBe(true);
  await page.waitForTimeout(300);
  expect(await text()).toBe(paused);
  const count = await readCnn(cnn, ({ frameCount }) => frameCount);

  await cnn.getByRole('button', { name: 'One epoch' }).click();
  await expect
    .poll(() => readCnn(cnn, ({ frameCount }) => frameCount), { timeout: 30_000 })
    .toBe(count + 1);
  await waitForState(cnn, ['paused']);
  await cnn.getByLabel('learning rate', { exact: true }).fill('0.001');
  await cnn.getByLabel('learning rate', { exact: true }).press('Enter');
  await cnn.getByRole('button', { name: 'Resume run' }).click();
  await expect
    .poll(() => readCnn(cnn, ({ frameCount }) => frameCount), { timeout: 30_000 })
    .toBeGreaterThan(count + 1);
  await cnn.getByRole('button', { name: 'Cancel', exact: true }).click();
  expect(await waitForState(cnn, ['idle', 'failed'])).toBe('idle');
  const rates = await readCnn(cnn, ({ trace }) =>
    trace.frames.map(({ settings }) => settings.learningRate),
  );
  expect([rates[0], rates.at(-1)]).toEqual([0.0005, 0.001]);
});

test('a network that diverges stands still, says so, and goes on with a smaller rate', async ({
  page,
  site,
}) => {
  await page.goto(site + parameters(4, '&cnn.learning_rate=1e6'));
  const cnn = page.locator('uh-cnn');
  await cnn.getByRole('button', { name: /run it live/i }).click();
  await waitForState(cnn, ['paused', 'failed']);
  const alert = cnn.getByRole('alert');
  await expect(alert).toContainText(/diverged at step \d+/);
  expect(await readCnn(cnn, ({ error }) => error?.code)).toBe('diverged');
  // Not even the first epoch left weights worth keeping.
  expect(await readCnn(cnn, ({ frameCount }) => frameCount)).toBe(1);
  const download = page.waitForEvent('download');
  await alert.getByRole('button', { name: /save the last good weights/i }).click();
  expect((await download).suggestedFilename()).toMatch(/\.safetensors$/);
  await alert.getByRole('button', { name: /go on with a learning rate of 0.0005/i }).click();
  expect(await waitForState(cnn, ['done', 'failed'])).toBe('done');
  expect(await readCnn(cnn, ({ frameCount }) => frameCount)).toBe(5);
});

test('a saved network is loaded again, and predicts the same', async ({ page, site }) => {
  await page.goto(site + parameters(3));
  const cnn = page.locator('uh-cnn');
  await cnn.getByRole('button', { name: /run it live/i }).click();
  await waitForState(cnn, ['done']);
  await readCnn(cnn, (element) => {
    Object.assign(window, { probe: element.trace.info.sampledImages.slice() });
  });
  const predict = (): Promise<number[]> =>
    readCnn(cnn, async (element) => {
      // Put there before.
      const { probe } = window as unknown as { probe: Uint8Array<ArrayBuffer> };
      return Array.from(await element.predict(probe.slice()));
    });
  const before = await predict();
  await readCnn(cnn, (element) => {
    element.seek(3);
  });
  await cnn.getByText('Save or load the network').click();
  const saved: { name: string; mimeType: string; buffer: Buffer }[][] = [];
  for (const [button, count] of [
    [/save weights/i, 1],
    [/save layers model/i, 2],
  ] as const) {
    const downloads: Download[] = [];
    const note = (download: Download): number => downloads.push(download);
    page.on('download', note);
    await cnn.getByRole('button', { name: button }).click();
    await expect.poll(() => downloads.length).toBe(count);
    page.off('download', note);
    saved.push(
      await Promise.all(
        downloads.map(async (download) => ({
          name: download.suggestedFilename(),
          mimeType: 'application/octet-stream',
          buffer: readFileSync(await download.path()),
        })),
      ),
    );
  }
  // With another seed the network would begin with other weights, were it not for the file.
  await cnn.evaluate((element) => {
    element.setAttribute('seed', '7');
  });
  for (const files of saved) {
    await cnn.locator('.files input[type=file]').setInputFiles(files);
    await waitForState(cnn, ['loading']);
    await waitForState(cnn, ['paused', 'failed']);
    expect(await readCnn(cnn, ({ frameCount }) => frameCount)).toBe(1);
    const after = await predict();
    expect(Math.max(...after.map((p, i) => Math.abs(p - (before[i] ?? NaN))))).toBeLessThan(1e-5);
    await readCnn(cnn, (element) => element.start());
    await waitForState(cnn, ['done', 'failed']);
  }
  const wrong = { name: 'other.safetensors', mimeType: '', buffer: Buffer.from('no weights') };
  await cnn.locator('.files input[type=file]').setInputFiles(wrong);
  await waitForState(cnn, ['loading']);
  expect(await waitForState(cnn, ['failed'])).toBe('failed');
  await expect(cnn.getByRole('alert')).toContainText('other.safetensors');
});

test('a picture of the visitor’s own is looked at, and what is none is refused', async ({
  page,
  site,
}) => {
  await page.goto(site + parameters(2));
  const cnn = page.locator('uh-cnn');
  await cnn.getByRole('button', { name: /run it live/i }).click();
  await waitForState(cnn, ['done']);
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 80, height: 60 } });
  const input = cnn.locator('.picker input[type=file]');
  await input.setInputFiles({ name: 'mine.png', mimeType: 'image/png', buffer: picture });
  await expect(cnn.locator('uh-prediction')).toContainText('mine.png');
  const notes = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') };
  await input.setInputFiles(notes);
  await expect(cnn.getByRole('alert')).toContainText('notes.txt cannot be read as a picture');
  await cnn.getByRole('button', { name: 'Next test image' }).click();
  await expect(cnn.getByRole('alert')).toHaveCount(0);
});

test('a test image clicked among the six is the one that is watched', async ({ page, site }) => {
  await page.goto(site + parameters(2));
  const cnn = page.locator('uh-cnn');
  await cnn.getByRole('button', { name: /run it live/i }).click();
  await waitForState(cnn, ['done']);
  const watched = cnn.getByRole('spinbutton', { name: /test image/i });
  await expect(watched).toHaveValue('16');
  await cnn
    .locator('uh-predictions')
    .getByRole('button', { name: /^Test image/ })
    .first()
    .click();
  await expect(watched).not.toHaveValue('16');
});

test('every engine that a page without a graphics card has trains on another origin', async ({
  page,
  plainSite,
  blog,
}) => {
  for (const engine of ['wasm', 'tfjs-wasm']) {
    await blog.open(page, element(`${SMALL_CNN} engine="${engine}"`, plainSite));
    const cnn = page.locator('uh-cnn');
    await page.evaluate(() => customElements.whenDefined('uh-cnn'));
    await readCnn(cnn, (element) => void element.start());
    expect(await waitForState(cnn, ['done', 'failed'])).toBe('done');
    expect(await readCnn(cnn, ({ engineInfo }) => engineInfo?.engine)).toBe(engine);
    expect(page.workers().map((worker) => new URL(worker.url()).protocol)).toContain('blob:');
  }
  await page.locator('uh-cnn').evaluate((element) => {
    element.remove();
  });
  await expect.poll(() => workerCount(page)).toBe(0);
});

/** Every way to ask for what cannot be: attributes → the code, and words that the sentence must hold. */
const REFUSED: readonly [attributes: string, code: string, words: RegExp][] = [
  ['dataset="no-such-set"', 'unknown-dataset', /no-such-set/],
  ['dataset="objects" points="500" engine="abacus"', 'unknown-engine', /abacus/],
  ['dataset="objects" points="500" epochs="0"', 'bad-parameter', /epochs/],
  ['dataset="objects" points="500" learning-rate="-1"', 'bad-parameter', /learning_rate/],
  ['dataset="objects" points="500" dropout="1"', 'bad-parameter', /dropout/],
  ['dataset="objects" points="500" batch-size="600"', 'bad-parameter', /batch_size.*400/s],
  ['dataset="objects" points="60"', 'bad-parameter', /batch_size.*48/s],
  ['dataset="objects" points="1"', 'bad-parameter', /validation/],
];

test('what cannot be done is refused with a sentence, and the element stays usable', async ({
  page,
  site,
  blog,
}) => {
  test.slow();
  for (const [attributes, code, words] of REFUSED) {
    await test.step(attributes, async () => {
      await blog.open(page, element(attributes, site));
      const cnn = page.locator('uh-cnn');
      await page.evaluate(() => customElements.whenDefined('uh-cnn'));
      await readCnn(cnn, (element) => element.start());
      expect(await waitForState(cnn, ['failed', 'done'])).toBe('failed');
      expect(await readCnn(cnn, ({ error }) => error?.code)).toBe(code);
      await expect(cnn.getByRole('alert')).toContainText(words);
    });
  }
  const cnn = page.locator('uh-cnn');
  await cnn.evaluate((element) => {
    element.setAttribute('points', '600');
    element.setAttribute('epochs', '1');
  });
  await cnn.getByRole('button', { name: 'Try again' }).click();
  expect(await waitForState(cnn, ['failed', 'done'])).toBe('done');
});

test('the network of real CIFAR-10 images learns', async ({ page, site }) => {
  test.skip(!existsSync(CIFAR), 'CIFAR-10 is not packed here');
  await page.goto(`${site}?cnn.epochs=8&cnn.figures=all`);
  const cnn = page.locator('uh-cnn');
  await cnn.getByRole('button', { name: /run it live/i }).click();
  expect(await waitForState(cnn, ['done', 'failed'], 80_000)).toBe('done');
  expect(await readCnn(cnn, ({ trace }) => trace.info.dataset.origin)).toBe('real');
  const last = await readCnn(
    cnn,
    ({ trace }: CnnElement) => trace.frames.at(-1)?.metrics.validationAccuracy ?? 0,
  );
  expect(last).toBeGreaterThan(0.25);
  await expect(cnn).toContainText('CIFAR-10');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no accessibility violation, ${colorScheme}`, async ({ page, site }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(site + parameters(2));
    const cnn = page.locator('uh-cnn');
    await cnn.getByRole('button', { name: /run it live/i }).click();
    await waitForState(cnn, ['done']);
    const done = await new AxeBuilder({ page }).analyze();
    expect(done.violations).toEqual([]);
  });
}

for (const width of [320, 390, 1440]) {
  test(`nothing scrolls sideways at ${width} px`, async ({ page, site }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(site + parameters(1));
    const cnn = page.locator('uh-cnn');
    await cnn.getByRole('button', { name: /run it live/i }).click();
    await waitForState(cnn, ['done']);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
