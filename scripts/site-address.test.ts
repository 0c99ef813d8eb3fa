import { describe, expect, it } from 'vitest';
import { addressFiles, addressHtml, hostedAddress } from './site-address.mjs';

const CARD = '<meta property="og:image" content="./social-card.png" /><a href="%HOME%">home</a>';
const HOSTED = hostedAddress('https://example.org/underhood');

describe('the address that the site is hosted at', () => {
  it('ends with a slash, and may be left out', () => {
    expect(HOSTED?.href).toBe('https://example.org/underhood/');
    expect(hostedAddress('https://example.org')?.href).toBe('https://example.org/');
    expect([hostedAddress(undefined), hostedAddress(' ')]).toEqual([undefined, undefined]);
  });

  it.each(['example.org', 'ftp://example.org/', 'https://example.org/?a=1', '/underhood/'])(
    'is refused where it is none: %s',
    (text) => {
      expect(() => hostedAddress(text)).toThrow(text);
    },
  );

  it('makes the card’s picture absolute, and the way home', () => {
    expect(addressHtml(CARD, HOSTED)).toBe(
      '<meta property="og:image" content="https://example.org/underhood/social-card.png" /><a href="/underhood/">home</a>',
    );
    expect(addressFiles(HOSTED)['sitemap.xml']).toContain(
      '<loc>https://example.org/underhood/</loc>',
    );
    expect(addressFiles(HOSTED)['robots.txt']).toContain(
      'Sitemap: https://example.org/underhood/sitemap.xml',
    );
  });

  it('is not made up where nobody gave one', () => {
    expect(addressHtml(CARD, undefined)).toBe(CARD.replace('%HOME%', './'));
    expect(addressFiles(undefined)).toEqual({ 'robots.txt': 'User-agent: *\nAllow: /\n' });
  });
});
