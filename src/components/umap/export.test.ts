import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cssToRgb } from '../../render/colour.ts';
import { distance, gifFrames, pixelsOf, pngPixels, secondsOf } from '../export/testing.ts';
import { ScriptedRun } from './scripted-run.ts';
import type { UhUmap } from './umap.ts';
import './umap.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Epochs of the run: one more frame. */
const EPOCHS = 5;
const FRAMES = EPOCHS + 1;
const GROUND = 'rgb(18, 19, 23)';

let element: UhUmap;
let run: ScriptedRun;

beforeEach(async () => {
  element = document.createElement('uh-umap');
  element.style.setProperty('--uh-plot-ground', GROUND);
  element.style.width = '900px';
  element.nEpochs = EPOCHS;
  element.createRun = () => (run = new ScriptedRun());
  document.body.append(element);
  void element.start();
  await expect.poll(() => element.state).toBe('loading');
  await expect.poll(() => run.started.length).toBe(1);
  run.prepare().complete();
  await element.updateComplete;
});

afterEach(() => {
  element.remove();
});

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => {
      throw new Error('It should have failed.');
    },
    (error: unknown) => error,
  );

async function png(frame: number, width: number): Promise<Uint8ClampedArray> {
  element.seek(frame);
  return pngPixels(await element.exportImage({ format: 'png', width }));
}

/** Holds that a video of 480 px lasts as it should and begins and ends with the first and the last frame. */
async function expectToPlay(blob: Blob): Promise<void> {
  const video = document.createElement('video');
  video.muted = true;
  video.src = URL.createObjectURL(blob);
  await new Promise((resolve, reject) => {
    video.onloadeddata = resolve;
    video.onerror = () => {
      reject(new Error(video.error?.message));
    };
  });
  expect([video.videoWidth, video.videoHeight]).toEqual([480, 360]);
  // The first and the last frame count 13 times.
  expect(Math.abs(video.duration - (FRAMES + 24) / 12)).toBeLessThan(0.1);
  const at = async (time: number): Promise<Uint8ClampedArray> => {
    const seeked = new Promise((resolve) => {
      video.onseeked = resolve;
    });
    video.currentTime = time;
    await seeked;
    return pixelsOf(video, 480, 360);
  };
  const [first, last] = [await at(0.5), await at(video.duration - 0.5)];
  const [original, transformed] = [await png(0, 480), await png(EPOCHS, 480)];
  expect(distance(first, original)).toBeLessThan(distance(first, transformed) / 2);
  expect(distance(last, transformed)).toBeLessThan(distance(last, original) / 2);
  URL.revokeObjectURL(video.src);
}

describe('exportAnimation', () => {
  it('makes a GIF of all frames at 12 a second, the first and the last a second longer', async () => {
    const blob = await element.exportAnimation({ format: 'gif', width: 480 });
    expect(blob.type).toBe('image/gif');
    const frames = await gifFrames(blob, FRAMES);
    // GIFs count hundredths of a second.
    expect(secondsOf(frames)).toEqual([1.08, 0.09, 0.08, 0.08, 0.09, 1.08]);
    for (const [at, frame] of [
      [0, 0],
      [FRAMES - 1, EPOCHS],
    ] as const) {
      const image = frames[at];
      if (!image) throw new Error('No such frame.');
      expect([image.codedWidth, image.codedHeight]).toEqual([480, 360]);
      const shown = pixelsOf(image, 480, 360);
      const wanted = await png(frame, 480);
      expect(distance(shown, wanted)).toBeLessThan(3);
      expect([...shown.slice(0, 3)]).toEqual([...cssToRgb(GROUND)]);
      // Not the other one.
      expect(distance(shown, await png(EPOCHS - frame, 480))).toBeGreaterThan(6);
    }
    for (const frame of frames) frame.close();
  });

  it('makes a WebM that a <video> plays, as long as it should be', async () => {
    const blob = await element.exportAnimation({ format: 'webm', width: 480 });
    expect(blob.type).toBe('video/webm');
    await expectToPlay(blob);
  });

  it('makes an MP4, or says what works where the browser cannot', async () => {
    const config = { codec: 'avc1.42e034', width: 480, height: 360, framerate: 12 };
    const { supported } = await VideoEncoder.isConfigSupported(config);
    const call = element.exportAnimation({ format: 'mp4', width: 480 });
    if (supported) {
      const blob = await call;
      expect(blob.type).toBe('video/mp4');
      // Who can encode H.264 can, as a rule, play it.
      if ((await VideoDecoder.isConfigSupported(config)).supported) await expectToPlay(blob);
    } else {
      const error = await failure(call);
      expect(error).toMatchObject({ code: 'no-encoder', details: { format: 'mp4' } });
      expect(String(error)).toContain('WebM and GIF work here.');
    }
    expect(element.frameCount).toBe(FRAMES);
  });

  it('rejects with an AbortError when it is cancelled, and nothing is lost', async () => {
    const controller = new AbortController();
    const error = await failure(
      element.exportAnimation({
        ...{ format: 'gif', width: 480, signal: controller.signal },
        onProgress: () => {
          controller.abort();
        },
      }),
    );
    expect(error).toBeInstanceOf(DOMException);
    expect((error as DOMException).name).toBe('AbortError');
    expect(element.state).toBe('done');
    expect(element.frameCount).toBe(FRAMES);
    await expect(element.exportImage()).resolves.toBeInstanceOf(Blob);
  });

  it('says what is wrong with what it was asked for', async () => {
    const refused = await Promise.all([
      failure(element.exportAnimation({ format: 'gif', width: 5 })),
      failure(element.exportAnimation({ format: 'gif', fps: 0 })),
      failure(element.exportAnimation({ format: 'avi' as never })),
      failure(element.exportImage({ format: 'bmp' as never })),
      failure(document.createElement('uh-umap').exportImage()),
    ]);
    expect(refused.map((error) => (error as Error).message)).toEqual([
      'width is 5; it must be between 160 and 1920 px.',
      'fps is 0; it must be above 0 and at most 60 frames a second.',
      'format is «avi»; there are gif, webm, mp4.',
      'format is «bmp»; there are png, svg.',
      'There is nothing to export yet: start a run and wait for its first frame.',
    ]);
    for (const error of refused) expect(error).toMatchObject({ code: 'bad-parameter' });
  });
});

