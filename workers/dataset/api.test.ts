import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DatasetApi, DatasetParams, OpenedDataset } from '../contracts/dataset.ts';
import type { Progress } from '../contracts/control.ts';
import { createDatasetApi } from './api.ts';
import {
  cifarArchive,
  cifarRecords,
  codeOf,
  errorOf,
  idxImages,
  idxLabels,
  image,
  zip,
} from './testing/fixtures.ts';
import {
  BASE,
  memoryCaches,
  servePacked,
  type Site,
  testPlatform,
  type TestPlatform,
} from './testing/packed-fixture.ts';

let site: Site;
let platform: TestPlatform;
let api: DatasetApi;

beforeEach(async () => {
  site = new Map();
  await servePacked(site, 'fashion-mnist');
  platform = testPlatform(site);
  api = createDatasetApi(platform);
});

/** Runs a long call with a control port as the client does. */
async function withPort<T>(call: (port: MessagePort) => Promise<T>): Promise<T> {
  const { port1, port2 } = new MessageChannel();
  try {
    return await call(port2);
  } finally {
    port1.close();
  }
}
const open = (dataset: string, params: Partial<DatasetParams> = {}): Promise<OpenedDataset> =>
  withPort((port) =>
    api.open({ dataset, split: 'train', seed: 1, ...params }, { datasetsUrl: BASE }, port),
  );
const loaded = ({ handle }: OpenedDataset): Promise<void> =>
  withPort((port) => api.loaded(handle, port));
const fetchedFiles = (): string[] => platform.fetched.map((url) => url.split('/').at(-1) ?? '');

