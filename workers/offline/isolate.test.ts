import { describe, expect, it } from 'vitest';
import { isolate } from './isolate.ts';

describe('a response with the headers that isolate', () => {
  it('keeps its status, its headers and its body', async () => {
    const headers = { 'Content-Type': 'text/css', 'Cross-Origin-Embedder-Policy': 'unsafe-none' };
    const response = isolate(new Response('a {}', { status: 203, statusText: 'so', headers }));
    expect(response.status).toBe(203);
    expect(response.statusText).toBe('so');
    expect(response.headers.get('Content-Type')).toBe('text/css');
    expect(response.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
    expect(response.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
    expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
    expect(await response.text()).toBe('a {}');
  });

  it.each([204, 205, 304])('may have no body: %i', async (status) => {
    const response = isolate(new Response(null, { status }));
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
  });

  it('is the same one where it cannot be looked into', () => {
    const redirect = Object.defineProperty(new Response(null), 'type', { value: 'opaqueredirect' });
    expect(isolate(redirect)).toBe(redirect);
  });
});
