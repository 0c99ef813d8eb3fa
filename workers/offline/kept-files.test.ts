import { beforeEach, describe, expect, it } from 'vitest';
import type { Build } from '../contracts/offline.ts';
import { KeptFiles } from './kept-files.ts';
import { TestPlatform } from './testing.ts';

const SCOPE = 'https://host.test/site/';
const FIRST: Build = {
  id: 'first',
  files: ['', 'assets/same.js', 'assets/old.js', 'underhood.js'],
  mark: 'old.js',
};
const SECOND: Build = {
  id: 'second',
  files: ['', 'assets/same.js', 'assets/new.js', 'underhood.js'],
  mark: 'new.js',
};

let platform: TestPlatform;

function deploy(build: Build): void {
  platform.server.clear();
  platform.fetched.length = 0;
  for (const file of build.files) platform.server.set(SCOPE + file, `${file} of ${build.id}`);
  platform.server.set(SCOPE, `the page with ${build.mark}`);
}

beforeEach(() => {
  platform = new TestPlatform();
  deploy(FIRST);
});

describe('what is kept of a build', () => {
  it('is complete when every file has arrived, and fetched once', async () => {
    const kept = new KeptFiles(platform, SCOPE, FIRST);
    expect(await kept.isComplete()).toBe(false);
    await Promise.all([kept.keep(), kept.keep()]);
    expect(await kept.isComplete()).toBe(true);
    expect(platform.fetched.toSorted()).toEqual(FIRST.files.map((file) => SCOPE + file).sort());
    await kept.keep();
    expect(platform.fetched).toHaveLength(FIRST.files.length);
    expect(await (await kept.find(`${SCOPE}assets/old.js`))?.text()).toBe('assets/old.js of first');
  });

  it('goes on where it broke off', async () => {
    const kept = new KeptFiles(platform, SCOPE, FIRST);
    platform.server.delete(`${SCOPE}assets/old.js`);
    await expect(kept.keep()).rejects.toThrow('the server answered 404 for https://host.test');
    expect(await kept.isComplete()).toBe(false);
    deploy(FIRST);
    await kept.keep();
    expect(await kept.isComplete()).toBe(true);
    expect(platform.fetched).not.toContain(`${SCOPE}assets/same.js`);
  });

  it('is never a page of another build', async () => {
    const kept = new KeptFiles(platform, SCOPE, FIRST);
    platform.server.set(SCOPE, 'the page with new.js');
    await expect(kept.keep()).rejects.toThrow('is of another build');
    expect(await kept.isComplete()).toBe(false);
  });

  it('is taken from the build before where the name says that it is the same', async () => {
    await new KeptFiles(platform, SCOPE, FIRST).keep();
    deploy(SECOND);
    const kept = new KeptFiles(platform, SCOPE, SECOND);
    expect(await kept.replacesComplete()).toBe(true);
    await kept.keep();
    expect(platform.fetched).not.toContain(`${SCOPE}assets/same.js`);
    expect(platform.fetched).toContain(`${SCOPE}underhood.js`);
    expect(await (await kept.find(`${SCOPE}underhood.js`))?.text()).toBe('underhood.js of second');
    expect(await (await kept.find(`${SCOPE}assets/same.js`))?.text()).toBe(
      'assets/same.js of first',
    );
  });

  it('takes the place of older builds, and of nothing else', async () => {
    await new KeptFiles(platform, SCOPE, FIRST).keep();
    await new KeptFiles(platform, 'https://host.test/', FIRST).add('x', new Response(''));
    await platform.caches.open('underhood-datasets');
    deploy(SECOND);
    const kept = new KeptFiles(platform, SCOPE, SECOND);
    await kept.keep();
    await kept.dropOthers();
    expect([...platform.stored.keys()].toSorted()).toEqual([
      'underhood-datasets',
      'underhood-site https://host.test/ first',
      'underhood-site https://host.test/site/ second',
    ]);
    expect(await kept.replacesComplete()).toBe(false);
  });
});

describe('where storage is denied', () => {
  it('nothing is found and nothing breaks, but keeping tells', async () => {
    const denied = () => Promise.reject(new Error('denied'));
    const kept = new KeptFiles(
      { fetch: platform.fetch, caches: { open: denied, keys: denied, delete: denied } },
      SCOPE,
      FIRST,
    );
    expect(await kept.find(SCOPE)).toBeUndefined();
    expect(await kept.isComplete()).toBe(false);
    expect(await kept.replacesComplete()).toBe(false);
    await kept.add(SCOPE, new Response('page'));
    await kept.dropOthers();
    await expect(kept.keep()).rejects.toThrow('denied');
  });
});
