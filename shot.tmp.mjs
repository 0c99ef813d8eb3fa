import { chromium } from 'playwright';
import { launchOptions } from './scripts/chromium.mjs';
import { serveSite } from './scripts/serve.mjs';
const [,, width = '1440', theme = 'light', query = '', out = '/tmp/shot', waits = '1500,4000', anchor=''] = process.argv;
const site = await serveSite({ port: 0 });
const browser = await chromium.launch(launchOptions());
const page = await browser.newPage({ viewport: { width: +width, height: 900 }, colorScheme: theme, serviceWorkers: 'block' });
page.on('console', (m) => { if (['error','warning'].includes(m.type())) console.log(m.type(), m.text()); });
page.on('pageerror', (e) => console.log('pageerror', e.message));
const t0 = Date.now();
await page.goto(site.url + query);
let i = 0;
for (const at of waits.split(',')) {
  await page.waitForTimeout(Math.max(0, +at - (Date.now() - t0)));
  if (anchor) await page.evaluate((a) => document.querySelector(a)?.scrollIntoView(), anchor);
  await page.screenshot({ path: `${out}-${i++}.png`, fullPage: process.env.FULL === "1" });
  console.log(at, await page.evaluate(() => { const u = document.querySelector('uh-umap'); return [u.state, u.frameCount, u.playhead, u.error?.message]; }));
}
await browser.close(); await site.close();
