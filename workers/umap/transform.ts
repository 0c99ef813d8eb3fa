/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices stay within count points, their components and k neighbours */
import type { TransformedUmap, UmapInput, UmapParams, UmapSamples } from '../contracts/umap.ts';
import { createRandom } from '../random.ts';
import type { Control } from '../rpc/control.ts';
import { WorkerError } from '../rpc/errors.ts';
import { Pacer } from '../rpc/slices.ts';
import type { WasmRuntime } from '../wasm/runtime.ts';
import { fitCurve } from './curve.ts';
import { smoothDistances } from './graph/smooth-distances.ts';
import { LayoutTree } from './layout-neighbours.ts';
import type { Neighbours } from './neighbours/neighbour-lists.ts';
import { queryNeighboursWasm } from './neighbours/wasm/query.ts';
import { LABEL_NEIGHBOURS } from './overlap.ts';

/** A new point's row of edges is padded to a multiple of the kernel's lanes. */
const LANES = 4;
/** Floats a point in the kernel's memory. */
const STRIDE = 4;
/** A whole turn of the phase that says when an edge is due. */
const TURN = 2 ** 32;
/** Points that a thread takes at once: about a millisecond. */
const CHUNK = 256;
/** The layout's random numbers leave so many to an edge (layout/forces.kernel.ts). */
const MOST_NEGATIVES = 31;

/** A finished layout, and what it is of. *Borrowed*. */
export interface FinishedLayout {
  readonly input: UmapInput;
  readonly params: UmapParams;
  /** points × nComponents, row-major. */
  readonly embedding: Float32Array;
}

/**
 * Places new samples in a finished layout, whose points stay where they are: umap-learn's `transform`
 * (McInnes, Healy and Melville, «UMAP», 2018; umap_.py). Each new sample is joined to its nNeighbors nearest
 * of the layout's samples, with membership strengths that fall from distance 0 on (local connectivity 1 less
 * than for the layout: 0); begins at their weighted mean; and is then moved for a third of the layout's epochs,
 * at a quarter of its learning rate, by the same forces, negative samples drawn from the layout's points.
 *
 * New points do not see each other: the result is the same with any number of threads, and a sample is placed
 * alike whatever comes with it but for its random numbers. Its three differences from umap-learn are those of
 * layout/layout.ts.
 *
 * *Borrows* all. Progress stages: `neighbours`, `graph` (points), `layout` (epochs), `quality` (points).
 * @throws WorkerError `no-images`, `wrong-shape`, `bad-parameter`, `out-of-memory`; the signal's reason on abort
 */
export async function transform(
  runtime: WasmRuntime,
  layout: FinishedLayout,
  samples: UmapSamples,
  control: Control,
): Promise<TransformedUmap> {
  checkSamples(layout, samples);
  const { input, params, embedding } = layout;
  const { nNeighbors: k, metric, nComponents } = params;
  const times = [performance.now()];
  const options = { k, metric, seed: params.seed };
  const neighbours = await queryNeighboursWasm(runtime, input, samples, options, control);
  times.push(performance.now());

  const strengths = await strengthsOf(neighbours, control);
  const start = weightedMeans(neighbours, strengths, embedding, nComponents);
  const frames = [start, ...(await move(runtime, layout, neighbours, strengths, start, control))];
  times.push(performance.now());

  const { labels } = samples;
  const [begun = 0, found = 0, placed = 0] = times;
  return {
    frames,
    ...(labels && {
      labelAgreement: await agreement(layout, labels, frames.at(-1) ?? start, control),
    }),
    stagesMs: { neighbours: found - begun, layout: placed - found },
  };
}

/** Epochs of a transform: a third of the layout's, as umap-learn. */
export function transformEpochs({ nEpochs }: Pick<UmapParams, 'nEpochs'>): number {
  return Math.floor(nEpochs / 3);
}

function checkSamples({ input, params, embedding }: FinishedLayout, samples: UmapSamples): void {
  const { images, labels, count, dimensions } = samples;
  if (count < 1 || images.length === 0) {
    throw new WorkerError('no-images', 'There are no images to project: hand over at least one.');
  }
  if (dimensions !== input.dimensions) {
    throw new WorkerError(
      'wrong-shape',
      `The new images have ${dimensions} dimensions (height × width × channels), those of the layout ${input.dimensions}: hand over images of the same size and channels.`,
      { dimensions, expected: input.dimensions },
    );
  }
  if (!Number.isInteger(count) || images.length !== count * dimensions) {
    throw new WorkerError(
      'wrong-shape',
      `${images.length} bytes are not ${count} images of ${dimensions} bytes each: hand over ${count * dimensions}.`,
      { bytes: images.length, expected: count * dimensions },
    );
  }
  if (labels && labels.length !== count) {
    throw new WorkerError(
      'count-mismatch',
      `There are ${labels.length} labels for ${count} new images: hand over as many, or none.`,
      { labels: labels.length, images: count },
    );
  }
  const { nComponents, negativeSampleRate } = params;
  if (embedding.length !== input.count * nComponents || !embedding.every(Number.isFinite)) {
    throw new WorkerError(
      'bad-parameter',
      `A layout to project into has ${input.count * nComponents} finite coordinates (${input.count} points); this has ${embedding.length}.`,
      { parameter: 'embedding' },
    );
  }
  if (negativeSampleRate > MOST_NEGATIVES) {
    throw new WorkerError(
      'bad-parameter',
      `Projecting takes at most ${MOST_NEGATIVES} negative samples for an edge, and negative_sample_rate is ${negativeSampleRate}: learn a layout with fewer.`,
      { parameter: 'negative_sample_rate' },
    );
  }
}

