import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bytes, WritableStore } from '../../src/trace/zarr/store.ts';

/** A file system without room, in its words for it. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const FORBIDDEN = ['EACCES', 'EPERM', 'EROFS'];

/** Keeps a recording's files in a folder, which it makes. */
export class FolderStore implements WritableStore {
  constructor(
    readonly folder: string,
    /** Tests put one in that fails. */
    private readonly write = writeWhole,
  ) {}

  get name(): string {
    return this.folder;
  }

  async get(key: string): Promise<Bytes | undefined> {
    try {
      return new Uint8Array(await readFile(join(this.folder, key)));
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
      throw error;
    }
  }

  /** Throws an Error with a sentence where there is no room, or no right to write. */
  set(key: string, bytes: Uint8Array): Promise<void> {
    return this.setFile(join(this.folder, key), bytes);
  }

  /** The same for a file anywhere. */
  async setFile(file: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.write(file, bytes);
    } catch (error) {
      throw explain(error, this.folder);
    }
  }

  async delete(key: string): Promise<void> {
    await rm(join(this.folder, key), { force: true });
  }
}

/** A file appears under its name when it is whole, and on the disk. */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.part`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

function explain(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (FULL.includes(code)) {
    return new Error(
      `There is no room left on the disk for ${folder}. What was recorded so far stays: make room and give the same command again.`,
      { cause: error },
    );
  }
  if (FORBIDDEN.includes(code)) {
    return new Error(
      `${folder} cannot be written (${code}): name another place with --out, or give this user the right to.`,
      { cause: error },
    );
  }
  return error;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
