import type { CnnFrame, CnnMetrics, CnnTest } from '../../../workers/contracts/cnn.ts';
import type { CnnTraceInfo } from '../cnn-trace.ts';
import { findArray, openArray, type TraceArray, type ZarrVersion } from './array-reader.ts';
import type { CnnAttributes, CnnFrameInfo, WatchedArrays } from './attributes.ts';
import { kernelShape, mapShape } from './layer-shapes.ts';
import { METRICS } from './metric-names.ts';
import { QuantisedReader } from './quantised-reader.ts';
import { checkFrames, checkShape } from './read-info.ts';
import type { Bytes, ReadableStore, ReadOptions } from './store.ts';
import { TraceError } from './trace-error.ts';

interface WatchReader {
  readonly kernels: QuantisedReader;
  readonly activations: QuantisedReader;
  readonly probabilities: TraceArray;
}

/** Reads the frames of a CNN's trace. */
export class CnnFrameReader {
  private readonly watches = new Map<number, WatchReader>();

  private constructor(
    private readonly store: ReadableStore,
    private readonly version: ZarrVersion,
    private readonly info: CnnTraceInfo,
    private readonly always: {
      readonly metrics: TraceArray;
      readonly probabilities: TraceArray;
      readonly confusion: TraceArray;
    },
  ) {}

  /** Throws `wrong-format`, `wrong-shape`, `count-mismatch`. */
  static async open(
    store: ReadableStore,
    version: ZarrVersion,
    info: CnnTraceInfo,
    attributes: CnnAttributes,
    options: ReadOptions = {},
  ): Promise<CnnFrameReader> {
    const open = (name: string) => openArray(store, name, version, options);
    const [metrics, probabilities, confusion] = await Promise.all([
      open('metrics'),
      open('probabilities'),
      open('confusion'),
    ]);
    const classes = info.dataset.classNames.length;
    checkRows(metrics, [METRICS.length], attributes, store.name);
    checkRows(probabilities, [info.sampled.length, classes], attributes, store.name);
    checkRows(confusion, [classes, classes], attributes, store.name);
    return new CnnFrameReader(store, version, info, { metrics, probabilities, confusion });
  }

  get framesPerChunk(): number {
    return this.always.probabilities.chunks[0] ?? 1;
  }

  async frames(
    attributes: CnnAttributes,
    first: number,
    end: number,
    options: ReadOptions = {},
  ): Promise<CnnFrame[]> {
    const { metrics, probabilities, confusion } = this.always;
    const [metricRows, probabilityRows, confusionRows] = await Promise.all([
      metrics.rows(first, end, options),
      probabilities.rows(first, end, options),
      confusion.rows(first, end, options),
    ]);
    const views = await this.views(attributes, first, end, options);
    return views.map((view, i) => {
      const { epoch, epochMs, step, imagesSeen, settings, engineInfo } = infoOf(
        attributes,
        first + i,
      );
      return {
        ...{ epoch, step, imagesSeen, view },
        metrics: metricsOf(metricRows[i] ?? []),
        probabilities: Float32Array.from(probabilityRows[i] ?? []),
        confusion: Uint32Array.from(confusionRows[i] ?? []),
        settings: { ...settings, batchSize: settings.batchSize },
        epochMs,
        ...(engineInfo ? { engineInfo } : {}),
      };
    });
  }

  /** height × width × channels of a watched image; undefined where the trace has no images. */
  async image({ arrays }: WatchedArrays, options: ReadOptions = {}): Promise<Bytes | undefined> {
    if (arrays.image === undefined) return undefined;
    const array = await openArray(this.store, arrays.image, this.version, options);
    const { height, width, channels } = this.info.dataset.shape;
    const { shape } = array;
    checkShape(shape.length === 3 && shape.join() === [height, width, channels].join(), {
      ...{ name: arrays.image, of: this.store.name, shape },
      expected: `[${height}, ${width}, ${channels}]`,
    });
    return Uint8Array.from(await array.whole(options));
  }

