import type { CnnTraceInfo } from '../cnn-trace.ts';
import type { UmapTraceInfo } from '../trace.ts';
import { findArray, openArray, type Values, type ZarrVersion } from './array-reader.ts';
import type { CnnAttributes, TraceAttributes, UmapAttributes } from './attributes.ts';
import { checkKind } from './read-attributes.ts';
import type { ReadableStore, ReadOptions } from './store.ts';
import { TraceError } from './trace-error.ts';

/** Values of all frames, from which on a page would run out of memory. */
const MOST_VALUES = 3e8;

/** What a UMAP trace is a trace of. Throws `wrong-kind`, `wrong-shape`, `too-large`, and what reading throws. */
export async function umapInfo(
  store: ReadableStore,
  version: ZarrVersion,
  attributes: TraceAttributes,
  options: ReadOptions = {},
): Promise<UmapTraceInfo> {
  checkKind(attributes, 'umap', store.name);
  const [embedding, labelArray, indexArray] = await Promise.all([
    openArray(store, 'embedding', version, options),
    findArray(store, 'labels', version, options),
    attributes.indices ? openArray(store, 'indices', version, options) : undefined,
  ]);
  const [rows = 0, points = 0, components = 0] = embedding.shape;
  checkShape(embedding.shape.length === 3 && (components === 2 || components === 3), {
    ...{ name: 'embedding', of: store.name, shape: embedding.shape },
    expected: '[frame, point, 2 or 3]',
  });
  checkFrames(rows, attributes, store.name);
  if (points * components * attributes.frames > MOST_VALUES) {
    throw new TraceError(
      'too-large',
      `${store.name} has ${attributes.frames} frames of ${points} points: more than a page can hold.`,
    );
  }
  for (const array of [labelArray, indexArray]) {
    if (!array) continue;
    checkShape(array.shape.length === 1 && array.shape[0] === points, {
      ...{ name: array.name, of: store.name, shape: array.shape },
      expected: `[${points}]`,
    });
  }
  const [classes, images] = await Promise.all([
    labelArray?.whole(options),
    indexArray?.whole(options),
  ]);
  const labels = classes ? bytesOf(classes, 'labels', store.name) : new Uint8Array(points);
  const dataset = datasetOf(attributes, labels, points);
  const indices = images && indicesOf(images, dataset.count, store.name);
  const { parameters, seed, engine, timings, recall, projectedFrom } = attributes;
  return {
    kind: 'umap',
    params: { ...parameters, nComponents: components === 3 ? 3 : 2, seed },
    engine,
    dataset,
    labels,
    points,
    ...(indices ? { indices } : {}),
    components: components === 3 ? 3 : 2,
    stagesMs: timings,
    ...(recall === undefined ? {} : { recall }),
    ...(projectedFrom === undefined ? {} : { projectedFrom }),
  };
}

/** What a CNN's trace is a trace of; `sampledImages` is empty where the trace has none. Throws as `umapInfo` does. */
export async function cnnInfo(
  store: ReadableStore,
  version: ZarrVersion,
  attributes: TraceAttributes,
  options: ReadOptions = {},
): Promise<CnnTraceInfo> {
  checkKind(attributes, 'cnn', store.name);
  const whole = async (name: string): Promise<Values | undefined> =>
    (await findArray(store, name, version, options))?.whole(options);
  const [sampled, labels, images] = await Promise.all([
    whole('sampled'),
    whole('sampled_labels'),
    attributes.sampledImages ? whole('sampled_images') : undefined,
  ]);
  const { parameters, seed, engine, layers, trainCount, validationCount } = attributes;
  const sampledLabels = bytesOf(labels ?? [], 'sampled_labels', store.name);
  const dataset = datasetOf(attributes, sampledLabels, attributes.dataset.count);
  const { height, width, channels } = dataset.shape;
  const count = sampled?.length ?? 0;
  checkShape(sampledLabels.length === count, {
    ...{ name: 'sampled_labels', of: store.name, shape: [sampledLabels.length] },
    expected: `[${count}]`,
  });
  checkShape(!images || images.length === count * height * width * channels, {
    ...{ name: 'sampled_images', of: store.name, shape: [images?.length ?? 0] },
    expected: `[${count}, ${height}, ${width}, ${channels}]`,
  });
  return {
    kind: 'cnn',
    params: { ...parameters, seed },
    engine,
    dataset,
    layers,
    steps: Uint32Array.from(attributes.steps),
    trainCount,
    validationCount,
    sampled: Uint32Array.from(sampled ?? []),
    sampledLabels,
    sampledImages: bytesOf(images ?? [], 'sampled_images', store.name),
  };
}

/** Throws `count-mismatch` where an array has fewer rows than the attributes say that there are frames. */
export function checkFrames(rows: number, { frames }: TraceAttributes, name: string): void {
  if (rows >= frames) return;
  throw new TraceError(
    'count-mismatch',
    `${name} says that it has ${frames} frames; its arrays have ${rows}.`,
  );
}

export function checkShape(
  fits: boolean,
  is: {
    readonly name: string;
    readonly of: string;
    readonly shape: readonly number[];
    readonly expected: string;
  },
): void {
  if (fits) return;
  throw new TraceError(
    'wrong-shape',
    `${is.name} of ${is.of} is [${is.shape.join(', ')}]; it should be ${is.expected}.`,
    { key: is.name },
  );
}

function bytesOf(values: ArrayLike<number>, name: string, of: string): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(values);
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === values[i]) continue;
    throw new TraceError(
      'wrong-format',
      `${name} of ${of} has ${String(values[i])} at ${i}; it should be a whole number from 0 to 255.`,
    );
  }
  return bytes;
}

function indicesOf(values: Values, count: number, of: string): Uint32Array<ArrayBuffer> {
  const indices = Uint32Array.from(values);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] ?? 0;
    if (index === values[i] && index < count) continue;
    throw new TraceError(
      'wrong-format',
      `indices of ${of} has ${String(values[i])} at ${i}; it should be a whole number from 0 to ${count - 1}, an image of the dataset.`,
    );
  }
  return indices;
}

/** Classes that nobody named are `Class 0` and so on. */
function datasetOf(
  { dataset, classNames }: UmapAttributes | CnnAttributes,
  labels: Uint8Array,
  count: number,
): UmapTraceInfo['dataset'] {
  const classes = labels.reduce((most, label) => Math.max(most, label + 1), classNames.length);
  const names = Array.from({ length: classes }, (_, i) => classNames[i] ?? `Class ${i}`);
  return {
    ...dataset,
    count: dataset.count || count,
    classNames: names,
  };
}
