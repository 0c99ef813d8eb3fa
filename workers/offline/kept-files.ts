import type { Build } from '../contracts/offline.ts';

/** What this needs of where it runs; tests bring their own. */
export interface Platform {
  readonly caches: Pick<CacheStorage, 'open' | 'keys' | 'delete'>;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
}

/** Files fetched at a time: the page beside it needs connections, too. */
const CONCURRENCY = 3;

/** Whether a file's name holds a hash of its content: such a file never changes. */
export function isImmutable(path: string): boolean {
  return path.startsWith('assets/');
}

/**
 * What the service worker keeps of one build of the site, in a cache of its own. Datasets are not among it: the dataset
 * worker keeps those itself (workers/dataset/chunk-store.ts).
 *
 * Caches belong to an origin, which may hold several copies of the site in several folders, so that the scope is part
 * of the name. Storage that is denied or full makes the site forgetful, never broken: only `keep` rejects.
 */
export class KeptFiles {
  private readonly prefix: string;
  private readonly name: string;
  /** Is there when all of the build's files are. */
  private readonly seal: string;
  private keeping: Promise<void> | undefined;

  /** @param scope absolute URL of the site's folder, with a slash at its end */
  constructor(
    private readonly platform: Platform,
    private readonly scope: string,
    private readonly build: Build,
  ) {
    this.prefix = `underhood-site ${scope} `;
    this.name = this.prefix + build.id;
    this.seal = new URL('complete', scope).href;
  }

  /**
   * Keeps every file of this build that is not kept yet. What an older build had under the same name is copied.
   * Rejects with an Error when a file cannot be had or stored; what has arrived stays.
   */
  keep(): Promise<void> {
    this.keeping ??= this.fill().finally(() => {
      this.keeping = undefined;
    });
    return this.keeping;
  }

  /** Whether every file of this build is kept. */
  async isComplete(): Promise<boolean> {
    return (await this.find(this.seal)) !== undefined;
  }

  /** Whether another build is kept whole: then this one should be, before it takes over. */
  async replacesComplete(): Promise<boolean> {
    try {
      for (const cache of await this.others()) if (await cache.match(this.seal)) return true;
    } catch {
      // Storage that cannot be read has kept nothing.
    }
    return false;
  }

  /** A file of this build, or undefined. */
  async find(url: string): Promise<Response | undefined> {
    try {
      const cache = await this.platform.caches.open(this.name);
      return await cache.match(url, { ignoreVary: true });
    } catch {
      return undefined;
    }
  }

  /** Keeps a file that the page has fetched. *Takes* the response. */
  async add(url: string, response: Response): Promise<void> {
    try {
      const cache = await this.platform.caches.open(this.name);
      await cache.put(url, response);
    } catch {
      // A full disk only costs a download the next time.
      await response.body?.cancel().catch(() => undefined);
    }
  }

  /** Removes what older builds kept. For when no page of theirs is open any more. */
  async dropOthers(): Promise<void> {
    try {
      for (const name of await this.otherNames()) await this.platform.caches.delete(name);
    } catch {
      // Tried again by the next build.
    }
  }

  private async fill(): Promise<void> {
    const cache = await this.platform.caches.open(this.name);
    if (await cache.match(this.seal)) return;
    const others = await this.others();
    const queue = [...this.build.files];
    const work = async (): Promise<void> => {
      for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
        const url = new URL(path, this.scope).href;
        if (isImmutable(path) && (await cache.match(url, { ignoreVary: true }))) continue;
        await cache.put(url, (await copyOf(path, url, others)) ?? (await this.download(path, url)));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    await cache.put(this.seal, new Response(''));
  }

  private async download(path: string, url: string): Promise<Response> {
    const response = await this.platform.fetch(url, isImmutable(path) ? {} : { cache: 'no-cache' });
    if (!response.ok) throw new Error(`the server answered ${response.status} for ${url}`);
    if (path !== '') return response;
    const text = await response.text();
    // In the middle of a deployment: the next visit tries again.
    if (!text.includes(this.build.mark)) throw new Error(`${url} is of another build`);
    return new Response(text, { headers: response.headers });
  }

  private async others(): Promise<Cache[]> {
    return Promise.all((await this.otherNames()).map((name) => this.platform.caches.open(name)));
  }

  private async otherNames(): Promise<string[]> {
    const names = await this.platform.caches.keys();
    return names.filter((name) => name.startsWith(this.prefix) && name !== this.name);
  }
}

async function copyOf(
  path: string,
  url: string,
  caches: readonly Cache[],
): Promise<Response | undefined> {
  if (!isImmutable(path)) return undefined;
  for (const cache of caches) {
    const response = await cache.match(url, { ignoreVary: true });
    if (response) return response;
  }
  return undefined;
}
