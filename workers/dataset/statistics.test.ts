import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { computeStatistics } from './statistics.ts';

describe('computeStatistics', () => {
  it('counts, averages and correlates by class', () => {
    const images = Uint8Array.from([0, 255, 0, 255, 255, 0, 0, 51, 102, 255, 255, 0]);
    const { classCounts, classAverages, correlation } = computeStatistics(
      { images, labels: Uint8Array.from([0, 1, 0]) },
      { classNames: ['a', 'b'], shape: { height: 2, width: 2, channels: 1 } },
    );
    expect([...classCounts]).toEqual([2, 1]);
    // Class a: images 0 and 2.
    expect([...classAverages].map((x) => Math.round(x * 1000) / 1000)).toEqual([
      0.2, 1, 0.5, 0.5, 1, 0, 0, 0.2,
    ]);
    expect([...correlation].slice(0, 1)).toEqual([1]);
    expect(correlation[1]).toBe(correlation[2]);
    // By hand: deviations (−.35, .45, −.05, −.05) and (.7, −.3, −.3, −.1).
    expect(correlation[1]).toBeCloseTo(-0.36 / Math.sqrt(0.33 * 0.68), 12);
  });

  it('leaves an absent class empty, and its correlation undefined', () => {
    const { classCounts, classAverages, correlation } = computeStatistics(
      { images: Uint8Array.from([1, 2]), labels: Uint8Array.from([0]) },
      { classNames: ['a', 'b'], shape: { height: 1, width: 2, channels: 1 } },
    );
    expect([...classCounts]).toEqual([1, 0]);
    expect([...classAverages.subarray(2)]).toEqual([0, 0]);
    expect(correlation[3]).toBeNaN();
  });

  const root = resolve(import.meta.dirname, '../../../shared');
  const reference = resolve(root, 'reference/fashion-mnist-clustermap.json');
  const folder = resolve(root, 'datasets/fashion-mnist');
  const there = existsSync(reference) && existsSync(folder);

  it.skipIf(!there)('agrees with numpy on the 60,000 images of Fashion-MNIST to 1e-7', () => {
    const read = (name: string, header: number) => {
      const bytes = gunzipSync(readFileSync(resolve(folder, `${name}-ubyte.gz`)));
      return new Uint8Array(bytes).subarray(header);
    };
    const { correlation: expected, labels: classNames } = JSON.parse(
      readFileSync(reference, 'utf8'),
    ) as { correlation: number[][]; labels: string[] };
    const { classCounts, correlation } = computeStatistics(
      { images: read('train-images-idx3', 16), labels: read('train-labels-idx1', 8) },
      { classNames, shape: { height: 28, width: 28, channels: 1 } },
    );
    expect([...classCounts]).toEqual(new Array(10).fill(6000));
    // The reference is × 100, printed with 6 decimals.
    const worst = expected
      .flat()
      .reduce((max, value, i) => Math.max(max, Math.abs(value / 100 - (correlation[i] ?? NaN))), 0);
    expect(worst).toBeLessThan(1e-7);
  });
});
