import type { DatasetStatistics, Samples } from '../../../workers/contracts/dataset.ts';
import { Recorder, type UmapTraceInfo } from '../../trace/trace.ts';
import type { UmapFrame } from '../../../workers/contracts/umap.ts';

const CLASS_NAMES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** Each class's clump: centre, spread along and across, direction in radians, bend. */
const CLUMPS: readonly (readonly [number, number, number, number, number, number])[] = [
  [1.2, 1.6, 1.3, 0.55, 0.5, 0.1],
  [-4.2, 5.6, 1.1, 0.35, 1.1, 0.2],
  [3.6, -1.6, 1.2, 0.6, -0.4, 0.15],
  [-0.9, 3.4, 1.2, 0.4, 0.9, 0.12],
  [4.4, -0.4, 1.1, 0.6, 0.3, -0.1],
  [11.2, 7.2, 1.2, 0.6, 0.7, 0.25],
  [2.8, 0.2, 1.6, 0.9, 0.2, 0.05],
  [13.2, 4.6, 1.1, 0.45, -0.9, 0.2],
  [7.2, -5.4, 1.3, 0.7, 0.2, 0.2],
  [10.4, 2.6, 1.2, 0.5, 0.1, -0.2],
];

export interface SyntheticOptions {
  readonly points?: number;
  readonly frames?: number;
  readonly components?: 2 | 3;
  /** Frames that the trace says it will have, when it is not to be closed. */
  readonly expectedFrames?: number;
}

/**
 * A trace that looks like UMAP of clothing and is none: ten clumps that come out of a cloud. Points
 * are scattered by a hash of their index, so that it is the same everywhere without a seed. Never to be shown as anything but an example.
 */
export function syntheticTrace({
  points = 3000,
  frames = 24,
  components = 2,
  expectedFrames,
}: SyntheticOptions = {}): Recorder<UmapTraceInfo, UmapFrame> {
  const recorder = new Recorder<UmapTraceInfo, UmapFrame>(
    info(points, components),
    expectedFrames ?? frames,
  );
  for (let epoch = 0; epoch < frames; epoch++) {
    const progress = frames === 1 ? 1 : epoch / (frames - 1);
    recorder.append({
      epoch,
      embedding: layout(points, components, progress),
      epochMs: 20,
      quality: { trustworthiness: 0.9 + 0.07 * progress, labelAgreement: 0.5 + 0.2 * progress },
    });
  }
  if (expectedFrames === undefined) recorder.close();
  return recorder;
}

/** A plain picture for each class, so that the tooltip has something to show. */
export function syntheticImages(indices: readonly number[]): Promise<Samples> {
  const images = new Uint8Array(indices.length * 784);
  const labels = Uint8Array.from(indices, (index) => index % CLASS_NAMES.length);
  labels.forEach((label, at) => {
    for (let y = 0; y < 28; y++) {
      for (let x = 0; x < 28; x++) {
        const radius = Math.hypot(x - 13.5, y - 13.5);
        const petals = 8 + 3.5 * Math.cos((label + 1) * Math.atan2(y - 13.5, x - 13.5));
        images[at * 784 + y * 28 + x] = 255 / (1 + Math.exp(1.4 * (radius - petals)));
      }
    }
  });
  return Promise.resolve({ images, labels });
}

/** A correlation that falls with the distance of the clumps: −0.1 to 1, classes × classes. */
const CORRELATION = Float64Array.from({ length: CLUMPS.length ** 2 }, (_, at) => {
  const [row, column] = [Math.floor(at / CLUMPS.length), at % CLUMPS.length];
  return 1.1 * Math.exp(-apart(row, column) / 7) - 0.1;
});

/** What the made-up images would have; their averages are black. */
export const SYNTHETIC_STATISTICS: DatasetStatistics = {
  classCounts: new Uint32Array(CLUMPS.length).fill(300),
  classAverages: new Float32Array(CLUMPS.length * 784),
  correlation: CORRELATION,
};

/** How the clumps mix, made up, too: near ones much, far ones not at all, and the fourth more than is to be expected. */
export const SYNTHETIC_OVERLAP = Float64Array.from({ length: CLUMPS.length ** 2 }, (_, at) => {
  const [row, column] = [Math.floor(at / CLUMPS.length), at % CLUMPS.length];
  const others = [...CLUMPS.keys()].filter((other) => other !== row);
  const pull = (other: number): number =>
    0.3 * Math.exp(-apart(row, other)) + (row + other === 11 && row % 4 === 3 ? 0.06 : 0);
  if (row !== column) return pull(column);
  return 1 - others.reduce((sum, other) => sum + pull(other), 0);
});

function apart(one: number, other: number): number {
  const [[x = 0, y = 0] = [], [u = 0, v = 0] = []] = [CLUMPS[one], CLUMPS[other]];
  return Math.hypot(x - u, y - v);
}

function info(points: number, components: 2 | 3): UmapTraceInfo {
  return {
    kind: 'umap',
    params: {
      nNeighbors: 15,
      minDist: 0.2,
      spread: 1,
      nEpochs: 128,
      learningRate: 0.33,
      negativeSampleRate: 5,
      init: 'random',
      metric: 'euclidean',
      nComponents: components,
      seed: 24,
    },
    engine: { engine: 'none', device: 'an example', reason: 'drawn by formula' },
    dataset: {
      name: 'example',
      title: 'ten made-up clumps',
      origin: 'drawn',
      split: 'train',
      shape: { height: 28, width: 28, channels: 1 },
      classNames: CLASS_NAMES,
      count: points,
      available: points,
      hash: '',
      attribution: 'Made up for the gallery.',
    },
    labels: Uint8Array.from({ length: points }, (_, index) => index % CLASS_NAMES.length),
    points,
    components,
    stagesMs: { neighbours: 0, graph: 0, init: 0 },
    recall: 0.994,
  };
}

function layout(points: number, components: 2 | 3, progress: number): Float32Array<ArrayBuffer> {
  const embedding = new Float32Array(points * components);
  const eased = 1 - (1 - progress) ** 2.2;
  for (let index = 0; index < points; index++) {
    const clump = CLUMPS[index % CLUMPS.length];
    if (!clump) continue;
    const [cx, cy, along, across, direction, bend] = clump;
    const [a, b] = normals(index, 1);
    const [c, d] = normals(index, 3);
    const u = a * along;
    const v = b * across + bend * u * u;
    const x = cx + u * Math.cos(direction) - v * Math.sin(direction);
    const y = cy + u * Math.sin(direction) + v * Math.cos(direction);
    embedding[index * components] = 4 + c * 3 + (x - 4 - c * 3) * eased;
    embedding[index * components + 1] = 2 + d * 2.4 + (y - 2 - d * 2.4) * eased;
    if (components === 3) embedding[index * 3 + 2] = normals(index, 5)[0] * (3 - 2.2 * eased);
  }
  return embedding;
}

/** Two normally distributed numbers of point `index` (Box and Muller). */
function normals(index: number, stream: number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(scattered(index, stream) + 1e-12));
  const angle = 2 * Math.PI * scattered(index, stream + 1);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** 0..1 without any order to the eye: a hash of both numbers (murmur3's finalizer). */
function scattered(index: number, stream: number): number {
  let h = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(stream, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}
