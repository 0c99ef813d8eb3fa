import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UhCnn } from './cnn.ts';
import './cnn.ts';
import { distance, gifFrames, pixelsOf, pngPixels, secondsOf } from '../export/testing.ts';
import { guessesOf } from '../predictions/six.ts';
import { ScriptedCnnRun } from './scripted-run.ts';

vi.setConfig({ testTimeout: 60_000 });

let element: UhCnn;
let run: ScriptedCnnRun;

beforeEach(async () => {
  run = new ScriptedCnnRun();
  element = document.createElement('uh-cnn');
  element.style.width = '900px';
  element.createRun = () => run;
  document.body.append(element);
  void element.start();
  await expect.poll(() => run.started.length).toBe(1);
  run.prepare().record(6);
  await element.updateComplete;
});

afterEach(() => {
  element.remove();
});

/** The figure of six predictions at a frame. */
async function six(frame: number, set?: number): Promise<Uint8ClampedArray> {
  element.seek(frame);
  const blob = await element.exportImage({
    ...{ format: 'png', width: 720, figure: 'predictions', set },
  });
  return pngPixels(blob);
}

async function png(frame: number): Promise<Uint8ClampedArray> {
  element.seek(frame);
  return pngPixels(await element.exportImage({ format: 'png', width: 720 }));
}

describe('exporting a CNN run', () => {
  it('makes a GIF of the frames so far at 4 a second, the first and the last held a second longer', async () => {
    const count = element.frameCount;
    const frames = await gifFrames(
      await element.exportAnimation({ format: 'gif', width: 720 }),
      count,
    );
    for (const [at, image] of frames.entries()) {
      if (at > 0 && at < count - 1) continue;
      const [shown, other] = [await png(at), await png(count - 1 - at)];
      const decoded = pixelsOf(image, 720, 240);
      expect(distance(decoded, shown)).toBeLessThan(4);
      expect(distance(decoded, shown)).toBeLessThan(distance(decoded, other) / 2);
    }
    expect(secondsOf(frames)).toEqual([1.25, ...new Array<number>(count - 2).fill(0.25), 1.25]);
    for (const frame of frames) frame.close();
  });

  it('makes a GIF of six predictions in the same way, those on screen', async () => {
    const count = element.frameCount;
    const figure = 'predictions';
    const frames = await gifFrames(
      await element.exportAnimation({ format: 'gif', width: 720, figure }),
      count,
    );
    for (const [at, image] of frames.entries()) {
      const [shown, other] = [await six(at), await six(at < 3 ? count - 1 : 0)];
      const decoded = pixelsOf(image, 720, 240);
      expect(distance(decoded, shown)).toBeLessThan(4);
      expect(distance(decoded, shown)).toBeLessThan(distance(decoded, other));
    }
    expect(secondsOf(frames)).toEqual([1.25, ...new Array<number>(count - 2).fill(0.25), 1.25]);
    for (const frame of frames) frame.close();
  });

  it('draws the set of six that is asked for, or the nearest that there is', async () => {
    const [first, second, last] = [await six(3, 1), await six(3, 2), await six(3, 12)];
    expect(distance(await six(3), first)).toBe(0);
    expect(distance(first, second)).toBeGreaterThan(5);
    expect(distance(await six(3, 99), last)).toBe(0);
    expect(distance(await six(3, NaN), first)).toBe(0);
  });

  it('has the true class in blue and a wrong winner in red, as high as they are probable', async () => {
    element.seek(element.frameCount - 1);
    const info = element.trace?.info;
    const frame = element.trace?.frames.at(-1);
    if (!info || !frame) throw new Error('There is no frame.');
    const pixels = await six(element.frameCount - 1, 1);
    for (const guess of guessesOf(info, frame, 0)) {
      const left = (22 + guess.sample * ((1080 - 44 - 120) / 6 + 24)) * (720 / 1080);
      const slot = (((1080 - 44 - 120) / 6) * (720 / 1080)) / 10;
      for (const [c, colour] of [
        [guess.label, [0x47, 0x7e, 0xff]],
        [guess.winner === guess.label ? undefined : guess.winner, [0xff, 0x47, 0x47]],
      ] as const) {
        if (c === undefined) continue;
        let rows = 0;
        const x = Math.round(left + slot * (c + 0.5));
        for (let y = 44; y < 84; y++) {
          const at = 4 * (y * 720 + x);
          if (colour.every((value, band) => Math.abs((pixels[at + band] ?? 0) - value) < 3)) rows++;
        }
        // The line of chance lies over a few of them.
        expect(rows, `image ${guess.sample}, class ${c}`).toBeGreaterThan(
          40 * (guess.probabilities[c] ?? 0) - 5,
        );
        expect(rows).toBeLessThan(40 * (guess.probabilities[c] ?? 0) + 2);
      }
    }
  });

  it('refuses a figure that there is none of', async () => {
    await expect(
      element.exportAnimation({ format: 'gif', figure: 'pie' as 'network' }),
    ).rejects.toMatchObject({
      code: 'bad-parameter',
      message: expect.stringMatching(/figure is «pie»/) as string,
    });
  });

  it('stops when it is cancelled, with the run as it was', async () => {
    const controller = new AbortController();
    const making = element.exportAnimation({
      ...{ format: 'gif', figure: 'predictions', signal: controller.signal },
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(making).rejects.toMatchObject({ name: 'AbortError' });
    expect(element.state).toBe('running');
    expect(await six(0)).toHaveLength(720 * 240 * 4);
  });

  it('makes a CSV of the learning curve, a row a frame', async () => {
    const text = await (await element.exportCurve()).text();
    const [head, ...rows] = text.trimEnd().split('\r\n');
    expect(head).toMatch(/^epoch,step,images,train_loss,train_accuracy,validation_loss/);
    expect(rows).toHaveLength(element.frameCount);
    const metrics = element.trace?.frames.at(-1)?.metrics;
    expect(rows.at(-1)?.split(',').slice(3, 5).map(Number)).toEqual([
      metrics?.trainLoss,
      metrics?.trainAccuracy,
    ]);
  });

  it('is offered when the run is paused, in a list that is accessible', async () => {
    run.pause();
    await element.updateComplete;
    const button = [...element.renderRoot.querySelectorAll('button')].find(
      ({ textContent }) => textContent.trim() === 'Export',
    );
    button?.click();
    await expect.poll(() => element.renderRoot.querySelector('uh-export')).not.toBeNull();
    const list = element.renderRoot.querySelector('uh-export');
    await list?.updateComplete;
    expect(list?.shadowRoot?.querySelectorAll('li')).toHaveLength(9);
    if (!list) throw new Error('There is no list.');
    const { violations } = await axe.run(list);
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
