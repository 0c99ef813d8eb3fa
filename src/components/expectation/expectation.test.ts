import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DatasetStatistics } from '../../../workers/contracts/dataset.ts';
import { SOURCE_EVENT } from '../../controllers/source.ts';
import { finder, textOf, violations } from '../cnn/testing.ts';
import { ScriptedAccess } from '../data/scripted-access.ts';
import type { ClassPair } from '../data/events/uh-pair.ts';
import { SYNTHETIC_OVERLAP, SYNTHETIC_STATISTICS } from '../embedding/synthetic-trace.ts';
import { UhExpectation } from './expectation.ts';
import { layoutSource, type MadeUpSource, networkSource } from './made-up-source.ts';

let element: UhExpectation;
let source: MadeUpSource;
let told: (ClassPair | null)[];

const inside = finder(() => element);
const all = (selector: string): HTMLElement[] => [
  ...element.renderRoot.querySelectorAll<HTMLElement>(selector),
];

async function bind(to: MadeUpSource): Promise<void> {
  source = to;
  document.body.append(source);
  element.for = source.id;
  await settled();
}

/** Statistics have come, and the plot knows its size. */
async function settled(): Promise<void> {
  await vi.waitFor(async () => {
    await element.updateComplete;
    expect(all('.label, .failure').length).toBeGreaterThan(0);
  });
  await element.updateComplete;
}

async function press(key: string): Promise<void> {
  const { activeElement } = element.renderRoot as ShadowRoot;
  activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
  );
  await element.updateComplete;
}

beforeEach(() => {
  element = new UhExpectation();
  element.style.width = '700px';
  told = [];
  element.addEventListener('uh-pair', ({ pair }) => told.push(pair));
  document.body.append(element);
});

afterEach(() => {
  element.remove();
  source.remove();
});

