import { describe, expect, it } from 'vitest';
import { UnderhoodError } from '../clients/errors.ts';
import { tooLarge } from './umap-memory.ts';
import { ARTICLE_UMAP_PARAMS } from './umap-settings.ts';

const refused = (details: Record<string, number>): UnderhoodError =>
  new UnderhoodError({ code: 'out-of-memory', message: 'no', details });

const tried = (points: number) =>
  ({ engine: 'wasm', points, dimensions: 784, params: ARTICLE_UMAP_PARAMS }) as const;

describe('a run that is too large for the memory', () => {
  it('says what it needs, and what fits of it', () => {
    const { code, message, details } = tooLarge(
      refused({ needed: 2e9, available: 1e9 }),
      tried(250_000),
    );
    expect(code).toBe('out-of-memory');
    expect(details['fits']).toBe(100_000);
    expect(details['needed']).toBeGreaterThan(0.8e9);
    expect(message).toMatch(
      /^A run of 250,000 images needs about 1\.\d GB, more than the browser gives this page\. 100,000 should fit/,
    );
  });

  it('offers less than half where it is not known how much there is', () => {
    expect(tooLarge(refused({}), tried(60_000)).details['fits']).toBe(20_000);
    expect(tooLarge(refused({}), tried(1_000_000)).details['fits']).toBe(500_000);
  });

  it('offers nothing where nothing would fit', () => {
    const { details, message } = tooLarge(refused({ needed: 1e9, available: 1e5 }), tried(60_000));
    expect(details['fits']).toBeUndefined();
    expect(message).toContain('Close other tabs');
  });
});
