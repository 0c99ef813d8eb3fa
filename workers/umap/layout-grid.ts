/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count points, cells and k found */
/** Points a cell on average, were they spread evenly; where they crowd it holds more. */
const POINTS_A_CELL = 2;
/** Cells along an axis at most. */
const MOST_CELLS = 512;

/**
 * The first `count` points of a layout sorted into square cells, for few queries on a layout that changes with every
 * frame: building it costs a tenth of a k-d tree's. Its memory serves one layout after the other.
 */
export class LayoutGrid {
  private readonly side: number;
  /** Where each cell's points begin in `sorted`; one more at the end. */
  private readonly starts: Int32Array;
  private readonly cells: Int32Array;
  private readonly sorted: Int32Array;
  private readonly distances: Float64Array;
  private readonly found: Int32Array;
  private readonly low = [0, 0, 0];
  private readonly scale = [0, 0, 0];
  private embedding: Float32Array = new Float32Array();

  /** Queries find `k` others. Needs k < count. */
  constructor(
    readonly components: number,
    readonly count: number,
    readonly k: number,
  ) {
    const cells = Math.max(1, count / POINTS_A_CELL);
    this.side = Math.max(1, Math.min(MOST_CELLS, Math.floor(cells ** (1 / components))));
    this.starts = new Int32Array(this.side ** components + 1);
    this.cells = new Int32Array(count);
    this.sorted = new Int32Array(count);
    this.distances = new Float64Array(k);
    this.found = new Int32Array(k);
  }

  /** Takes up a layout, points × components with at least `count` points; *borrowed* until the next one. */
  build(embedding: Float32Array): void {
    const { components, count, side, starts, cells, sorted, low, scale } = this;
    this.embedding = embedding;
    for (let axis = 0; axis < components; axis++) {
      let least = Infinity;
      let most = -Infinity;
      for (let at = axis; at < count * components; at += components) {
        const value = embedding[at]!;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      low[axis] = least;
      scale[axis] = most > least ? side / (most - least) : 0;
    }
    starts.fill(0);
    for (let i = 0; i < count; i++) {
      let cell = 0;
      for (let axis = 0; axis < components; axis++) {
        cell = cell * side + this.column(embedding[i * components + axis]!, axis);
      }
      cells[i] = cell;
      starts[cell + 1] = starts[cell + 1]! + 1;
    }
    for (let cell = 0; cell < starts.length - 1; cell++) {
      starts[cell + 1] = starts[cell + 1]! + starts[cell]!;
    }
    // Backwards, so that `starts` ends up where each cell begins.
    for (let i = count - 1; i >= 0; i--) {
      const cell = cells[i]! + 1;
      starts[cell] = starts[cell]! - 1;
      sorted[starts[cell]] = i;
    }
    // Now starts[c + 1] is where cell c begins: shift it into place.
    starts.copyWithin(0, 1);
    starts[starts.length - 1] = count;
  }

  /** Ids of the k points nearest to point `i`, itself left out, nearest first; *borrowed* until the next query. */
  nearest(i: number): Int32Array {
    const { components, side, embedding, distances, k } = this;
    distances.fill(Infinity);
    const at = i * components;
    const home = [0, 0, 0];
    for (let axis = 0; axis < components; axis++) {
      home[axis] = this.column(embedding[at + axis]!, axis);
    }
    for (let ring = 0; ring < side; ring++) {
      if (ring > 0 && distances[k - 1]! <= this.reach(at, home, ring) ** 2) break;
      this.searchRing(i, home, ring);
    }
    return this.found;
  }

  private column(value: number, axis: number): number {
    return Math.min(this.side - 1, Math.floor((value - this.low[axis]!) * this.scale[axis]!));
  }

  /** No point outside of the cells up to ring − 1 is nearer than this. */
  private reach(at: number, home: readonly number[], ring: number): number {
    let reach = Infinity;
    for (let axis = 0; axis < this.components; axis++) {
      const scale = this.scale[axis]!;
      if (scale === 0) continue;
      const value = this.embedding[at + axis]!;
      const before = home[axis]! - ring + 1;
      const after = home[axis]! + ring;
      if (before > 0) reach = Math.min(reach, value - (this.low[axis]! + before / scale));
      if (after < this.side) reach = Math.min(reach, this.low[axis]! + after / scale - value);
    }
    return Math.max(0, reach);
  }

  /** All cells whose larger distance along an axis from `home` is `ring`. */
  private searchRing(i: number, home: readonly number[], ring: number): void {
    const { side, components } = this;
    const [x, y, z] = home as [number, number, number];
    for (let a = Math.max(0, x - ring); a <= Math.min(side - 1, x + ring); a++) {
      const edgeA = Math.abs(a - x) === ring;
      for (let b = Math.max(0, y - ring); b <= Math.min(side - 1, y + ring); b++) {
        const edge = edgeA || Math.abs(b - y) === ring;
        if (components === 2) {
          if (edge || ring === 0) this.searchCell(i, a * side + b);
          else b = Math.max(b, Math.min(side - 1, y + ring) - 1);
          continue;
        }
        for (let c = Math.max(0, z - ring); c <= Math.min(side - 1, z + ring); c++) {
          if (edge || Math.abs(c - z) === ring) this.searchCell(i, (a * side + b) * side + c);
        }
      }
    }
  }

  private searchCell(i: number, cell: number): void {
    const { starts, sorted, embedding, components, distances, found, k } = this;
    for (let s = starts[cell]!; s < starts[cell + 1]!; s++) {
      const id = sorted[s]!;
      if (id === i) continue;
      let square = 0;
      for (let axis = 0; axis < components; axis++) {
        const difference = embedding[i * components + axis]! - embedding[id * components + axis]!;
        square += difference * difference;
      }
      let place = k - 1;
      if (square >= distances[place]!) continue;
      for (; place > 0 && square < distances[place - 1]!; place--) {
        distances[place] = distances[place - 1]!;
        found[place] = found[place - 1]!;
      }
      distances[place] = square;
      found[place] = id;
    }
  }
}
