import { type UnzipFileInfo, unzipSync, type Zippable, zipSync } from 'fflate';
import type { Bytes, MemoryStore, ReadableStore } from './store.ts';
import { messageOf, TraceError } from './trace-error.ts';

/** Metadata may be packed well; chunks are packed already, so that a file that grows more than this is a bomb. */
const MOST_GROWTH = 200;
const HARMLESS = 1e6;

/**
 * A trace in a zip file, its folder at the top or within one other folder. *Takes* the bytes. Files are unpacked when
 * they are asked for, to no more than the directory declares. Throws `wrong-format`, `too-large`.
 */
export class ZipStore implements ReadableStore {
  private readonly files = new Map<string, UnzipFileInfo>();
  private readonly prefix: string;

  constructor(
    private readonly bytes: Bytes,
    readonly name: string,
  ) {
    try {
      unzipSync(bytes, {
        filter: (file) => {
          this.files.set(file.name, file);
          return false;
        },
      });
    } catch (thrown) {
      throw this.damaged(thrown);
    }
    const roots = [...this.files.keys()].filter((name) =>
      /(^|\/)(zarr\.json|\.zgroup)$/.test(name),
    );
    const root = roots.sort((a, b) => a.length - b.length)[0] ?? '';
    this.prefix = root.slice(0, root.lastIndexOf('/') + 1);
  }

  get(key: string): Promise<Bytes | undefined> {
    return new Promise((resolve) => {
      resolve(this.unpack(this.prefix + key));
    });
  }

  private unpack(path: string): Bytes | undefined {
    const file = this.files.get(path);
    if (!file) return undefined;
    const { size, originalSize } = file;
    if (originalSize > HARMLESS && originalSize > size * MOST_GROWTH) {
      throw new TraceError(
        'too-large',
        `${path} in ${this.name} would unpack from ${size} to ${originalSize} bytes: nothing in a recording packs so well.`,
        { key: path },
      );
    }
    let unpacked: Bytes | undefined;
    try {
      unpacked = unzipSync(this.bytes, { filter: ({ name }) => name === path })[path];
    } catch (thrown) {
      throw this.damaged(thrown);
    }
    if (unpacked?.length === originalSize) return unpacked;
    throw this.damaged(`${path} is not complete`);
  }

  private damaged(why: unknown): TraceError {
    return new TraceError('truncated', `${this.name} is no complete zip file: ${messageOf(why)}.`);
  }
}

/** A trace as one file, `.zarr.zip`, as Zarr's own zip stores are: not packed again, since its chunks are. *Borrows*. */
export function zipTrace(store: MemoryStore, date: Date): Bytes {
  const files: Zippable = {};
  for (const [key, bytes] of store.files) files[key] = [bytes, { level: 0, mtime: date }];
  return zipSync(files);
}
