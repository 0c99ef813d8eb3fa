/**
 * Writes drawn images for drawn-difficulty.py: one byte of class, then the image's bytes, a record each.
 *
 *   npx tsx scripts/goldens/drawn-dump.ts garments|objects train|test COUNT FILE
 */
import { writeFileSync } from 'node:fs';
import { drawnDatasets } from '../../workers/dataset/drawn/index.ts';

const [name, split, count, file] = process.argv.slice(2);
if (
  (name !== 'garments' && name !== 'objects') ||
  (split !== 'train' && split !== 'test') ||
  !file
) {
  throw new Error('Usage: drawn-dump.ts garments|objects train|test COUNT FILE');
}
const dataset = drawnDatasets[name];
const { height, width, channels } = dataset.shape;
const record = 1 + height * width * channels;
const bytes = new Uint8Array(Number(count) * record);
for (let index = 0; index < Number(count); index++) {
  bytes[index * record] = dataset.draw(0, split, index, bytes, index * record + 1);
}
writeFileSync(file, bytes);
