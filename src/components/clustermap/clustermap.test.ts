import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contrast, cssToRgb } from '../../render/colour.ts';
import { finder, textOf, violations } from '../cnn/testing.ts';
import type { ClassPair } from '../data/events/uh-pair.ts';
import { type Script, ScriptedAccess } from '../data/scripted-access.ts';
import { pointAt, press, settled, showWith } from '../data/testing.ts';
import { UhClustermap } from './clustermap.ts';
import fashionMnist from './goldens/fashion-mnist.json';

let element: UhClustermap;
const inside = finder(() => element);
const all = (selector: string): HTMLElement[] => [
  ...element.renderRoot.querySelectorAll<HTMLElement>(selector),
];
const cell = (row: number, column: number): HTMLElement =>
  inside(`[data-row="${row}"][data-column="${column}"]`);

function scriptOf(classNames: readonly string[], correlation: readonly number[]): Script {
  const classes = classNames.length;
  return {
    info: { classNames },
    statistics: {
      classCounts: new Uint32Array(classes).fill(6000),
      classAverages: new Float32Array(classes * 28 * 28),
      correlation: Float64Array.from(correlation),
    },
  };
}

const FASHION = scriptOf(
  fashionMnist.labels,
  fashionMnist.correlation.flat().map((value) => value / 100),
);

async function show(script = FASHION, width = 900): Promise<void> {
  await showWith(element, new ScriptedAccess(script), width);
}

beforeEach(() => {
  element = new UhClustermap();
});

afterEach(() => {
  element.remove();
  document.documentElement.style.colorScheme = '';
});

