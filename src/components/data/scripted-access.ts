import type {
  DatasetInfo,
  DatasetParams,
  DatasetStatistics,
  ImageShape,
  PickedSamples,
  PickParams,
} from '../../../workers/contracts/dataset.ts';
import type { Progress } from '../../../workers/contracts/control.ts';
import type { DataAccess, SharedDataset } from '../../runs/data-access.ts';
import type { ErrorData } from '../../runs/run.ts';

type Call = Parameters<SharedDataset['load']>[0];

const INFO: DatasetInfo = {
  name: 'example',
  title: 'ten made-up blots',
  origin: 'drawn',
  split: 'train',
  shape: { height: 28, width: 28, channels: 1 },
  classNames: [
    ...['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat'],
    ...['Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  ],
  count: 60_000,
  available: 60_000,
  hash: '00',
  attribution: 'Made up for the gallery.',
};

export interface Script {
  readonly info?: Partial<DatasetInfo>;
  /** Bytes that all images would take. */
  readonly toFetch?: number;
  /** Somebody on the page has it open. */
  readonly isShared?: boolean;
  /** Where it stops until `release`. */
  readonly holds?: 'open' | 'load';
  /** Where it fails, until `error` is set to undefined. */
  readonly error?: ErrorData;
  readonly statistics?: DatasetStatistics;
}

/** Data that is fetched from nowhere and does what the script says, for tests and examples. */
export class ScriptedAccess implements DataAccess {
  /** What was asked for, in order. */
  readonly opened: DatasetParams[] = [];
  readonly picks: PickParams[] = [];
  closed = 0;
  loads = 0;
  wanted = false;
  complete = false;
  error: ErrorData | undefined;
  readonly info: DatasetInfo;
  private readonly watchers = new Set<() => void>();
  private readonly held: Promise<void>;
  private letGo: () => void = () => undefined;
  private report: ((progress: Progress) => void) | undefined;

  constructor(private readonly script: Script = {}) {
    this.info = { ...INFO, ...script.info };
    this.error = script.error;
    this.held = new Promise((resolve) => {
      this.letGo = resolve;
    });
  }

  async open(params: DatasetParams, call: Call): Promise<SharedDataset> {
    this.opened.push(params);
    await this.stop('open', call);
    if (this.error) throw new Error(this.error.message);
    return this.hold();
  }

  isShared(): boolean {
    return this.script.isShared ?? false;
  }

  explain(thrown: unknown): ErrorData {
    return this.error ?? { code: 'internal', message: String(thrown) };
  }

  // The script.

  release(): void {
    this.letGo();
  }

  progress(stage: string, done: number, total: number, unit = 'bytes'): void {
    this.report?.({ stage, done, total, unit });
  }

  /** As if another figure had been asked to load all images. */
  loadElsewhere(): void {
    this.wanted = true;
    for (const watcher of this.watchers) watcher();
  }

  private async stop(at: 'open' | 'load', { onProgress }: Call): Promise<void> {
    this.report = onProgress;
    if (this.script.holds === at) await this.held;
  }

  private hold(): SharedDataset {
    // Arrow functions, for getters have a `this` of their own.
    const isWanted = (): boolean => this.wanted;
    const isComplete = (): boolean => this.complete;
    let closed = false;
    const load = async (call: Call): Promise<void> => {
      this.loads += 1;
      await this.stop('load', call);
      this.complete = true;
    };
    return {
      info: this.info,
      ready: 1000,
      toFetch: this.script.toFetch ?? 0,
      get closed() {
        return closed;
      },
      get wanted() {
        return isWanted();
      },
      get complete() {
        return isComplete();
      },
      load,
      samples: () => Promise.reject(new Error('No figure asks for all images.')),
      images: () => Promise.reject(new Error('No figure asks for images by index.')),
      nearest: () => Promise.reject(new Error('No figure asks for the nearest images.')),
      pick: (params) => Promise.resolve(this.pick(params)),
      statistics: () => Promise.resolve(this.script.statistics ?? blotStatistics(this.info)),
      watch: (listener) => {
        this.watchers.add(listener);
        return () => this.watchers.delete(listener);
      },
      share: () => this.hold(),
      close: () => {
        if (!closed) this.closed += 1;
        closed = true;
      },
    };
  }

  private pick(params: PickParams): PickedSamples {
    this.picks.push(params);
    const { classNames, shape, count } = this.info;
    const classes = classNames.length;
    const decoded = this.complete ? count : Math.min(1000, count);
    const among = params.label === undefined ? decoded : Math.floor(decoded / classes);
    const length = Math.min(params.count, among);
    const indices = Uint32Array.from({ length }, (_, i) =>
      params.label === undefined
        ? (i * 37 + params.seed * 11) % decoded
        : ((i * 7 + params.seed) % among) * classes + params.label,
    );
    const labels = Uint8Array.from(indices, (index) => index % classes);
    const size = shape.height * shape.width * shape.channels;
    const images = new Uint8Array(length * size);
    labels.forEach((label, i) => {
      const shift = ((indices[i] ?? 0) % 5) - 2;
      images.set(
        blot(label, classes, shape, shift).map((value) => Math.round(255 * value)),
        i * size,
      );
    });
    return { images, labels, indices, among, decoded };
  }
}

/** A blot whose place and proportions are its class's, 0..1. */
function blot(
  label: number,
  classes: number,
  shape: ImageShape,
  shift = 0,
): Float32Array<ArrayBuffer> {
  const { height, width, channels } = shape;
  const turn = (2 * Math.PI * label) / classes;
  const x0 = width * (0.5 + 0.16 * Math.cos(turn)) + shift;
  const y0 = height * (0.5 + 0.16 * Math.sin(turn));
  const [wide, high] = [width * (0.14 + 0.02 * (label % 3)), height * (0.24 - 0.03 * (label % 4))];
  return Float32Array.from({ length: height * width * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const dx = ((pixel % width) - x0) / wide;
    const dy = (Math.floor(pixel / width) - y0) / high;
    const band = channels === 1 ? 1 : 0.4 + 0.6 * ((label + (i % channels)) % 3 === 0 ? 1 : 0.4);
    return Math.exp(-(dx ** 4) - dy ** 4) * band;
  });
}

function blotStatistics({ classNames, shape, count }: DatasetInfo): DatasetStatistics {
  const classes = classNames.length;
  const averages = classNames.map((_, label) => blot(label, classes, shape));
  return {
    classCounts: new Uint32Array(classes).fill(Math.floor(count / classes)),
    classAverages: Float32Array.from(averages.flatMap((average) => [...average])),
    correlation: Float64Array.from(averages.flatMap((a) => averages.map((b) => pearson(a, b)))),
  };
}

function pearson(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array): number =>
    values.reduce((sum, v) => sum + v, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [da, db] = [value - ma, (b[i] ?? 0) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  });
  return ab / Math.sqrt(aa * bb);
}
