import type { Bytes, ReadableStore, ReadOptions } from './store.ts';

/** A store whose files are asked for by several readers at once: each is read once, until that is forgotten. */
export class SharedReads implements ReadableStore {
  private reads: Map<string, Promise<Bytes | undefined>> | undefined = new Map();

  constructor(private readonly store: ReadableStore) {}

  get name(): string {
    return this.store.name;
  }

  get(key: string, options?: ReadOptions): Promise<Bytes | undefined> {
    const known = this.reads?.get(key);
    if (known) return known;
    const read = this.store.get(key, options);
    this.reads?.set(key, read);
    return read;
  }

  /** From now on every file is read anew. */
  forget(): void {
    this.reads = undefined;
  }
}
