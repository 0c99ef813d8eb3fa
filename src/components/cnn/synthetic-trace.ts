import type {
  CnnFrame,
  CnnParams,
  LayerSpec,
  LayerSummary,
} from '../../../workers/contracts/cnn.ts';
import type { DatasetStatistics } from '../../../workers/contracts/dataset.ts';
import { imagesOfEpoch } from '../../runs/cnn-settings.ts';
import type { CnnTraceInfo } from '../../trace/cnn-trace.ts';
import { Recorder } from '../../trace/trace.ts';

const CLASS_NAMES = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');
const SIZE = 32;
const FILTERS = 64;
const KERNEL = 5;
const SAMPLED = 72;

type Row = readonly [name: string, spec: LayerSpec, shape: readonly number[], parameters: number];

const NORMAL = { type: 'truncated-normal', stddev: 0.01 } as const;
const ROWS: readonly Row[] = [
  [
    'conv2d',
    { type: 'conv2d', filters: 64, kernelSize: 5, padding: 'same', init: NORMAL },
    [32, 32, 64],
    4864,
  ],
  ['re_lu', { type: 'relu' }, [32, 32, 64], 0],
  ['max_pooling2d', { type: 'max-pool', size: 2 }, [16, 16, 64], 0],
  [
    'conv2d_1',
    { type: 'conv2d', filters: 64, kernelSize: 3, padding: 'same', init: NORMAL },
    [16, 16, 64],
    36_928,
  ],
  ['re_lu_1', { type: 'relu' }, [16, 16, 64], 0],
  ['max_pooling2d_1', { type: 'max-pool', size: 2 }, [8, 8, 64], 0],
  ['flatten', { type: 'flatten' }, [4096], 0],
  ['dropout', { type: 'dropout', rate: 0.25 }, [4096], 0],
  [
    'dense',
    { type: 'dense', units: 256, init: { type: 'variance-scaling', scale: 2 } },
    [256],
    1_048_832,
  ],
  ['re_lu_2', { type: 'relu' }, [256], 0],
  ['batch_normalization', { type: 'batch-norm', momentum: 0.99, epsilon: 0.001 }, [256], 1024],
  ['dense_1', { type: 'dense', units: 10, init: { type: 'glorot-uniform' } }, [10], 2570],
  ['softmax', { type: 'softmax' }, [10], 0],
];

const LAYERS: readonly LayerSummary[] = ROWS.map(([name, spec, outputShape, parameters]) => ({
  name,
  spec,
  outputShape,
  parameters,
  trainable: spec.type === 'batch-norm' ? parameters / 2 : parameters,
}));

/** A repeatable number in −1..1 for whatever integers: no randomness, no state. */
function hash(...numbers: number[]): number {
  let h = 2166136261;
  for (const n of numbers) h = Math.imul(h ^ n, 16777619) ^ (h >>> 13);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (((h ^ (h >>> 16)) >>> 0) / 4294967295) * 2 - 1;
}

/** A picture of smooth blobs, another one for each index. */
function picture(index: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, at) => {
    const band = at % 3;
    const x = Math.floor(at / 3) % SIZE;
    const y = Math.floor(at / 3 / SIZE);
    const wave =
      Math.sin(x / (3 + 2 * hash(index, 1)) + band) * Math.cos(y / (4 + 2 * hash(index, 2)));
    return 128 + 110 * wave * (0.6 + 0.4 * hash(index, band));
  });
}

/** Softmax of logits in which `favourite` leads by as much as was learned. */
function opinion(image: number, favourite: number, learned: number, classes: number): number[] {
  const logits = Array.from(
    { length: classes },
    (_, c) => 4 * learned * (hash(image, c) + (c === favourite ? 1 : 0)),
  );
  const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / sum);
}

const PARAMS = {
  layers: ROWS.map(([, spec]) => spec),
  epochs: 48,
  schedule: 'article',
  stepsPerEpoch: 250,
  learningRate: 0.0005,
  dropout: 0.25,
  validation: 2000,
  seed: 24,
} as const satisfies CnnParams;

/** Classes beside one another are alike: those are taken for each other most. */
function confusion(classes: number, accuracy: number): Uint32Array<ArrayBuffer> {
  const perClass = Math.round(PARAMS.validation / classes);
  const counts = new Uint32Array(classes * classes);
  for (let truth = 0; truth < classes; truth++) {
    let right = perClass;
    for (let other = 0; other < classes; other++) {
      if (other === truth) continue;
      const isAlike = Math.floor(truth / 2) === Math.floor(other / 2);
      const weight = (isAlike ? 3 : 1) * (1 + 0.9 * hash(truth, other));
      const wrong = Math.round((perClass * (1 - accuracy) * weight) / (classes + 1));
      counts[truth * classes + other] = Math.min(right, wrong);
      right -= Math.min(right, wrong);
    }
    counts[truth * classes + truth] = right;
  }
  return counts;
}

