export type Bytes = Uint8Array<ArrayBuffer>;

/** Why and how a file is read. */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** The file may have changed since it was read last: past any cache. */
  readonly fresh?: boolean;
}

/** Files by key, as Zarr names them: `zarr.json`, `embedding/3.0.0`. No leading slash. */
export interface ReadableStore {
  /** For messages: an address, or a file's name. */
  readonly name: string;
  /** Undefined where there is no such file. Throws a TraceError. */
  get(key: string, options?: ReadOptions): Promise<Bytes | undefined>;
  /** Whether whoever wrote it is gone: then it will not grow, finished or not. Default: nobody can tell. */
  abandoned?(): Promise<boolean>;
}

/** What a trace is written to. Reading is for going on with an unfinished one. */
export interface WritableStore extends ReadableStore {
  /** Puts a whole file in place of the one before. *Takes* the bytes. A reader sees the old file or the new one. */
  set(key: string, bytes: Bytes): Promise<void>;
}

/** Keeps its files in memory. */
export class MemoryStore implements WritableStore {
  readonly name: string;
  readonly files: Map<string, Bytes>;

  constructor(files = new Map<string, Bytes>(), name = 'the recording in memory') {
    this.files = files;
    this.name = name;
  }

  get(key: string): Promise<Bytes | undefined> {
    return Promise.resolve(this.files.get(key));
  }

  set(key: string, bytes: Bytes): Promise<void> {
    this.files.set(key, bytes);
    return Promise.resolve();
  }

  /** Bytes of all files. */
  get size(): number {
    let sum = 0;
    for (const bytes of this.files.values()) sum += bytes.length;
    return sum;
  }
}
