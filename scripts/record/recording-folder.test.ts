import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RecordingFolder } from './recording-folder.ts';
import { newFolder, removeFolders } from './testing.ts';

afterEach(removeFolders);

const failing = (code: string) => () =>
  Promise.reject(Object.assign(new Error(`${code}: write`), { code }));

describe('the folder of a recording', () => {
  it('has whole files, in folders that it makes', async () => {
    const folder = newFolder();
    const store = new RecordingFolder(folder);
    await store.set('kernels/0.0', Uint8Array.of(1, 2, 3));
    await store.set('kernels/0.0', Uint8Array.of(4));
    expect([...readFileSync(join(folder, 'kernels', '0.0'))]).toEqual([4]);
    expect(await store.get('kernels/0.0')).toEqual(Uint8Array.of(4));
    await store.delete('kernels/0.0');
    await store.delete('kernels/0.0');
    expect(await store.get('kernels/0.0')).toBeUndefined();
  });

  it.each([
    ['ENOSPC', /no room left on the disk for .* make room and give the same command again/],
    ['EDQUOT', /no room left/],
    ['EROFS', /cannot be written \(EROFS\): name another place with --out/],
  ])('says what to do where it cannot be written: %s', async (code, message) => {
    const store = new RecordingFolder(newFolder(), failing(code));
    await expect(store.set('labels/0', Uint8Array.of(1))).rejects.toThrow(message);
  });
});