function frame(epoch: number, epochs: number, classes: number): CnnFrame {
  let imagesSeen = 0;
  for (let done = 0; done < epoch; done++) imagesSeen += imagesOfEpoch(PARAMS, done);
  const learned = 1 - Math.exp((-4 * epoch) / epochs);
  const accuracy = 0.1 + 0.6 * learned;
  const label = (image: number): number => image % classes;
  const favourite = (image: number): number =>
    hash(image, 7) > 2 * accuracy - 1 ? (label(image) + 3) % classes : label(image);
  return {
    epoch,
    step: 5 * epoch * epoch,
    imagesSeen,
    view: {
      watchedId: 0,
      kernels: Float32Array.from({ length: KERNEL * KERNEL * 3 * FILTERS }, (_, at) => {
        const filter = at % FILTERS;
        const x = Math.floor(at / FILTERS / 3) % KERNEL;
        const y = Math.floor(at / FILTERS / 3 / KERNEL);
        const angle = (filter * Math.PI) / 16;
        const wave = Math.sin(Math.cos(angle) * x + Math.sin(angle) * y + filter);
        return 0.01 * hash(at) + 0.1 * learned * wave;
      }),
      activations: Float32Array.from({ length: SIZE * SIZE * FILTERS }, (_, at) => {
        const filter = at % FILTERS;
        const x = Math.floor(at / FILTERS) % SIZE;
        const y = Math.floor(at / FILTERS / SIZE);
        return Math.sin((x * (filter % 8)) / 12 + (y * (filter >> 3)) / 12) * (0.2 + learned);
      }),
      probabilities: Float32Array.from(opinion(SAMPLED, 5, learned, classes)),
    },
    metrics: {
      trainLoss: epoch === 0 ? Number.NaN : 2.3 - 1.5 * learned,
      trainAccuracy: epoch === 0 ? Number.NaN : accuracy + 0.05 * learned,
      validationLoss: 2.3 - 1.3 * learned,
      validationAccuracy: accuracy,
    },
    probabilities: Float32Array.from(
      Array.from({ length: SAMPLED }, (_, image) =>
        opinion(image, favourite(image), learned, classes),
      ).flat(),
    ),
    confusion: confusion(classes, accuracy),
    settings: {
      learningRate: PARAMS.learningRate,
      dropout: PARAMS.dropout,
      batchSize: (Math.floor(Math.max(0, epoch - 1) / 6) + 1) * 10,
    },
    epochMs: epoch === 0 ? 0 : 2000,
  };
}

/** A made-up run of the article's network on made-up pictures, for examples and tests; the same each time. */
export function syntheticCnnTrace(
  frames = 49,
  epochs = 48,
  classNames: readonly string[] = CLASS_NAMES,
): Recorder<CnnTraceInfo, CnnFrame> {
  const images = new Uint8Array(SAMPLED * SIZE * SIZE * 3);
  for (let i = 0; i < SAMPLED; i++) images.set(picture(i), i * SIZE * SIZE * 3);
  const info: CnnTraceInfo = {
    kind: 'cnn',
    params: { ...PARAMS, epochs },
    engine: { engine: 'tfjs-wasm', device: 'WebAssembly', reason: 'made up' },
    dataset: {
      name: 'objects',
      title: 'Objects',
      origin: 'drawn',
      split: 'train',
      shape: { height: SIZE, width: SIZE, channels: 3 },
      classNames,
      count: 50_000,
      available: 0,
      hash: '0',
      attribution: 'Made up.',
    },
    layers: LAYERS,
    steps: Uint32Array.from({ length: epochs }, (_, i) => (2 * i + 1) * 5),
    trainCount: 48_000,
    validationCount: 2000,
    sampled: Uint32Array.from({ length: SAMPLED }, (_, i) => 100 + 7 * i),
    sampledLabels: Uint8Array.from({ length: SAMPLED }, (_, i) => i % classNames.length),
    sampledImages: images,
  };
  const recorder = new Recorder<CnnTraceInfo, CnnFrame>(info, epochs + 1);
  for (let epoch = 0; epoch < frames; epoch++) {
    recorder.append(frame(epoch, epochs, classNames.length));
  }
  if (frames === epochs + 1) recorder.close();
  return recorder;
}

/** The picture that the made-up run watches. */
export const SYNTHETIC_WATCHED = picture(SAMPLED);

/** Classes beside one another are alike, in what would be the averages, too. */
export const SYNTHETIC_STATISTICS: DatasetStatistics = {
  classCounts: new Uint32Array(10).fill(5000),
  classAverages: new Float32Array(10 * SIZE * SIZE * 3),
  correlation: Float64Array.from({ length: 100 }, (_, at) => {
    const [a, b] = [Math.floor(at / 10), at % 10];
    if (a === b) return 1;
    const isAlike = Math.floor(a / 2) === Math.floor(b / 2);
    return 0.6 + (isAlike ? 0.25 : 0) + 0.14 * hash(Math.min(a, b), Math.max(a, b));
  }),
};
