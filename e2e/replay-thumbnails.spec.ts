import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { UmapFrame } from '../workers/contracts/umap.ts';
import { Recorder, type UmapTraceInfo } from '../src/trace/trace.ts';
import { openUmapTrace } from '../src/trace/zarr/open-trace.ts';
import { exportUmapTrace } from '../src/runs/export-trace.ts';
import { type Files, host } from './recordings.ts';
import { expect, test } from './site.ts';
import { SMALL, waitForState } from './umap-element.ts';

const module = (site: string) => `<script type="module" src="${site}underhood.js"></script>`;

let server: Awaited<ReturnType<typeof host>>;
const files: Files = new Map();
test.beforeAll(async () => {
  server = await host(files);
});
test.afterAll(() => {
  server.close();
});

/** Saves the run that is on the page as a visitor does. */
async function save(page: Page, umap: Locator): Promise<Uint8Array<ArrayBuffer>> {
  const saving = page.waitForEvent('download');
  await umap.getByRole('button', { name: 'Save this run' }).click();
  return new Uint8Array(await readFile(await (await saving).path()));
}

/** The recording of a few of its points, as `npm run record -- umap --keep-points` makes them. */
async function sampleOf(file: Uint8Array<ArrayBuffer>, indices: Uint32Array<ArrayBuffer>) {
  const { trace, loaded } = await openUmapTrace(new Blob([file]));
  await loaded;
  const { info } = trace;
  const few = new Recorder<UmapTraceInfo, UmapFrame>(
    {
      ...{ ...info, points: indices.length, indices },
      labels: Uint8Array.from(indices, (index) => info.labels[index] ?? NaN),
    },
    trace.frames.length,
  );
  for (const frame of trace.frames) {
    const picked = Array.from(indices, (i) => [...frame.embedding.subarray(2 * i, 2 * i + 2)]);
    few.append({ ...frame, embedding: Float32Array.from(picked.flat()) });
  }
  few.close();
  const blob = await exportUmapTrace({ trace: few, quality: undefined, recording: undefined });
  return new Uint8Array(await blob.arrayBuffer());
}

/** What the plot says of the point in its middle, and the picture with it: pixel for pixel, 0 to 255. */
async function middle(umap: Locator): Promise<{ detail: string; pixels: number[] | undefined }> {
  const plot = umap.locator('canvas.canvas');
  const tooltip = umap.locator('.tooltip');
  // Out of sight nothing is drawn yet that could be pointed at.
  await plot.scrollIntoViewIfNeeded();
  await expect(async () => {
    await plot.press('Enter');
    await expect(tooltip).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await expect(tooltip.locator('canvas.waiting')).toHaveCount(0);
  const detail = (await tooltip.locator('.detail').textContent()) ?? '';
  const canvas = tooltip.locator('canvas');
  if ((await canvas.count()) === 0) return { detail, pixels: undefined };
  const pixels = await canvas.evaluate((element) => {
    const tile = element as HTMLCanvasElement;
    const { data } = tile.getContext('2d')?.getImageData(0, 0, tile.width, tile.height) ?? {};
    return [...(data ?? [])].filter((_, at) => at % 4 === 0);
  });
  return { detail, pixels };
}

/** What the live run on the page says that image is, as the plot draws it on its dark ground. */
async function imageOf(live: Locator, index: number): Promise<number[]> {
  return live.evaluate(async (element, index) => {
    // A locator does not know its kind.
    const umap = element as unknown as {
      images(of: number[]): Promise<{ images: Uint8Array }>;
    };
    return [...(await umap.images([index])).images];
  }, index);
}

/** Ink on paper turned round, as the tooltip has it on dark grounds: red from 32 to 250. */
const asDrawn = (grey: readonly number[]): number[] =>
  grey.map((value) => Math.round(32 + ((250 - 32) * value) / 255));

const numberIn = (detail: string): number => Number(detail.replaceAll(/\D/g, ''));

test('hovering a recording shows the dataset’s image where the page has it, and fetches nothing where not', async ({
  page,
  site,
  blog,
}) => {
  // The sizes of each other's samples: 90 of 500, every fifth from the last on, in no order that a list without them has.
  const indices = Uint32Array.from({ length: 90 }, (_, i) => 498 - 5 * i);
  const live = page.locator('#live');
  const replay = page.locator('#replay');
  const run = `<uh-umap id="live" ${SMALL} seed="5" controls autoplay background></uh-umap>`;
  const recording = (name: string): string =>
    `<uh-umap id="replay" src="${server.url}${name}" controls autoplay></uh-umap>`;

  await test.step('the live run is saved', async () => {
    await blog.open(page, `${module(site)}${run}`);
    expect(await waitForState(live, ['done', 'failed'])).toBe('done');
    const saved = await save(page, live);
    files.set('all.zarr.zip', saved);
    files.set('sample.zarr.zip', await sampleOf(saved, indices));
  });

  for (const name of ['all.zarr.zip', 'sample.zarr.zip']) {
    await test.step(`${name}, alone: class and index`, async () => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await blog.open(page, `${module(site)}${recording(name)}`);
      expect(await waitForState(replay, ['done', 'failed'])).toBe('done');
      const { detail, pixels } = await middle(replay);
      expect(detail).toMatch(/^image \d+$/);
      expect(pixels).toBeUndefined();
      expect(asked.filter((url) => /worker|dataset/.test(url))).toEqual([]);
      expect(page.workers()).toEqual([]);
    });

    await test.step(`${name}, beside a run of the dataset: the very image`, async () => {
      await blog.open(page, `${module(site)}${run}${recording(name)}`);
      expect(await waitForState(live, ['done', 'failed'])).toBe('done');
      expect(await waitForState(replay, ['done', 'failed'])).toBe('done');
      const { detail, pixels } = await middle(replay);
      const index = numberIn(detail);
      if (name.startsWith('sample')) expect([...indices]).toContain(index);
      const wanted = asDrawn(await imageOf(live, index));
      expect(pixels?.length).toBe(28 * 28);
      expect(new Set(pixels).size).toBeGreaterThan(2);
      const off = Math.max(...wanted.map((value, at) => Math.abs(value - (pixels?.[at] ?? NaN))));
      expect(off).toBeLessThanOrEqual(1);
    });
  }

  await test.step('beside a run of other images: none', async () => {
    const other = run.replace('seed="5"', 'seed="6"');
    await blog.open(page, `${module(site)}${other}${recording('sample.zarr.zip')}`);
    expect(await waitForState(live, ['done', 'failed'])).toBe('done');
    expect(await waitForState(replay, ['done', 'failed'])).toBe('done');
    const { detail, pixels } = await middle(replay);
    expect(detail).toMatch(/^image \d+$/);
    expect(pixels).toBeUndefined();
  });
});