describe('a packed dataset', () => {
  it('opens with its first chunk, and has all images when loaded', async () => {
    const opened = await open('fashion-mnist');
    expect(opened).toMatchObject({
      ready: 4,
      info: { name: 'fashion-mnist', title: 'Test data', origin: 'real', count: 16, available: 16 },
    });
    expect(opened.info.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(fetchedFiles().sort()).toEqual(['manifest.json', 'train-0.bin', 'train-labels.bin']);
    const first = await api.images(opened.handle, Uint32Array.of(3, 0));
    expect([first.images[0], first.images[4], ...first.labels]).toEqual([3, 0, 0, 0]);
    expect(platform.fetched).toHaveLength(3);

    await loaded(opened);
    const { images, labels } = await api.samples(opened.handle);
    expect(images.length).toBe(64);
    expect(images.every((value, i) => value === i >> 2)).toBe(true);
    expect(labels.every((label, i) => label === i % 3)).toBe(true);
    expect((await api.statistics(opened.handle)).classCounts).toEqual(Uint32Array.of(6, 5, 5));
  });

  it('finds the images that are nearest to one among all of them, those not fetched yet too', async () => {
    const opened = await open('fashion-mnist');
    // Image i has the value i everywhere.
    const image = new Uint8Array(4).fill(14);
    const found = await withPort((port) => api.nearest(opened.handle, image, 3, port));
    expect([...found.indices].slice(0, 1)).toEqual([14]);
    expect(new Set(found.indices)).toEqual(new Set([13, 14, 15]));
    expect([...found.images.subarray(0, 4)]).toEqual([14, 14, 14, 14]);
    expect(found.labels[0]).toBe(14 % 3);
    expect(found.distances[0]).toBe(0);
    expect(found.distances[1]).toBeCloseTo(1 / 255, 12);
  });

  it('fetches only the chunks that its points need', async () => {
    const opened = await open('fashion-mnist', { points: 7 });
    await loaded(opened);
    expect(fetchedFiles()).not.toContain('train-2.bin');
    expect((await api.samples(opened.handle)).labels.length).toBe(7);
    expect(opened.info).toMatchObject({ count: 7, available: 16 });
  });

  it('identifies its images by a hash: other for other points, same for the same', async () => {
    const [all, seven, again] = [
      await open('fashion-mnist'),
      await open('fashion-mnist', { points: 7 }),
      await open('fashion-mnist'),
    ];
    expect(all.info.hash).toBe(again.info.hash);
    expect(all.info.hash).not.toBe(seven.info.hash);
  });

  it('waits for images that are not decoded yet', async () => {
    const { handle } = await open('fashion-mnist');
    expect([...(await api.images(handle, Uint32Array.of(15))).images]).toEqual([15, 15, 15, 15]);
  });

  it('picks at random among the images that are there, and waits for none', async () => {
    const opened = await open('fashion-mnist');
    expect(opened.toFetch).toBeGreaterThan(0);
    const first = await api.pick(opened.handle, { count: 3, seed: 5 });
    expect(first).toMatchObject({ among: 4, decoded: 4 });
    // Every pixel of the fixture's image i is i, its class i mod 3.
    expect([...first.images].filter((_, at) => at % 4 === 0)).toEqual([...first.indices]);
    expect([...first.labels]).toEqual([...first.indices].map((index) => index % 3));
    expect(platform.fetched).toHaveLength(3);

    await loaded(opened);
    const ones = await api.pick(opened.handle, { count: 99, seed: 5, label: 1 });
    expect(ones).toMatchObject({ among: 5, decoded: 16 });
    expect([...ones.indices].sort((x, y) => x - y)).toEqual([1, 4, 7, 10, 13]);
  });

  it('knows what the rest takes from the network, and that drawn images take nothing', async () => {
    const { toFetch } = await open('fashion-mnist');
    expect((await open('fashion-mnist', { points: 7 })).toFetch).toBeLessThan(toFetch);
    expect((await open('garments', { points: 2000 })).toFetch).toBe(0);
  });

  it('decodes sheets of colour images', async () => {
    await servePacked(site, 'cifar-10', { counts: [50, 30], colour: true });
    const { handle } = await open('cifar-10', { points: 77 });
    const { images } = await api.samples(handle);
    const worst = images.reduce(
      (max, value, i) => Math.max(max, Math.abs(value - Math.floor(i / 192))),
      0,
    );
    expect(worst).toBeLessThanOrEqual(1);
  });

  it.each([
    [17, /17.*16/],
    [0, /points is 0/],
    [2.5, /2\.5/],
    [NaN, /NaN/],
  ])('refuses %d points', async (points, message) => {
    const error = await errorOf(open('fashion-mnist', { points }));
    expect(error.code).toBe('bad-parameter');
    expect(error.message).toMatch(message);
  });

  it('refuses a split that it lacks, an index past the end, and a handle that was closed', async () => {
    expect(await codeOf(open('fashion-mnist', { split: 'test' }))).toBe('bad-parameter');
    const { handle } = await open('fashion-mnist');
    expect((await errorOf(api.images(handle, Uint32Array.of(16)))).message).toMatch(/16/);
    await api.close(handle);
    await api.close(handle);
    expect(await codeOf(api.samples(handle))).toBe('bad-parameter');
  });

  it('reports bytes, then images, and never goes back', async () => {
    const opened = await open('fashion-mnist');
    const seen: Progress[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<{ progress: Progress }>) => seen.push(data.progress);
    await api.loaded(opened.handle, port2);
    await vi.waitFor(() => {
      expect(seen.at(-1)).toEqual({ stage: 'decode', done: 16, total: 16, unit: 'images' });
    });
    port1.close();
    const stages = seen.map(({ stage }) => stage);
    expect(stages).toEqual([...stages].sort((a, b) => (a === b ? 0 : a === 'download' ? -1 : 1)));
  });

  it('reports a damaged chunk as an error, not as missing data', async () => {
    site.set(
      `${BASE}fashion-mnist/train-1.bin`,
      new Uint8Array(site.get(`${BASE}fashion-mnist/train-1.bin`)?.length ?? 0),
    );
    const opened = await open('fashion-mnist');
    const error = await errorOf(loaded(opened));
    expect(error.code).toBe('checksum-mismatch');
    expect(error.message).toContain('train-1.bin');
    // What had arrived stays.
    expect((await api.images(opened.handle, Uint32Array.of(2))).images[0]).toBe(2);
  });

  it.each([
    ['{', /no JSON/],
    ['{"version": 9}', /version is 9/],
  ])('reports a damaged manifest (%s)', async (text, message) => {
    site.set(`${BASE}fashion-mnist/manifest.json`, new TextEncoder().encode(text));
    const error = await errorOf(open('fashion-mnist'));
    expect(error.code).toBe('wrong-format');
    expect(error.message).toMatch(message);
  });
});

describe('an unsteady network', () => {
  const chunk = `${BASE}fashion-mnist/train-1.bin`;

  it('tries a chunk again that breaks off, was cut short, or met a server error', async () => {
    const answers = [
      () => new Response('busy', { status: 503 }),
      () => new Response(new Uint8Array(3)),
    ];
    platform.intercept = (url) => (url === chunk ? answers.shift()?.() : undefined);
    await loaded(await open('fashion-mnist'));
    expect(platform.fetched.filter((url) => url === chunk)).toHaveLength(3);
  });

  it('gives up after its retries, and goes on with what is missing when asked again', async () => {
    const opened = await open('fashion-mnist');
    platform.intercept = (url) => {
      if (url === chunk) throw new TypeError('Failed to fetch');
      return undefined;
    };
    expect(await codeOf(loaded(opened))).toBe('network');
    platform.intercept = () => undefined;
    platform.fetched.length = 0;
    await loaded(opened);
    expect(fetchedFiles()).toContain('train-1.bin');
    expect(fetchedFiles()).not.toContain('train-0.bin');
    expect((await api.samples(opened.handle)).images[63]).toBe(15);
  });

  it('does not try again what is not there', async () => {
    site.delete(chunk);
    expect(await codeOf(open('fashion-mnist').then(loaded))).toBe('http-status');
    expect(platform.fetched.filter((url) => url === chunk)).toHaveLength(1);
  });

  it('stops on abort, stays open, and can be loaded afterwards', async () => {
    const opened = await open('fashion-mnist');
    platform.intercept = (url, init) =>
      url === chunk
        ? new Promise((_resolve, reject) => {
            init?.signal?.addEventListener('abort', () => {
              reject(init.signal?.reason as Error);
            });
          })
        : undefined;
    const { port1, port2 } = new MessageChannel();
    const loading = api.loaded(opened.handle, port2);
    port1.postMessage({ type: 'abort' });
    expect(await codeOf(loading)).toBe('aborted');
    port1.close();
    platform.intercept = () => undefined;
    await loaded(opened);
  });
});

describe('the cache', () => {
  it('serves the second visit, keeps working offline, and is verified', async () => {
    const { caches, entries } = memoryCaches();
    platform = testPlatform(site, caches);
    api = createDatasetApi(platform);
    await loaded(await open('fashion-mnist'));
    platform.fetched.length = 0;
    await loaded(await open('fashion-mnist'));
    expect(fetchedFiles()).toEqual(['manifest.json']);

    platform.intercept = () => {
      throw new TypeError('Failed to fetch');
    };
    const offline = await open('fashion-mnist');
    await loaded(offline);
    expect(offline.info.origin).toBe('real');

    platform.intercept = () => undefined;
    const key = [...entries.keys()].find((url) => url.includes('train-1.bin')) ?? '';
    entries.set(key, new Uint8Array(entries.get(key)?.length ?? 0));
    platform.fetched.length = 0;
    const opened = await open('fashion-mnist');
    await loaded(opened);
    expect(fetchedFiles()).toEqual(['manifest.json', 'train-1.bin']);
    expect((await api.samples(opened.handle)).images[63]).toBe(15);
  });

  it('drops what an older packing left', async () => {
    const { caches, entries } = memoryCaches();
    platform = testPlatform(site, caches);
    api = createDatasetApi(platform);
    await loaded(await open('fashion-mnist'));
    const before = [...entries.keys()];
    await servePacked(site, 'fashion-mnist', { counts: [5, 5] });
    await loaded(await open('fashion-mnist'));
    const after = [...entries.keys()];
    expect(after.filter((url) => before.includes(url) && url.includes('sha256='))).toEqual([]);
    expect(after).toHaveLength(4);
  });

  it('is not needed: a cache that fails everywhere only costs downloads', async () => {
    platform = testPlatform(site, {
      open: () => Promise.reject(new DOMException('denied', 'SecurityError')),
    });
    api = createDatasetApi(platform);
    await loaded(await open('fashion-mnist'));
  });
});

describe('the catalogue', () => {
  it('names the known datasets when asked for an unknown one', async () => {
    const error = await errorOf(open('mnist'));
    expect(error.code).toBe('unknown-dataset');
    expect(error.message).toMatch(/mnist.*fashion-mnist, cifar-10, garments, objects/);
  });

  it.each([
    ['404', () => undefined],
    [
      "a single-page server's page",
      () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } }),
    ],
    [
      'no network',
      () => {
        throw new TypeError('Failed to fetch');
      },
    ],
  ])('lets drawn images stand in on %s, and says so', async (_case, intercept) => {
    platform.intercept = intercept;
    const { info } = await open('cifar-10', { points: 20 });
    expect(info).toMatchObject({ name: 'objects', origin: 'drawn', count: 20, available: 0 });
    expect(info.standIn).toMatch(/CIFAR-10 could not be loaded/);
  });

  it('draws as many as asked for, the same for the same seed', async () => {
    const first = await open('garments', { points: 1030, seed: 7 });
    expect(first.ready).toBe(1000);
    expect(first.info.standIn).toBeUndefined();
    const { images, labels } = await api.samples(first.handle);
    expect(labels.length).toBe(1030);
    const again = await open('garments', { points: 1030, seed: 7 });
    expect(again.info.hash).toBe(first.info.hash);
    // Compared as buffers: toEqual takes seconds on so many bytes.
    expect(Buffer.compare((await api.samples(again.handle)).images, images)).toBe(0);
    const other = await open('garments', { points: 1030, seed: 8 });
    expect(other.info.hash).not.toBe(first.info.hash);
    expect((await open('garments', { split: 'test' })).info.count).toBe(10_000);
  });
});

