import type { Progress } from '../../../workers/contracts/control.ts';
import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import type { UmapFrame } from '../../../workers/contracts/umap.ts';
import type { CnnTraceInfo } from '../cnn-trace.ts';
import type { UmapTraceInfo } from '../trace.ts';
import type { CnnAttributes, TraceAttributes, UmapAttributes } from './attributes.ts';
import { CnnFrameReader } from './cnn-frame-reader.ts';
import { fetchBytes, HttpStore } from './http-store.ts';
import { type FrameReader, FrameLoader } from './frame-loader.ts';
import { LoadedTrace } from './loaded-trace.ts';
import { checkKind } from './read-attributes.ts';
import { readAsItIs } from './read-as-it-is.ts';
import { cnnInfo, umapInfo } from './read-info.ts';
import { SharedReads } from './shared-reads.ts';
import { type Bytes, MemoryStore, type ReadableStore } from './store.ts';
import { TraceError } from './trace-error.ts';
import { UmapFrameReader } from './umap-frame-reader.ts';

/** An absolute address of a folder or of a `.zip`, of a run that is kept here (`opfs:ID`), a zip file, files in memory, or any store. */
export type TraceSource = string | Blob | ReadonlyMap<string, Bytes> | ReadableStore;

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
  /** Stages: `download` (bytes, of a zip file), `load` (frames). */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** The attributes as they are now: at first, and whenever a trace that is still written has more. */
  readonly onAttributes?: ((attributes: TraceAttributes) => void) | undefined;
  /** Wait for the frames of a trace that is still being written; default: true. */
  readonly follow?: boolean | undefined;
  /** Shortest time between two looks for new frames, ms. */
  readonly pollMs?: number | undefined;
}

interface Opened<Info, Frame, Attributes> {
  /** Its first frames are there, coarse ones at least; the rest comes. It closes when no more do. */
  readonly trace: LoadedTrace<Info, Frame>;
  /** As they were when it was opened. */
  readonly attributes: Attributes;
  /** Resolves when all frames are there; rejects with a TraceError, or the abort's reason. Frames so far stay. */
  readonly loaded: Promise<void>;
}

export type OpenedUmapTrace = Opened<UmapTraceInfo, UmapFrame, UmapAttributes>;

export interface OpenedCnnTrace extends Opened<CnnTraceInfo, CnnFrame, CnnAttributes> {
  /** Images of watched choices, and tests. */
  readonly reader: CnnFrameReader;
}

/**
 * Opens a UMAP run's trace: resolves with its first frames. Throws `wrong-kind`, `http-status`, `network`,
 * `wrong-format`, `wrong-shape`, `unknown-version`, `missing-chunk`, `truncated`, `not-finite`, `too-large`,
 * `out-of-order`, `count-mismatch`: each says where.
 */
export async function openUmapTrace(
  source: TraceSource,
  options: OpenOptions = {},
): Promise<OpenedUmapTrace> {
  const { store, attributes, version, read } = await openRoot(source, options);
  checkKind(attributes, 'umap', store.name);
  // Side by side: each file is a way to the server and back.
  const files = new SharedReads(store);
  const [info, reader] = await Promise.all([
    umapInfo(files, version, attributes, read),
    UmapFrameReader.open(files, version, read),
  ]);
  files.forget();
  reader.checkPreviews(info);
  const trace = new LoadedTrace<UmapTraceInfo, UmapFrame>(info, attributes.expectedFrames);
  const { loaded } = await load(store, attributes, trace, reader, options);
  return { trace, attributes, loaded };
}

/** Opens a CNN's trace. As `openUmapTrace`. */
export async function openCnnTrace(
  source: TraceSource,
  options: OpenOptions = {},
): Promise<OpenedCnnTrace> {
  const { store, attributes, version, read } = await openRoot(source, options);
  checkKind(attributes, 'cnn', store.name);
  const info = await cnnInfo(store, version, attributes, read);
  const reader = await CnnFrameReader.open(store, version, info, attributes, read);
  const trace = new LoadedTrace<CnnTraceInfo, CnnFrame>(info, attributes.expectedFrames);
  const { loaded } = await load(store, attributes, trace, reader, options);
  return { trace, attributes, reader, loaded };
}

/** The store that a source is. Throws `http-status`, `network`, and for zip files `truncated`. */
export async function openSource(
  source: TraceSource,
  { signal, onProgress }: Pick<OpenOptions, 'signal' | 'onProgress'> = {},
): Promise<ReadableStore> {
  if (typeof source !== 'string') return openLocal(source);
  const { pathname, protocol } = new URL(source);
  if (protocol === 'opfs:') return (await import('../opfs/kept-folder.ts')).openKept(pathname);
  if (!pathname.endsWith('.zip') && protocol !== 'blob:') return new HttpStore(source);
  const bytes = await fetchBytes(source, { signal }, (done, total) => {
    onProgress?.({ stage: 'download', done, total, unit: 'bytes' });
  });
  if (bytes) return openZip(bytes, source);
  throw new TraceError('http-status', `There is no recording at ${source}.`, {
    url: source,
    status: 404,
  });
}

/** Most recordings on the web are folders. */
async function openZip(bytes: Bytes, name: string): Promise<ReadableStore> {
  const { ZipStore } = await import('./zip-store.ts');
  return new ZipStore(bytes, name);
}

async function openLocal(source: Exclude<TraceSource, string>): Promise<ReadableStore> {
  if (source instanceof Blob) {
    const name = 'name' in source && typeof source.name === 'string' ? source.name : 'the file';
    return openZip(new Uint8Array(await source.arrayBuffer()), name);
  }
  if (source instanceof Map) return new MemoryStore(source as Map<string, Bytes>);
  return source as ReadableStore;
}

async function openRoot(source: TraceSource, options: OpenOptions) {
  const store = await openSource(source, options);
  const read = { signal: options.signal };
  // A trace that was unfinished when it was looked at last may have grown since.
  const { attributes, version } = await readAsItIs(store, { ...read, fresh: true });
  options.onAttributes?.(attributes);
  return { store, attributes, version, read };
}

/** Resolves with the first frames; `loaded` goes on after them. */
async function load<Frame, Attributes extends TraceAttributes>(
  store: ReadableStore,
  attributes: Attributes,
  trace: LoadedTrace<unknown, Frame>,
  reader: FrameReader<Frame, Attributes>,
  options: OpenOptions,
): Promise<{ loaded: Promise<void> }> {
  const loader = new FrameLoader(store, attributes, trace, reader, options);
  await loader.first();
  const loaded = loader.rest();
  loaded.catch(() => undefined); // whoever waits for it hears of it
  return { loaded };
}
