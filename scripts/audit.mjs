/**
 * `npm run audit`: loads the built page as a mid-range phone does and holds what readers feel to its limits: largest
 * contentful paint, layout shift, JavaScript before the first run. Medians of several visits, each with an empty cache.
 *
 *     npm run audit [-- --runs 5] [--json] [--no-headers] [--page gallery.html]
 *
 * `--no-headers` is a host that sends none for cross-origin isolation: its first visit reloads once, and what is
 * measured is the page before that. Needs a build (`npm run build`) and a machine that does nothing else.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { launchOptions } from './chromium.mjs';
import { serveCompressed } from './serve-compressed.mjs';
import { fail, ROOT, say } from './setup.mjs';

/** Lighthouse's mid-range phone on slow 4G. */
const PHONE = { cpuSlowdown: 4, downKbps: 1600, upKbps: 750, rttMs: 150, width: 412, height: 823 };

/** What the page may take: the numbers, 90 KB = 90,000 bytes. */
const LIMITS = { lcpMs: 2500, layoutShift: 0.05, layoutShiftScrolled: 0.05, scriptBytes: 90_000 };

/** How long the page may still change after it has loaded, ms. */
const SETTLE = 3000;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    'no-headers': { type: 'boolean', default: false },
    page: { type: 'string', default: '' },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) fail('--runs must be a whole number of at least 1.');
const folder = join(ROOT, 'dist');
if (!existsSync(join(folder, 'index.html'))) fail('there is no build yet: npm run build.');

/**
 * @typedef {{ fcpMs: number, lcpMs: number, layoutShift: number, layoutShiftScrolled: number, longestTaskMs: number,
 *   blockedMs: number, scriptBytes: number, scriptBytesScrolled: number, bytes: number, requests: number }} Visit
 */

/** Notes, in the page, what the browser tells of its own loading. */
function observe() {
  const seen = { lcp: 0, shift: 0, longest: 0, blocked: 0 };
  Object.assign(window, { seen });
  /** @param {string} type @param {(entry: any) => void} note */
  const on = (type, note) => {
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
      type,
      buffered: true,
    });
  };
  on('largest-contentful-paint', ({ startTime }) => (seen.lcp = startTime));
  on('longtask', ({ duration }) => {
    seen.longest = Math.max(seen.longest, duration);
    seen.blocked += duration - 50;
  });
  // Sessions of shifts, as browsers' own metric has them: at most 5 s long, gaps of at most 1 s.
  let [sum, first, last] = [0, 0, 0];
  on('layout-shift', ({ value, hadRecentInput, startTime }) => {
    if (hadRecentInput) return;
    if (startTime - last > 1000 || startTime - first > 5000) [sum, first] = [0, startTime];
    last = startTime;
    sum += value;
    seen.shift = Math.max(seen.shift, sum);
  });
}

/**
 * @param {import('playwright').Browser} browser
 * @param {string} url
 * @returns {Promise<Visit>}
 */
async function visit(browser, url) {
  const { width, height, cpuSlowdown, downKbps, upKbps, rttMs } = PHONE;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 1.75,
    isMobile: true,
    hasTouch: true,
    // What is kept for offline use comes after all else, and would reload a page that is measured.
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  await page.addInitScript(observe);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: rttMs,
    downloadThroughput: (downKbps * 1000) / 8,
    uploadThroughput: (upKbps * 1000) / 8,
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });

  /** @type {Map<string, string>} */
  const types = new Map();
  let [bytes, scriptBytes, requests] = [0, 0, 0];
  cdp.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    requests += 1;
    bytes += encodedDataLength;
    if (types.get(requestId) === 'Script') scriptBytes += encodedDataLength;
  });

  await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(SETTLE);
  const read = () =>
    page.evaluate(() => ({
      .../** @type {any} */ (window).seen,
      fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    }));
  const loaded = await read();
  const scriptBytesOpened = scriptBytes;
  // As a reader goes down the page, what comes into view may not push the rest about.
  for (
    let y = 0;
    y < (await page.evaluate(() => document.documentElement.scrollHeight));
    y += 500
  ) {
    await page.evaluate((top) => scrollTo({ top, behavior: 'instant' }), y);
    await page.waitForTimeout(400);
  }
  await page.waitForTimeout(SETTLE);
  const scrolled = await read();
  await context.close();
  return {
    fcpMs: loaded.fcp,
    lcpMs: loaded.lcp,
    layoutShift: loaded.shift,
    layoutShiftScrolled: scrolled.shift,
    longestTaskMs: loaded.longest,
    blockedMs: loaded.blocked,
    scriptBytes: scriptBytesOpened,
    scriptBytesScrolled: scriptBytes,
    bytes,
    requests,
  };
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = [sorted[(sorted.length - 1) >> 1], sorted[middle]];
  return (low + high) / 2;
}

const server = await serveCompressed({ folder, isolated: !values['no-headers'] });
const browser = await chromium.launch(launchOptions());
/** @type {Visit[]} */
const visits = [];
try {
  for (let i = 1; i <= runs; i++) {
    say(`visit ${i} of ${runs} …`);
    visits.push(await visit(browser, server.url + values.page));
  }
} finally {
  await browser.close();
  await server.close();
}

const [first] = visits;
const medians = Object.fromEntries(
  /** @type {(keyof Visit)[]} */ (Object.keys(first ?? {})).map((name) => {
    const value = median(visits.map((each) => each[name]));
    return [name, Number(value.toFixed(name.startsWith('layout') ? 4 : 0))];
  }),
);
const over = Object.entries(LIMITS).filter(([name, limit]) => !((medians[name] ?? NaN) <= limit));
if (values.json) {
  const audit = {
    audit: values.page || 'index.html',
    isolated: !values['no-headers'],
    phone: PHONE,
    runs,
    limits: LIMITS,
    medians,
    visits,
  };
  process.stdout.write(`${JSON.stringify(audit, null, 2)}\n`);
} else {
  /** @type {Record<string, number>} */
  const limits = LIMITS;
  for (const [name, value] of Object.entries(medians)) {
    const all = visits.map((each) => each[/** @type {keyof Visit} */ (name)]);
    const range = `${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}`;
    const limit = limits[name] === undefined ? '' : `of at most ${limits[name]}`;
    process.stdout.write(
      `${name.padEnd(20)} ${String(value).padStart(9)}  ${limit.padEnd(18)} ${range}\n`,
    );
  }
}
if (over.length > 0) {
  fail(`over the limit: ${over.map(([name]) => name).join(', ')}.`);
}
