import { describe, expect, it } from 'vitest';
import { Canvas } from './raster.ts';

const WHITE = [1, 1, 1] as const;
const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

function fresh(): Canvas {
  const canvas = new Canvas(16, 12, 1);
  canvas.place(0, 0, 1, 1, 0);
  return canvas;
}

describe('Canvas', () => {
  it('covers each pixel by the share of it that lies inside', () => {
    const canvas = fresh();
    canvas.rectangle(2.25, 3.5, 5.5, 6);
    canvas.fill(WHITE);
    const row = (y: number): number[] => [...canvas.pixels.subarray(y * 16 + 1, y * 16 + 7)];
    expect(row(3)).toEqual([0, 0.375, 0.5, 0.5, 0.25, 0]);
    expect(row(4)).toEqual([0, 0.75, 1, 1, 0.5, 0]);
    expect(row(6)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it.each([
    ['a triangle', (c: Canvas) => { c.polygon([1.3, 1.7, 14.2, 3.1, 6.6, 10.9]); }, 55.1],
    ['the same, the other way round', (c: Canvas) => { c.polygon([6.6, 10.9, 14.2, 3.1, 1.3, 1.7]); }, 55.1],
    ['an ellipse', (c: Canvas) => { c.ellipse(8, 6, 6, 4, 0.3); }, Math.PI * 24],
    ['a limb', (c: Canvas) => { c.limb(4, 4, 2, 11, 7, 2); }, Math.sqrt(58) * 4 + Math.PI * 4],
  ] as const)('fills the area of %s', (_name, draw, area) => {
    const canvas = fresh();
    draw(canvas);
    canvas.fill(WHITE);
    expect(Math.abs(sum(canvas.pixels) / area - 1)).toBeLessThan(0.03);
  }); // prettier-ignore

  it('unites overlapping parts of a path, whichever way round they are', () => {
    const canvas = fresh();
    canvas.polygon([2, 2, 8, 2, 8, 8, 2, 8]);
    canvas.polygon([4, 4, 4, 10, 10, 10, 10, 4]);
    canvas.fill(WHITE);
    expect(sum(canvas.pixels)).toBeCloseTo(56, 4);
  });

  it('cuts at its borders, and leaves nothing behind for the next path', () => {
    const canvas = fresh();
    canvas.ellipse(0, 0, 4, 4);
    canvas.ellipse(16, 12, 4, 4);
    canvas.rectangle(-9, 20, 40, 30);
    canvas.rectangle(30, 0, 40, 5);
    canvas.fill(WHITE);
    expect(sum(canvas.pixels)).toBeGreaterThan(23);
    expect(sum(canvas.pixels)).toBeLessThan(27);
    canvas.clear(0);
    canvas.rectangle(-50, -50, 50, 50);
    canvas.fill(WHITE, 0.5);
    expect(sum(canvas.pixels)).toBeCloseTo(96, 4);
  });

  it('keeps fills within the clip', () => {
    const canvas = fresh();
    canvas.rectangle(2, 2, 6, 6);
    canvas.fill(WHITE, 1, 0, true);
    canvas.clipped = true;
    canvas.rectangle(0, 0, 16, 3);
    canvas.fill([5, 5, 5]);
    expect(sum(canvas.pixels)).toBeCloseTo(16 + 4 * 4, 4);
  });
});
