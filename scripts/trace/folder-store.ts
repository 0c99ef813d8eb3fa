import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bytes, WritableStore } from '../../src/trace/zarr/store.ts';
import { messageOf, TraceError } from '../../src/trace/zarr/trace-error.ts';

/** A trace in a folder. */
export class FolderStore implements WritableStore {
  constructor(readonly name: string) {}

  async get(key: string): Promise<Bytes | undefined> {
    try {
      return new Uint8Array(await readFile(join(this.name, key)));
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new TraceError(
        'network',
        `${key} of ${this.name} cannot be read: ${messageOf(thrown)}`,
      );
    }
  }

  /** Beside it first, so that nobody reads half a file. */
  async set(key: string, bytes: Bytes): Promise<void> {
    const path = join(this.name, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, bytes);
    await rename(`${path}.part`, path);
  }
}