describe("the visitor's own data", () => {
  const url = 'https://own.example/data/';

  it('is read from a packed folder or its manifest', async () => {
    for (const place of [`${BASE}fashion-mnist/`, `${BASE}fashion-mnist/manifest.json`]) {
      expect((await open(place)).info).toMatchObject({ origin: 'own', name: place, count: 16 });
    }
    expect(await codeOf(open(`${url}nothing/`))).toBe('http-status');
  });

  it('is read from a zip of class folders, by name or by content', async () => {
    const bytes = zip({
      'cats/1.png': await image('png', [1, 2, 3]),
      'dogs/2.png': await image('png', [3, 2, 1]),
    });
    for (const place of [`${url}pets.zip`, `${url}download?id=1`]) {
      site.set(place, bytes);
      const opened = await open(place);
      expect(opened.info).toMatchObject({ origin: 'own', classNames: ['cats', 'dogs'], count: 2 });
      await loaded(opened);
    }
  });

  it("is read from CIFAR-10's archive and batches", async () => {
    site.set(`${url}cifar.tar.gz`, await cifarArchive({ 'test_batch.bin': cifarRecords([5, 6]) }));
    site.set(`${url}test_batch.bin`, cifarRecords([5, 6]));
    const archive = await open(`${url}cifar.tar.gz`, { split: 'test' });
    const batch = await open(`${url}test_batch.bin`);
    expect(archive.info.hash).toBe(batch.info.hash);
    expect((await api.samples(batch.handle)).labels).toEqual(Uint8Array.of(5, 6));
  });

  it('is read from IDX, with the labels beside it, for either split', async () => {
    site.set(`${url}train-images-idx3-ubyte`, idxImages(3, 2, 2));
    site.set(`${url}train-labels-idx1-ubyte`, idxLabels([0, 1, 1]));
    site.set(`${url}t10k-images-idx3-ubyte`, idxImages(1, 2, 2));
    site.set(`${url}t10k-labels-idx1-ubyte`, idxLabels([4]));
    const train = await open(`${url}train-images-idx3-ubyte`);
    expect(train.info).toMatchObject({ count: 3, classNames: ['0', '1'] });
    expect((await open(`${url}train-images-idx3-ubyte`, { split: 'test' })).info.count).toBe(1);
    site.delete(`${url}train-labels-idx1-ubyte`);
    expect((await errorOf(open(`${url}train-images-idx3-ubyte`))).message).toContain(
      'train-labels-idx1-ubyte',
    );
  });

  it('is refused when it is of no known kind, or not to be had', async () => {
    site.set(`${url}poem.txt`, new TextEncoder().encode('Whose woods these are'));
    expect(await codeOf(open(`${url}poem.txt`))).toBe('wrong-format');
    expect(await codeOf(open(`${url}missing.zip`))).toBe('http-status');
    platform.intercept = () => {
      throw new TypeError('Failed to fetch');
    };
    expect(await errorOf(open(`${url}pets.zip`))).toMatchObject({
      code: 'network',
      details: { url: `${url}pets.zip` },
    });
  });
});
