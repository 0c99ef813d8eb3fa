import type { CnnFrame, LayerSummary } from '../../../../workers/contracts/cnn.ts';
import type { DatasetInfo } from '../../../../workers/contracts/dataset.ts';
import type { UmapFrame } from '../../../../workers/contracts/umap.ts';
import type { CnnTraceInfo } from '../../cnn-trace.ts';
import type { UmapTraceInfo } from '../../trace.ts';

/** A repeatable number in −1..1 for whatever integers: no randomness, no state. */
function hash(...numbers: number[]): number {
  let h = 2166136261;
  for (const n of numbers) h = Math.imul(h ^ n, 16777619) ^ (h >>> 13);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (((h ^ (h >>> 16)) >>> 0) / 4294967295) * 2 - 1;
}

const ENGINE = { engine: 'wasm', device: 'CPU, 2 threads', reason: 'No GPU.' };
const CLASS_NAMES = ['shirt', 'boot', 'bag'];

function dataset(count: number, size: number, channels: 1 | 3): DatasetInfo {
  return {
    name: 'garments',
    title: 'Drawn garments',
    origin: 'drawn',
    split: 'train',
    shape: { height: size, width: size, channels },
    classNames: CLASS_NAMES,
    count,
    available: 0,
    hash: 'a'.repeat(64),
    attribution: 'Drawn by this project.',
  };
}

export function umapTraceInfo(points: number, components: 2 | 3, nEpochs: number): UmapTraceInfo {
  return {
    kind: 'umap',
    params: {
      ...{ nNeighbors: 15, minDist: 0.1, spread: 1, nEpochs, learningRate: 1 },
      ...{ negativeSampleRate: 5, init: 'spectral', metric: 'euclidean' },
      ...{ nComponents: components, seed: 42 },
    },
    engine: ENGINE,
    dataset: dataset(points, 4, 1),
    labels: Uint8Array.from({ length: points }, (_, i) => i % CLASS_NAMES.length),
    points,
    components,
    stagesMs: { neighbours: 120.5, graph: 33, init: 7 },
    recall: 0.97,
  };
}

/** A layout whose classes part, and which grows, as UMAP's do. */
export function umapFrame(epoch: number, points: number, components: number): UmapFrame {
  const embedding = new Float32Array(points * components);
  for (let i = 0; i < embedding.length; i++) {
    const [point, component] = [Math.floor(i / components), i % components];
    const home = 4 * hash(point % CLASS_NAMES.length, component);
    embedding[i] =
      home * Math.log1p(epoch) + hash(point, component) * 3 + hash(i, epoch) / (1 + epoch);
  }
  return {
    epoch,
    embedding,
    epochMs: epoch === 0 ? 0 : 12.5 + epoch,
    ...(epoch % 2 === 0 ? { quality: { trustworthiness: 0.9, labelAgreement: 0.8 } } : {}),
    ...(epoch === 5 ? { engineInfo: { ...ENGINE, engine: 'umap-js' } } : {}),
  };
}

export function umapFrames(frames: number, points: number, components = 2): UmapFrame[] {
  return Array.from({ length: frames }, (_, epoch) => umapFrame(epoch, points, components));
}

const SIZE = 6;
const CHANNELS = 3;
const SAMPLED = 6;

const LAYERS: readonly LayerSummary[] = [
  {
    name: 'conv2d',
    spec: {
      ...{ type: 'conv2d', filters: 4, kernelSize: 3, padding: 'same' },
      init: { type: 'truncated-normal', stddev: 0.01 },
    },
    outputShape: [SIZE, SIZE, 4],
    parameters: 112,
    trainable: 112,
  },
  {
    name: 'max_pooling2d',
    spec: { type: 'max-pool', size: 2 },
    outputShape: [3, 3, 4],
    parameters: 0,
    trainable: 0,
  },
  {
    name: 'conv2d_1',
    spec: {
      ...{ type: 'conv2d', filters: 2, kernelSize: 1, padding: 'same' },
      init: { type: 'glorot-uniform' },
    },
    outputShape: [3, 3, 2],
    parameters: 10,
    trainable: 10,
  },
  { name: 'flatten', spec: { type: 'flatten' }, outputShape: [18], parameters: 0, trainable: 0 },
  {
    name: 'dense',
    spec: { type: 'dense', units: 3, init: { type: 'glorot-uniform' } },
    outputShape: [3],
    parameters: 57,
    trainable: 57,
  },
];

export function cnnTraceInfo(epochs: number): CnnTraceInfo {
  return {
    kind: 'cnn',
    params: {
      ...{ layers: 'article', epochs, schedule: 'fixed', stepsPerEpoch: 10, validation: 30 },
      ...{ seed: 7, learningRate: 0.001, dropout: 0.25, batchSize: 20 },
    },
    engine: ENGINE,
    dataset: dataset(200, SIZE, CHANNELS),
    layers: LAYERS,
    steps: new Uint32Array(epochs).fill(10),
    trainCount: 170,
    validationCount: 30,
    sampled: Uint32Array.from({ length: SAMPLED }, (_, i) => i * 3),
    sampledLabels: Uint8Array.from({ length: SAMPLED }, (_, i) => i % 3),
    sampledImages: Uint8Array.from(
      { length: SAMPLED * SIZE * SIZE * CHANNELS },
      (_, i) => 128 + 127 * hash(i),
    ),
  };
}

/** One image of the size that `cnnTraceInfo` has. */
export function cnnImage(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: SIZE * SIZE * CHANNELS }, (_, i) => 128 + 100 * hash(i, 9));
}

/** @param watchedId 0: layer 0, both; 1: kernels of layer 2, activations of layer 1 */
export function cnnFrame(epoch: number, watchedId = 0): CnnFrame {
  const floats = (length: number, of: number) =>
    Float32Array.from({ length }, (_, i) => hash(i, epoch, of) * (1 + of));
  const shares = (length: number) =>
    Float32Array.from({ length }, (_, i) => (1 + hash(i, epoch)) / 6);
  return {
    epoch,
    step: epoch * 10,
    imagesSeen: epoch * 200,
    view: {
      watchedId,
      kernels: watchedId === 0 ? floats(3 * 3 * CHANNELS * 4, 1) : floats(4 * 2, 1),
      activations: watchedId === 0 ? floats(SIZE * SIZE * 4, 2) : floats(3 * 3 * 4, 2),
      probabilities: shares(3),
    },
    metrics: {
      trainLoss: epoch === 0 ? NaN : 1.5 / epoch,
      trainAccuracy: epoch === 0 ? NaN : 0.5,
      validationLoss: 1.1,
      validationAccuracy: 0.3 + epoch / 100,
    },
    probabilities: shares(SAMPLED * 3),
    confusion: Uint32Array.from({ length: 9 }, (_, i) => i + epoch),
    settings: { learningRate: 0.001, dropout: 0.25, batchSize: 20 },
    epochMs: epoch * 100.25,
  };
}
