import type { CnnFrame, CnnTest } from '../../../workers/contracts/cnn.ts';
import type { CnnTraceInfo } from '../cnn-trace.ts';
import { CHUNK_ROWS, type Precision, smallSpec } from './array-names.ts';
import type { ArraySet } from './array-set.ts';
import type { CnnFrameInfo, TestInfo, WatchedArrays, WatchedChoice } from './attributes.ts';
import type { Before, FrameWriter } from './frame-writer.ts';
import type { GrowingArray } from './growing-array.ts';
import { kernelShape, mapShape } from './layer-shapes.ts';
import { METRICS } from './metric-names.ts';
import { checkLength, QuantisedArray } from './quantised-array.ts';
import type { Bytes, WritableStore } from './store.ts';
import { TraceError } from './trace-error.ts';
import { writeWhole } from './write-whole.ts';

export interface CnnWriteOptions {
  /** Bits of a kernel's weight, 8 to 16 (default 12), or `exact`. */
  readonly kernels?: Precision | undefined;
  /** Bits of an activation (default 8), or `exact`. */
  readonly activations?: Precision | undefined;
  /** Keep the sampled and watched images; default: no, since datasets may not be passed on. */
  readonly images?: boolean | undefined;
}

/** A choice of what to watch; its image is kept where the trace has images. */
export interface Watch extends WatchedChoice {
  /** height × width × channels, bytes. */
  readonly image?: Bytes | undefined;
}

interface WatchArrays {
  readonly kernels: QuantisedArray;
  readonly activations: QuantisedArray;
  readonly probabilities: GrowingArray;
}

export class CnnFrameWriter implements FrameWriter<CnnFrame> {
  private readonly frameInfo: CnnFrameInfo[];
  private readonly watched: WatchedArrays[];
  private readonly tests: TestInfo[];
  private readonly watches = new Map<number, WatchArrays>();

  private constructor(
    private readonly store: WritableStore,
    private readonly arrays: ArraySet,
    private readonly info: CnnTraceInfo,
    private readonly options: CnnWriteOptions,
    private readonly always: {
      readonly metrics: GrowingArray;
      readonly probabilities: GrowingArray;
      readonly confusion: GrowingArray;
    },
    before: Before<'cnn'> | undefined,
  ) {
    this.frameInfo = [...(before?.frameInfo ?? [])];
    this.watched = [...(before?.watched ?? [])];
    this.tests = [...(before?.tests ?? [])];
  }

  static async open(
    store: WritableStore,
    arrays: ArraySet,
    info: CnnTraceInfo,
    options: CnnWriteOptions,
    before?: Before<'cnn'>,
  ): Promise<CnnFrameWriter> {
    const classes = info.dataset.classNames.length;
    const { array: metrics } = await arrays.open(
      smallSpec('metrics', ['frame', 'metric'], [METRICS.length]),
    );
    const { array: probabilities } = await arrays.open({
      name: 'probabilities',
      dimensions: ['frame', 'image', 'class'],
      rowShape: [info.sampled.length, classes],
      dtype: 'float32',
      chunkRows: CHUNK_ROWS,
    });
    const { array: confusion } = await arrays.open({
      name: 'confusion',
      dimensions: ['frame', 'true_class', 'predicted_class'],
      rowShape: [classes, classes],
      dtype: 'uint32',
      chunkRows: CHUNK_ROWS,
    });
    if (!before) await writeSampled(store, info, options);
    const always = { metrics, probabilities, confusion };
    const kept = before ? await keptOptions(arrays, before) : options;
    const writer = new CnnFrameWriter(store, arrays, info, kept, always, before);
    for (const choice of writer.watched) await writer.openWatch(choice);
    return writer;
  }

  /** Tells what frames with this `watchedId` are of; before the first of them comes. */
  async watch({ image, ...choice }: Watch): Promise<void> {
    if (this.watches.has(choice.id)) return;
    const suffix = this.watched.length === 0 ? '' : `_${choice.id}`;
    const keeps = this.options.images === true && image !== undefined;
    const names = {
      kernels: `kernels${suffix}`,
      activations: `activations${suffix}`,
      probabilities: `watched_probabilities${suffix}`,
      image: keeps ? `watched_image${suffix}` : undefined,
    };
    const arrays: WatchedArrays = { ...choice, arrays: names };
    await this.openWatch(arrays);
    if (keeps) {
      const { height, width, channels } = this.info.dataset.shape;
      const of = { name: `watched_image${suffix}`, dtype: 'uint8' } as const;
      const dimensions = ['height', 'width', 'channel'];
      await writeWhole(this.store, { ...of, dimensions, shape: [height, width, channels] }, image);
    }
    this.watched.push(arrays);
  }

