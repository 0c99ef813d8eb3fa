/** A live run and its recording are the same to look at: to the last pixel when it is kept exactly. */
import { createHash } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { openUmapTrace } from '../src/trace/zarr/open-trace.ts';
import { SMALL_CNN } from './cnn-element.ts';
import { type Files, host } from './recordings.ts';
import { expect, test } from './site.ts';
import { SMALL } from './umap-element.ts';

/** What the tests need of either element. */
interface Recorded extends HTMLElement {
  readonly state: string;
  readonly frameCount: number;
  readonly trace: { readonly frames: readonly { readonly embedding: Float32Array }[] };
  seek(frame: number): void;
  exportTrace(options: { exact: boolean }): Promise<Blob>;
}

interface Pictured {
  readPixels(): ImageData | undefined;
}

const files: Files = new Map();
let recordings: Awaited<ReturnType<typeof host>>;
test.beforeAll(async () => {
  recordings = await host(files);
});
test.afterAll(() => {
  recordings.close();
});

const get = <T, Given = undefined>(
  figure: Locator,
  read: (element: Recorded, given: Given) => T | Promise<T>,
  ...[given]: Given extends undefined ? [] : [Given]
): Promise<T> =>
  // A locator does not know what kind its element is.
  figure.evaluate(
    read as unknown as (element: SVGElement | HTMLElement, given: unknown) => T | Promise<T>,
    given,
  );

async function settled(figure: Locator): Promise<void> {
  await expect.poll(() => get(figure, ({ state }) => state), { timeout: 60_000 }).toBe('done');
}

