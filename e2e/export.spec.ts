import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { ffmpegPath, ffprobePath, runTool } from '../scripts/ffmpeg.mjs';
import { SMALL_CNN } from './cnn-element.ts';
import { expect, test } from './site.ts';
import { SMALL } from './umap-element.ts';

/** What the tests need of either element. */
interface Exporting extends HTMLElement {
  readonly state: string;
  readonly frameCount: number;
  seek(frame: number): void;
  exportImage(options: { format: 'png'; width: number; figure?: string }): Promise<Blob>;
}

/** A file as ffprobe sees it. */
interface Probed {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** A fraction, as `12/1`. */
  readonly rate: string;
  /** Of each picture, s. */
  readonly durations: readonly number[];
}

function probe(file: string): Probed {
  const entries = 'stream=nb_read_frames,width,height,avg_frame_rate:packet=pts_time,duration_time';
  const args = ['-v', 'error', '-count_frames', '-select_streams', 'v:0', '-show_entries', entries];
  const json = String(runTool(ffprobePath(), [...args, '-of', 'json', file]));
  const { streams, packets } = JSON.parse(json) as {
    streams: [{ nb_read_frames: string; width: number; height: number; avg_frame_rate: string }];
    packets: { duration_time: string }[];
  };
  const [{ nb_read_frames, width, height, avg_frame_rate: rate }] = streams;
  const durations = packets.map(({ duration_time }) => Number(duration_time));
  return { frames: Number(nb_read_frames), width, height, rate, durations };
}

/** Its picture with that number, RGB. */
function picture(file: string, index: number): Buffer {
  const select = `select=eq(n\\,${index})`;
  const args = ['-v', 'error', '-i', file, '-vf', select, '-frames:v', '1'];
  return runTool(ffmpegPath(), [...args, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
}

/** Mean distance of the channels of two pictures, 0 to 255. */
function distance(a: Buffer, b: Buffer): number {
  expect(a.length).toBe(b.length);
  expect(a.length).toBeGreaterThan(0);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum / a.length;
}

/** The exported files, in a folder of the test's own. */
let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'underhood-export-'));
});
test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The element's own picture of a frame. */
async function png(
  figure: Locator,
  frame: number,
  options: { readonly width: number; readonly figure?: string },
): Promise<Buffer> {
  const base64 = await figure.evaluate(
    async (element, { frame, options }) => {
      const exporting = element as unknown as Exporting; // a locator does not know its kind
      exporting.seek(frame);
      const blob = await exporting.exportImage({ format: 'png', ...options });
      let binary = '';
      for (const byte of new Uint8Array(await blob.arrayBuffer())) {
        binary += String.fromCharCode(byte);
      }
      return btoa(binary);
    },
    { frame, options },
  );
  const file = join(folder, `frame-${frame}.png`);
  writeFileSync(file, Buffer.from(base64, 'base64'));
  return picture(file, 0);
}

/** Takes a file from the list of exports; undefined where the browser cannot make it, which the list says. */
async function take(
  page: Page,
  figure: Locator,
  [group, label]: readonly [group: RegExp, label: string],
): Promise<string | undefined> {
  const list = figure.getByRole('region', { name: 'Export' });
  const saving = page.waitForEvent('download', { timeout: 60_000 });
  const refused = list.getByRole('alert').waitFor();
  saving.catch(() => undefined);
  refused.catch(() => undefined);
  const offers = list.getByRole('list', { name: group });
  await offers.getByRole('button', { name: new RegExp(`^${label}`) }).click();
  const download = await Promise.race([saving, refused]);
  if (!download) {
    await expect(list.getByRole('alert')).toContainText('WebM and GIF work here.');
    return undefined;
  }
  const file = join(folder, download.suggestedFilename());
  await download.saveAs(file);
  return file;
}

const CNN = { tag: 'uh-cnn', attributes: SMALL_CNN, fps: 4, hold: 4, width: 1080, height: 360 };
const SIX = { figure: 'predictions', group: /^Six predictions, / };
for (const { tag, attributes, fps, hold, width, height, group, ...more } of [
  { tag: 'uh-umap', attributes: SMALL, fps: 12, hold: 12, width: 800, height: 600, group: /^Anim/ },
  { ...CNN, group: /^Kernels, view and curve, / },
  { ...CNN, ...SIX },
]) {
  const options = { width, ...more };
  /** Of six predictions, the pictures stay as they are: frames differ in bars and words alone. */
  const apart = 'figure' in more ? 1 : 2;
  const which = 'figure' in more ? `${tag}’s six predictions: ` : `${tag}’s `;
  test(`${which}GIF, WebM and MP4 have all frames at ${fps} a second, ends held for ${hold} more, as ffmpeg decodes them`, async ({
    page,
    plainSite,
    blog,
  }) => {
    const script = `<script type="module" src="${plainSite}underhood.js"></script>`;
    await blog.open(page, `${script}<${tag} ${attributes} controls autoplay></${tag}>`);
    const figure = page.locator(tag);
    const get = <T>(read: (element: Exporting) => T): Promise<T> =>
      figure.evaluate(read as unknown as (element: SVGElement | HTMLElement) => T); // as above
    await expect.poll(() => get(({ state }) => state), { timeout: 60_000 }).toBe('done');
    const frames = await get(({ frameCount }) => frameCount);
    const [first, last] = [await png(figure, 0, options), await png(figure, frames - 1, options)];
    await figure.getByRole('button', { name: 'Export', exact: true }).click();

    await test.step('GIF', async () => {
      const file = (await take(page, figure, [group, 'GIF'])) ?? '';
      const probed = probe(file);
      expect(probed).toMatchObject({ frames, width, height });
      const seconds = probed.durations.reduce((sum, duration) => sum + duration, 0);
      expect(seconds).toBeCloseTo((frames + 2 * hold) / fps, 1);
      const held = (1 + hold) / fps;
      // GIFs count hundredths of a second.
      for (const [index, duration] of probed.durations.entries()) {
        const due = index === 0 || index === frames - 1 ? held : 1 / fps;
        expect(Math.abs(duration - due), `frame ${index}`).toBeLessThan(0.0101);
      }
      for (const [index, wanted, other] of [
        [0, first, last],
        [frames - 1, last, first],
      ] as const) {
        const shown = picture(file, index);
        expect(distance(shown, wanted)).toBeLessThan(3);
        expect(distance(shown, wanted)).toBeLessThan(distance(shown, other) / apart);
      }
    });

    for (const format of ['WebM', 'MP4']) {
      await test.step(format, async () => {
        const file = await take(page, figure, [group, format]);
        if (file === undefined) {
          expect(format, 'WebM can be had wherever this runs').toBe('MP4');
          return;
        }
        const probed = probe(file);
        const count = frames + 2 * hold;
        expect(probed).toMatchObject({ frames: count, width, height });
        const [numerator = 0, denominator = 1] = probed.rate.split('/').map(Number);
        expect(numerator / denominator).toBeCloseTo(fps, 0);
        for (const [index, wanted, other] of [
          ...[0, hold].map((index) => [index, first, last] as const),
          ...[count - 1 - hold, count - 1].map((index) => [index, last, first] as const),
        ]) {
          const shown = picture(file, index);
          expect(distance(shown, wanted), `picture ${index}`).toBeLessThan(6);
          expect(distance(shown, wanted)).toBeLessThan(distance(shown, other) / apart);
        }
      });
    }
  });
}
