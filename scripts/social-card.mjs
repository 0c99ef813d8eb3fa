/**
 * Makes public/social-card.png, which links to the page are shown with: `npm run build && node scripts/social-card.mjs`.
 * The map on it is what the page itself lays out, of drawn garments: no picture of anybody's dataset is in it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import sharp from 'sharp';
import { launchOptions } from './chromium.mjs';
import { serveSite } from './serve.mjs';
import { ROOT } from './setup.mjs';

/** What cards are cut to everywhere, px. */
const CARD = { width: 1200, height: 630 };
const MAP = { width: 660, height: CARD.height };

const site = await serveSite({ port: 0 });
const browser = await chromium.launch(launchOptions());
try {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 1000 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  await page.goto(`${site.url}?dataset=garments&points=20000`);
  const figure = page.locator('#figure');
  // Before the run, so that the layout is fitted to the card's part of it.
  await figure.evaluate((element, { width, height }) => {
    element.style.setProperty('--uh-aspect', `${width} / ${height}`);
  }, MAP);
  await figure.getByRole('button', { name: /run it live/i }).click();
  await page.waitForFunction(
    () => {
      /** @type {(Element & { state?: string }) | null} */
      const umap = document.querySelector('uh-umap');
      return umap?.state === 'done';
    },
    undefined,
    { timeout: 300_000 },
  );
  await page.waitForTimeout(1000);
  const plot = figure.locator('.plot');
  await plot.evaluate((element) => {
    for (const other of element.querySelectorAll('.title, button')) other.remove();
  });
  const map = await plot.screenshot();

  const font = readFileSync(
    join(ROOT, 'src/article/fonts/barlow-semi-condensed-latin-600-normal.woff2'),
  ).toString('base64');
  const mark = readFileSync(join(ROOT, 'public', 'favicon.svg'), 'utf8');
  await page.setViewportSize(CARD);
  await page.setContent(`<!doctype html><style>
    @font-face { font-family: Barlow; font-weight: 600; src: url(data:font/woff2;base64,${font}) }
    body { display: grid; grid-template-columns: ${CARD.width - MAP.width}px ${MAP.width}px;
      height: ${CARD.height}px; margin: 0; background: #121417; color: #e7ecea; font: 600 34px/1.25 Barlow }
    div { display: grid; align-content: space-between; padding: 56px 24px 56px 64px }
    h1 { margin: 0; font-size: 76px; line-height: 0.98; text-wrap: balance }
    p { display: flex; align-items: center; gap: 16px; margin: 0 }
    svg { width: 64px } img { width: 100%; height: 100%; object-fit: cover }
  </style><div><p>${mark} underhood</p><h1>See a machine learn, one epoch at a time</h1>
  <p>Live in your browser</p></div><img alt="" src="data:image/png;base64,${map.toString('base64')}">`);
  await page.evaluate(() => document.fonts.ready);
  const card = await page.screenshot();
  await sharp(card)
    .png({ palette: true, quality: 90, compressionLevel: 9 })
    .toFile(join(ROOT, 'public', 'social-card.png'));
} finally {
  await browser.close();
  await site.close();
}
