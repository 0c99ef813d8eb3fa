import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import type { CnnPlayer } from '../../controllers/watching.ts';
import { Player } from '../../trace/player.ts';
import { Recorder } from '../../trace/trace.ts';
import { finder, textOf, violations } from '../cnn/testing.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import { syntheticWatching } from '../cnn/synthetic-watching.ts';
import type { UhWatchEvent } from './events/uh-watch.ts';
import { UhPredictions } from './predictions.ts';

let element: UhPredictions;

const inside = finder(() => element);
const all = (selector: string): HTMLElement[] => [
  ...element.renderRoot.querySelectorAll<HTMLElement>(selector),
];
const captions = (): string[] => all('.caption').map(textOf);

/** A frame in which image i of the sample has `shares[i]` for class `winners[i]`; images are of class i % 10. */
function guesses(winners: readonly number[], shares: readonly number[], sampled = 72): CnnPlayer {
  const { info: made, frames } = syntheticCnnTrace(1);
  const [first] = frames;
  if (!first) throw new Error('The trace is empty.');
  const info = { ...made, sampled: made.sampled.slice(0, sampled) };
  const recorder = new Recorder<typeof info, CnnFrame>(info, 1);
  const probabilities = Float32Array.from({ length: 720 }, (_, at) => {
    const [image, c] = [Math.floor(at / 10), at % 10];
    const share = shares[image] ?? 0.1;
    return c === winners[image] ? share : (1 - share) / 9;
  });
  recorder.append({ ...first, epoch: 48, probabilities });
  return new Player(recorder);
}

async function show(player: CnnPlayer): Promise<void> {
  element.player = player;
  element.watching = syntheticWatching(player);
  await element.updateComplete;
}

beforeEach(() => {
  element = new UhPredictions();
  element.style.width = '700px';
  document.body.append(element);
});

afterEach(() => {
  element.remove();
});

