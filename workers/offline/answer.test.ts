import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, isOurs, type Site } from './answer.ts';
import { KeptFiles } from './kept-files.ts';
import { TestPlatform } from './testing.ts';

const SCOPE = 'https://host.test/site/';
const BUILD = { id: 'one', files: ['', 'assets/a.js'], mark: 'a.js' };

let platform: TestPlatform;
let kept: KeptFiles;
let isOnline: boolean;
let site: Site;

/** A request; Node cannot make one that navigates. */
function request(path: string, { mode = 'cors', ...init }: RequestInit & { mode?: string } = {}) {
  const made = new Request(SCOPE + path, init);
  return Object.defineProperty(made, 'mode', { value: mode });
}

/** What the answer says, once all that follows from it is done. */
async function ask(path: string, init: Parameters<typeof request>[1] = {}): Promise<string> {
  const work: Promise<void>[] = [];
  const response = await answer(request(path, init), site, (later) => work.push(later));
  await Promise.all(work);
  return response.text();
}

beforeEach(() => {
  platform = new TestPlatform();
  kept = new KeptFiles(platform, SCOPE, BUILD);
  isOnline = true;
  site = {
    scope: SCOPE,
    kept,
    fetch: async ({ url }) => {
      if (!isOnline) throw new TypeError('no network');
      const response = await platform.fetch(url.replace(/\?.*/, ''));
      return Object.defineProperty(response, 'type', { value: 'basic' });
    },
  };
  platform.server.set(SCOPE, 'the page with a.js');
  platform.server.set(`${SCOPE}assets/a.js`, 'a');
  platform.server.set(`${SCOPE}underhood.js`, 'embed 1');
});

afterEach(() => {
  vi.useRealTimers();
});

describe('which requests are the service worker’s', () => {
  it.each([
    ['', {}, true],
    ['?points=500', {}, true],
    ['assets/a.js', {}, true],
    ['datasets/fashion-mnist/train-000.bin', {}, false],
    ['upload', { method: 'POST' }, false],
    ['film.webm', { headers: { Range: 'bytes=0-' } }, false],
  ])('%s %o: %s', (path, init, expected) => {
    expect(isOurs(request(path, init), SCOPE)).toBe(expected);
  });

  it('not those outside its folder', () => {
    expect(isOurs(new Request('https://host.test/other/'), SCOPE)).toBe(false);
    expect(isOurs(new Request('https://elsewhere.test/site/'), SCOPE)).toBe(false);
  });
});

describe('an answer', () => {
  it('that can never change is fetched once, and there without a network', async () => {
    expect(await ask('assets/a.js')).toBe('a');
    expect(await ask('assets/a.js')).toBe('a');
    expect(platform.fetched).toHaveLength(1);
    isOnline = false;
    expect(await ask('assets/a.js')).toBe('a');
  });

  it('that may change is the network’s, and the last known one without it', async () => {
    expect(await ask('underhood.js')).toBe('embed 1');
    platform.server.set(`${SCOPE}underhood.js`, 'embed 2');
    expect(await ask('underhood.js')).toBe('embed 2');
    isOnline = false;
    expect(await ask('underhood.js')).toBe('embed 2');
  });

  it('that is an error, or a page in place of a file, is not kept', async () => {
    await ask('assets/missing.js');
    platform.server.set(`${SCOPE}assets/missing.wasm`, '<!doctype html>');
    await ask('assets/missing.wasm');
    isOnline = false;
    await expect(ask('assets/missing.js')).rejects.toThrow('no network');
    await expect(ask('assets/missing.wasm')).rejects.toThrow('no network');
  });

  it('is the newest page; the kept one, whatever its parameters, without a network', async () => {
    await kept.keep();
    platform.server.set(SCOPE, 'a newer page');
    expect(await ask('', { mode: 'navigate' })).toBe('a newer page');
    isOnline = false;
    for (const path of ['', '?points=500', 'index.html', 'index.html?seed=3']) {
      expect(await ask(path, { mode: 'navigate' })).toBe('the page with a.js');
    }
    await expect(ask('gallery.html', { mode: 'navigate' })).rejects.toThrow('no network');
  });

  it('is no page of a build that is not kept whole', async () => {
    await ask('', { mode: 'navigate' });
    isOnline = false;
    await expect(ask('', { mode: 'navigate' })).rejects.toThrow('no network');
  });

  it('is the kept page when the network takes too long', async () => {
    await kept.keep();
    vi.useFakeTimers();
    site = { ...site, fetch: () => new Promise(() => undefined) };
    const answered = ask('', { mode: 'navigate' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(await answered).toBe('the page with a.js');
  });
});
