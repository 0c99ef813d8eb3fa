import {
  findArray,
  openArray,
  type TraceArray,
  type Values,
  type ZarrVersion,
} from './array-reader.ts';
import { dequantise, MAX_BITS } from './quantise.ts';
import { Fields } from './fields.ts';
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
    const values = await openArray(store, name, version, options);
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

  /** Rows as real numbers, in slices. Throws `not-finite`, and what reading throws. */
  async rows(
    first: number,
    end: number,
    options: ReadOptions = {},
  ): Promise<Float32Array<ArrayBuffer>[]> {
    const [steps, ranges] = await Promise.all([
      this.values.rows(first, end, options),
      this.range?.rows(first, end, options),
    ]);
    const slices = new Slices();
    const all: Float32Array<ArrayBuffer>[] = [];
    for (const [i, row] of steps.entries()) {
      all.push(this.real(row, ranges?.[i], first + i));
      await slices.breathe();
    }
    return all;
  }

  private real(row: Values, range: Values | undefined, index: number): Float32Array<ArrayBuffer> {
    const { name } = this.values;
    if (this.bits === undefined) {
      const values = row instanceof Float32Array ? row : Float32Array.from(row);
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) throw notFinite(`${name}, frame ${index}, value ${bad}`, index);
      return values;
    }
    const bounds = Float32Array.from(range ?? []);
    if (bounds.some((bound) => !Number.isFinite(bound))) {
      throw notFinite(`${name}_range, frame ${index}`, index);
    }
    return dequantise(row, bounds, this.bits);
  }
}

function notFinite(where: string, frame: number): TraceError {
  return new TraceError('not-finite', `The recording has a value that is no number: ${where}.`, {
    frame,
  });
}
