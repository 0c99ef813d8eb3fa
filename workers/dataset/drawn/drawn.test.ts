import { describe, expect, it } from 'vitest';
import type { Split } from '../../contracts/dataset.ts';
import { createRandom } from '../../random.ts';
import { generate } from './generate.ts';
import { drawnDatasets, type DrawnDataset } from './index.ts';

const sizeOf = ({ shape }: DrawnDataset): number => shape.height * shape.width * shape.channels;

function drawAll(dataset: DrawnDataset, seed: number, split: Split, count: number) {
  const size = sizeOf(dataset);
  const images = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) labels[i] = dataset.draw(seed, split, i, images, i * size);
  return { images, labels, size };
}

/** FNV-1a, 32 bits. */
function fnv(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

describe.each(Object.values(drawnDatasets))('$title', (dataset) => {
  it('draws the same bytes on every engine', () => {
    // The drawing uses + − × ÷ √ only. Changed drawings change these: raise GENERATOR_VERSION then.
    const known = { garments: '3e49d177', objects: '40bdf222' };
    expect(fnv(drawAll(dataset, 0, 'train', 100).images)).toBe(known[dataset.name]);
  });

  it('draws any image alone, in its place only, as it draws it in the row', () => {
    const { images, labels, size } = drawAll(dataset, 7, 'test', 40);
    for (const index of [39, 3, 21, 0]) {
      const alone = new Uint8Array(3 * size).fill(77);
      expect(dataset.draw(7, 'test', index, alone, size)).toBe(labels[index]);
      expect(alone.subarray(size, 2 * size)).toEqual(
        images.subarray(index * size, (index + 1) * size),
      );
      expect(alone.subarray(0, size).every((byte) => byte === 77)).toBe(true);
      expect(alone.subarray(2 * size).every((byte) => byte === 77)).toBe(true);
    }
  });

  it('holds every class once in each ten images, in changing order', () => {
    const { labels } = drawAll(dataset, 3, 'train', 200);
    const orders = new Set<string>();
    for (let block = 0; block < 200; block += 10) {
      const order = [...labels.subarray(block, block + 10)];
      orders.add(order.join());
      expect(order.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    expect(orders.size).toBeGreaterThan(15);
    expect(dataset.classNames).toHaveLength(10);
  });

  it('never draws an image twice, in no seed and neither split', () => {
    const seen = new Set<string>();
    for (const [seed, split] of [[0, 'train'], [0, 'test'], [1, 'train'], [2 ** 31, 'test']] as const) {
      const { images, size } = drawAll(dataset, seed, split, 200);
      for (let i = 0; i < 200; i++) seen.add(fnv(images.subarray(i * size, (i + 1) * size)));
    }
    expect(seen.size).toBe(800);
  }); // prettier-ignore

  it('generates in slices, reports images, and stops when told to', async () => {
    const seen: number[] = [];
    const { images, labels } = await generate(
      dataset,
      { seed: 5, split: 'train', count: 150 },
      ({ stage, done, total, unit }) => {
        expect([stage, total, unit]).toEqual(['draw', 150, 'images']);
        seen.push(done);
      },
      new AbortController().signal,
    );
    expect(seen.at(-1)).toBe(150);
    const expected = drawAll(dataset, 5, 'train', 150);
    expect(fnv(images)).toBe(fnv(expected.images));
    expect(labels).toEqual(expected.labels);

    const controller = new AbortController();
    const stopped = generate(
      dataset,
      { seed: 0, split: 'train', count: 30_000 },
      () => { controller.abort(new Error('enough')); },
      controller.signal,
    ); // prettier-ignore
    await expect(stopped).rejects.toThrow('enough');
  });
});

describe('Garments', () => {
  it('resemble each other as real ones do', () => {
    const dataset = drawnDatasets.garments;
    const { images, labels, size } = drawAll(dataset, 0, 'train', 3000);
    const sums = dataset.classNames.map(() => new Float64Array(size));
    labels.forEach((label, i) => {
      sums[label]?.forEach((value, p, all) => (all[p] = value + (images[i * size + p] ?? 0)));
    });
    const between = (a: string, b: string): number =>
      pearson(sums[dataset.classNames.indexOf(a)] ?? [], sums[dataset.classNames.indexOf(b)] ?? []);
    const tops = ['Shirt', 'Pullover', 'Coat'];
    const footwear = ['Sandal', 'Sneaker', 'Ankle boot'];
    for (const group of [tops, footwear]) {
      for (const a of group) for (const b of group) expect(between(a, b)).toBeGreaterThan(0.85);
    }
    for (const a of tops) for (const b of footwear) expect(between(a, b)).toBeLessThan(0.5);
  });
});

describe('Difficulty', () => {
  it.each([
    ['garments', 0.7, 0.97],
    ['objects', 0.15, 0.6],
  ] as const)('of %s: a linear classifier is right between %d and %d', (name, low, high) => {
    const share = linearAccuracy(drawnDatasets[name]);
    expect(share).toBeGreaterThan(low);
    expect(share).toBeLessThan(high);
  });
});

function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (v: ArrayLike<number>): number =>
    Array.from(v).reduce((s, x) => s + x, 0) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] ?? 0) - ma, (b[i] ?? 0) - mb];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Share right of 1,000 test images after softmax regression (plain SGD) on 2,000 training images. */
function linearAccuracy(dataset: DrawnDataset): number {
  const train = drawAll(dataset, 0, 'train', 2000);
  const test = drawAll(dataset, 0, 'test', 1000);
  const { size } = train;
  const weights = new Float32Array(10 * (size + 1));
  const x = new Float32Array(size + 1).fill(1);
  const logits = new Float64Array(10);
  const score = ({ images }: typeof train, i: number): void => {
    for (let p = 0; p < size; p++) x[p] = (images[i * size + p] ?? 0) / 127.5 - 1;
    for (let c = 0; c < 10; c++) {
      let total = 0;
      for (let p = 0; p <= size; p++) total += (weights[c * (size + 1) + p] ?? 0) * (x[p] ?? 0);
      logits[c] = total;
    }
  };
  const random = createRandom(1);
  const EPOCHS = 5;
  for (let step = 0; step < EPOCHS * 2000; step++) {
    const i = random.integer(2000);
    score(train, i);
    const peak = Math.max(...logits);
    const total = logits.reduce((s, v) => s + Math.exp(v - peak), 0);
    const rate = (1 / size) * (1 - step / (EPOCHS * 2000));
    for (let c = 0; c < 10; c++) {
      const error = Math.exp((logits[c] ?? 0) - peak) / total - (train.labels[i] === c ? 1 : 0);
      const scale = rate * error;
      for (let p = 0; p <= size; p++) {
        const at = c * (size + 1) + p;
        weights[at] = (weights[at] ?? 0) - scale * (x[p] ?? 0);
      }
    }
  }
  let right = 0;
  for (let i = 0; i < 1000; i++) {
    score(test, i);
    if (logits.indexOf(Math.max(...logits)) === test.labels[i]) right++;
  }
  return right / 1000;
}
