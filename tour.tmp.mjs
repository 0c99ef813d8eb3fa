import { chromium } from 'playwright';
import { launchOptions } from './scripts/chromium.mjs';
import { serveSite } from './scripts/serve.mjs';
const [,, width = '1440', theme = 'light', out = '/tmp/tour', live = ''] = process.argv;
const site = await serveSite({ port: 0 });
const browser = await chromium.launch(launchOptions());
const page = await browser.newPage({ viewport: { width: +width, height: 1000 }, colorScheme: theme, serviceWorkers: 'block' });
page.on('console', (m) => { if (['error','warning'].includes(m.type())) console.log(m.type(), m.text()); });
page.on('pageerror', (e) => console.log('pageerror', e.message));
await page.goto(site.url);
await page.waitForTimeout(3000);
const press = async (name, root = page) => { const b = root.getByRole('button', { name }).first(); if (await b.count() && await b.isVisible()) { await b.click(); return true; } console.log('no', name); return false; };
if (live.includes('u')) { await press(/Run it live/); await page.waitForFunction(() => { const u = document.querySelector('#figure'); return u.recordedAt === '' && u.state === 'done'; }, null, { timeout: 240000 }); console.log('umap live done'); }
const ids = await page.evaluate(() => [...document.querySelectorAll('figure.fig')].map((f) => f.id));
for (const id of ids) {
  const fig = page.locator(`#${id}`);
  await fig.evaluate((f) => f.scrollIntoView({ block: 'center' }));
  await page.waitForTimeout(700);
  for (const name of [/^Load /, /^Play the recording/, /^Load it/]) { const b = fig.getByRole('button', { name }).first(); if (await b.count() && await b.isVisible().catch(() => false)) { console.log(id, 'press', await b.textContent()); await b.click(); await page.waitForTimeout(5000); } }
}
if (live.includes('c')) { await page.locator('#network').evaluate((n) => { n.setFields?.({ epochs: 4 }); return null; }); await page.evaluate(() => { document.querySelector('#network').runLive(); }); await page.waitForFunction(() => { const u = document.querySelector('#network'); return u.recordedAt === '' && u.state === 'done'; }, null, { timeout: 240000 }); await page.waitForTimeout(15000); }
await page.waitForTimeout(1500);
for (const id of ids) {
  const fig = page.locator(`#${id}`);
  await fig.evaluate((f) => f.scrollIntoView({ block: 'center' }));
  await page.waitForTimeout(900);
  await fig.screenshot({ path: `${out}-${id}.png` }).catch((e) => console.log(id, e.message.split('\n')[0]));
}
await browser.close(); await site.close();
