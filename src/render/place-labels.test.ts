import { describe, expect, it } from 'vitest';
import { type LabelBox, placeLabels } from './place-labels.ts';

const label = (x: number, y: number, width = 60): LabelBox => ({ x, y, width, height: 18 });

describe('placing labels', () => {
  it('leaves labels where they want to be when there is room', () => {
    expect(placeLabels([label(100, 100), label(100, 130)], 400, 300)).toEqual([
      { x: 100, y: 100, shown: true },
      { x: 100, y: 130, shown: true },
    ]);
  });

  it('moves overlapping ones apart, keeping their order, within reach of their anchors', () => {
    const [a, b, c] = placeLabels([label(100, 100), label(105, 104), label(98, 109)], 400, 300);
    if (!a || !b || !c) throw new Error('three labels went in');
    expect(a.y).toBeLessThan(b.y);
    expect(b.y).toBeLessThan(c.y);
    expect(b.y - a.y).toBeGreaterThan(12);
    expect(c.y - b.y).toBeGreaterThan(12);
    expect(Math.abs(a.y - 100)).toBeLessThan(26);
    expect([a, b, c].every(({ shown }) => shown)).toBe(true);
  });

  it('hides what finds no room', () => {
    const near = Array.from({ length: 6 }, (_, i) => label(100, 100 + i));
    const far = Array.from({ length: 6 }, (_, i) => label(300, 30 + 40 * i));
    const shown = placeLabels([...far, ...near], 400, 300).map((placed) => placed.shown);
    expect(shown.slice(0, 6)).toEqual(Array(6).fill(true));
    expect(shown.slice(6)).toContain(false);
    expect(shown.slice(6)).toContain(true);
  });

  it('shows no name at all while the classes lie in one heap', () => {
    const heap = Array.from({ length: 10 }, (_, i) => label(200 + (i % 3), 150 + i / 4));
    expect(placeLabels(heap, 400, 300).some(({ shown }) => shown)).toBe(false);
  });

  it('keeps labels inside, and hides those whose anchor is not', () => {
    const [inside, outside, nowhere] = placeLabels(
      [label(5, 100), label(-5, 200), label(NaN, NaN)],
      400,
      300,
    );
    expect(inside).toEqual({ x: 30, y: 100, shown: true });
    expect(outside?.shown).toBe(false);
    expect(nowhere?.shown).toBe(false);
  });
});
