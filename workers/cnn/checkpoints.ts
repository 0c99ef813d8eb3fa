/** What weights of all epochs may take: the article's network's 49 frames take 214 MB. */
const BUDGET_BYTES = 256e6;

/**
 * Exact weights by epoch, within a budget. When it is full every second epoch goes, the first and the newest never.
 * *Owns* what it is given.
 */
export class Checkpoints {
  private readonly kept = new Map<number, Float32Array<ArrayBuffer>>();
  /** Only epochs that are multiples of it are kept, and the newest. */
  private stride = 1;

  constructor(private readonly budget = BUDGET_BYTES) {}

  /** Ascending. */
  get epochs(): number[] {
    return [...this.kept.keys()].sort((a, b) => a - b);
  }

  get newest(): number {
    return Math.max(...this.kept.keys());
  }

  get(epoch: number): Float32Array<ArrayBuffer> | undefined {
    return this.kept.get(epoch);
  }

  add(epoch: number, weights: Float32Array<ArrayBuffer>): void {
    const before = this.kept.size > 0 ? this.newest : 0;
    if (before % this.stride !== 0) this.kept.delete(before);
    this.kept.set(epoch, weights);
    while (this.kept.size > 2 && this.kept.size * weights.byteLength > this.budget) {
      this.stride *= 2;
      for (const old of this.kept.keys()) {
        if (old % this.stride !== 0 && old !== epoch) this.kept.delete(old);
      }
      if (this.stride > epoch) break; // the first and the newest are left
    }
  }

  clear(): void {
    this.kept.clear();
  }
}
