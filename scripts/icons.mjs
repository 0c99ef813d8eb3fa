/** Makes the icons that must be bitmaps of public/favicon.svg: `node scripts/icons.mjs`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { ROOT } from './setup.mjs';

const PAPER = '#f4f6f4';
/** Share of a side that the drawing takes: a mask may cut off what is outside the middle 80%. */
const DRAWN = 0.62;

const svg = readFileSync(join(ROOT, 'public', 'favicon.svg'));

for (const [name, side] of /** @type {const} */ ([
  ['apple-touch-icon.png', 180],
  ['icon-192.png', 192],
  ['icon-512.png', 512],
])) {
  const drawing = await sharp(svg, { density: 1200 })
    .resize(Math.round(side * DRAWN))
    .png()
    .toBuffer();
  await sharp({ create: { width: side, height: side, channels: 3, background: PAPER } })
    .composite([{ input: drawing }])
    .png({ compressionLevel: 9, palette: true })
    .toFile(join(ROOT, 'public', name));
}
