import { join } from 'node:path';
import { openUmapTrace } from '../../src/trace/zarr/open-trace.ts';
import type { UmapTraceInfo } from '../../src/trace/trace.ts';
import type { UmapFrame } from '../../workers/contracts/umap.ts';
import { createRandom } from '../../workers/random.ts';
import { ROOT } from '../setup.mjs';
import { FolderStore } from '../trace/folder-store.ts';

/** The recording that the site plays first: 15,000 of Fashion-MNIST's points over 128 epochs. */
const RECORDING = join(ROOT, 'public', 'traces', 'fashion-mnist-umap');

/** Frames to either side of which a path's mean is its drift; what is left is what the sampling shook it by. */
const SMOOTH = 2;
/** How far a made point keeps from the one that it is made of: a share of the layout's width at that time. */
const APART = 0.01;
const SEED = 24;

/** A run as a trace's writer takes it. */
export interface MadeRun {
  readonly info: UmapTraceInfo;
  readonly frames: readonly UmapFrame[];
}

/**
 * A run of as many points and frames as are asked for, made of the real recording: points beyond its own follow the
 * drift of one recorded point, a little apart from it, and are shaken as another one was. So steps from frame to frame,
 * which are what a trace's size hangs on, are as large and as random as in a run. Of more frames than were recorded, the
 * rest go through them again. Repeatable.
 */
export async function makeRun(points: number, frames: number): Promise<MadeRun> {
  const { trace, loaded } = await openUmapTrace(new FolderStore(RECORDING));
  await loaded;
  const { info } = trace;
  const recorded = trace.frames.map(({ embedding }) => embedding);
  const random = createRandom(SEED);
  const drifts = Array.from({ length: points }, (_, i) => i % info.points);
  const shakes = drifts.map((drift, i) => (i < info.points ? drift : random.integer(info.points)));
  const apart = Float64Array.from({ length: points * 2 }, (_, i) =>
    i < info.points * 2 ? 0 : random.normal() * APART,
  );
  const smooth = recorded.map((_, at) => meanAround(recorded, at));
  const made = Array.from({ length: frames }, (_, epoch): UmapFrame => {
    const at = epoch % recorded.length;
    const [path = new Float32Array(), drift = path] = [recorded[at], smooth[at]];
    const width = widthOf(path);
    const embedding = new Float32Array(points * 2);
    for (let i = 0; i < embedding.length; i++) {
      const [from, shake] = [drifts[i >> 1] ?? 0, shakes[i >> 1] ?? 0].map((p) => p * 2 + (i & 1));
      embedding[i] =
        (drift[from ?? 0] ?? 0) +
        (path[shake ?? 0] ?? 0) -
        (drift[shake ?? 0] ?? 0) +
        (apart[i] ?? 0) * width;
    }
    return { epoch, embedding, epochMs: trace.frames[at]?.epochMs ?? 0 };
  });
  const rest: { -readonly [K in keyof UmapTraceInfo]: UmapTraceInfo[K] } = { ...info };
  // Points that were made are no image's.
  delete rest.indices;
  const { dataset, labels } = rest;
  return {
    info: {
      ...rest,
      ...{ points, params: { ...rest.params, nEpochs: frames - 1 } },
      labels: Uint8Array.from(drifts, (drift) => labels[drift] ?? 0),
      dataset: { ...dataset, count: points },
    },
    frames: made,
  };
}

function meanAround(paths: readonly Float32Array[], at: number): Float32Array {
  // As far to either side, so that a drift in one direction is none of the shaking.
  const reach = Math.min(SMOOTH, at, paths.length - 1 - at);
  const near = paths.slice(at - reach, at + reach + 1);
  const mean = new Float32Array(near[0]?.length ?? 0);
  for (let i = 0; i < mean.length; i++) {
    let sum = 0;
    for (const path of near) sum += path[i] ?? 0;
    mean[i] = sum / near.length;
  }
  return mean;
}

function widthOf(embedding: Float32Array): number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of embedding) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}
