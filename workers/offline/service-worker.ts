/**
 * The site's service worker, `sw.js`: what was loaded once works offline, and responses carry the headers for
 * cross-origin isolation, so that there are threads on hosts that cannot send headers.
 *
 * A build has a cache of its own. An update waits, as browsers have it by default, until no page of the build before is
 * open; only then are that build's files removed, so that an open page never misses a part of itself. Registered by
 * the page alone (src/article/offline/), never by `underhood.js` on pages of others.
 */
import type { Build, KeepAnswer, KeepMessage } from '../contracts/offline.ts';
import { answer, isOurs } from './answer.ts';
import { isolate } from './isolate.ts';
import { KeptFiles } from './kept-files.ts';

declare const self: ServiceWorkerGlobalScope;
/** Written in front of this script by scripts/offline.mjs. */
declare const UNDERHOOD_BUILD: Build;

const { scope } = self.registration;
const kept = new KeptFiles(
  { caches: self.caches, fetch: (url, init) => fetch(url, init) },
  scope,
  UNDERHOOD_BUILD,
);
const site = { scope, kept, fetch: (request: Request) => fetch(request) };

async function prepare(): Promise<void> {
  // The very first one is there at once, because a page may wait for its headers; files come when the page says so.
  if (await kept.replacesComplete()) await kept.keep();
}

async function keepAndTell(port: MessagePort): Promise<void> {
  let told: KeepAnswer;
  try {
    await kept.keep();
    told = { type: 'kept' };
  } catch (thrown) {
    told = { type: 'not-kept', reason: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  port.postMessage(told);
}

self.addEventListener('install', (event) => {
  event.waitUntil(prepare());
});

self.addEventListener('activate', (event) => {
  // Pages that are open already are not claimed: a worker that starts its threads in that moment would wait for them for
  // ever in Firefox. They are kept whole by their own message, and answered from their next load on.
  event.waitUntil(kept.dropOthers());
});

self.addEventListener('message', (event) => {
  const [port] = event.ports;
  const { type } = event.data as Partial<KeepMessage>;
  if (port && type === 'keep') event.waitUntil(keepAndTell(port));
});

self.addEventListener('fetch', (event) => {
  if (!isOurs(event.request, scope)) return;
  const response = answer(event.request, site, (work) => {
    event.waitUntil(work);
  });
  event.respondWith(response.then(isolate));
});
