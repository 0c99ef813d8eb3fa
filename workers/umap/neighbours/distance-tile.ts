/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within arrays sized by count, k, dimensions or the tile */
import type { UmapMetric } from '../../contracts/umap.ts';
import { createDotMetric, type Vectors } from './metric.ts';

/** Vectors on each side of a tile: 64 × 64 keys are a millisecond's work at 784 dimensions. */
export const TILE = 64;

/** Vectors that the inner loop takes at once on each side. */
const PANEL = 4;

/** Weight of the second of two bytes that share a double, and the most terms that fit below it. */
const LANE = 2 ** 26;
const MAX_TERMS = 1024; // 1024 × 255² < 2^26

/**
 * All keys between up to 64 vectors (rows) and up to 64 others (columns), computed as a small matrix
 * product in plain JavaScript.
 *
 * Algorithm: rows and columns are gathered into panels of four vectors, dimension by dimension.
 * A row's bytes become doubles; of the columns two bytes share a double, `y0 + y1·2^26`, so that one
 * multiplication and one addition advance two dot products. The inner loop holds 4 × 4 dot products in
 * 8 doubles. Numeric limits: products of bytes stay below 2^16, so 1,024 terms stay below 2^26 and
 * both lanes below 2^52: exact. More dimensions go in chunks.
 *
 * Against 2 × 4 integer accumulators: 3.6 to 2.2 G multiply-adds/s (Node 20, one core of an AMD EPYC,
 * 784 dimensions).
 */
export class DistanceTile {
  /** Keys of row r and column c at r × TILE + c, after `compute`. Owned by the tile. */
  readonly keys = new Float64Array(TILE * TILE);
  readonly rowIds = new Int32Array(TILE);
  readonly columnIds = new Int32Array(TILE);
  rowCount = 0;
  columnCount = 0;

  private readonly rows: Float64Array;
  private readonly columns: Float64Array;
  private readonly fill: (r: number, c: number) => void;
  private readonly packed: boolean;
  private readonly sums = new Float64Array(PANEL * PANEL);

  /** *Borrows* `vectors` for as long as it is used. */
  constructor(
    private readonly vectors: Vectors,
    metric: UmapMetric,
  ) {
    const { dimensions } = vectors;
    this.packed = metric !== 'manhattan';
    this.rows = new Float64Array(TILE * dimensions);
    this.columns = new Float64Array((this.packed ? TILE / 2 : TILE) * dimensions);
    if (metric === 'manhattan') {
      this.fill = (r, c) => {
        this.manhattanPanel(r, c);
      };
    } else {
      const dotMetric = createDotMetric(vectors, metric);
      this.fill = (r, c) => {
        this.dotPanel(r, c);
        const { sums, keys, rowIds, columnIds } = this;
        for (let x = 0; x < PANEL; x++) {
          for (let y = 0; y < PANEL; y++) {
            // Within the tile by construction.
            const dot = sums[x * PANEL + y]!;
            keys[(r + x) * TILE + c + y] = dotMetric.key(rowIds[r + x]!, columnIds[c + y]!, dot);
          }
        }
      };
    }
  }

  /** Rows become vectors ids[from..to), at most TILE. */
  setRows(ids: Int32Array, from: number, to: number): void {
    this.rowCount = this.gather(ids, from, to, this.rowIds);
    const { dimensions, images } = this.vectors;
    for (let r = 0; r < padded(this.rowCount); r++) {
      let out = (r - (r % PANEL)) * dimensions + (r % PANEL);
      let at = this.rowIds[r]! * dimensions; // r < TILE
      for (let d = 0; d < dimensions; d++, out += PANEL) this.rows[out] = images[at++]!;
    }
  }

  /** Columns become vectors ids[from..to), at most TILE. */
  setColumns(ids: Int32Array, from: number, to: number): void {
    this.columnCount = this.gather(ids, from, to, this.columnIds);
    const { dimensions, images } = this.vectors;
    const { columns, columnIds } = this;
    // One vector a lane, or two packed into one.
    const perLane = this.packed ? 2 : 1;
    const lanes = PANEL / perLane;
    for (let c = 0; c < padded(this.columnCount); c += perLane) {
      const panel = c - (c % PANEL);
      let out = (panel / perLane) * dimensions + (c - panel) / perLane;
      let low = columnIds[c]! * dimensions; // c < TILE
      if (this.packed) {
        let high = columnIds[c + 1]! * dimensions; // c is even
        for (let d = 0; d < dimensions; d++, out += lanes) {
          columns[out] = images[low++]! + LANE * images[high++]!;
        }
      } else {
        for (let d = 0; d < dimensions; d++, out += lanes) columns[out] = images[low++]!;
      }
    }
  }

