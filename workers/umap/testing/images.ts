import type { UmapInput } from '../../contracts/umap.ts';
import { drawnDatasets } from '../../dataset/drawn/index.ts';

/** The first `count` drawn garments of a seed. */
export function garments(count: number, seed = 5): UmapInput {
  const images = new Uint8Array(count * 784);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = drawnDatasets.garments.draw(seed, 'train', i, images, i * 784);
  }
  return { images, labels, count, dimensions: 784 };
}

/** Vectors whose values a function of point and dimension gives; ten labels in turn. */
function vectors(
  count: number,
  dimensions: number,
  value: (i: number, d: number) => number,
): UmapInput {
  const images = Uint8Array.from({ length: count * dimensions }, (_, at) =>
    value(Math.floor(at / dimensions), at % dimensions),
  );
  return {
    images,
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
    count,
    dimensions,
  };
}

/** Repeatable values that are no function of the point alone. */
const noise = (i: number, d: number): number => ((i * 7919 + d * 104_729) >>> 3) % 23;

/** Inputs that make naive code divide by zero, loop or fall apart, each of 60 points and more. */
export const DEGENERATE: Readonly<Record<string, UmapInput>> = {
  'every image twice': vectors(80, 12, (i, d) => noise(i >> 1, d)),
  'a hundred copies of one image among others': vectors(160, 12, (i, d) =>
    i < 100 ? 7 : noise(i, d),
  ),
  'images that are all alike': vectors(60, 12, () => 9),
  'black images': vectors(60, 12, () => 0),
  'equal distances between all': vectors(64, 64, (i, d) => (i === d ? 200 : 0)),
  'two groups far apart': vectors(80, 12, (i, d) => (i < 40 ? 0 : 230) + noise(i, d)),
  'eight groups, all apart': vectors(
    160,
    16,
    (i, d) => (d >> 1 === Math.floor(i / 20) ? 220 : 0) + (noise(i, d) >> 3),
  ),
  'images of one value': vectors(60, 1, (i) => i * 4),
};