describe('<uh-expectation>', () => {
  it('is accessible in both themes: waiting, expecting, measured, with a pair and its table', async () => {
    expect(await violations(element)).toEqual([]);
    await bind(layoutSource({ measured: false }));
    expect(await violations(element)).toEqual([]);
    source.overlap = SYNTHETIC_OVERLAP;
    source.dispatchEvent(new Event(SOURCE_EVENT));
    await settled();
    expect(await violations(element)).toEqual([]);
    inside('summary').click();
    element.pair = { a: 2, b: 4 };
    await vi.waitFor(() => {
      expect(all('tbody tr')).toHaveLength(45);
    });
    expect(await violations(element)).toEqual([]);
  });

  it('has a dot for each pair of classes, farther right the more alike, higher the more they mix', async () => {
    await bind(layoutSource());
    expect(all('.dot')).toHaveLength(45);
    const at = (name: string): DOMRect | undefined =>
      all('.dot')
        .find((dot) => dot.getAttribute('aria-label')?.startsWith(name))
        ?.getBoundingClientRect();
    const [alike, unlike] = [at('Pullover and Coat'), at('Trouser and Sneaker')];
    expect(alike?.x).toBeGreaterThan((unlike?.x ?? Infinity) + 200);
    expect(alike?.y).toBeLessThan((unlike?.y ?? 0) - 100);
  });

  it('says how well expected and measured rank together, with the number', async () => {
    await bind(layoutSource());
    expect(textOf(inside('.title'))).toBe('Expected against mixed: the finished layout');
    expect(textOf(inside('.verdict'))).toMatch(
      /^Of the ten pairs that look most alike, (\w+) (is|are) among the ten that mix most\. The two orders agree closely: Spearman’s rank correlation is ρ = 0\.\d\d over 45 pairs\.$/,
    );
  });

  it('shows what is to be expected while nothing is measured, and the rest once it is', async () => {
    await bind(layoutSource({ measured: false }));
    expect(all('.dot')).toHaveLength(45);
    expect(all('.values span')).toHaveLength(0);
    expect(textOf(inside('.verdict'))).toMatch(/^Most alike on average: .* will be confused\.$/);
    source.overlap = SYNTHETIC_OVERLAP;
    source.dispatchEvent(new Event(SOURCE_EVENT));
    await element.updateComplete;
    expect(all('.values span').length).toBeGreaterThan(2);
    expect(textOf(inside('.verdict'))).toMatch(/^Of the ten pairs/);
  });

  it('follows the playhead of a network', async () => {
    await bind(networkSource());
    source.player?.seek(48);
    await vi.waitFor(() => {
      expect(textOf(inside('.title'))).toBe(
        'Expected against confused: validation images after epoch 48',
      );
    });
    const trained = textOf(inside('.verdict'));
    source.player?.seek(1);
    await vi.waitFor(() => {
      expect(textOf(inside('.title'))).toMatch(/epoch 1$/);
    });
    expect(textOf(inside('.verdict'))).not.toBe(trained);
  });

  it('takes the correlation of the images that the run is of, not of those before', async () => {
    await bind(networkSource(['cat', 'dog', 'ship']));
    let arrive: (statistics: DatasetStatistics) => void = () => undefined;
    const slow = new Promise<DatasetStatistics>((resolve) => {
      arrive = resolve;
    });
    const { player } = layoutSource();
    Object.assign(source, { player, overlap: SYNTHETIC_OVERLAP, statistics: () => slow });
    source.dispatchEvent(new Event(SOURCE_EVENT));
    await element.updateComplete;
    expect(all('.dot')).toHaveLength(0);
    arrive(SYNTHETIC_STATISTICS);
    await settled();
    expect(all('.dot')).toHaveLength(45);
  });

  it('takes the correlation from the dataset itself where a recording is played, which has no images', async () => {
    const access = new ScriptedAccess({ statistics: SYNTHETIC_STATISTICS });
    element.getAccess = () => access;
    const recorded = layoutSource();
    recorded.recordedAt = 'run.zarr';
    recorded.statistics = () => Promise.reject(new Error('A recording has no images.'));
    await bind(recorded);
    expect(all('.dot')).toHaveLength(45);
    expect(textOf(inside('.verdict'))).toContain('0.');
  });

  it('says so where the averages cannot be had', async () => {
    const broken = layoutSource();
    broken.statistics = () => Promise.reject(new Error('The worker has ended.'));
    await bind(broken);
    expect(textOf(inside('.failure'))).toBe(
      'The class averages cannot be had. The worker has ended.',
    );
  });

  it('names the dots that tell most, and more of them where there is room', async () => {
    await bind(layoutSource());
    expect(all('.label').length).toBeGreaterThan(3);
    expect(all('.label').map(textOf)).toContain('Coat · Shirt');
    const { right, left, top } = inside('.plot').getBoundingClientRect();
    for (const label of all('.label')) {
      const box = label.getBoundingClientRect();
      expect(box.left).toBeGreaterThanOrEqual(left - 1);
      expect(box.right).toBeLessThanOrEqual(right + 1);
      expect(box.top).toBeGreaterThanOrEqual(top - 1);
    }
    element.style.width = '320px';
    await vi.waitFor(() => {
      expect(all('.label').length).toBeLessThanOrEqual(4);
    });
    expect(element.scrollWidth).toBeLessThanOrEqual(320);
  });

  it('tells of the dot under the pointer, and reads it', async () => {
    await bind(layoutSource());
    const [dot] = all('.dot');
    if (!dot) throw new Error('There is no dot.');
    const { x, y, width } = dot.getBoundingClientRect();
    const move = (clientX: number, clientY: number): void => {
      inside('.plot').dispatchEvent(new PointerEvent('pointermove', { clientX, clientY }));
    };
    move(x + width / 2, y + width / 2);
    await element.updateComplete;
    expect(told).toEqual([{ a: 0, b: 1 }]);
    expect(textOf(inside('.readout'))).toBe(dot.getAttribute('aria-label'));
    expect(textOf(inside('.readout'))).toMatch(
      /^T-shirt\/top and Trouser: alike 0\.\d\d \(\d+\w\w of 45\), mixed [\d.<]+% \(\d+\w\w\)$/,
    );
    inside('.plot').dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' }));
    await element.updateComplete;
    expect(told.at(-1)).toBeNull();
    expect(textOf(inside('.readout'))).toBe('Point at a dot to read it.');
  });

  it('shows a pair from outside, whatever its order, and says nothing of it', async () => {
    await bind(layoutSource());
    element.pair = { a: 6, b: 4 };
    await element.updateComplete;
    expect(all('.dot.shown').map((dot) => dot.getAttribute('aria-label'))).toEqual([
      expect.stringMatching(/^Coat and Shirt/),
    ]);
    expect(textOf(inside('.label.shown'))).toBe('Coat · Shirt');
    expect(told).toEqual([]);
  });

  it('is one tab stop, and goes from dot to dot by arrow keys: right to more alike, up to more confused', async () => {
    await bind(layoutSource());
    expect(all('.dot[tabindex="0"]')).toHaveLength(1);
    inside('.dot[tabindex="0"]').focus();
    await press('End');
    const most = inside('.dot:focus').getAttribute('aria-label');
    expect(most).toMatch(/\(1st of 45\)/);
    await press('ArrowLeft');
    expect(inside('.dot:focus').getAttribute('aria-label')).toMatch(/\(2nd of 45\)/);
    for (let i = 0; i < 45; i++) await press('ArrowUp');
    expect(inside('.dot:focus').getAttribute('aria-label')).toMatch(/\(1st\)$/);
    expect(told.at(-1)).not.toBeNull();
    inside('.dot:focus').blur();
    expect(told.at(-1)).toBeNull();
  });

  it('has all pairs as numbers on demand, the most alike first', async () => {
    await bind(layoutSource());
    expect(all('table')).toHaveLength(0);
    inside('summary').click();
    await vi.waitFor(() => {
      expect(all('tbody tr')).toHaveLength(45);
    });
    const correlations = all('tbody tr').map((row) =>
      Number(textOf(row.querySelector('td')).replace('−', '-')),
    );
    expect(correlations).toEqual([...correlations].sort((p, q) => q - p));
    inside('tbody button').focus();
    expect(told.at(-1)).not.toBeNull();
  });

  it.each([
    [['cat', 'dog'], 1, 'Two classes are one pair: there is no order to compare.'],
    [['cat', 'dog', 'ship'], 3, 'over 3 pairs.'],
  ])('copes with few classes: %o', async (classNames, pairs, said) => {
    await bind(networkSource(classNames));
    source.player?.seek(20);
    await settled();
    expect(all('.dot')).toHaveLength(pairs);
    expect(textOf(inside('.verdict'))).toContain(said);
  });
});
