import { createRandom } from '../random.ts';

/** The golden ratio's bits: seeds of neighbouring passes are far apart. */
const SPREAD = 0x9e3779b9;

/**
 * Deals out indices in a fresh order each pass over all of them: none comes again before every one has come. The order of
 * a pass depends on the seed and its number alone, so that dealing can go on from any `position`.
 */
export class Batches {
  /** Indices dealt out since the beginning. */
  position = 0;
  private order: Uint32Array<ArrayBuffer>;
  private pass = -1;

  /** *Borrows* `indices`. */
  constructor(
    private readonly indices: Uint32Array,
    private readonly seed: number,
  ) {
    this.order = new Uint32Array(indices.length);
  }

  /** The next `size` indices; past the end of a pass the next one follows. */
  next(size: number): Uint32Array<ArrayBuffer> {
    const batch = new Uint32Array(size);
    for (let i = 0; i < size; i++) {
      const at = this.position % this.indices.length;
      this.shuffle(Math.floor(this.position / this.indices.length));
      batch[i] = this.order[at] ?? 0; // at < indices.length
      this.position++;
    }
    return batch;
  }

  private shuffle(pass: number): void {
    if (pass === this.pass) return;
    this.pass = pass;
    const { order } = this;
    order.set(this.indices);
    const random = createRandom(this.seed + Math.imul(pass + 1, SPREAD));
    for (let i = order.length - 1; i > 0; i--) {
      const other = random.integer(i + 1);
      const taken = order[i] ?? 0;
      order[i] = order[other] ?? 0;
      order[other] = taken;
    }
  }
}

/** A 32-bit seed for a step's dropout: a function of the run's seed and the step. */
export function dropoutSeed(seed: number, step: number): number {
  return createRandom(seed ^ Math.imul(step + 1, SPREAD)).integer(2 ** 32);
}

/** `wanted` different indices below `count`, or all: the test images that frames follow. */
export function sampleIndices(
  count: number,
  wanted: number,
  seed: number,
): Uint32Array<ArrayBuffer> {
  const all = Uint32Array.from({ length: count }, (_, i) => i);
  return new Batches(all, seed).next(Math.min(count, wanted));
}
