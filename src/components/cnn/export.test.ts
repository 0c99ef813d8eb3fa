import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UhCnn } from './cnn.ts';
import './cnn.ts';
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

/** RGBA of a picture that the browser decoded. */
function pixelsOf(picture: CanvasImageSource, width: number, height: number): Uint8ClampedArray {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('No 2D context.');
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

function distance(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;
}

async function png(frame: number): Promise<Uint8ClampedArray> {
  element.seek(frame);
  const bitmap = await createImageBitmap(await element.exportImage({ format: 'png', width: 720 }));
  return pixelsOf(bitmap, bitmap.width, bitmap.height);
}

describe('exporting a CNN run', () => {
  it('makes a GIF of the frames so far at 4 a second, the first and the last held a second longer', async () => {
    const frames = element.frameCount;
    const blob = await element.exportAnimation({ format: 'gif', width: 720 });
    const decoder = new ImageDecoder({ data: await blob.arrayBuffer(), type: 'image/gif' });
    await decoder.tracks.ready;
    await decoder.completed;
    expect(decoder.tracks.selectedTrack?.frameCount).toBe(frames);
    const seconds: number[] = [];
    for (let frameIndex = 0; frameIndex < frames; frameIndex++) {
      const { image } = await decoder.decode({ frameIndex });
      seconds.push((image.duration ?? 0) / 1e6);
      if (frameIndex === 0 || frameIndex === frames - 1) {
        const [shown, other] = [await png(frameIndex), await png(frames - 1 - frameIndex)];
        const decoded = pixelsOf(image, 720, 240);
        expect(distance(decoded, shown)).toBeLessThan(4);
        expect(distance(decoded, shown)).toBeLessThan(distance(decoded, other) / 2);
      }
      image.close();
    }
    expect(seconds).toEqual([1.25, ...new Array<number>(frames - 2).fill(0.25), 1.25]);
    decoder.close();
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
    expect(list?.shadowRoot?.querySelectorAll('li')).toHaveLength(5);
    if (!list) throw new Error('There is no list.');
    const { violations } = await axe.run(list);
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