describe('<uh-predictions>', () => {
  it('is accessible in both themes, with and without an image pointed at, and before the first frame', async () => {
    expect(await violations(element)).toEqual([]);
    await show(new Player(syntheticCnnTrace()));
    element.player?.seek(48);
    expect(await violations(element)).toEqual([]);
    inside<HTMLButtonElement>('.card').focus();
    await element.updateComplete;
    expect(await violations(element)).toEqual([]);
  });

  it('is titled and captioned as in the article', async () => {
    await show(guesses([0, 4, 2, 3, 4, 9], [0.322, 0.562, 0.957, 0.692, 0.562, 0.552]));
    expect(textOf(inside('.title'))).toBe('Epoch: 48');
    expect(captions()).toEqual([
      'airplane 32.2%, ✓ Correct!',
      'deer 56.2%, ✗ Actually: automobile',
      'bird 95.7%, ✓ Correct!',
      'cat 69.2%, ✓ Correct!',
      'deer 56.2%, ✓ Correct!',
      'truck 55.2%, ✗ Actually: dog',
    ]);
    const colours = all('.caption').map((caption) => getComputedStyle(caption).color);
    expect(colours[0]).toBe('rgb(0, 76, 255)');
    expect(colours[1]).toBe('rgb(220, 0, 0)');
  });

  it('draws a bar a class: the true one blue, a wrong winner red, the rest grey, as high as probable', async () => {
    await show(guesses([0, 4], [0.322, 0.562]));
    const bars = (image: number): HTMLElement[] => [
      ...(all('.bars')[image]?.querySelectorAll<HTMLElement>('.bar') ?? []),
    ];
    const colours = (image: number): string[] =>
      bars(image).map((bar) => getComputedStyle(bar).backgroundColor);
    const [blue, red, grey] = ['rgb(71, 126, 255)', 'rgb(255, 71, 71)', 'rgb(191, 191, 191)'];
    expect(colours(0)).toEqual([blue, ...Array<string>(9).fill(grey)]);
    expect(colours(1)).toEqual([grey, blue, grey, grey, red, ...Array<string>(5).fill(grey)]);
    const whole = (bars(1)[4]?.parentElement?.clientHeight ?? 0) / 100;
    await expect
      .poll(() => (bars(1)[4]?.getBoundingClientRect().height ?? 0) / whole)
      .toBeCloseTo(56.2, 0);
  });

  it('marks chance, and says what it is', async () => {
    await show(guesses([0], [0.5]));
    const [line, bars] = [inside('.bars .dotted'), inside('.bars')].map((e) =>
      e.getBoundingClientRect(),
    );
    const height = inside('.slot').clientHeight;
    const bottom = (bars?.top ?? 0) + height;
    expect((bottom - (line?.top ?? 0) - (line?.height ?? 0) / 2) / height).toBeCloseTo(0.1, 1);
    expect(textOf(inside('.legend'))).toContain('chance, 10%');
  });

  it('goes through all sets, round and round', async () => {
    await show(new Player(syntheticCnnTrace()));
    const [previous, next] = all('.sets button');
    const label = (): string => textOf(inside('.sets span'));
    const images = (): string[] =>
      all('canvas').map((canvas) => canvas.getAttribute('aria-label') ?? '');
    expect(label()).toBe('Set 1 of 12');
    expect(images()[0]).toBe('Test image 100');
    next?.click();
    await element.updateComplete;
    expect(label()).toBe('Set 2 of 12');
    expect(images()[0]).toBe('Test image 142');
    previous?.click();
    await element.updateComplete;
    previous?.click();
    await element.updateComplete;
    expect(label()).toBe('Set 12 of 12');
  });

  it('shows fewer where fewer were sampled, and says so where there are none', async () => {
    await show(guesses([0], [0.5], 8));
    element.set = 2;
    await element.updateComplete;
    expect(all('.card')).toHaveLength(2);
    expect(textOf(inside('.sets span'))).toBe('Set 2 of 2');
    await show(guesses([0], [0.5], 0));
    expect(textOf(inside('.placeholder'))).toBe('There are no test images.');
  });

  it('gives all figures of an image that is pointed at or focused, and the name of a bar', async () => {
    await show(guesses([0, 4], [0.322, 0.562]));
    const key = (): string[] => all('.key ol li').map(textOf);
    expect(key()[4]).toBe('deer');
    const card = all('.card')[1];
    card?.focus();
    await element.updateComplete;
    expect(key()[4]).toBe('deer 56.2%');
    expect(textOf(inside('.about'))).toBe('Test image 107');
    card?.blur();
    await element.updateComplete;
    expect(key()[4]).toBe('deer');
    all('.slot')[13]?.dispatchEvent(
      new PointerEvent('pointermove', { bubbles: true, composed: true }),
    );
    await element.updateComplete;
    expect(textOf(inside('.key li.pointed'))).toBe('cat 4.9%');
  });

  it('has the same figures in a table for those who cannot see bars', async () => {
    await show(guesses([0, 4], [0.322, 0.562]));
    const rows = all('tbody tr').map(textOf);
    expect(rows).toHaveLength(6);
    expect(rows[1]).toMatch(/^Test image 107 ?4\.9%/);
    expect(rows[1]).toContain('56.2%');
  });

  it('asks for an image to be watched', async () => {
    await show(new Player(syntheticCnnTrace()));
    element.set = 2;
    await element.updateComplete;
    let asked: number | undefined;
    document.body.addEventListener('uh-watch', (event: UhWatchEvent) => (asked = event.index), {
      once: true,
    });
    all('.card')[1]?.click();
    expect(asked).toBe(149);
  });

  it('marks the image that is watched', async () => {
    const player = new Player(syntheticCnnTrace());
    await show(player);
    expect(all('.card[aria-pressed="true"]')).toHaveLength(0);
    const image = player.trace.info.sampledImages.slice(2 * 3072, 3 * 3072);
    element.watching = syntheticWatching(player, { image });
    await element.updateComplete;
    expect(all('.card').findIndex((card) => card.ariaPressed === 'true')).toBe(2);
  });

  it('draws each image at its own resolution, and another one in the next set', async () => {
    await show(new Player(syntheticCnnTrace()));
    const canvas = inside<HTMLCanvasElement>('canvas');
    const pixels = (): string =>
      canvas.getContext('2d')?.getImageData(0, 0, 32, 32).data.join() ?? '';
    expect([canvas.width, canvas.height]).toEqual([32, 32]);
    const before = pixels();
    expect(before).toMatch(/[1-9]/);
    element.set = 2;
    await element.updateComplete;
    expect(pixels()).not.toBe(before);
  });

  it('says so where the network predicts nothing', async () => {
    await show(guesses([0], [Number.NaN]));
    expect(captions()[0]).toBe('no prediction, ✗ Actually: airplane');
  });

  it.each([300, 700])('fits into %i px with twenty classes of long names', async (width) => {
    element.style.width = `${width}px`;
    const names = Array.from({ length: 20 }, (_, i) => `a rather long name of class ${i}`);
    await show(new Player(syntheticCnnTrace(3, 48, names)));
    expect(all('.card')).toHaveLength(6);
    expect(element.scrollWidth).toBeLessThanOrEqual(width);
  });
});
