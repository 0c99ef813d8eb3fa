import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import type { CnnPlayer } from '../../controllers/watching.ts';
import type { WatchedImage } from '../../runs/cnn-run-api.ts';
import { Player } from '../../trace/player.ts';
import { Recorder } from '../../trace/trace.ts';
import { finder, textOf, violations } from '../cnn/testing.ts';
import { SYNTHETIC_WATCHED, syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import { syntheticWatching } from '../cnn/synthetic-watching.ts';
import { UhPrediction } from './prediction.ts';

let element: UhPrediction;
let player: CnnPlayer;

const inside = finder(() => element);
const rows = (): HTMLElement[] => [...element.renderRoot.querySelectorAll('li')];
const colourOf = (bar: Element | null | undefined): string =>
  bar ? getComputedStyle(bar).backgroundColor : '';

/** A trace of one frame whose watched image has these probabilities. */
function opinion(probabilities: readonly number[], epoch = 48, classNames?: readonly string[]) {
  const { info, frames } = syntheticCnnTrace(1, 48, classNames);
  const [first] = frames;
  if (!first) throw new Error('The trace is empty.');
  const recorder = new Recorder<typeof info, CnnFrame>(info, 1);
  const view = { ...first.view, probabilities: Float32Array.from(probabilities) };
  recorder.append({ ...first, epoch, view });
  return new Player(recorder);
}

async function show(shown: CnnPlayer, image: Partial<WatchedImage> = {}): Promise<void> {
  player = shown;
  element.player = player;
  element.watching = syntheticWatching(player, image);
  await element.updateComplete;
}

/** The rest is shared by the other nine classes. */
const mostly = (label: number, share: number): number[] =>
  Array.from({ length: 10 }, (_, c) => (c === label ? share : (1 - share) / 9));

beforeEach(() => {
  element = new UhPrediction();
  element.style.width = '700px';
  document.body.append(element);
});

afterEach(() => {
  element.remove();
});

describe('<uh-prediction>', () => {
  it('is accessible in both themes: right, wrong, untrained, and before the first frame', async () => {
    expect(await violations(element)).toEqual([]);
    for (const [epoch, label] of [
      [48, 5],
      [48, 3],
      [0, 5],
    ] as const) {
      await show(new Player(syntheticCnnTrace()), { label });
      player.seek(epoch);
      expect(await violations(element)).toEqual([]);
    }
  });

  it('says what the image is taken for, and whether that is right, in words', async () => {
    await show(opinion(mostly(5, 0.322)));
    expect(textOf(inside('.title'))).toBe('This is to 32.20% a dog!');
    expect(textOf(inside('.verdict'))).toBe('✓ Right: it is a dog.');
    await show(opinion(mostly(0, 0.5)));
    expect(textOf(inside('.title'))).toBe('This is to 50.00% an airplane!');
    expect(textOf(inside('.verdict'))).toBe('✗ Wrong: it is a dog.');
  });

  it('has a bar a class, as long as the class is probable, labelled', async () => {
    await show(opinion(mostly(5, 0.322)));
    expect(textOf(rows()[5])).toMatch(/^dog 32\.20%/);
    expect(textOf(rows()[3])).toBe('cat 7.53%');
    const [bar, track] = [rows()[5]?.querySelector('.bar'), rows()[5]?.querySelector('.track')];
    await expect
      .poll(() => (bar?.clientWidth ?? 0) / (track?.clientWidth ?? 1))
      .toBeCloseTo(0.322, 2);
  });

  it('colours the true class blue, a wrong winner red, the others grey, as the article does', async () => {
    await show(opinion(mostly(3, 0.6)));
    const bars = rows().map((row) => colourOf(row.querySelector('.bar')));
    expect(bars[5]).toBe('rgb(71, 126, 255)');
    expect(bars[3]).toBe('rgb(255, 71, 71)');
    expect(bars[0]).toBe('rgb(191, 191, 191)');
    expect(textOf(rows()[5])).toContain('true class');
  });

  it('marks chance at one over the number of classes', async () => {
    const at = (): number => {
      const [line, axis] = [inside('.dotted'), inside('.lines')].map((e) =>
        e.getBoundingClientRect(),
      );
      return ((line?.left ?? 0) + 1 - (axis?.left ?? 0)) / (axis?.width ?? 1);
    };
    await show(opinion(mostly(5, 0.3)));
    expect(at()).toBeCloseTo(0.1, 2);
    expect(textOf(inside('.chance'))).toBe('chance, 10%');
    await show(opinion([0.2, 0.3, 0.5], 1, ['a', 'b', 'c']), { label: 0 });
    expect(at()).toBeCloseTo(1 / 3, 2);
    expect(textOf(inside('.chance'))).toBe('chance, 33.3%');
  });

  it('says so while every class is near chance', async () => {
    await show(opinion(mostly(2, 0.12), 0));
    expect(textOf(inside('.note'))).toBe('Every class is near chance: it has seen nothing yet.');
    await show(opinion(mostly(2, 0.12), 1));
    expect(textOf(inside('.note'))).toBe('Every class is near chance: it cannot tell yet.');
    await show(opinion(mostly(2, 0.32), 1));
    expect(textOf(inside('.note'))).toBe('');
  });

  it('shows the watched image at its own resolution, and another one once it is chosen', async () => {
    await show(opinion(mostly(5, 0.3)));
    const canvas = inside<HTMLCanvasElement>('canvas');
    const pixel = (): number[] =>
      Array.from(canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data ?? []);
    expect([canvas.width, canvas.height]).toEqual([32, 32]);
    expect(getComputedStyle(canvas).imageRendering).toBe('pixelated');
    expect(canvas.getAttribute('aria-label')).toBe('Test image 16');
    expect(pixel()).toEqual([...SYNTHETIC_WATCHED.subarray(0, 3), 255]);
    element.watching = syntheticWatching(player, { image: new Uint8Array(32 * 32 * 3).fill(9) });
    await element.updateComplete;
    expect(pixel()).toEqual([9, 9, 9, 255]);
  });

  it('judges no picture whose class nobody knows', async () => {
    await show(opinion(mostly(5, 0.3)), { label: undefined, title: 'my-dog.jpg' });
    expect(element.renderRoot.querySelector('.verdict')).toBeNull();
    expect(textOf(inside('.meta'))).toBe('my-dog.jpg, epoch 48');
    expect(colourOf(rows()[5]?.querySelector('.bar'))).toBe('rgb(191, 191, 191)');
  });

  it('follows the playhead', async () => {
    await show(new Player(syntheticCnnTrace()));
    player.seek(0);
    await element.updateComplete;
    expect(textOf(inside('.title'))).toBe('This is to 10.00% an airplane!');
    player.seek(48);
    await element.updateComplete;
    expect(textOf(inside('.title'))).toMatch(/^This is to [3-9]\d\.\d\d% a dog!$/);
  });

  it('keeps what it showed, and says why, where weights are gone', async () => {
    await show(new Player(syntheticCnnTrace()), { id: 1, label: 5 });
    player.seek(3);
    await expect.poll(() => element.watching?.error).toBeDefined();
    await element.updateComplete;
    expect(textOf(inside('.placeholder'))).toBe('Its weights are not kept any more.');
  });

  it('makes no claim of numbers that are none', async () => {
    await show(opinion(Array<number>(10).fill(Number.NaN)));
    expect(textOf(inside('.title'))).toBe(
      'It makes nothing of this image: its numbers overflowed.',
    );
    expect(textOf(rows()[5])).toMatch(/^dog –/);
  });

  it('fits into 300 px with twenty classes of long names', async () => {
    element.style.width = '300px';
    const names = Array.from({ length: 20 }, (_, i) => `a rather long name of class ${i}`);
    await show(new Player(syntheticCnnTrace(3, 48, names)));
    expect(rows()).toHaveLength(20);
    expect(element.scrollWidth).toBeLessThanOrEqual(300);
    expect(inside('.track').clientWidth).toBeGreaterThan(90);
  });
});
