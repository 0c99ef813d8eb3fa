import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { size } from '../../src/components/run/words.ts';
import { readAttributes } from '../../src/trace/zarr/read-attributes.ts';
import { codeOf, RecordingFolder } from './recording-folder.ts';
import {
  differences,
  forgetUnfinished,
  loadUnfinished,
  type Recipe,
  type Unfinished,
  UNFINISHED_FILE,
} from './unfinished.ts';

/** Of files in a zip, so that the same recording is the same file: the earliest that a zip knows, in any time zone. */
const NO_DATE = '1980-01-02';

/** Where a recording goes. */
export interface Target {
  readonly store: RecordingFolder;
  /** The file that it becomes in the end; undefined: it stays a folder. */
  readonly zip: string | undefined;
  /** For people. */
  readonly name: string;
}

/** @param out of the options */
export function targetOf(out: string): Target {
  const name = resolve(out);
  const isZip = name.endsWith('.zip');
  return {
    store: new RecordingFolder(isZip ? `${name}.unfinished` : name),
    zip: isZip ? name : undefined,
    name,
  };
}

/**
 * What is there already. Undefined: nothing, and the folder is there now. Throws an Error with a sentence where it is anything but an
 * unfinished recording of the same.
 */
export async function findUnfinished(
  { store, zip }: Target,
  recipe: Recipe,
): Promise<Unfinished | undefined> {
  if (zip !== undefined && (await kindOf(zip)) !== 'nothing') {
    throw new Error(`${zip} is there already: name another file with --out, or delete it.`);
  }
  const { name: folder } = store;
  const kind = await kindOf(folder);
  if (kind === 'file') {
    throw new Error(`${folder} is a file: name a folder with --out, or a file that ends in .zip.`);
  }
  if (kind === 'nothing') {
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw new Error(
        `${folder} cannot be made (${codeOf(error)}): name another place with --out.`,
        { cause: error },
      );
    }
    return undefined;
  }
  const unfinished = await loadUnfinished(store);
  if (unfinished) {
    const differ = differences(unfinished.recipe, recipe);
    if (differ === '') return unfinished;
    throw new Error(
      `${folder} has an unfinished recording of another run (${differ}): name another folder with --out, or delete it.`,
    );
  }
  const files = await readdir(folder);
  if (files.length === 0) return undefined;
  throw new Error(
    files.includes('zarr.json')
      ? `${folder} has a finished recording: name another folder with --out, or delete it.`
      : `${folder} is not empty, and has no recording: name another folder with --out.`,
  );
}

/** Whether a recording has all its frames: it may still lack its zip. */
export async function isClosed(store: RecordingFolder): Promise<boolean> {
  if (!(await store.get('zarr.json'))) return false;
  return (await readAttributes(store)).attributes.closed;
}

/** The recording has all that it will have. *Returns* a sentence about it. */
export async function finishTarget({ store, zip, name }: Target): Promise<string> {
  const { attributes } = await readAttributes(store);
  const files = await filesBelow(store.name);
  let bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
  if (zip !== undefined) {
    // Chunks are compressed already.
    const entries: Zippable = Object.fromEntries(files);
    const packed = zipSync(entries, { level: 0, mtime: NO_DATE });
    bytes = packed.length;
    await store.setFile(zip, packed);
    await rm(store.name, { recursive: true, force: true });
  } else await forgetUnfinished(store);
  return `${name}: ${attributes.frames} frames, ${size(bytes)}.`;
}

/** By path below the folder, with slashes; sorted. The mark of unfinished recordings is left out. */
async function filesBelow(folder: string): Promise<Map<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => path !== UNFINISHED_FILE)
    .sort();
  const files = new Map<string, Uint8Array>();
  for (const path of paths) {
    files.set(path.split(sep).join('/'), await readFile(join(folder, path)));
  }
  return files;
}

/** Deletes what was recorded; the folder stays. */
export async function emptyTarget({ store }: Target): Promise<void> {
  for (const file of await readdir(store.name)) {
    await rm(join(store.name, file), { recursive: true, force: true });
  }
}

async function kindOf(path: string): Promise<'nothing' | 'file' | 'folder'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    // Below a file there is nothing, either.
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return 'nothing';
    throw error;
  }
}
