import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import { contrast, cssToRgb } from '../../render/colour.ts';
import { Player } from '../../trace/player.ts';
import { Recorder } from '../../trace/trace.ts';
import { finder, textOf, violations } from '../cnn/testing.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import { UhConfusionMatrix } from './confusion-matrix.ts';
import type { UhCellEvent } from './events/uh-cell.ts';

let element: UhConfusionMatrix;

const inside = finder(() => element);
const all = (selector: string): HTMLElement[] => [
  ...element.renderRoot.querySelectorAll<HTMLElement>(selector),
];
const cell = (truth: number, predicted: number): HTMLElement =>
  inside(`[data-truth="${truth}"][data-predicted="${predicted}"]`);

/** Two frames of these counts; the second has each doubled. */
async function show(classNames: readonly string[], counts: readonly number[]): Promise<void> {
  const { info, frames } = syntheticCnnTrace(2, 48, classNames);
  const recorder = new Recorder<typeof info, CnnFrame>(info, 49);
  frames.forEach((frame, index) => {
    recorder.append({ ...frame, confusion: Uint32Array.from(counts, (n) => (index + 1) * n) });
  });
  element.player = new Player(recorder, { following: false });
  await element.updateComplete;
}

async function press(key: string, options: KeyboardEventInit = {}): Promise<void> {
  const target = element.renderRoot instanceof ShadowRoot ? element.renderRoot.activeElement : null;
  target?.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }),
  );
  await element.updateComplete;
}

const PETS = ['cat', 'dog', 'ship'];
const COUNTS = [160, 32, 8, 30, 70, 0, 0, 10, 90];

beforeEach(() => {
  element = new UhConfusionMatrix();
  element.style.width = '700px';
  document.body.append(element);
});

afterEach(() => {
  element.remove();
  document.documentElement.style.colorScheme = '';
});

