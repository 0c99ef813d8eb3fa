import { dequantise, type Quantised } from './quantise.ts';

type Values = Float32Array<ArrayBuffer>;

/** A row as real numbers, which may have to be made first: the same array for as long as anybody has it. */
export interface Row {
  readonly values: Values;
}

/** Rows whose real numbers are kept though nobody may have them: the two that are mixed, and those next to them. */
const KEPT = 4;

/** Of the rows of an array, the ones that were used last. */
export class RecentRows {
  private readonly rows: Values[] = [];

  /** *Keeps* the values until so many others have been. */
  keep(values: Values): void {
    const at = this.rows.indexOf(values);
    if (at >= 0) this.rows.splice(at, 1);
    else if (this.rows.length === KEPT) this.rows.shift();
    this.rows.push(values);
  }
}

/**
 * A row that stays as it was stored, in half or a quarter of the memory, until somebody wants its numbers: a recording of
 * 60,000 points has 62 MB of them, of which a page shows two frames at a time.
 */
export class LazyRow implements Row {
  private made: WeakRef<Values> | undefined;

  /** *Takes* both. */
  constructor(
    private readonly steps: Quantised,
    private readonly range: Float32Array,
    private readonly bits: number,
    private readonly recent: RecentRows,
  ) {}

  get values(): Values {
    let values = this.made?.deref();
    if (!values) {
      values = dequantise(this.steps, this.range, this.bits);
      this.made = new WeakRef(values);
    }
    this.recent.keep(values);
    return values;
  }
}
