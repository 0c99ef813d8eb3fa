/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within arrays sized by count, k, dimensions or the tile */
import type { UmapInput, UmapParams, UmapQuality } from '../contracts/umap.ts';
import { createRandom, type Random } from '../random.ts';
import { WorkerError } from '../rpc/errors.ts';
import { Pacer } from '../rpc/slices.ts';
import { DistanceTile, TILE } from './neighbours/distance-tile.ts';
import type { Control } from '../rpc/control.ts';
import type { Vectors } from './neighbours/metric.ts';
import { NeighbourLists, type Neighbours } from './neighbours/neighbour-lists.ts';
import { agreementOf, neighbourClasses, overlapOf } from './overlap.ts';
import type { Pace } from './pace.ts';
import { trustworthiness } from './trustworthiness.ts';

const RECALL_POINTS = 1000;

/** What is measured beside the layout itself. */
export interface QualityOptions {
  /** As the engine found them; *borrowed*. */
  readonly neighbours: Neighbours;
  readonly params: UmapParams;
  /** Points in the trustworthiness: the first so many, or all if there are fewer. */
  readonly sample: number;
}

/**
 * Measures a layout (points × components, row-major; *borrowed*) against the images it is of, as
 * DESIGN.md defines the measures. In slices. Progress: `quality` (points).
 *
 * @throws `bad-parameter` for an embedding or sample that does not fit; the signal's reason on abort
 */
export async function measureQuality(
  input: UmapInput,
  embedding: Float32Array,
  { neighbours, params, sample }: QualityOptions,
  { signal, report }: Control,
): Promise<UmapQuality> {
  const { count } = input;
  const { nComponents, metric, seed } = params;
  if (
    embedding.length !== count * nComponents ||
    !embedding.every((value) => Number.isFinite(value))
  ) {
    throw new WorkerError(
      'bad-parameter',
      `A layout to measure has ${count * nComponents} finite coordinates (${count} points); this has ${embedding.length}.`,
      { parameter: 'embedding' },
    );
  }
  if (!Number.isInteger(sample) || sample < 4) {
    throw new WorkerError(
      'bad-parameter',
      `Trustworthiness needs a sample of at least 4 points, not ${sample}.`,
      { parameter: 'sample' },
    );
  }
  const sampled = Math.min(sample, count);
  const asked = Math.min(RECALL_POINTS, count);
  const total = count + sampled + asked;
  const pacer = new Pacer(signal);
  const pace: Pace = {
    done: 0,
    due: () => pacer.due(),
    pause: async () => {
      report({ stage: 'quality', done: Math.floor(pace.done), total, unit: 'points' });
      await pacer.pause();
    },
  };
  const classes = await neighbourClasses(input, embedding, nComponents, pace);
  const vectors = {
    ...input,
    count: sampled,
    images: input.images.subarray(0, sampled * input.dimensions),
  };
  const trust = await trustworthiness(vectors, embedding, nComponents, metric, pace);
  const found = await recall(input, neighbours, params, createRandom(seed), asked, pace);
  report({ stage: 'quality', done: total, total, unit: 'points' });
  return {
    recall: found,
    trustworthiness: trust,
    labelAgreement: agreementOf(classes),
    overlap: overlapOf(classes),
  };
}

/**
 * Share of the exact nearest neighbours, the points themselves left out, that were found, over
 * `asked` points drawn without repetition. A neighbour as near as the last exact one counts, so that
 * equal distances cost nothing.
 */
export async function recall(
  vectors: Vectors,
  { knnIndices, k }: Neighbours,
  { metric }: Pick<UmapParams, 'metric'>,
  random: Random,
  asked: number,
  pace: Pace,
): Promise<number> {
  const { count } = vectors;
  const all = Int32Array.from({ length: count }, (_, i) => i);
  const drawn = all.slice();
  for (let i = 0; i < asked; i++) {
    const other = i + random.integer(count - i); // i ≤ other < count
    [drawn[i], drawn[other]] = [drawn[other]!, drawn[i]!];
  }
  const tile = new DistanceTile(vectors, metric);
  const ofRow = new Float64Array(TILE * (k - 1));
  let hits = 0;
  for (let from = 0; from < asked; from += TILE) {
    const lists = new NeighbourLists(TILE, k - 1);
    ofRow.fill(Infinity);
    tile.setRows(drawn, from, Math.min(from + TILE, asked));
    for (let start = 0; start < count; start += TILE) {
      tile.setColumns(all, start, Math.min(start + TILE, count));
      tile.compute();
      for (let r = 0; r < tile.rowCount; r++) {
        const i = tile.rowIds[r]!; // r < TILE
        for (let c = 0; c < tile.columnCount; c++) {
          const key = tile.keys[r * TILE + c]!; // computed
          if (key < lists.limit(r) && start + c !== i) lists.insert(r, start + c, key);
        }
        for (let s = 1; s < k; s++) {
          const c = knnIndices[i * k + s]! - start; // i < count
          if (c >= 0 && c < tile.columnCount) {
            ofRow[r * (k - 1) + s - 1] = tile.keys[r * TILE + c]!; // computed
          }
        }
      }
      pace.done += (tile.rowCount * tile.columnCount) / count;
      if (pace.due()) await pace.pause();
    }
    for (let r = 0; r < tile.rowCount; r++) {
      const last = lists.keys[(r + 1) * (k - 1) - 1]!; // r < TILE
      for (let s = 0; s < k - 1; s++) if (ofRow[r * (k - 1) + s]! <= last) hits++;
    }
  }
  return hits / (asked * (k - 1));
}
