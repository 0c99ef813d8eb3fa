/** An axis-aligned box; for two components z is 0..0. */
export interface Extent {
  readonly components: 2 | 3;
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

type Triple = [number, number, number];

/** Share of points that may lie outside, at each end of each axis: strays do not shrink the rest. */
const TRIM = 0.0005;
const BINS = 1024;

/**
 * The extent of one frame without its `trim` farthest points at each end, O(n), to within a
 * thousandth of the range, rounded outward. Undefined when no coordinate is finite.
 */
export function robustExtent(
  embedding: Float32Array,
  components: 2 | 3,
  trim = TRIM,
): Extent | undefined {
  const min: Triple = [0, 0, 0];
  const max: Triple = [0, 0, 0];
  for (let axis = 0; axis < components; axis++) {
    const range = trimmedRange(embedding, components, axis, trim);
    if (!range) return undefined;
    [min[axis], max[axis]] = range;
  }
  return { components, min, max };
}

const histogram = new Uint32Array(BINS);

function trimmedRange(
  embedding: Float32Array,
  components: number,
  axis: number,
  trim: number,
): [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  let count = 0;
  for (let i = axis; i < embedding.length; i += components) {
    const value = embedding[i] ?? 0;
    if (value - value !== 0) continue; // NaN or infinite
    if (value < low) low = value;
    if (value > high) high = value;
    count++;
  }
  if (count === 0) return undefined;
  const width = (high - low) / BINS;
  const spare = Math.floor(count * trim);
  if (width === 0 || spare === 0) return [low, high];

  histogram.fill(0);
  for (let i = axis; i < embedding.length; i += components) {
    const value = embedding[i] ?? 0;
    if (value - value !== 0) continue;
    const bin = Math.min(BINS - 1, Math.floor((value - low) / width));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  let first = 0;
  for (let left = spare; first < BINS - 1; first++) {
    left -= histogram[first] ?? 0;
    if (left < 0) break;
  }
  let last = BINS - 1;
  for (let left = spare; last > first; last--) {
    left -= histogram[last] ?? 0;
    if (left < 0) break;
  }
  return [low + first * width, low + (last + 1) * width];
}

/** The smallest extent that holds both. */
export function unite(a: Extent | undefined, b: Extent): Extent {
  if (!a) return b;
  const pick = (
    choose: (x: number, y: number) => number,
    left: Extent['min'],
    right: Extent['min'],
  ): Triple => [choose(left[0], right[0]), choose(left[1], right[1]), choose(left[2], right[2])];
  return {
    components: b.components,
    min: pick(Math.min, a.min, b.min),
    max: pick(Math.max, a.max, b.max),
  };
}

/** Time in which a glide covers 63% of its way, ms. */
const GLIDE_TIME = 220;
/** A glide ends when no side is farther off than this share of the span: less than a pixel. */
const ARRIVED = 0.0005;

/**
 * The axes of a whole animation: the union over its frames, gathered as they come, so that axes
 * only ever grow and are the same for every frame once all are known. `shown` glides after it.
 */
export class ExtentTracker {
  private target: Extent | undefined;
  private current: Extent | undefined;

  /** The union of everything included so far. */
  get total(): Extent | undefined {
    return this.target;
  }

  /** What to draw with. */
  get shown(): Extent | undefined {
    return this.current;
  }

  get gliding(): boolean {
    return this.current !== this.target;
  }

  /** *Borrows* the embedding. */
  include(embedding: Float32Array, components: 2 | 3): void {
    const extent = robustExtent(embedding, components);
    if (!extent) return;
    const total = unite(this.target, extent);
    if (this.target && sameBox(total, this.target)) return;
    this.target = total;
    // There is nothing to glide from before the first frame.
    this.current ??= total;
  }

  /** Moves `shown` on by `elapsed` ms; with `jump`, all the way. */
  advance(elapsed: number, jump = false): void {
    const { current, target } = this;
    if (!current || !target || current === target) return;
    const share = jump ? 1 : 1 - Math.exp(-elapsed / GLIDE_TIME);
    const next = mixExtents(current, target, share);
    this.current = distance(next, target) < ARRIVED ? target : next;
  }
}

function sameBox(a: Extent, b: Extent): boolean {
  return [0, 1, 2].every((axis) => a.min[axis] === b.min[axis] && a.max[axis] === b.max[axis]);
}

function mixExtents(a: Extent, b: Extent, share: number): Extent {
  const mix = (x: Extent['min'], y: Extent['min']): Triple => [
    x[0] + (y[0] - x[0]) * share,
    x[1] + (y[1] - x[1]) * share,
    x[2] + (y[2] - x[2]) * share,
  ];
  return { components: b.components, min: mix(a.min, b.min), max: mix(a.max, b.max) };
}

function distance(a: Extent, b: Extent): number {
  let span = 1e-9;
  let off = 0;
  for (const axis of [0, 1, 2] as const) {
    span = Math.max(span, b.max[axis] - b.min[axis]);
    off = Math.max(off, Math.abs(a.min[axis] - b.min[axis]), Math.abs(a.max[axis] - b.max[axis]));
  }
  return off / span;
}
