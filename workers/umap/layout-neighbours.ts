/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count points and k found */
/** Points in a leaf of the tree: below this, looking at all of them is faster than descending. */
const LEAF = 8;

/**
 * A k-d tree over points of a layout, two or three components each (Bentley, «Multidimensional binary
 * search trees used for associative searching», 1975). *Borrows* the embedding.
 */
export class LayoutTree {
  private readonly ids: Int32Array;
  /** Component along which the range whose middle this is was split. */
  private readonly axes: Uint8Array;
  private readonly ranks: Float64Array;
  private readonly found: Int32Array;

  /** Over the first `count` points; queries return `k` others each. Needs k < count. */
  constructor(
    private readonly embedding: Float32Array,
    private readonly components: number,
    readonly count: number,
    readonly k: number,
  ) {
    this.ids = Int32Array.from({ length: count }, (_, i) => i);
    this.axes = new Uint8Array(count);
    this.ranks = new Float64Array(k);
    this.found = new Int32Array(k);
    this.build(0, count);
  }

  /** Ids of the k points nearest to point `i`, nearest first; *borrowed* until the next query. */
  nearest(i: number): Int32Array {
    this.ranks.fill(Infinity);
    this.search(i, 0, this.count);
    return this.found;
  }

  private at(id: number, axis: number): number {
    return this.embedding[id * this.components + axis]!; // id < count
  }

  private build(from: number, to: number): void {
    if (to - from <= LEAF) return;
    let axis = 0;
    let widest = -1;
    for (let c = 0; c < this.components; c++) {
      let low = Infinity;
      let high = -Infinity;
      for (let p = from; p < to; p++) {
        const value = this.at(this.ids[p]!, c); // p < count
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high - low > widest) {
        widest = high - low;
        axis = c;
      }
    }
    const middle = (from + to) >> 1;
    this.partition(from, to - 1, middle, axis);
    this.axes[middle] = axis;
    this.build(from, middle);
    this.build(middle + 1, to);
  }

  /** Quickselect (Hoare): afterwards ids[middle] is where sorting along `axis` would put it. */
  private partition(from: number, to: number, middle: number, axis: number): void {
    const { ids } = this;
    // All indices stay within [from, to].
    while (from < to) {
      const pivot = this.at(ids[(from + to) >> 1]!, axis);
      let low = from;
      let high = to;
      while (low <= high) {
        while (this.at(ids[low]!, axis) < pivot) low++;
        while (this.at(ids[high]!, axis) > pivot) high--;
        if (low > high) break;
        const swapped = ids[low]!;
        ids[low++] = ids[high]!;
        ids[high--] = swapped;
      }
      if (middle <= high) to = high;
      else if (middle >= low) from = low;
      else return;
    }
  }

  private search(i: number, from: number, to: number): void {
    if (to - from <= LEAF) {
      for (let p = from; p < to; p++) this.consider(i, this.ids[p]!); // p < count
      return;
    }
    const middle = (from + to) >> 1;
    const id = this.ids[middle]!; // middle < count
    const axis = this.axes[middle]!;
    const beyond = this.at(i, axis) - this.at(id, axis);
    if (beyond < 0) this.search(i, from, middle);
    else this.search(i, middle + 1, to);
    this.consider(i, id);
    if (beyond * beyond > this.ranks[this.k - 1]!) return; // k ≥ 1
    if (beyond < 0) this.search(i, middle + 1, to);
    else this.search(i, from, middle);
  }

  private consider(i: number, id: number): void {
    const { ranks, found, components } = this;
    if (id === i) return;
    let square = 0;
    for (let c = 0; c < components; c++) {
      const difference = this.at(i, c) - this.at(id, c);
      square += difference * difference;
    }
    let place = this.k - 1;
    if (!(square < ranks[place]!)) return; // place ≥ 0
    for (; place > 0 && square < ranks[place - 1]!; place--) {
      ranks[place] = ranks[place - 1]!; // place ≥ 1
      found[place] = found[place - 1]!;
    }
    ranks[place] = square;
    found[place] = id;
  }
}
