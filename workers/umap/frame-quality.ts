/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within rows, among and k */
import type { FrameQuality, UmapInput, UmapMetric, UmapParams } from '../contracts/umap.ts';
import { createRandom, type Random } from '../random.ts';
import type { Control } from '../rpc/control.ts';
import { Pacer } from '../rpc/slices.ts';
import { LayoutGrid } from './layout-grid.ts';
import { DistanceTile, TILE } from './neighbours/distance-tile.ts';
import type { Neighbours } from './neighbours/neighbour-lists.ts';
import { LABEL_NEIGHBOURS } from './overlap.ts';
import { recall } from './quality.ts';
import { penalty, trustworthinessOf, usualNeighbours } from './trustworthiness.ts';

/** How much is looked at: the more, the surer and the slower. */
export interface FrameQualitySample {
  /** Points whose neighbours in the layout are looked up in the data. */
  readonly trustRows: number;
  /** Points whose neighbours' labels are looked at. */
  readonly labelRows: number;
  /** Points whose found neighbours are held against the exact ones. */
  readonly recallRows: number;
}

const USUAL: FrameQualitySample = { trustRows: 128, labelRows: 2000, recallRows: 16 };

/** DESIGN.md, *Benchmarks*: trustworthiness is among so many first points. */
const AMONG = 10_000;

/**
 * The quality of each frame, estimated on a seeded sample of points while the layout is learned. They are
 * the measures of quality.ts: only the mean is over fewer points, the same ones in each frame, so that the curve is smooth
 * where the layout's own is. Standard errors on the 60,000 Fashion-MNIST images: 0.003 (trustworthiness, 128 points), 0.008
 * (label agreement, 2,000 points), 0.005 (recall, 16 points).
 *
 * Costs once 0.6 s for 784 dimensions (distances of 128 points to 10,000, sorted; of 16 to all) and 10 MB; a frame
 * of 60,000 points 3 to 4 ms.
 */
export class FrameQualityMeter {
  private trustGrid: LayoutGrid | undefined;
  private labelGrid: LayoutGrid | undefined;

  private constructor(
    private readonly input: UmapInput,
    /** Share of exact neighbours found, estimated. */
    readonly recall: number,
    private readonly trustRows: Int32Array,
    private readonly labelRows: Int32Array,
    /** Sort keys of each trust row to the first points: rows × among, in their order and sorted. */
    private readonly keys: Float32Array,
    private readonly sortedKeys: Float32Array,
  ) {}

  /**
   * *Borrows* all; keeps `input`. Computes in slices.
   * @throws the signal's reason on abort
   */
  static async create(
    input: UmapInput,
    neighbours: Neighbours,
    { metric }: Pick<UmapParams, 'metric'>,
    { signal }: Pick<Control, 'signal'>,
    sample = USUAL,
  ): Promise<FrameQualityMeter> {
    const pacer = new Pacer(signal);
    // Points of its own, whatever the run's seed: frames of two seeds are measured alike.
    const random = createRandom(1);
    const among = Math.min(AMONG, input.count);
    const trustRows = draw(Math.min(sample.trustRows, among), among, random);
    const labelRows = draw(Math.min(sample.labelRows, input.count), input.count, random);
    const keys = await keysOf(input, metric, trustRows, among, pacer);
    const sorted = keys.slice();
    for (let row = 0; row < trustRows.length; row++) {
      sorted.subarray(row * among, (row + 1) * among).sort();
      if (pacer.due()) await pacer.pause();
    }
    const pace = { done: 0, due: () => pacer.due(), pause: () => pacer.pause() };
    const asked = Math.min(sample.recallRows, input.count);
    const found = await recall(input, neighbours, { metric }, random, asked, pace);
    return new FrameQualityMeter(input, found, trustRows, labelRows, keys, sorted);
  }

  /** @param embedding points × components, row-major; *borrowed* */
  measure(embedding: Float32Array): FrameQuality {
    return {
      trustworthiness: this.trustworthiness(embedding),
      labelAgreement: this.labelAgreement(embedding),
    };
  }

  private trustworthiness(embedding: Float32Array): number {
    const { trustRows, keys, sortedKeys } = this;
    const components = embedding.length / this.input.count;
    const among = keys.length / trustRows.length;
    const k = usualNeighbours(among);
    if (this.trustGrid?.components !== components) {
      this.trustGrid = new LayoutGrid(components, among, k);
    }
    const grid = this.trustGrid;
    grid.build(embedding);
    let sum = 0;
    for (let row = 0; row < trustRows.length; row++) {
      const own = sortedKeys.subarray(row * among, (row + 1) * among);
      for (const j of grid.nearest(trustRows[row]!)) {
        sum += penalty(nearerThan(own, keys[row * among + j]!), k);
      }
    }
    return trustworthinessOf(sum, trustRows.length, among, k);
  }

  private labelAgreement(embedding: Float32Array): number {
    const { labelRows, input } = this;
    const { count, labels } = input;
    const components = embedding.length / count;
    const k = Math.min(LABEL_NEIGHBOURS, count - 1);
    if (this.labelGrid?.components !== components) {
      this.labelGrid = new LayoutGrid(components, count, k);
    }
    const grid = this.labelGrid;
    grid.build(embedding);
    let agreeing = 0;
    for (const i of labelRows) {
      for (const j of grid.nearest(i)) if (labels[j] === labels[i]) agreeing++;
    }
    return agreeing / (labelRows.length * k);
  }
}

/** `asked` different numbers below `count`. */
function draw(asked: number, count: number, random: Random): Int32Array {
  const ids = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < asked; i++) {
    const other = i + random.integer(count - i); // i ≤ other < count
    [ids[i], ids[other]] = [ids[other]!, ids[i]!];
  }
  return ids.slice(0, asked).sort();
}

/** Sort keys of `rows` to the first `among` points, rows × among; a point's own is −1, below all others. */
async function keysOf(
  input: UmapInput,
  metric: UmapMetric,
  rows: Int32Array,
  among: number,
  pacer: Pacer,
): Promise<Float32Array> {
  const keys = new Float32Array(rows.length * among);
  const ids = Int32Array.from({ length: among }, (_, i) => i);
  const tile = new DistanceTile(input, metric);
  for (let from = 0; from < rows.length; from += TILE) {
    tile.setRows(rows, from, Math.min(from + TILE, rows.length));
    for (let start = 0; start < among; start += TILE) {
      tile.setColumns(ids, start, Math.min(start + TILE, among));
      tile.compute();
      for (let r = 0; r < tile.rowCount; r++) {
        keys.set(
          tile.keys.subarray(r * TILE, r * TILE + tile.columnCount),
          (from + r) * among + start,
        );
      }
      if (pacer.due()) await pacer.pause();
    }
  }
  rows.forEach((i, row) => (keys[row * among + i] = -1));
  return keys;
}

/** How many others are strictly nearer than `key`; the point itself, the first of `sorted`, is none. */
function nearerThan(sorted: Float32Array, key: number): number {
  let low = 1;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