describe('<uh-confusion-matrix>', () => {
  it('is accessible in both themes: empty, full, and with a cell focused', async () => {
    expect(await violations(element)).toEqual([]);
    element.player = new Player(syntheticCnnTrace(), { following: false });
    element.player.seek(30);
    expect(await violations(element)).toEqual([]);
    cell(3, 5).focus();
    expect(await violations(element)).toEqual([]);
  });

  it('is a table of true classes by predicted ones', async () => {
    await show(PETS, COUNTS);
    expect(all('thead th').map(textOf)).toEqual(PETS);
    expect(all('tbody th').map(textOf)).toEqual(PETS);
    const [row] = all('tbody tr');
    expect([...(row?.querySelectorAll('td') ?? [])].map(textOf)).toEqual(['160', '32', '8']);
    expect(textOf(inside('.title'))).toBe('Confusion of 400 validation images after epoch 0');
    expect(textOf(inside('.summary'))).toBe('Most often confused: cat ↔ dog (21%).');
  });

  it('follows the playhead', async () => {
    await show(PETS, COUNTS);
    element.player?.seek(1);
    await element.updateComplete;
    expect(textOf(cell(0, 0))).toBe('320');
    expect(textOf(inside('.title'))).toBe('Confusion of 800 validation images after epoch 1');
  });

  it('shows a test instead, and says so', async () => {
    await show(PETS, COUNTS);
    element.test = {
      ...{ epoch: 48, count: 10_000, loss: 1, accuracy: 0.66 },
      ...{
        labels: new Uint8Array(),
        probabilities: new Float32Array(),
        confusion: Uint32Array.of(9000, 0, 0, 0, 0, 0, 0, 0, 1000),
      },
    };
    await element.updateComplete;
    expect(textOf(inside('.title'))).toBe('Confusion of 10,000 test images after epoch 48');
    expect(textOf(cell(0, 0))).toBe('9000');
    expect(textOf(inside('.summary'))).toBe('No two classes are confused.');
  });

  it('shades a cell by the share of its true class, and frames the diagonal', async () => {
    await show(PETS, COUNTS);
    const shade = (truth: number, predicted: number): number =>
      Number(cell(truth, predicted).style.getPropertyValue('--_shade'));
    expect(shade(0, 0)).toBeCloseTo(0.8 ** 0.6, 3);
    // 30 of 100 dogs are more than 32 of 200 cats.
    expect(shade(1, 0)).toBeGreaterThan(shade(0, 1));
    expect(shade(1, 2)).toBe(0);
    const frame = (truth: number, predicted: number): string =>
      getComputedStyle(cell(truth, predicted)).boxShadow;
    expect(frame(0, 0)).toMatch(/1\.5px inset$/);
    expect(frame(0, 1)).not.toMatch(/1\.5px inset$/);
  });

  it.each(['light', 'dark'])('has 4.5:1 in every cell of whatever share (%s)', async (theme) => {
    document.documentElement.style.colorScheme = theme;
    const names = Array.from({ length: 15 }, (_, i) => `class ${i}`);
    const low: number[] = [];
    // Every share from 0 to 1,000 of 1,000 images, one a row, in several goes.
    for (let start = 0; start <= 1000; start += 15) {
      const counts = new Array<number>(225).fill(0);
      names.forEach((_, row) => {
        const share = Math.min(1000, start + row);
        counts[15 * row] = share;
        counts[15 * row + 1] = 1000 - share;
      });
      await show(names, counts);
      names.forEach((_, row) => {
        const { color, backgroundColor } = getComputedStyle(cell(row, 0));
        const found = contrast(cssToRgb(color), cssToRgb(backgroundColor));
        if (found < 4.5) low.push(start + row);
      });
    }
    expect(low).toEqual([]);
  });

  it('reads the cell under the pointer, and tells who listens', async () => {
    await show(PETS, COUNTS);
    const told: unknown[] = [];
    document.body.addEventListener('uh-cell', (event: UhCellEvent) => {
      told.push([event.trueClass, event.predictedClass, event.chosen]);
    });
    cell(0, 1).dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
    await element.updateComplete;
    expect(textOf(inside('.readout'))).toBe('32 of 200 cats taken for dogs (16%)');
    expect(all('th.pointed').map(textOf)).toEqual(['dog', 'cat']);
    cell(0, 1).click();
    inside('table').dispatchEvent(new PointerEvent('pointerleave'));
    await element.updateComplete;
    expect(all('th.pointed')).toHaveLength(0);
    expect(told).toEqual([
      [0, 1, false],
      [0, 1, true],
      [undefined, undefined, false],
    ]);
  });

  it('is one tab stop, and goes from cell to cell with the arrow keys', async () => {
    await show(PETS, COUNTS);
    expect(all('[tabindex="0"]')).toEqual([cell(0, 0)]);
    cell(0, 0).focus();
    await press('ArrowRight');
    expect(textOf(inside('.readout'))).toBe('32 of 200 cats taken for dogs (16%)');
    await press('ArrowDown');
    expect(textOf(inside('.readout'))).toBe('70 of 100 dogs recognised (70%)');
    await press('ArrowUp');
    await press('ArrowUp');
    await press('End');
    expect(textOf(inside('.readout'))).toBe('8 of 200 cats taken for ships (4%)');
    await press('End', { ctrlKey: true });
    expect(all('[tabindex="0"]')).toEqual([cell(2, 2)]);
    let chosen: number | undefined;
    element.addEventListener('uh-cell', (event) => {
      if (event.chosen) chosen = event.trueClass;
    });
    await press('Enter');
    expect(chosen).toBe(2);
  });

  it('says what each cell means to those who cannot see where it is', async () => {
    await show(PETS, COUNTS);
    expect(cell(0, 1).getAttribute('aria-label')).toBe('32 of 200 cats taken for dogs (16%)');
  });

  it('writes counts where there is room for them', async () => {
    const isWritten = (): boolean =>
      getComputedStyle(cell(0, 0).querySelector('span') ?? cell(0, 0)).fontSize !== '0px';
    const names = Array.from({ length: 20 }, (_, i) => `class ${i}`);
    await show(names, new Array<number>(400).fill(5));
    expect(isWritten()).toBe(true);
    element.style.width = '320px';
    expect(isWritten()).toBe(false);
    await show(PETS, COUNTS);
    expect(isWritten()).toBe(true);
  });

  it.each([
    [300, 2],
    [300, 10],
    [300, 20],
    [700, 20],
  ])('fits %i px with %i classes of long names', async (width, classes) => {
    element.style.width = `${width}px`;
    const names = Array.from({ length: classes }, (_, i) => `a rather long name of class ${i}`);
    await show(names, new Array<number>(classes * classes).fill(9));
    expect(inside('.scroller').scrollWidth).toBeLessThanOrEqual(width + 3);
    expect(element.scrollWidth).toBeLessThanOrEqual(width);
  });
});
