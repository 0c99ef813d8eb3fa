import type { Platform } from './kept-files.ts';

/** A cache in memory, with what the service worker uses of one. */
class MemoryCache {
  readonly entries = new Map<string, Response>();

  match(url: string): Promise<Response | undefined> {
    return Promise.resolve(this.entries.get(url)?.clone());
  }

  put(url: string, response: Response): Promise<void> {
    this.entries.set(url, response);
    return Promise.resolve();
  }
}

/** A network and a cache storage that a test can look into and take away. */
export class TestPlatform implements Platform {
  readonly stored = new Map<string, MemoryCache>();
  /** URL → text, as the server has them. */
  readonly server = new Map<string, string>();
  readonly fetched: string[] = [];

  readonly caches = {
    open: (name: string): Promise<Cache> => {
      const cache = this.stored.get(name) ?? new MemoryCache();
      this.stored.set(name, cache);
      return Promise.resolve(cache as unknown as Cache);
    },
    keys: (): Promise<string[]> => Promise.resolve([...this.stored.keys()]),
    delete: (name: string): Promise<boolean> => Promise.resolve(this.stored.delete(name)),
  };

  readonly fetch = (url: string): Promise<Response> => {
    this.fetched.push(url);
    const text = this.server.get(url);
    const type = url.endsWith('.js') ? 'text/javascript' : 'text/html';
    const headers = { 'Content-Type': type };
    return Promise.resolve(new Response(text, { status: text === undefined ? 404 : 200, headers }));
  };
}