/** How strongly each new sample belongs to each of its neighbours, samples × k. */
async function strengthsOf(neighbours: Neighbours, control: Control): Promise<Float32Array> {
  const { knnDistances, k } = neighbours;
  const params = { nNeighbors: k, localConnectivity: 0 };
  const { rho, sigma } = await smoothDistances(neighbours, params, control);
  return knnDistances.map((distance, at) => {
    const i = Math.floor(at / k);
    const beyond = Math.fround(distance - rho[i]!);
    return beyond <= 0 || sigma[i] === 0 ? 1 : Math.exp(-beyond / sigma[i]!);
  });
}

/** Where new samples begin: at an equal one of the layout, or amid their neighbours. */
function weightedMeans(
  { knnIndices, k }: Neighbours,
  strengths: Float32Array,
  embedding: Float32Array,
  components: number,
): Float32Array<ArrayBuffer> {
  const count = knnIndices.length / k;
  const means = new Float32Array(count * components);
  for (let i = 0; i < count; i++) {
    const row = strengths.subarray(i * k, (i + 1) * k);
    const equal = row.indexOf(1);
    const weights = equal < 0 ? row : row.map((_, j) => (j === equal ? 1 : 0));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (let c = 0; c < components; c++) {
      let mean = 0;
      for (let j = 0; j < k; j++) {
        mean += (weights[j]! / sum) * embedding[knnIndices[i * k + j]! * components + c]!;
      }
      means[i * components + c] = mean;
    }
  }
  return means;
}

/** The frames after each epoch. */
async function move(
  runtime: WasmRuntime,
  { input, params, embedding }: FinishedLayout,
  neighbours: Neighbours,
  strengths: Float32Array,
  start: Float32Array,
  { signal, report }: Control,
): Promise<Float32Array<ArrayBuffer>[]> {
  const { nComponents, learningRate, negativeSampleRate } = params;
  const { a, b } = fitCurve(params.spread, params.minDist);
  const count = start.length / nComponents;
  const epochs = transformEpochs(params);
  const random = createRandom(params.seed);
  const pacer = new Pacer(signal);
  const context = await runtime.open('umap-layout');
  try {
    const { arena } = context;
    const { steps, tails, width } = schedule(neighbours, strengths, epochs);
    const at = {
      steps: arena.put(steps),
      tails: arena.put(tails),
      positions: arena.put(pad(start, nComponents)),
      layout: arena.put(pad(embedding, nComponents)),
    };
    const frames: Float32Array<ArrayBuffer>[] = [];
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const alpha = (learningRate / 4) * (1 - (epoch - 1) / epochs);
      await context.parallel('moveNewPoints', {
        total: count,
        chunk: CHUNK,
        args: [at.steps, at.tails, width, at.positions, at.layout, input.count, nComponents]
          .concat([epoch, random.integer(2 ** 32), negativeSampleRate])
          .concat([a, b, 1, alpha]),
        pacer,
      });
      frames.push(unpad(arena.f32(at.positions, STRIDE * count), nComponents));
      report({ stage: 'layout', done: epoch, total: epochs, unit: 'epochs' });
      if (pacer.due()) await pacer.pause();
    }
    return frames;
  } finally {
    await context.dispose();
  }
}

/** Edges too weak to be sampled once are left out, as umap-learn does. */
function schedule({ knnIndices, k }: Neighbours, strengths: Float32Array, epochs: number) {
  const width = Math.ceil(k / LANES) * LANES;
  const count = knnIndices.length / k;
  const steps = new Uint32Array(count * width);
  const tails = new Int32Array(count * width);
  const strongest = strengths.reduce((most, strength) => Math.max(most, strength), 0);
  const least = Math.fround(strongest / epochs);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < k; j++) {
      const strength = strengths[i * k + j]!;
      if (strength < least) continue;
      tails[i * width + j] = knnIndices[i * k + j]!;
      steps[i * width + j] = Math.min(TURN - 1, Math.round((strength / strongest) * TURN));
    }
  }
  return { steps, tails, width };
}

function pad(embedding: Float32Array, components: number): Float32Array {
  const padded = new Float32Array((embedding.length / components) * STRIDE);
  for (const [at, value] of embedding.entries()) {
    padded[Math.floor(at / components) * STRIDE + (at % components)] = value;
  }
  return padded;
}

function unpad(positions: Float32Array, components: number): Float32Array<ArrayBuffer> {
  const frame = new Float32Array((positions.length / STRIDE) * components);
  for (let at = 0; at < frame.length; at++) {
    frame[at] = positions[Math.floor(at / components) * STRIDE + (at % components)]!;
  }
  return frame;
}

/** Mean share of a new point's 5 nearest points of the layout that bear its label. */
async function agreement(
  { input, params, embedding }: FinishedLayout,
  labels: Uint8Array,
  placed: Float32Array,
  { signal, report }: Control,
): Promise<number> {
  const both = new Float32Array(embedding.length + placed.length);
  both.set(embedding);
  both.set(placed, embedding.length);
  const k = Math.min(LABEL_NEIGHBOURS, input.count);
  // The tree is of the layout's points alone; a query may be any point of both.
  const tree = new LayoutTree(both, params.nComponents, input.count, k);
  const pacer = new Pacer(signal);
  const total = labels.length;
  let agreeing = 0;
  for (let i = 0; i < total; i++) {
    for (const j of tree.nearest(input.count + i)) if (input.labels[j] === labels[i]) agreeing++;
    if ((i & 255) !== 0 || !pacer.due()) continue;
    report({ stage: 'quality', done: i, total, unit: 'points' });
    await pacer.pause();
  }
  return agreeing / (total * k);
}
