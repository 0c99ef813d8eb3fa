import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LayerSummary } from '../../../workers/contracts/cnn.ts';
import { Player } from '../../trace/player.ts';
import { finder, textOf, violations } from '../cnn/testing.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import { UhModelSummary } from './model-summary.ts';

let element: UhModelSummary;

const inside = finder(() => element);
const rows = (): string[][] =>
  [...element.renderRoot.querySelectorAll('tbody tr')].map((row) => [...row.children].map(textOf));

const DENSE: LayerSummary = {
  name: 'dense',
  spec: { type: 'dense', units: 2, init: { type: 'glorot-uniform' } },
  outputShape: [2],
  parameters: 8,
  trainable: 8,
};

beforeEach(async () => {
  element = new UhModelSummary();
  element.style.width = '700px';
  element.player = new Player(syntheticCnnTrace(1));
  document.body.append(element);
  await element.updateComplete;
});

afterEach(() => {
  element.remove();
});

describe('<uh-model-summary>', () => {
  it('is accessible in both themes, with layers and without', async () => {
    expect(await violations(element)).toEqual([]);
    element.player = undefined;
    expect(await violations(element)).toEqual([]);
  });

  it('lists layers as Keras does: name and type, output shape, parameters', () => {
    expect([...element.renderRoot.querySelectorAll('thead th')].map(textOf)).toEqual([
      ...['Layer (type)', 'Output shape', 'Param #'],
    ]);
    expect(rows()).toHaveLength(13);
    expect(rows()[0]).toEqual([
      'conv2d (Conv2D) 64 filters of 5 × 5, same padding',
      '(None, 32, 32, 64)',
      '4,864',
    ]);
    expect(rows()[6]).toEqual(['flatten (Flatten)', '(None, 4096)', '0']);
    expect(rows()[10]?.[0]).toMatch(/^batch_normalization \(BatchNormalization\)/);
    expect(rows()[12]).toEqual(['softmax (Softmax)', '(None, 10)', '0']);
  });

  it('adds the parameters up, those that are not trained apart', () => {
    expect(textOf(inside('.totals'))).toBe(
      'Total params: 1,094,218; Trainable: 1,093,706; Non-trainable: 512',
    );
  });

  it('aligns numbers at the right, digit under digit', () => {
    const cells = [...element.renderRoot.querySelectorAll('td.number')];
    const edges = new Set(cells.map((cell) => Math.round(cell.getBoundingClientRect().right)));
    expect(edges.size).toBe(1);
    for (const cell of cells) {
      const { textAlign, fontVariantNumeric } = getComputedStyle(cell);
      expect([textAlign, fontVariantNumeric]).toEqual(['right', 'tabular-nums']);
    }
  });

  it('draws how the parameters are spread over the layers', () => {
    const shares = [...element.renderRoot.querySelectorAll<HTMLElement>('.share')];
    const widths = shares.map((share) => share.getBoundingClientRect().width);
    const whole = shares[8]?.parentElement?.getBoundingClientRect().width ?? 0;
    expect((widths[8] ?? 0) / whole).toBeCloseTo(1_048_832 / 1_094_218, 2);
    expect(widths[1]).toBe(0);
  });

  it('shows a network that no run has begun with, until one has', async () => {
    element.layers = [DENSE];
    element.player = undefined;
    await element.updateComplete;
    expect(rows()).toEqual([['dense (Dense) 2 units', '(None, 2)', '8']]);
    expect(textOf(inside('.totals'))).toBe('Total params: 8; Trainable: 8; Non-trainable: 0');
    element.player = new Player(syntheticCnnTrace(1));
    await element.updateComplete;
    expect(rows()).toHaveLength(13);
  });

  it('fits into 300 px', () => {
    element.style.width = '300px';
    expect(element.scrollWidth).toBeLessThanOrEqual(300);
  });
});
