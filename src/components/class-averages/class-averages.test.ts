import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finder, textOf, violations } from '../cnn/testing.ts';
import type { ClassPair, UhPairEvent } from '../data/events/uh-pair.ts';
import { type Script, ScriptedAccess } from '../data/scripted-access.ts';
import { pointAt, press, settled, showWith } from '../data/testing.ts';
import { UhClassAverages } from './class-averages.ts';
import { compare, meanOf, mostAlike } from './compare.ts';

let element: UhClassAverages;
const inside = finder(() => element);
const all = (selector: string): HTMLElement[] => [
  ...element.renderRoot.querySelectorAll<HTMLElement>(selector),
];
const cellsOf = (row: Element): string => [...row.children].map(textOf).join(' | ');
const average = (label: number): HTMLElement => inside(`[data-label="${label}"]`);

async function show(script: Script = {}, width = 1000): Promise<void> {
  await showWith(element, new ScriptedAccess(script), width);
}

/** Three classes of two pixels: a dark and a light one, and one between them. */
const STATISTICS = {
  classCounts: Uint32Array.of(4, 6, 0),
  classAverages: Float32Array.of(0.2, 0.8, 0.6, 0.5, 0, 0),
  correlation: Float64Array.of(1, -1, NaN, -1, 1, NaN, NaN, NaN, NaN),
};
const SHAPE = { height: 1, width: 2, channels: 1 } as const;
const SMALL: Script = {
  info: { classNames: ['cat', 'dog', 'ship'], shape: SHAPE, count: 10 },
  statistics: STATISTICS,
};

beforeEach(() => {
  element = new UhClassAverages();
});

afterEach(() => {
  element.remove();
});

describe('<uh-class-averages>', () => {
  it('is accessible in both themes, also with two classes compared', async () => {
    await show();
    expect(await violations(element)).toEqual([]);
    element.pair = { a: 1, b: 2 };
    expect(await violations(element)).toEqual([]);
  });

  it('has the mean image of every class, titled', async () => {
    await show();
    expect(all('.average').map(textOf)).toHaveLength(10);
    expect(textOf(average(0))).toBe('T-shirt/top');
    expect(average(0).getAttribute('aria-label')).toBe('T-shirt/top, mean of 6,000 images');
    expect(inside<HTMLCanvasElement>('.average canvas').width).toBe(28);
  });

  it('compares the class under the pointer with the one most like it, and tells', async () => {
    await show(SMALL);
    const told: (ClassPair | null)[] = [];
    const listen = ({ pair }: UhPairEvent): void => {
      told.push(pair);
    };
    document.body.addEventListener('uh-pair', listen);
    await pointAt(element, average(1));
    expect(textOf(inside('.sentence'))).toBe(
      'dog and cat correlate with −1.00. The largest difference of a pixel is 40% of the whole scale.',
    );
    inside('.averages').dispatchEvent(new PointerEvent('pointerleave'));
    await element.updateComplete;
    expect(textOf(inside('.sentence'))).toMatch(/^The two most alike: cat and dog/);
    document.body.removeEventListener('uh-pair', listen);
    expect(told).toEqual([{ a: 1, b: 0 }, null]);
  });

  it('compares a chosen class with whichever is pointed at', async () => {
    await show();
    average(6).click();
    await element.updateComplete;
    expect(average(6).getAttribute('aria-pressed')).toBe('true');
    await pointAt(element, average(2));
    expect(element.pair).toEqual({ a: 6, b: 2 });
    average(6).focus();
    await press(element, 'Escape');
    expect(average(6).getAttribute('aria-pressed')).toBe('false');
    expect(element.pair).toBeNull();
  });

  it('compares with the keyboard what it compares with the mouse', async () => {
    await show();
    average(6).focus();
    average(6).click();
    average(4).focus();
    expect(element.pair).toEqual({ a: 6, b: 4 });
  });

  it('draws the difference: one sign in one colour, the other in the other, none in neither', async () => {
    await show(SMALL);
    element.pair = { a: 0, b: 1 };
    await element.updateComplete;
    const canvas = inside<HTMLCanvasElement>('.signed');
    const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, 2, 1) ?? {};
    const [r0 = 0, , b0 = 0, , r1 = 0, , b1 = 0] = data;
    // The cat has less in the first pixel: blue. In the second it has more: red.
    expect(b0).toBeGreaterThan(r0);
    expect(r1).toBeGreaterThan(b1);
    expect(textOf(inside('.ends'))).toBe('−0.400+0.40');
  });

  it('takes a pair from outside, and none of classes that it has not', async () => {
    await show(SMALL);
    element.pair = { a: 0, b: 9 };
    await element.updateComplete;
    expect(textOf(inside('.sentence'))).toMatch(/^The two most alike: cat and dog/);
    element.pair = { a: 0, b: 0 };
    await element.updateComplete;
    expect(textOf(inside('.sentence'))).toBe('This is cat itself: no difference.');
  });

  it('says where a class has no images', async () => {
    await show(SMALL);
    expect(textOf(average(2))).toBe('ship no images');
    await pointAt(element, average(2));
    expect(element.pair).toBeNull();
  });

  it.each([320, 700, 1000])('fits %i px', async (width) => {
    await show({}, width);
    element.pair = { a: 0, b: 9 };
    await element.updateComplete;
    expect(element.scrollWidth).toBeLessThanOrEqual(width);
  });

  it('tells all that it shows as a table, on demand', async () => {
    await show(SMALL);
    inside<HTMLDetailsElement>('details').open = true;
    await settled(element);
    expect(all('.rows tbody tr').map(cellsOf)).toEqual([
      'cat | 4 | 50% | dog | −1.000',
      'dog | 6 | 55% | cat | −1.000',
      'ship | 0 | 0% | – | –',
    ]);
  });
});

describe('a comparison', () => {
  it('is the difference of the means, of colour images that of all channels', () => {
    const grey = compare(STATISTICS, SHAPE, { a: 0, b: 1 });
    expect([...grey.difference].map((value) => Number(value.toFixed(6)))).toEqual([-0.4, 0.3]);
    expect(grey.most).toBeCloseTo(0.4);
    expect(grey.correlation).toBe(-1);
    const colour = compare(
      {
        classCounts: Uint32Array.of(1, 1),
        classAverages: Float32Array.of(0.9, 0, 0, 0, 0.6, 0),
        correlation: Float64Array.of(1, 0, 0, 1),
      },
      { height: 1, width: 1, channels: 3 },
      { a: 0, b: 1 },
    );
    expect(colour.difference[0]).toBeCloseTo(0.1);
  });

  it('finds the class most like another, and none where none can be compared', () => {
    expect(mostAlike(STATISTICS, 0)).toBe(1);
    expect(mostAlike(STATISTICS, 2)).toBeUndefined();
    expect(meanOf(STATISTICS.classAverages, 3, 1)).toBeCloseTo(0.55);
  });
});
