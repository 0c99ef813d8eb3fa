import { type Precision, rangeSpec, valuesSpec } from './array-names.ts';
import type { ArraySpec } from './array-spec.ts';
import type { ArrayOpener } from './array-set.ts';
import type { GrowingArray } from './growing-array.ts';
import { checkBits, holdGrid, quantise, ranges } from './quantise.ts';
import { TraceError } from './trace-error.ts';

type Values = Float32Array<ArrayBuffer>;

/** A growing array of real numbers, kept in some precision: two arrays in the store, or one when it is exact. */
export class QuantisedArray {
  private constructor(
    private readonly values: GrowingArray,
    private readonly range: GrowingArray | undefined,
    private readonly bits: number,
    private readonly held: boolean,
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
    const precision = (await opener.precision(name)) ?? asked;
    if (precision !== 'exact') checkBits(precision);
    const spec = valuesSpec(name, precision, of);
    const values = await opener.open(spec);
    if (precision === 'exact')
      return new QuantisedArray(values.array, undefined, 0, false, undefined);
    const range = await opener.open(rangeSpec(spec));
    const last = range.last.at(-1);
    const grid = last instanceof Float32Array ? last : undefined;
    return new QuantisedArray(values.array, range.array, precision, of.delta ?? false, grid);
  }

  /** *Borrows* `values`. Throws `not-finite`. */
  async put(index: number, values: Float32Array, what: string): Promise<void> {
    const found = ranges(values, this.columns, what);
    if (!this.range) {
      await this.values.put(index, values.slice());
      return;
    }
    this.grid = this.held ? holdGrid(this.grid, found) : found;
    await this.range.put(index, this.grid);
    await this.values.put(index, quantise(values, this.grid, this.bits));
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
