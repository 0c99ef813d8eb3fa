import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FolderStore } from '../trace/folder-store.ts';

/** A file system without room, in its words for it. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const FORBIDDEN = ['EACCES', 'EPERM', 'EROFS'];

/** A trace in a folder, written so that it outlives whatever ends the program. */
export class RecordingFolder extends FolderStore {
  constructor(
    folder: string,
    /** Tests put one in that fails. */
    private readonly write = writeWhole,
  ) {
    super(folder);
  }

  /** Throws an Error with a sentence where there is no room, or no right to write. */
  override set(key: string, bytes: Uint8Array): Promise<void> {
    return this.setFile(join(this.name, key), bytes);
  }

  /** The same for a file anywhere. */
  async setFile(file: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.write(file, bytes);
    } catch (error) {
      throw explain(error, this.name);
    }
  }

  async delete(key: string): Promise<void> {
    await rm(join(this.name, key), { force: true });
  }
}

/** A file appears under its name when it is whole. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
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

/** Of Node's errors, `ENOENT`; an empty string of others. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
