import { describe, expect, it } from 'vitest';
import { decideIsolation, noteTrial, type Situation, triedBefore } from './isolation.ts';
import { offlineWords } from './words.ts';

/** A first visit, with the service worker just arrived and nothing done yet. */
const FIRST: Situation = {
  isolated: false,
  cameThroughWorker: false,
  workerReady: true,
  inUse: false,
  triedBefore: false,
};

describe('the reload that isolates', () => {
  it.each<[string, Partial<Situation>, string]>([
    ['comes once, on the first visit', {}, 'reload'],
    ['does not come where the server sends the headers', { isolated: true }, 'isolated'],
    ['does not come while something runs', { inUse: true }, 'later'],
    ['does not come twice', { triedBefore: true }, 'impossible'],
    ['does not come when the headers were there', { cameThroughWorker: true }, 'impossible'],
    ['does not come without a service worker', { workerReady: false }, 'impossible'],
    [
      'is not promised where it would not help',
      { cameThroughWorker: true, inUse: true },
      'impossible',
    ],
  ])('%s', (_, change, expected) => {
    expect(decideIsolation({ ...FIRST, ...change })).toBe(expected);
  });

  it('is noted for this tab, and never comes where that is not possible', () => {
    const notes = new Map<string, string>();
    const storage = {
      getItem: (key: string) => notes.get(key) ?? null,
      setItem: (key: string, value: string) => notes.set(key, value),
    } as unknown as Storage;
    expect(triedBefore(() => storage)).toBe(false);
    expect(noteTrial(() => storage)).toBe(true);
    expect(triedBefore(() => storage)).toBe(true);

    const denied = (): Storage => {
      throw new DOMException('denied', 'SecurityError');
    };
    expect(triedBefore(denied)).toBe(true);
    expect(noteTrial(denied)).toBe(false);
  });
});

describe('the line at the foot of the page', () => {
  it('says what works, and why something does not', () => {
    expect(offlineWords('kept', 'isolated')).toMatch(/works without a connection.*so far\.$/);
    expect(offlineWords(new Error('the disk is full'), 'later')).toMatch(
      /could not be kept for offline use: the disk is full\. From the next time/,
    );
    expect(offlineWords('spared', 'impossible')).toMatch(/spare your data.*one core/);
  });
});
