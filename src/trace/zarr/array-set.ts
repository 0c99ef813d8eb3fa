import { type ArraySpec, arrayMetadata, type Row } from './array-spec.ts';
import type { Precision } from './array-names.ts';
import { findArray, openArray, type TraceArray } from './array-reader.ts';
import { Fields } from './fields.ts';
import { GrowingArray } from './growing-array.ts';
import { TraceError } from './trace-error.ts';
import type { WritableStore } from './store.ts';

/** An array to go on writing, and the rows of its chunk that is not full; its last row is there in any case. */
export interface OpenedArray {
  readonly array: GrowingArray;
  readonly last: readonly Row[];
}

export interface ArrayOpener {
  /** Of an array that is there already, in a trace that is resumed. */
  precision(name: string): Promise<Precision | undefined>;
  /** Whether the values of such an array take up more bits than their precision, as they rise (rising.ts). */
  rises(name: string): Promise<boolean>;
  open(spec: ArraySpec): Promise<OpenedArray>;
}

/**
 * The arrays of a trace that is written: new ones, or, when it is resumed, the ones that are there.
 */
export class ArraySet implements ArrayOpener {
  private readonly arrays: { readonly array: GrowingArray; readonly per: number }[] = [];

  /** @param resumeAt rows that are there; undefined: a new trace */
  constructor(
    private readonly store: WritableStore,
    private readonly expectedFrames: number,
    private readonly resumeAt: number | undefined,
  ) {}

  async precision(name: string): Promise<Precision | undefined> {
    if (this.resumeAt === undefined) return undefined;
    const array = await findArray(this.store, name);
    if (!array) return undefined;
    if (array.dtype === 'float32') return 'exact';
    const quantised = new Fields(array.attributes, name).object('quantised');
    return quantised.count('precision', quantised.count('bits'));
  }

  async rises(name: string): Promise<boolean> {
    if (this.resumeAt === undefined) return false;
    const array = await findArray(this.store, name);
    return !!array && new Fields(array.attributes, name).object('quantised').has('precision');
  }

  open(spec: ArraySpec): Promise<OpenedArray> {
    return this.openEvery(spec, 1);
  }

  /** An array with a row for each `per` frames; of none in particular when 0 (then it has `rows`). */
  async openEvery(spec: ArraySpec, per: number, rows = 0): Promise<OpenedArray> {
    const opened = await this.createOrResume(spec, per, rows);
    this.arrays.push({ array: opened.array, per });
    return opened;
  }

  async flush(): Promise<void> {
    for (const { array } of this.arrays) await array.flush();
  }

  async finish(frames: number): Promise<void> {
    for (const { array, per } of this.arrays) {
      if (per > 0) await array.finish(Math.ceil(frames / per));
      else await array.flush();
    }
  }

  private async createOrResume(spec: ArraySpec, per: number, rows: number): Promise<OpenedArray> {
    const { store, resumeAt } = this;
    const expected = per > 0 ? Math.ceil(this.expectedFrames / per) : rows;
    if (resumeAt === undefined || !(await store.get(`${spec.name}/zarr.json`))) {
      return { array: await GrowingArray.create(store, spec, expected), last: [] };
    }
    const array = await openArray(store, spec.name);
    const { v3 } = arrayMetadata(spec, array.shape[0] ?? 0);
    checkSame(spec.name, array, v3 as { shape: number[]; data_type: string });
    const next = per > 0 ? Math.ceil(resumeAt / per) : rows;
    // The last row too when its chunk is full: ranges go on from it.
    const first = Math.max(0, Math.floor(Math.max(0, next - 1) / spec.chunkRows) * spec.chunkRows);
    const last = next > 0 ? await this.lastRows(array, first, next, spec) : [];
    const full = next % spec.chunkRows === 0;
    const state = { declared: array.shape[0] ?? 0, next, last: full ? [] : last };
    return { array: GrowingArray.resume(store, spec, state), last };
  }

  private async lastRows(
    array: TraceArray,
    first: number,
    end: number,
    { gaps }: ArraySpec,
  ): Promise<Row[]> {
    try {
      return (await array.rows(first, end)) as Row[];
    } catch (error) {
      if (gaps && error instanceof TraceError && error.code === 'missing-chunk') return [];
      throw error;
    }
  }
}

function checkSame(
  name: string,
  array: { readonly shape: readonly number[]; readonly dtype: string },
  expected: { readonly shape: readonly number[]; readonly data_type: string },
): void {
  if (array.dtype === expected.data_type && String(array.shape) === String(expected.shape)) return;
  throw new TraceError(
    'wrong-shape',
    `${name} is ${array.dtype} [${array.shape.join(', ')}]: this trace goes on as ${expected.data_type} [${expected.shape.join(', ')}].`,
  );
}