  /**
   * Fills `keys`. With `half`, columns are the same vectors as rows, and only keys with column ≤ row
   * (and some beside them) are valid.
   */
  compute(half = false): void {
    for (let r = 0; r < this.rowCount; r += PANEL) {
      const end = half ? Math.min(this.columnCount, r + PANEL) : this.columnCount;
      for (let c = 0; c < end; c += PANEL) this.fill(r, c);
    }
  }

  private gather(ids: Int32Array, from: number, to: number, into: Int32Array): number {
    const count = Math.min(to - from, TILE);
    // The last panel is filled up with copies of a vector; their keys are never read.
    for (let i = 0; i < padded(count); i++) into[i] = ids[from + Math.min(i, count - 1)]!;
    return count;
  }

  /** Dot products of four rows and four columns, into `sums`. */
  private dotPanel(r: number, c: number): void {
    const { rows, columns, sums } = this;
    const { dimensions } = this.vectors;
    sums.fill(0);
    let x = r * dimensions;
    let y = (c / 2) * dimensions;
    for (let done = 0; done < dimensions; done += MAX_TERMS) {
      const end = x + PANEL * Math.min(MAX_TERMS, dimensions - done);
      let a0 = 0;
      let a1 = 0;
      let b0 = 0;
      let b1 = 0;
      let c0 = 0;
      let c1 = 0;
      let d0 = 0;
      let d1 = 0;
      for (; x < end; x += 4, y += 2) {
        // Inside the panels by construction.
        const q0 = columns[y]!;
        const q1 = columns[y + 1]!;
        const p0 = rows[x]!;
        a0 += p0 * q0;
        a1 += p0 * q1;
        const p1 = rows[x + 1]!;
        b0 += p1 * q0;
        b1 += p1 * q1;
        const p2 = rows[x + 2]!;
        c0 += p2 * q0;
        c1 += p2 * q1;
        const p3 = rows[x + 3]!;
        d0 += p3 * q0;
        d1 += p3 * q1;
      }
      unpack(sums, 0, a0);
      unpack(sums, 2, a1);
      unpack(sums, 4, b0);
      unpack(sums, 6, b1);
      unpack(sums, 8, c0);
      unpack(sums, 10, c1);
      unpack(sums, 12, d0);
      unpack(sums, 14, d1);
    }
  }

  /** Manhattan distances of four rows and four columns, two columns at a time. */
  private manhattanPanel(r: number, c: number): void {
    const { rows, columns, keys } = this;
    const { dimensions } = this.vectors;
    for (let pair = 0; pair < PANEL; pair += 2) {
      let x = r * dimensions;
      let y = c * dimensions + pair;
      const end = x + PANEL * dimensions;
      let a0 = 0;
      let a1 = 0;
      let b0 = 0;
      let b1 = 0;
      let c0 = 0;
      let c1 = 0;
      let d0 = 0;
      let d1 = 0;
      for (; x < end; x += 4, y += 4) {
        // Inside the panels by construction.
        const q0 = columns[y]!;
        const q1 = columns[y + 1]!;
        const p0 = rows[x]!;
        a0 += Math.abs(p0 - q0);
        a1 += Math.abs(p0 - q1);
        const p1 = rows[x + 1]!;
        b0 += Math.abs(p1 - q0);
        b1 += Math.abs(p1 - q1);
        const p2 = rows[x + 2]!;
        c0 += Math.abs(p2 - q0);
        c1 += Math.abs(p2 - q1);
        const p3 = rows[x + 3]!;
        d0 += Math.abs(p3 - q0);
        d1 += Math.abs(p3 - q1);
      }
      const out = r * TILE + c + pair;
      keys[out] = a0;
      keys[out + 1] = a1;
      keys[out + TILE] = b0;
      keys[out + TILE + 1] = b1;
      keys[out + 2 * TILE] = c0;
      keys[out + 2 * TILE + 1] = c1;
      keys[out + 3 * TILE] = d0;
      keys[out + 3 * TILE + 1] = d1;
    }
  }
}

function padded(count: number): number {
  return Math.ceil(count / PANEL) * PANEL;
}

/** Adds the two dot products in `packed` to sums[at] and sums[at + 1]. */
function unpack(sums: Float64Array, at: number, packed: number): void {
  const high = Math.floor(packed / LANE);
  sums[at] = sums[at]! + packed - high * LANE; // at < 16
  sums[at + 1] = sums[at + 1]! + high;
}