  /** The tests that were made. */
  async tests({ tests }: CnnAttributes, options: ReadOptions = {}): Promise<CnnTest[]> {
    const classes = this.info.dataset.classNames.length;
    const open = (name: string) => openArray(this.store, name, this.version, options);
    const find = (name: string) => findArray(this.store, name, this.version, options);
    return Promise.all(
      tests.map(async ({ epoch, count, loss, accuracy }) => {
        const confusion = await open(`test_confusion_${epoch}`);
        const probabilities = await find(`test_probabilities_${epoch}`);
        const labels = await find(`test_labels_${epoch}`);
        checkShape(confusion.shape.join() === [classes, classes].join(), {
          ...{ name: confusion.name, of: this.store.name, shape: confusion.shape },
          expected: `[${classes}, ${classes}]`,
        });
        return {
          ...{ epoch, count, loss, accuracy },
          confusion: Uint32Array.from(await confusion.whole(options)),
          labels: Uint8Array.from((await labels?.whole(options)) ?? []),
          probabilities: Float32Array.from((await probabilities?.whole(options)) ?? []),
        };
      }),
    );
  }

  /** Frame by frame, of the choice that each is of: a run of frames of the same choice at a time. */
  private async views(
    attributes: CnnAttributes,
    first: number,
    end: number,
    options: ReadOptions,
  ): Promise<CnnFrame['view'][]> {
    const views: CnnFrame['view'][] = [];
    for (let from = first; from < end;) {
      const { watched } = infoOf(attributes, from);
      let to = from + 1;
      while (to < end && infoOf(attributes, to).watched === watched) to++;
      const watch = await this.watch(attributes, watched, options);
      const [kernels, activations, probabilities] = await Promise.all([
        watch.kernels.rows(from, to, options),
        watch.activations.rows(from, to, options),
        watch.probabilities.rows(from, to, options),
      ]);
      for (let i = 0; i < to - from; i++) {
        views.push({
          watchedId: watched,
          kernels: kernels[i] ?? new Float32Array(),
          activations: activations[i] ?? new Float32Array(),
          probabilities: Float32Array.from(probabilities[i] ?? []),
        });
      }
      from = to;
    }
    return views;
  }

  private async watch(
    attributes: CnnAttributes,
    id: number,
    options: ReadOptions,
  ): Promise<WatchReader> {
    const known = this.watches.get(id);
    if (known) return known;
    const choice = attributes.watched.find((watched) => watched.id === id);
    if (!choice) {
      throw new TraceError(
        'wrong-format',
        `A frame of ${this.store.name} is of choice ${id}, which is not in “watched”.`,
      );
    }
    const { store, version, info } = this;
    const { arrays } = choice;
    const [kernels, activations, probabilities] = await Promise.all([
      QuantisedReader.open(store, arrays.kernels, version, options),
      QuantisedReader.open(store, arrays.activations, version, options),
      openArray(store, arrays.probabilities, version, options),
    ]);
    checkRow(kernels.values, kernelShape(info, choice.kernelLayer), store.name);
    checkRow(activations.values, mapShape(info, choice.activationLayer), store.name);
    checkRow(probabilities, [info.dataset.classNames.length], store.name);
    const watch = { kernels, activations, probabilities };
    this.watches.set(id, watch);
    return watch;
  }
}

function infoOf({ frameInfo }: CnnAttributes, index: number): CnnFrameInfo {
  const info = frameInfo[index];
  if (info) return info;
  throw new Error('Attributes have a frameInfo for each frame.');
}

function metricsOf(values: ArrayLike<number>): CnnMetrics {
  const [trainLoss = NaN, trainAccuracy = NaN, validationLoss = NaN, validationAccuracy = NaN] =
    Array.from(values);
  return { trainLoss, trainAccuracy, validationLoss, validationAccuracy };
}

function checkRow(array: TraceArray, row: readonly number[], of: string): void {
  checkShape(array.shape.slice(1).join() === row.join(), {
    ...{ name: array.name, of, shape: array.shape },
    expected: `[frame, ${row.join(', ')}]`,
  });
}

function checkRows(
  array: TraceArray,
  row: readonly number[],
  attributes: CnnAttributes,
  of: string,
): void {
  checkRow(array, row, of);
  checkFrames(array.shape[0] ?? 0, attributes, of);
}
