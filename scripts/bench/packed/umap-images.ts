import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { UmapInput } from '../../../workers/contracts/umap.ts';
import type { Manifest } from '../../../workers/dataset/manifest.ts';

/** The first `points` training images of a packed dataset whose chunks are gzipped, and its title. */
export function readImages(folder: string, points: number): { title: string; input: UmapInput } {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const split = manifest.splits.train;
  const { height, width, channels } = manifest.shape;
  const dimensions = height * width * channels;
  if (!split || split.count < points) {
    throw new Error(
      `${manifest.title} has ${split?.count ?? 0} training images here, not ${points}.`,
    );
  }
  const images = new Uint8Array(points * dimensions);
  let at = 0;
  for (const { file } of split.chunks) {
    if (at === images.length) break;
    const chunk = gunzipSync(readFileSync(join(folder, file)));
    const taken = chunk.subarray(0, images.length - at);
    images.set(taken, at);
    at += taken.length;
  }
  const labels = new Uint8Array(readFileSync(join(folder, split.labels.file)).subarray(0, points));
  return {
    title: manifest.title,
    input: { images, labels: labels.slice(), count: points, dimensions },
  };
}