describe('<uh-clustermap>', () => {
  it('is accessible in both themes, with dendrograms and a cell focused', async () => {
    await show();
    expect(await violations(element)).toEqual([]);
    element.dendrograms = true;
    await element.updateComplete;
    cell(0, 2).focus();
    expect(await violations(element)).toEqual([]);
  });

  it('is the article’s map of Fashion-MNIST, order and numbers', async () => {
    await show();
    expect(all('tbody th').map(textOf)).toEqual([
      ...['Shirt', 'Pullover', 'Coat', 'Trouser', 'T-shirt/top'],
      ...['Dress', 'Bag', 'Ankle boot', 'Sandal', 'Sneaker'],
    ]);
    expect(all('tfoot th').map(textOf)).toEqual(all('tbody th').map(textOf));
    const [row] = all('tbody tr');
    expect([...(row?.querySelectorAll('td') ?? [])].map(textOf).map(Number)).toEqual([
      100, 95, 97, 65, 87, 79, 66, 40, 34, 29,
    ]);
  });

  it('goes from blue over grey to red, and its numbers are read on each of them', async () => {
    await show();
    const ground = (row: number, column: number) =>
      cssToRgb(getComputedStyle(cell(row, column)).backgroundColor);
    expect(ground(0, 0)).toEqual([180, 4, 38]);
    // Trouser and Sandal: 7, the lowest.
    expect(ground(3, 8)).toEqual([59, 76, 192]);
    for (const td of all('td[data-row]')) {
      const { color, backgroundColor } = getComputedStyle(td);
      expect(contrast(cssToRgb(color), cssToRgb(backgroundColor))).toBeGreaterThan(4.5);
    }
  });

  it('tells the pair under the pointer, and that it left', async () => {
    await show();
    const told: (ClassPair | null)[] = [];
    element.addEventListener('uh-pair', ({ pair }) => told.push(pair));
    await pointAt(element, cell(0, 2));
    expect(textOf(inside('.readout'))).toBe('Shirt and Coat: 97');
    expect(all('th.pointed').map(textOf)).toEqual(['Shirt', 'Coat']);
    await pointAt(element, cell(0, 2));
    inside('table').dispatchEvent(new PointerEvent('pointerleave'));
    await element.updateComplete;
    expect(told).toEqual([{ a: 6, b: 4 }, null]);
  });

  it('highlights a pair from outside, either way round, without telling anybody', async () => {
    await show();
    let told = 0;
    element.addEventListener('uh-pair', () => (told += 1));
    element.pair = { a: 4, b: 6 };
    await element.updateComplete;
    expect(all('.lit')).toEqual([cell(0, 2), cell(2, 0)]);
    expect(textOf(inside('.readout'))).toBe('Coat and Shirt: 97');
    expect(told).toBe(0);
  });

  it('is one tab stop, and goes from cell to cell with the arrow keys', async () => {
    await show();
    expect(all('[tabindex="0"][role=gridcell]')).toEqual([cell(0, 0)]);
    cell(0, 0).focus();
    await press(element, 'ArrowRight');
    await press(element, 'ArrowDown');
    expect(element.pair).toEqual({ a: 2, b: 2 });
    await press(element, 'End');
    expect(all('[tabindex="0"][role=gridcell]')).toEqual([cell(1, 9)]);
    await press(element, 'End', { ctrlKey: true });
    await press(element, 'ArrowDown');
    expect(all('[tabindex="0"][role=gridcell]')).toEqual([cell(9, 9)]);
    expect(cell(0, 2).getAttribute('aria-label')).toBe('Shirt and Coat: 97');
  });

  it('shows its dendrograms by attribute and by button', async () => {
    await show();
    expect(all('.tree')).toHaveLength(0);
    element.setAttribute('dendrograms', '');
    await element.updateComplete;
    expect(all('.tree')).toHaveLength(2);
    const button = inside<HTMLButtonElement>('.tools button');
    expect(textOf(button)).toBe('Hide dendrograms');
    button.click();
    await element.updateComplete;
    expect(all('.tree')).toHaveLength(0);
    expect(element.hasAttribute('dendrograms')).toBe(false);
  });

  it('stands its trees beside the cells whose rows they join', async () => {
    element.dendrograms = true;
    await show();
    const [top, left] = [inside('.tree.top'), inside('.tree.left')].map((tree) =>
      tree.getBoundingClientRect(),
    );
    const [first, last] = [cell(0, 0), cell(9, 9)].map((td) => td.getBoundingClientRect());
    expect(top?.left).toBeCloseTo(first?.left ?? NaN, 0);
    expect(top?.right).toBeCloseTo(last?.right ?? NaN, 0);
    expect(left?.top).toBeCloseTo(first?.top ?? NaN, 0);
    expect(left?.bottom).toBeCloseTo(last?.bottom ?? NaN, 0);
  });

  it('leaves out a class whose average is the same everywhere, and says so', async () => {
    const { NaN: none } = Number;
    await show(scriptOf(['cat', 'dog', 'void'], [1, 0.5, none, 0.5, 1, none, none, none, none]));
    expect(all('tbody th').map(textOf)).toEqual(['cat', 'dog']);
    expect(textOf(inside('.remark'))).toBe(
      'The average image of «void» is the same everywhere, so it correlates with none: it is left out of the map.',
    );
  });

  it('has one cell for a single class, and no tree', async () => {
    element.dendrograms = true;
    await show(scriptOf(['cat'], [1]));
    expect(all('td[data-row]').map(textOf)).toEqual(['100']);
    expect(all('.tools')).toHaveLength(0);
  });

  it('says that there is nothing to map where no class is left', async () => {
    await show(scriptOf(['void'], [Number.NaN]));
    expect(all('table')).toHaveLength(0);
    expect(textOf(inside('.remark'))).toContain('there is nothing to map');
  });

  it.each([
    [320, 2],
    [320, 10],
    [320, 20],
    [900, 20],
    [1040, 20],
  ])('fits %i px with %i classes of long names', async (width, classes) => {
    element.dendrograms = true;
    const names = Array.from({ length: classes }, (_, i) => `a rather long name of class ${i}`);
    const correlation = names.flatMap((_, a) =>
      names.map((__, b) => (a === b ? 1 : 0.1 * (a % 3))),
    );
    await show(scriptOf(names, correlation), width);
    expect(element.scrollWidth).toBeLessThanOrEqual(width);
    const [map, side] = [inside('.map'), inside('.side')].map((part) =>
      part.getBoundingClientRect(),
    );
    expect(map?.width).toBeLessThanOrEqual(width);
    // Beside or beneath it, not over it.
    const isBeside = (side?.left ?? 0) >= (map?.right ?? Infinity);
    // No number is wider than its cell.
    for (const td of all('td[data-row]')) {
      const range = document.createRange();
      range.selectNodeContents(td);
      expect(range.getBoundingClientRect().width).toBeLessThanOrEqual(td.clientWidth + 1);
    }
    expect(isBeside || (side?.top ?? 0) >= (map?.bottom ?? Infinity)).toBe(true);
  });

  it('writes numbers where there is room for them', async () => {
    const isWritten = (): boolean =>
      getComputedStyle(inside('[data-row="0"][data-column="0"] b')).display !== 'none';
    await show();
    expect(isWritten()).toBe(true);
    element.style.width = '320px';
    await settled(element);
    expect(isWritten()).toBe(true);
    element.style.width = '250px';
    await settled(element);
    expect(isWritten()).toBe(false);
  });

  it('ranks all pairs in a table, on demand', async () => {
    await show();
    inside<HTMLDetailsElement>('details').open = true;
    await settled(element);
    expect(all('.rows tbody tr')).toHaveLength(45);
    expect([...inside('.rows tbody tr').children].map(textOf)).toEqual(['Coat', 'Shirt', '96.69']);
  });
});
