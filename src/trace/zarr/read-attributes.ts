import type { ZarrVersion } from './array-reader.ts';
import {
  type CnnAttributes,
  FORMAT,
  type TraceAttributes,
  type TraceKind,
  type UmapAttributes,
  VERSION,
} from './attributes.ts';
import { readCnnAttributes } from './read-cnn-attributes.ts';
import { Fields } from './fields.ts';
import { readEngine } from './read-engine.ts';
import type { ReadableStore, ReadOptions } from './store.ts';
import { messageOf, TraceError } from './trace-error.ts';

/** More frames, or larger metadata, than any run has: someone means to fill the memory. */
const MOST_FRAMES = 1e6;
const MOST_METADATA = 64e6;

const KINDS = ['umap', 'cnn'] as const;

export interface ReadAttributes {
  readonly attributes: TraceAttributes;
  readonly version: ZarrVersion;
}

/**
 * Reads and checks the root's attributes. Where a writer may leave something out, this fills in what
 * docs/trace-format.md says.
 *
 * Throws `http-status` (there is none), `wrong-format`, `unknown-version`, `out-of-order`, `too-large`, and what the
 * store throws.
 */
export async function readAttributes(
  store: ReadableStore,
  options: ReadOptions = {},
): Promise<ReadAttributes> {
  const v3 = await store.get('zarr.json', options);
  if (v3) {
    const root = parse(v3, `zarr.json of ${store.name}`);
    const attributes = new Fields(root.raw('attributes') ?? {}, `the attributes of ${store.name}`);
    return { attributes: check(attributes, store.name), version: 3 };
  }
  const v2 = await store.get('.zattrs', options);
  if (v2) {
    return { attributes: check(parse(v2, `.zattrs of ${store.name}`), store.name), version: 2 };
  }
  throw new TraceError(
    'http-status',
    `There is no recording at ${store.name}: it has no zarr.json.`,
    { url: store.name, status: 404 },
  );
}

/** Throws `wrong-kind`. */
export function checkKind<Kind extends TraceKind>(
  attributes: TraceAttributes,
  kind: Kind,
  name: string,
): asserts attributes is Extract<TraceAttributes, { kind: Kind }> {
  if (attributes.kind === kind) return;
  const titles = { umap: 'a UMAP run', cnn: 'a CNN’s training' };
  throw new TraceError(
    'wrong-kind',
    `${name} is a recording of ${titles[attributes.kind]}, not of ${titles[kind]}.`,
    { kind: attributes.kind },
  );
}

function parse(bytes: Uint8Array, what: string): Fields {
  if (bytes.length > MOST_METADATA) {
    throw new TraceError('too-large', `${what} has ${bytes.length} bytes: more than can be taken.`);
  }
  const text = new TextDecoder().decode(bytes);
  if (text.trimStart().startsWith('<')) {
    throw new TraceError('wrong-format', `There is a web page where ${what} should be.`);
  }
  try {
    return new Fields(JSON.parse(text), what);
  } catch (thrown) {
    if (thrown instanceof TraceError) throw thrown;
    throw new TraceError('wrong-format', `${what} is no JSON: ${messageOf(thrown)}`);
  }
}

function check(fields: Fields, name: string): TraceAttributes {
  if (fields.raw('format') !== FORMAT) {
    throw new TraceError(
      'wrong-format',
      `${name} is Zarr, but no recording of a run: its attribute “format” is not “${FORMAT}”.`,
    );
  }
  const version = fields.count('version');
  if (version !== VERSION) {
    throw new TraceError(
      'unknown-version',
      `${name} is of version ${version} of the format; this page knows version ${VERSION}. A newer page can play it.`,
      { version },
    );
  }
  const kind = fields.oneOf('kind', KINDS);
  const frames = fields.count('frames');
  if (frames > MOST_FRAMES) {
    throw new TraceError('too-large', `${name} says that it has ${frames} frames.`);
  }
  const common = {
    format: FORMAT,
    version: VERSION,
    frames,
    expectedFrames: Math.max(frames, fields.count('expectedFrames', frames)),
    closed: fields.flag('closed', true),
    recorded: fields.maybeText('recorded'),
    seed: fields.number('seed', 0),
    engine: readEngine(fields.object('engine')),
    dataset: readDataset(fields.object('dataset')),
    classNames: fields.texts('classNames'),
  } as const;
  const attributes: TraceAttributes =
    kind === 'umap'
      ? { ...common, kind, ...readUmapAttributes(fields, frames) }
      : { ...common, kind, ...readCnnAttributes(fields, frames) };
  checkOrder(attributes, name);
  return attributes;
}

