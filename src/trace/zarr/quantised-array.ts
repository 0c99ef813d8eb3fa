import { type Precision, rangeSpec, valuesSpec } from './array-names.ts';
import type { ArraySpec } from './array-spec.ts';
import type { ArrayOpener } from './array-set.ts';
import type { GrowingArray } from './growing-array.ts';
import { checkBits, holdGrid, quantise, ranges } from './quantise.ts';
import { grounded, risen, risingBits } from './rising.ts';
import { TraceError } from './trace-error.ts';

type Values = Float32Array<ArrayBuffer>;

/** How quantised values are kept. */
interface Kept {
  readonly range: GrowingArray;
  readonly bits: number;
  /** A row's grid is held for the next while it fits. */
  readonly held: boolean;
  /** Bits that the values take up where they rise from row to row (rising.ts). */
  readonly wideBits: number | undefined;
}

/** A growing array of real numbers, kept in some precision: two arrays in the store, or one when it is exact. */
export class QuantisedArray {
  private constructor(
    private readonly values: GrowingArray,
    /** Undefined: floats as they are. */
    private readonly kept: Kept | undefined,
    /** Of the row before, where it is held. */
    private grid: Values | undefined,
  ) {}

  /**
   * A trace that is resumed goes on in the precision that it has.
   * @param of `delta` also holds a row's grid for the next while it fits, without which differences would be none
   */
  static async open(
    opener: ArrayOpener,
    name: string,
    asked: Precision,
    of: Pick<ArraySpec, 'dimensions' | 'rowShape' | 'delta' | 'gaps'>,
  ): Promise<QuantisedArray> {
    const before = await opener.precision(name);
    const precision = before ?? asked;
    if (precision === 'exact') {
      const { array } = await opener.open(valuesSpec(name, precision, of));
      return new QuantisedArray(array, undefined, undefined);
    }
    checkBits(precision);
    const held = of.delta ?? false;
    const rises = before === undefined ? held : await opener.rises(name);
    const wideBits = rises ? risingBits(precision) : undefined;
    const spec = valuesSpec(name, precision, of, wideBits);
    const values = await opener.open(spec);
    const range = await opener.open(rangeSpec(spec));
    const kept = { range: range.array, bits: precision, held, wideBits };
    const last = range.last.at(-1);
    if (!held || !(last instanceof Float32Array)) {
      return new QuantisedArray(values.array, kept, undefined);
    }
    const grid =
      wideBits === undefined ? last : grounded(last, range.last.length - 1, precision, wideBits);
    return new QuantisedArray(values.array, kept, grid);
  }

  /** *Borrows* `values`. Throws `not-finite`. */
  async put(index: number, values: Float32Array, what: string): Promise<void> {
    const found = ranges(values, this.columns, what);
    if (!this.kept) {
      await this.values.put(index, values.slice());
      return;
    }
    const { range, bits, held, wideBits } = this.kept;
    this.grid = held ? holdGrid(this.grid, found, bits) : found;
    const row = wideBits === undefined ? this.grid : risen(this.grid, index, bits, wideBits);
    await range.put(index, row);
    await this.values.put(index, quantise(values, row, wideBits ?? bits));
  }

  private get columns(): number {
    return this.values.spec.rowShape.at(-1) ?? 1;
  }
}

/** Throws `wrong-shape` when `values` are not as many as a row has. */
export function checkLength(values: ArrayLike<number>, expected: number, what: string): void {
  if (values.length === expected) return;
  throw new TraceError(
    'wrong-shape',
    `${what} has ${values.length} values where the trace has ${expected}.`,
  );
}