/** Bytes that the page has, base64 on their way. */
async function save(figure: Locator, exact: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const base64 = await get(
    figure,
    async (element, exact) => {
      const blob = await element.exportTrace({ exact });
      let binary = '';
      for (const byte of new Uint8Array(await blob.arrayBuffer())) {
        binary += String.fromCharCode(byte);
      }
      return btoa(binary);
    },
    exact,
  );
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** The embedding's pixels at a frame, RGBA, once they stay as they are. */
async function pixels(figure: Locator, frame: number): Promise<Buffer> {
  const base64 = await get(
    figure,
    async (element, frame) => {
      element.seek(frame);
      const embedding = element.shadowRoot?.querySelector('uh-embedding');
      const read = (): string => {
        // For tests and pictures.
        const { data } = (embedding as unknown as Pictured).readPixels() ?? { data: [] };
        let binary = '';
        for (const byte of data) binary += String.fromCharCode(byte);
        return btoa(binary);
      };
      const soon = () => new Promise((resolve) => setTimeout(resolve, 300));
      await soon();
      for (let before = read(), tries = 0; tries < 50; tries++) {
        await soon();
        const now = read();
        if (now === before) return now;
        before = now;
      }
      throw new Error('What is drawn does not come to rest.');
    },
    frame,
  );
  return Buffer.from(base64, 'base64');
}

/** Bits of every frame's positions, as one hash. */
function hashOf(frames: readonly { readonly embedding: ArrayLike<number> }[]): string {
  const hash = createHash('sha256');
  for (const { embedding } of frames) {
    hash.update(new Uint8Array(Float32Array.from(embedding).buffer));
  }
  return hash.digest('hex');
}

const framesOf = async (figure: Locator): Promise<{ readonly embedding: number[] }[]> =>
  get(figure, ({ trace }) => trace.frames.map(({ embedding }) => ({ embedding: [...embedding] })));

const distance = (a: Buffer, b: Buffer): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;

/** Runs the element live, then opens what was saved of it in a page of the same size. */
async function open(page: Page, tag: string, script: string, name: string): Promise<Locator> {
  const src = `${recordings.url}${name}`;
  await page.setContent(`${script}<${tag} controls autoplay src="${src}"></${tag}>`);
  const figure = page.locator(tag);
  await settled(figure);
  return figure;
}

test('a layout that was saved exactly is drawn from the same bits, pixel for pixel; one of 12 bits within a step', async ({
  page,
  plainSite,
  blog,
}) => {
  const script = `<script type="module" src="${plainSite}underhood.js"></script>`;
  await blog.open(page, `${script}<uh-umap ${SMALL} controls autoplay></uh-umap>`);
  const live = page.locator('uh-umap');
  await settled(live);
  const last = (await get(live, ({ frameCount }) => frameCount)) - 1;
  const shown = [0, last >> 1, last];
  const frames = await framesOf(live);
  const drawn: Buffer[] = [];
  for (const frame of shown) drawn.push(await pixels(live, frame));
  files.set('exact.zarr.zip', await save(live, true));
  files.set('short.zarr.zip', await save(live, false));

  const exact = await open(page, 'uh-umap', script, 'exact.zarr.zip');
  expect(hashOf(await framesOf(exact))).toBe(hashOf(frames));
  for (const [at, frame] of shown.entries()) {
    const replayed = await pixels(exact, frame);
    expect(replayed.length).toBeGreaterThan(0);
    expect(replayed.equals(drawn[at] ?? Buffer.of()), `frame ${frame}`).toBe(true);
  }

  const short = await open(page, 'uh-umap', script, 'short.zarr.zip');
  const played = await framesOf(short);
  const file = new Blob([files.get('short.zarr.zip') ?? new Uint8Array()]);
  const { trace, loaded } = await openUmapTrace(file);
  await loaded;
  expect(hashOf(played)).toBe(hashOf(trace.frames));
  for (const [index, { embedding }] of frames.entries()) {
    const wide = Math.max(...embedding) - Math.min(...embedding);
    const off = embedding.map((x, i) => Math.abs(x - (played[index]?.embedding[i] ?? NaN)));
    // A grid is at most 1 / 0.7 times as wide as its frame: docs/trace-format.md.
    expect(Math.max(...off)).toBeLessThan(wide / 0.7 / 4095 / 2 + 1e-5);
  }
  for (const [at, frame] of shown.entries()) {
    const replayed = await pixels(short, frame);
    const original = drawn[at] ?? Buffer.of();
    expect(replayed.length).toBe(original.length);
    // A step is a small share of a pixel: edges of points are a shade lighter or darker, nothing else.
    expect(distance(replayed, original)).toBeLessThan(0.1);
    expect(distance(replayed, drawn[(at + 1) % 3] ?? original)).toBeGreaterThan(1);
  }
});

/** The kernels' pixels and the learning curve's shapes at a frame. */
async function cnnLook(
  figure: Locator,
  frame: number,
): Promise<{ kernels: string[]; curve: string[] }> {
  return get(
    figure,
    async (element, frame) => {
      element.seek(frame);
      const find = (name: string) => element.shadowRoot?.querySelector(name)?.shadowRoot;
      // Recordings keep losses and accuracies as float32, a run has them as float64.
      const rounded = (text: string) =>
        text.replace(/\d+\.\d{6,}/g, (number) => Number(number).toFixed(6));
      const read = () => ({
        kernels: [...(find('uh-kernels')?.querySelectorAll('canvas') ?? [])].map((canvas) =>
          canvas.toDataURL(),
        ),
        curve: [...(find('uh-learning-curve')?.querySelectorAll('svg *, text, [style]') ?? [])].map(
          ({ localName, attributes, textContent }) =>
            JSON.stringify([
              localName,
              [...attributes].map(({ name, value }) => `${name}=${value}`).map(rounded),
              textContent,
            ]),
        ),
      });
      const soon = () => new Promise((resolve) => setTimeout(resolve, 300));
      await soon();
      for (let before = read(), tries = 0; tries < 50; tries++) {
        await soon();
        const now = read();
        const there = now.kernels.length > 0 && now.curve.length > 0;
        if (there && JSON.stringify(now) === JSON.stringify(before)) return now;
        before = now;
      }
      throw new Error('What is drawn does not come to rest.');
    },
    frame,
  );
}

test('a network that was saved exactly has the same kernels, pixel for pixel, and the same learning curve', async ({
  page,
  plainSite,
  blog,
}) => {
  const script = `<script type="module" src="${plainSite}underhood.js"></script>`;
  await blog.open(page, `${script}<uh-cnn ${SMALL_CNN} controls autoplay></uh-cnn>`);
  const live = page.locator('uh-cnn');
  await settled(live);
  const last = (await get(live, ({ frameCount }) => frameCount)) - 1;
  const shown = [0, last >> 1, last];
  const looks = [];
  for (const frame of shown) looks.push(await cnnLook(live, frame));
  expect(looks[0]?.kernels).not.toEqual(looks[2]?.kernels);
  files.set('cnn.zarr.zip', await save(live, true));
  const replay = await open(page, 'uh-cnn', script, 'cnn.zarr.zip');
  for (const [at, frame] of shown.entries()) {
    expect(await cnnLook(replay, frame), `frame ${frame}`).toEqual(looks[at]);
  }
});
