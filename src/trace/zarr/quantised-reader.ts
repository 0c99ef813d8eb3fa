import {
  findArray,
  openArray,
  type TraceArray,
  type Values,
  type ZarrVersion,
} from './array-reader.ts';
import { Fields } from './fields.ts';
import { LazyRow, RecentRows, type Row } from './lazy-row.ts';
import { dequantise, MAX_BITS } from './quantise.ts';
import { Slices } from './slices.ts';
import type { ReadableStore, ReadOptions } from './store.ts';
import { TraceError } from './trace-error.ts';

/** An array of real numbers as it is in the store: values, or steps with their ranges. */
export class QuantisedReader {
  private constructor(
    readonly values: TraceArray,
    readonly range: TraceArray | undefined,
    /** Undefined: float, exact. */
    readonly bits: number | undefined,
  ) {}

  /** Throws `wrong-format`, `wrong-shape`. */
  static async open(
    store: ReadableStore,
    name: string,
    version: ZarrVersion,
    options: ReadOptions = {},
  ): Promise<QuantisedReader> {
    return this.with(await openArray(store, name, version, options), store, version, options);
  }

  /** As `open`; undefined where the store has no such array. */
  static async find(
    store: ReadableStore,
    name: string,
    version: ZarrVersion,
    options: ReadOptions = {},
  ): Promise<QuantisedReader | undefined> {
    const values = await findArray(store, name, version, options);
    return values && this.with(values, store, version, options);
  }

  private static async with(
    values: TraceArray,
    store: ReadableStore,
    version: ZarrVersion,
    options: ReadOptions,
  ): Promise<QuantisedReader> {
    const { name } = values;
    if (values.dtype.startsWith('float')) return new QuantisedReader(values, undefined, undefined);
    const where = `the attributes of ${name} in ${store.name}`;
    const quantised = new Fields(values.attributes, where).object('quantised');
    const bits = quantised.count('bits', undefined, 1);
    if (bits > MAX_BITS) quantised.refuse('bits', `${MAX_BITS} at most`);
    const range = await findArray(store, `${name}_range`, version, options);
    if (!range) {
      throw new TraceError(
        'wrong-format',
        `${name} of ${store.name} is quantised, but there is no ${name}_range to read it with.`,
      );
    }
    const columns = values.shape.at(-1) ?? 1;
    if (range.shape.length !== 3 || range.shape[1] !== columns || range.shape[2] !== 2) {
      throw new TraceError(
        'wrong-shape',
        `${name}_range of ${store.name} is [${range.shape.join(', ')}]; it should be [frame, ${columns}, 2].`,
      );
    }
    return new QuantisedReader(values, range, bits);
  }

  private readonly recent = new RecentRows();

  /** Rows as real numbers, in slices. Throws `not-finite`, and what reading throws. */
  async rows(
    first: number,
    end: number,
    options: ReadOptions = {},
  ): Promise<Float32Array<ArrayBuffer>[]> {
    const slices = new Slices();
    const all: Float32Array<ArrayBuffer>[] = [];
    for (const row of await this.lazyRows(first, end, options)) {
      all.push(row.values);
      await slices.breathe();
    }
    return all;
  }

  /** Rows that become real numbers when they are asked for them. Throws as `rows` does. */
  async lazyRows(first: number, end: number, options: ReadOptions = {}): Promise<Row[]> {
    const [steps, ranges] = await Promise.all([
      this.values.rows(first, end, options),
      this.range?.rows(first, end, options),
    ]);
    const slices = new Slices();
    const all: Row[] = [];
    for (const [i, row] of steps.entries()) {
      all.push(this.real(row, ranges?.[i], first + i));
      await slices.breathe();
    }
    return all;
  }

  private real(row: Values, range: Values | undefined, index: number): Row {
    const { name } = this.values;
    if (this.bits === undefined) {
      const values = row instanceof Float32Array ? row : Float32Array.from(row);
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) throw notFinite(`${name}, frame ${index}, value ${bad}`, index);
      return { values };
    }
    const bounds = Float32Array.from(range ?? []);
    if (bounds.some((bound) => !Number.isFinite(bound))) {
      throw notFinite(`${name}_range, frame ${index}`, index);
    }
    // Other writers' integers may be of any width.
    const short = row instanceof Uint8Array || row instanceof Uint16Array;
    if (!short) return { values: dequantise(row, bounds, this.bits) };
    return new LazyRow(row, bounds, this.bits, this.recent);
  }
}

function notFinite(where: string, frame: number): TraceError {
  return new TraceError('not-finite', `The recording has a value that is no number: ${where}.`, {
    frame,
  });
}