describe('the frame at the playhead', () => {
  it('is a well-formed SVG with every point, every name and the title', async () => {
    element.seek(2);
    const blob = await element.exportImage({ format: 'svg' });
    const svg = new DOMParser().parseFromString(await blob.text(), 'image/svg+xml');
    expect(svg.querySelector('parsererror')).toBeNull();
    expect(svg.querySelectorAll('circle')).toHaveLength(run.trace?.info.points ?? -1);
    const texts = [...svg.querySelectorAll('text')].map(({ textContent }) => textContent);
    expect(texts).toContain('Iteration Step: 002');
    for (const name of run.dataset?.classNames ?? []) expect(texts).toContain(name);
  });

  it('is a PNG of the width that was asked for', async () => {
    const bitmap = await createImageBitmap(
      await element.exportImage({ format: 'png', width: 800 }),
    );
    expect([bitmap.width, bitmap.height]).toEqual([800, 600]);
  });

  it('is a CSV with a row a point', async () => {
    element.seek(3);
    const text = await (await element.exportEmbedding({ format: 'csv' })).text();
    const [head, first = '', ...rest] = text.trimEnd().split('\r\n');
    expect(head).toBe('x,y,label,class');
    expect(rest).toHaveLength((run.trace?.info.points ?? 0) - 1);
    const [x, y, label, name] = first.split(',');
    const embedding = element.frame(3);
    expect([x, y].map((value) => Math.fround(Number(value)))).toEqual([
      ...(embedding ?? []).slice(0, 2),
    ]);
    expect([label, name]).toEqual(['0', 'T-shirt/top']);
  });
});

describe('the list of exports', () => {
  const open = async () => {
    const button = [...element.renderRoot.querySelectorAll('button')].find(
      ({ textContent }) => textContent.trim() === 'Export',
    );
    if (!button) throw new Error('There is no button «Export».');
    button.click();
    await expect.poll(() => element.renderRoot.querySelector('uh-export')).not.toBeNull();
    const exports = element.renderRoot.querySelector('uh-export');
    if (!exports) throw new Error('There is no list of exports.');
    await exports.updateComplete;
    return { button, exports };
  };
  const pick = (exports: Element, label: string): HTMLButtonElement => {
    const found = [...(exports.shadowRoot?.querySelectorAll('button') ?? [])].find(
      ({ textContent }) => textContent.trim().startsWith(label),
    );
    if (!found) throw new Error(`There is no «${label}».`);
    return found;
  };
  const said = (exports: Element) =>
    exports.shadowRoot?.querySelector('[role=status]')?.textContent.trim();

  it('is accessible, opens and closes', async () => {
    const { button } = await open();
    expect(button.getAttribute('aria-expanded')).toBe('true');
    const { violations } = await axe.run(element);
    expect(violations.map(({ id }) => id)).toEqual([]);
    button.click();
    await element.updateComplete;
    expect(element.renderRoot.querySelector('uh-export')).toBeNull();
    expect(button.getAttribute('aria-expanded')).toBe('false');
  });

  it('saves a file under its name and says how large it is', async () => {
    const { exports } = await open();
    const saved: [Blob, string][] = [];
    exports.save = (blob, name) => saved.push([blob, name]);
    pick(exports, 'GIF').click();
    await exports.updateComplete;
    expect(pick(exports, 'Cancel export')).toBe(exports.shadowRoot?.activeElement);
    expect(pick(exports, 'PNG').disabled).toBe(true);
    await expect
      .poll(() => said(exports), { timeout: 30_000 })
      .toMatch(/^umap-garments\.gif, \d+ kB, is saved\.$/);
    expect(saved.map(([blob, name]) => [blob.type, name])).toEqual([
      ['image/gif', 'umap-garments.gif'],
    ]);
    expect(pick(exports, 'GIF')).toBe(exports.shadowRoot?.activeElement);
  });

  it('cancels', async () => {
    const { exports } = await open();
    exports.save = () => {
      throw new Error('Nothing is to be saved.');
    };
    pick(exports, 'GIF').click();
    await exports.updateComplete;
    pick(exports, 'Cancel export').click();
    await expect.poll(() => said(exports)).toBe('Cancelled.');
    expect(pick(exports, 'GIF').disabled).toBe(false);
  });
});
