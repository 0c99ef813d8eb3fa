import { TraceError } from '../zarr/trace-error.ts';
import { isMissing, OpfsStore } from './opfs-store.ts';

/** In the origin's private file system: a folder of runs, and in it a folder a run, named by its id. */
const FOLDER = 'underhood-runs';
/** What addresses of kept runs begin with, where elements take one: `src="opfs:ID"`. */
export const KEPT_SCHEME = 'opfs:';
/** Tells other tabs, and other parts of this one, that runs came, grew, or went. */
export const KEPT_CHANNEL = 'underhood-runs';

/** Held by whoever writes a run, for as long as it is written. */
export const keptLock = (id: string): string => `underhood-run-${id}`;

/**
 * The folder of all kept runs; undefined where there is none yet and none is to be made. Throws `no-storage` where the
 * browser lets the page keep nothing: no private file system, or a private window.
 */
export async function keptFolder(create: boolean): Promise<FileSystemDirectoryHandle | undefined> {
  let root: FileSystemDirectoryHandle;
  try {
    root = await navigator.storage.getDirectory();
  } catch (thrown) {
    throw new TraceError(
      'no-storage',
      'This browser lets the page keep nothing on the device, as in private windows.',
      {},
      { cause: thrown },
    );
  }
  return folderIn(root, FOLDER, create);
}

/** Undefined where there is none. */
export async function folderIn(
  parent: FileSystemDirectoryHandle,
  name: string,
  create = false,
): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await parent.getDirectoryHandle(name, { create });
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

/** The folder of a kept run; undefined where it is not there any more. Throws `no-storage`. */
export async function keptRunFolder(id: string): Promise<FileSystemDirectoryHandle | undefined> {
  const all = await keptFolder(false);
  return all && folderIn(all, id);
}

/** Ids of runs that are being written, in this tab or another; none where the browser has no Web Locks. */
export async function idsBeingWritten(): Promise<ReadonlySet<string>> {
  const { locks } = navigator as { readonly locks?: LockManager };
  const { held = [] } = (await locks?.query()) ?? {};
  const prefix = keptLock('');
  const names = held.map(({ name }) => name ?? '').filter((name) => name.startsWith(prefix));
  return new Set(names.map((name) => name.slice(prefix.length)));
}

/** A kept run to be played. Throws `missing-chunk` where it is not there any more, and `no-storage`. */
export async function openKept(id: string): Promise<OpfsStore> {
  const folder = await keptRunFolder(id);
  if (folder) {
    return new OpfsStore(folder, 'the kept run', async () => !(await idsBeingWritten()).has(id));
  }
  throw new TraceError(
    'missing-chunk',
    'This run is not kept here any more: it was deleted, or its site’s data were.',
    { key: id },
  );
}
