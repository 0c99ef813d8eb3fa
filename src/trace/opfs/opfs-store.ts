import type { Bytes, WritableStore } from '../zarr/store.ts';

/** What only workers' file handles have; browsers without `createWritable` (Safari before 26) write by it. */
interface SyncFile {
  createSyncAccessHandle(): Promise<{
    truncate(size: number): void;
    write(bytes: Bytes, options: { readonly at: number }): number;
    flush(): void;
    close(): void;
  }>;
}

/** A file that is read while it is written is read anew; its writer has other files to write. */
const MOST_TRIES = 5;

/**
 * A trace in a folder of the origin's private file system, one file a chunk. Reading works anywhere, writing in any worker, and
 * on pages of browsers that let them. Throws what the browser throws: `QuotaExceededError` for one thing, and `NotFoundError`
 * where the folder was deleted meanwhile.
 */
export class OpfsStore implements WritableStore {
  private readonly folders = new Map<string, FileSystemDirectoryHandle>();

  /**
   * @param name for messages
   * @param isAbandoned whether whoever wrote it is gone; default: nobody can tell
   */
  constructor(
    private readonly root: FileSystemDirectoryHandle,
    readonly name: string,
    private readonly isAbandoned: () => Promise<boolean> = () => Promise.resolve(false),
  ) {}

  abandoned(): Promise<boolean> {
    return this.isAbandoned();
  }

  async get(key: string): Promise<Bytes | undefined> {
    for (let tries = 1; ; tries++) {
      try {
        const file = await (await this.file(key, false)).getFile();
        return new Uint8Array(await file.arrayBuffer());
      } catch (thrown) {
        if (isMissing(thrown)) return undefined;
        if (tries === MOST_TRIES || !isReplaced(thrown)) throw thrown;
      }
    }
  }

  async set(key: string, bytes: Bytes): Promise<void> {
    const handle = await this.file(key, true);
    // The old file stays until the new one is complete.
    if ('createWritable' in handle) {
      const stream = await handle.createWritable();
      try {
        await stream.write(bytes);
        await stream.close();
      } catch (thrown) {
        await stream.abort().catch(() => undefined); // what went wrong is told by what was thrown
        throw thrown;
      }
      return;
    }
    const file = await (handle as SyncFile).createSyncAccessHandle();
    try {
      file.truncate(bytes.length);
      file.write(bytes, { at: 0 });
      file.flush();
    } finally {
      file.close();
    }
  }

  private async file(key: string, create: boolean): Promise<FileSystemFileHandle> {
    const parts = key.split('/');
    const name = parts.pop() ?? '';
    let folder = this.root;
    let path = '';
    for (const part of parts) {
      path += `${part}/`;
      const known = this.folders.get(path);
      folder = known ?? (await folder.getDirectoryHandle(part, { create }));
      this.folders.set(path, folder);
    }
    return folder.getFileHandle(name, { create });
  }
}

/** Its writer has put another file in its place between the looking and the reading. */
function isReplaced(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'NotReadableError';
}

/** There is no such file or folder. */
export function isMissing(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'NotFoundError';
}