/** Throws `out-of-order`, and `wrong-format` where frames are not as many as `frameInfo` has. */
function checkOrder({ frames, frameInfo }: UmapAttributes | CnnAttributes, name: string): void {
  if (frameInfo.length < frames) {
    throw new TraceError(
      'wrong-format',
      `${name} has ${frames} frames, and “frameInfo” of ${frameInfo.length}.`,
    );
  }
  for (let i = 1; i < frameInfo.length; i++) {
    const [before, now] = [frameInfo[i - 1]?.epoch ?? 0, frameInfo[i]?.epoch ?? 0];
    if (now > before) continue;
    throw new TraceError(
      'out-of-order',
      `${name} is out of order: frame ${i} is of epoch ${now}, the one before it of epoch ${before}.`,
      { frame: i },
    );
  }
}

function readDataset(fields: Fields): UmapAttributes['dataset'] {
  const shape = fields.object('shape');
  const standIn = fields.maybeText('standIn');
  const name = fields.text('name', 'unknown');
  const count = fields.count('count', 0);
  return {
    name,
    title: fields.text('title', name),
    origin: fields.oneOf('origin', ['real', 'drawn', 'own'], 'own'),
    split: fields.oneOf('split', ['train', 'test'], 'train'),
    shape: {
      height: shape.count('height', 1),
      width: shape.count('width', 1),
      channels: shape.count('channels', 1) === 3 ? 3 : 1,
    },
    count,
    available: fields.count('available', count),
    hash: fields.text('hash', ''),
    ...(standIn === undefined ? {} : { standIn }),
    attribution: fields.text('attribution', ''),
  };
}

/** umap-learn's defaults where a writer leaves parameters out. */
function readUmapAttributes(fields: Fields, frames: number) {
  const parameters = fields.object('parameters');
  const timings = fields.object('timings');
  const quality = fields.maybeObject('quality');
  return {
    parameters: {
      nNeighbors: parameters.number('nNeighbors', 15),
      minDist: parameters.number('minDist', 0.1),
      spread: parameters.number('spread', 1),
      nEpochs: parameters.number('nEpochs', Math.max(0, frames - 1)),
      learningRate: parameters.number('learningRate', 1),
      negativeSampleRate: parameters.number('negativeSampleRate', 5),
      init: parameters.oneOf('init', ['spectral', 'random', 'pca'], 'spectral'),
      metric: parameters.oneOf(
        'metric',
        ['euclidean', 'cosine', 'manhattan', 'correlation'],
        'euclidean',
      ),
      nComponents: parameters.number('nComponents', 2) === 3 ? 3 : 2,
    },
    timings: {
      neighbours: timings.number('neighbours', 0),
      graph: timings.number('graph', 0),
      init: timings.number('init', 0),
    },
    recall: fields.maybeNumber('recall'),
    projectedFrom: fields.has('projectedFrom') ? fields.count('projectedFrom') : undefined,
    indices: fields.flag('indices', false),
    quality: quality && {
      recall: quality.number('recall'),
      trustworthiness: quality.number('trustworthiness'),
      labelAgreement: quality.number('labelAgreement'),
      overlap: Float64Array.from(quality.numbers('overlap')),
    },
    frameInfo: fields.has('frameInfo')
      ? fields.objects('frameInfo', readUmapFrame)
      : Array.from({ length: frames }, (_, epoch) => ({ epoch, epochMs: 0 })),
  } as const;
}

function readUmapFrame(fields: Fields) {
  const quality = fields.maybeObject('quality');
  const engineInfo = fields.maybeObject('engineInfo');
  return {
    epoch: fields.count('epoch'),
    epochMs: fields.number('epochMs', 0),
    quality: quality && {
      trustworthiness: quality.number('trustworthiness'),
      labelAgreement: quality.number('labelAgreement'),
    },
    engineInfo: engineInfo && readEngine(engineInfo),
  };
}
