import { describe, expect, it } from 'vitest';
import type { Progress } from '../contracts/control.ts';
import { createRandom } from '../random.ts';
import { nearestImages } from './nearest.ts';

const SIZE = 300;

function samples(count: number) {
  const random = createRandom(4);
  return {
    images: Uint8Array.from({ length: count * SIZE }, () => random.integer(256)),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
  };
}

function control() {
  const controller = new AbortController();
  const reports: Progress[] = [];
  return {
    controller,
    reports,
    signal: controller.signal,
    report: (p: Progress) => reports.push(p),
  };
}

/** By all distances, sorted; the plain way. */
function reference(images: Uint8Array, image: Uint8Array, wanted: number): [number, number][] {
  const rows = Array.from({ length: images.length / SIZE }, (_, index): [number, number] => {
    const own = images.subarray(index * SIZE, (index + 1) * SIZE);
    const square = own.reduce((sum, value, i) => sum + (value - (image[i] ?? 0)) ** 2, 0);
    return [index, Math.sqrt(square / SIZE) / 255];
  });
  return rows.sort((a, b) => a[1] - b[1]).slice(0, wanted);
}

describe('the nearest images', () => {
  it('are those of all distances', async () => {
    const all = samples(1500);
    const random = createRandom(9);
    const image = Uint8Array.from({ length: SIZE }, () => random.integer(256));
    const { indices, distances } = await nearestImages(all, SIZE, image, 12, control());
    const expected = reference(all.images, image, 12);
    expect([...indices]).toEqual(expected.map(([index]) => index));
    expected.forEach(([, distance], i) => {
      expect(distances[i]).toBeCloseTo(distance, 12);
    });
  });

  it('begin with the image itself, where it is among them, at distance 0', async () => {
    const all = samples(300);
    const image = all.images.slice(123 * SIZE, 124 * SIZE);
    const { indices, distances } = await nearestImages(all, SIZE, image, 3, control());
    expect(indices[0]).toBe(123);
    expect(distances[0]).toBe(0);
    expect(distances[1]).toBeGreaterThan(0);
  });

  it('are the first ones where several are as near, and all where they are few', async () => {
    const images = new Uint8Array(5 * SIZE);
    const all = { images, labels: new Uint8Array(5) };
    const { indices } = await nearestImages(all, SIZE, new Uint8Array(SIZE).fill(9), 2, control());
    expect([...indices]).toEqual([0, 1]);
    const few = await nearestImages(all, SIZE, new Uint8Array(SIZE), 9, control());
    expect([...few.indices]).toEqual([0, 1, 2, 3, 4]);
  });

  it('tell how far they are, and stop at an abort', async () => {
    const all = samples(600);
    const told = control();
    await nearestImages(all, SIZE, new Uint8Array(SIZE), 2, told);
    expect(told.reports.at(-1)).toEqual({
      ...{ stage: 'nearest', done: 600, total: 600, unit: 'images' },
    });
    const stopped = control();
    stopped.controller.abort(new Error('enough'));
    const many = { images: new Uint8Array(4e7), labels: new Uint8Array(4e7 / SIZE) };
    const attempt = nearestImages(many, SIZE, new Uint8Array(SIZE).fill(1), 2, stopped);
    await expect(attempt).rejects.toThrow('enough');
  });

  it('are refused for an image of another size, and for no number of them', async () => {
    const all = samples(3);
    await expect(nearestImages(all, SIZE, new Uint8Array(7), 2, control())).rejects.toMatchObject({
      code: 'wrong-shape',
    });
    await expect(
      nearestImages(all, SIZE, new Uint8Array(SIZE), 0, control()),
    ).rejects.toMatchObject({ code: 'bad-parameter' });
  });
});