  async put(index: number, frame: CnnFrame): Promise<void> {
    const { view, metrics } = frame;
    const watch = this.watches.get(view.watchedId);
    if (!watch) {
      throw new TraceError(
        'bad-parameter',
        `Frame ${index} is of choice ${view.watchedId}, which the writer was not told of.`,
        { frame: index },
      );
    }
    const what = `frame ${index} (epoch ${frame.epoch})`;
    const classes = this.info.dataset.classNames.length;
    checkLength(frame.confusion, classes * classes, `The confusion matrix of ${what}`);
    checkLength(
      frame.probabilities,
      this.info.sampled.length * classes,
      `The probabilities of ${what}`,
    );
    await watch.kernels.put(index, view.kernels, `kernels, ${what}`);
    await watch.activations.put(index, view.activations, `activations, ${what}`);
    await watch.probabilities.put(index, view.probabilities.slice());
    await this.always.metrics.put(
      index,
      Float32Array.from(METRICS, (metric) => metrics[metric]),
    );
    await this.always.probabilities.put(index, frame.probabilities.slice());
    await this.always.confusion.put(index, frame.confusion.slice());
    const { epoch, epochMs, step, imagesSeen, settings, engineInfo } = frame;
    const watched = view.watchedId;
    this.frameInfo.push({ epoch, epochMs, step, imagesSeen, settings, watched, engineInfo });
  }

  /** Keeps a test on all test images. *Borrows*. */
  async test(test: CnnTest): Promise<void> {
    const { epoch, count, loss, accuracy, labels, confusion, probabilities } = test;
    if (this.tests.some((known) => known.epoch === epoch)) return;
    const classes = this.info.dataset.classNames.length;
    const name = `test_confusion_${epoch}`;
    const dimensions = ['true_class', 'predicted_class'];
    await writeWhole(
      this.store,
      { name, dimensions, dtype: 'uint32', shape: [classes, classes] },
      confusion,
    );
    await writeWhole(
      this.store,
      {
        name: `test_probabilities_${epoch}`,
        dimensions: ['image', 'class'],
        dtype: 'float32',
        shape: [count, classes],
      },
      probabilities,
    );
    await writeWhole(
      this.store,
      { name: `test_labels_${epoch}`, dimensions: ['image'], dtype: 'uint8', shape: [count] },
      labels,
    );
    this.tests.push({ epoch, count, loss, accuracy });
  }

  get attributes() {
    const { params, layers, steps, trainCount, validationCount } = this.info;
    const { seed, ...parameters } = params;
    return {
      kind: 'cnn',
      seed,
      parameters,
      layers,
      steps: [...steps],
      trainCount,
      validationCount,
      metrics: METRICS,
      watched: this.watched,
      tests: this.tests,
      sampledImages: this.options.images === true,
      frameInfo: this.frameInfo,
    };
  }

  private async openWatch({ id, arrays: names, ...of }: WatchedArrays): Promise<void> {
    const { kernels = 12, activations = 8 } = this.options;
    const { info, arrays } = this;
    const { array: probabilities } = await arrays.open({
      ...smallSpec(names.probabilities, ['frame', 'class'], [info.dataset.classNames.length]),
      gaps: true,
    });
    this.watches.set(id, {
      kernels: await QuantisedArray.open(arrays, names.kernels, kernels, {
        dimensions: ['frame', 'height', 'width', 'channel', 'filter'],
        rowShape: kernelShape(info, of.kernelLayer),
        gaps: true,
      }),
      activations: await QuantisedArray.open(arrays, names.activations, activations, {
        dimensions: ['frame', 'height', 'width', 'map'],
        rowShape: mapShape(info, of.activationLayer),
        gaps: true,
      }),
      probabilities,
    });
  }
}

/** A trace that is resumed goes on as it was begun. */
async function keptOptions(
  arrays: ArraySet,
  { watched: [first] }: Before<'cnn'>,
): Promise<CnnWriteOptions> {
  if (!first) return {};
  return {
    kernels: await arrays.precision(first.arrays.kernels),
    activations: await arrays.precision(first.arrays.activations),
    images: first.arrays.image !== undefined,
  };
}

async function writeSampled(
  store: WritableStore,
  info: CnnTraceInfo,
  { images = false }: CnnWriteOptions,
): Promise<void> {
  const { sampled, sampledLabels, sampledImages } = info;
  const { height, width, channels } = info.dataset.shape;
  const count = sampled.length;
  const of = { dimensions: ['image'], shape: [count] };
  await writeWhole(store, { name: 'sampled', dtype: 'uint32', ...of }, sampled);
  await writeWhole(store, { name: 'sampled_labels', dtype: 'uint8', ...of }, sampledLabels);
  if (!images) return;
  const dimensions = ['image', 'height', 'width', 'channel'];
  const shape = [count, height, width, channels];
  await writeWhole(
    store,
    { name: 'sampled_images', dtype: 'uint8', dimensions, shape },
    sampledImages,
  );
}
