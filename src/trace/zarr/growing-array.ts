import { type ArraySpec, arrayMetadata, type Row, rowLength } from './array-spec.ts';
import { encodeChunk } from './encode-chunk.ts';
import { jsonBytes } from './json.ts';
import type { WritableStore } from './store.ts';

/** An array that is written row by row. Rows come in ascending order; some may be left out. */
export class GrowingArray {
  /** Rows of the chunk that is being filled. */
  private pending: (Row | undefined)[] = [];
  private chunk = 0;
  private unwritten = false;

  private constructor(
    private readonly store: WritableStore,
    readonly spec: ArraySpec,
    private declaredRows: number,
  ) {}

  /** @param rows that the finished array will have; it grows past them if more come */
  static async create(store: WritableStore, spec: ArraySpec, rows: number): Promise<GrowingArray> {
    const array = new GrowingArray(store, spec, 0);
    await array.declare(rows);
    return array;
  }

  /** @param last rows of the chunk that is not full, as they were read; undefined entries: not there */
  static resume(
    store: WritableStore,
    spec: ArraySpec,
    state: { readonly declared: number; readonly next: number; readonly last: readonly Row[] },
  ): GrowingArray {
    const array = new GrowingArray(store, spec, state.declared);
    array.chunk = Math.floor(state.next / spec.chunkRows);
    array.pending = [...state.last];
    return array;
  }

  /** *Takes* the row. Resolves when a chunk that it filled is in the store. */
  async put(index: number, row: Row): Promise<void> {
    if (row.length !== rowLength(this.spec)) {
      throw new Error(
        `A row of ${this.spec.name} has ${row.length} values, not ${rowLength(this.spec)}.`,
      );
    }
    const { chunkRows } = this.spec;
    const chunk = Math.floor(index / chunkRows);
    if (chunk !== this.chunk) {
      await this.flush();
      this.pending = [];
      this.chunk = chunk;
    }
    this.pending[index % chunkRows] = row;
    this.unwritten = true;
    if (index >= this.declaredRows) await this.declare(index + 1);
    if (index % chunkRows === chunkRows - 1) await this.flush();
  }

  /** Writes what there is of the chunk that is being filled. */
  async flush(): Promise<void> {
    if (!this.unwritten) return;
    const { name, dimensions } = this.spec;
    const key = [this.chunk, ...dimensions.slice(1).map(() => 0)].join('.');
    const bytes = await encodeChunk(this.spec, this.pending);
    await this.store.set(`${name}/${key}`, bytes);
    this.unwritten = false;
  }

  /** Makes the array's shape end where its rows do. */
  async finish(rows: number): Promise<void> {
    await this.flush();
    if (rows !== this.declaredRows) await this.declare(rows);
  }

  private async declare(rows: number): Promise<void> {
    const { v3, v2, attributes } = arrayMetadata(this.spec, rows);
    const { name } = this.spec;
    await this.store.set(`${name}/.zarray`, jsonBytes(v2));
    await this.store.set(`${name}/.zattrs`, jsonBytes(attributes));
    await this.store.set(`${name}/zarr.json`, jsonBytes(v3));
    this.declaredRows = rows;
  }
}
