import type { ReportProgress } from '../contracts/control.ts';
import type { DatasetOrigin, DatasetParams, Samples } from '../contracts/dataset.ts';
import { WorkerError } from '../rpc/errors.ts';
import { type ChunkStore, openChunkStore } from './chunk-store.ts';
import { ByteReader, gunzip } from './decoders/bytes.ts';
import { bytesPerImage } from './decoders/raster.ts';
import { sha256HexOfText } from './hash.ts';
import { type Manifest, type PackedChunk, parseManifest } from './manifest.ts';
import type { Platform } from './platform.ts';
import { takeCount } from './points.ts';
import { cutSheet, sheetSize } from './sheet.ts';
import type { Source } from './source.ts';
import { Tally } from './tally.ts';

/** Chunks on their way at once: browsers open six connections to a host, and something else may need one. */
const CONCURRENCY = 4;

/** There is nothing at the manifest's URL: no such file, or no network and nothing cached. */
export class NotPacked extends Error {
  constructor(readonly reason: WorkerError) {
    super(reason.message);
  }
}

export interface PackedPlace {
  /** Absolute URL of `manifest.json`. */
  readonly manifestUrl: string;
  readonly origin: DatasetOrigin;
  /** The name to report; the manifest's own when undefined. */
  readonly name?: string | undefined;
}

/**
 * Opens a packed dataset and decodes its first chunk. Takes only the chunks that `points` needs.
 * Throws `NotPacked` when there is no manifest, else `wrong-format`, `network`, `http-status`,
 * `checksum-mismatch`, `truncated`, `bad-parameter`, `aborted`.
 */
export async function openPacked(
  platform: Platform,
  place: PackedPlace,
  params: DatasetParams,
  report: ReportProgress,
  signal: AbortSignal,
): Promise<Source> {
  const base = new URL('.', place.manifestUrl).href;
  const store = await openChunkStore(platform, base);
  const manifest = await readManifest(store, place.manifestUrl, signal);
  const split = manifest.splits[params.split];
  if (!split) {
    throw new WorkerError('bad-parameter', `${manifest.title} has no «${params.split}» split.`, {
      parameter: 'split',
      value: params.split,
    });
  }
  const count = takeCount(params.points, split.count, `${manifest.title}, ${params.split},`);
  const plan = planChunks(split.chunks, count);
  const size = bytesPerImage(manifest.shape);
  const samples: Samples = { images: new Uint8Array(count * size), labels: new Uint8Array(count) };

  const tally = new Tally(
    split.labels.bytes + plan.reduce((n, { chunk }) => n + chunk.bytes, 0),
    count,
  );
  const loadChunk = async (
    planned: PlannedChunk,
    tell: ReportProgress,
    abort: AbortSignal,
  ): Promise<void> => {
    const bytes = await store.read(planned.chunk, abort, (n) => {
      tell(tally.addBytes(n));
    });
    await decodeChunk(
      platform,
      manifest,
      planned,
      bytes,
      samples.images.subarray(planned.first * size),
    );
    abort.throwIfAborted();
    planned.done = true;
    tell(tally.addImages(planned.count));
  };

  const [first] = plan;
  const loadLabels = async (): Promise<void> => {
    const labels = await store.read(split.labels, signal, (n) => {
      report(tally.addBytes(n));
    });
    const wrong = labels.findIndex((label) => label >= manifest.classNames.length);
    if (wrong >= 0) {
      throw new WorkerError(
        'wrong-format',
        `${base}${split.labels.file} gives image ${wrong} the label ${labels[wrong] ?? -1}, but there are ${manifest.classNames.length} classes.`,
        { url: base + split.labels.file },
      );
    }
    samples.labels.set(labels.subarray(0, count));
  };
  await Promise.all([loadLabels(), first && loadChunk(first, report, signal)]);

  const all = Object.values(manifest.splits).flatMap(({ labels, chunks }) => [labels, ...chunks]);
  await store.prune(all);
  return {
    info: {
      name: place.name ?? manifest.name,
      title: manifest.title,
      origin: place.origin,
      split: params.split,
      shape: manifest.shape,
      classNames: manifest.classNames,
      count,
      available: split.count,
      hash: await sha256HexOfText(
        [count, split.labels.sha256, ...plan.map(({ chunk }) => chunk.sha256)].join('\n'),
      ),
      attribution: manifest.attribution,
    },
    samples,
    ready: first?.count ?? 0,
    toFetch: plan.slice(1).reduce((bytes, { chunk }) => bytes + chunk.bytes, 0),
    load: (tell, abort) =>
      inParallel(plan, (planned, stop) => loadChunk(planned, tell, stop), abort),
  };
}

async function readManifest(
  store: ChunkStore,
  url: string,
  signal: AbortSignal,
): Promise<Manifest> {
  let answer: { text: string; type: string };
  try {
    answer = await store.readText(url, signal);
  } catch (thrown) {
    const absent =
      thrown instanceof WorkerError &&
      (thrown.code === 'network' || [403, 404, 410].includes(Number(thrown.details['status'])));
    throw absent ? new NotPacked(thrown) : thrown;
  }
  // Servers of single-page sites answer a missing file with their page, and status 200.
  if (answer.type.includes('text/html')) {
    throw new NotPacked(
      new WorkerError(
        'http-status',
        `There is no dataset at ${url}: the server answered with a page.`,
        { url, status: 404 },
      ),
    );
  }
  return parseManifest(answer.text, url);
}

interface PlannedChunk {
  readonly chunk: PackedChunk;
  /** Index of its first image, and how many of its images are wanted. */
  readonly first: number;
  readonly count: number;
  done: boolean;
}

function planChunks(chunks: readonly PackedChunk[], count: number): PlannedChunk[] {
  const plan: PlannedChunk[] = [];
  let first = 0;
  for (const chunk of chunks) {
    if (first >= count) break;
    plan.push({ chunk, first, count: Math.min(chunk.count, count - first), done: false });
    first += chunk.count;
  }
  return plan;
}

/** Runs `work` over the chunks not done yet, a few at a time; the first failure stops the others. */
async function inParallel(
  plan: readonly PlannedChunk[],
  work: (planned: PlannedChunk, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const queue = plan.filter(({ done }) => !done);
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      both.throwIfAborted();
      await work(next, both);
    }
  };
  const workers = Array.from({ length: CONCURRENCY }, worker);
  try {
    await Promise.all(workers);
  } catch (thrown) {
    stop.abort(thrown);
    await Promise.allSettled(workers); // nothing writes into `samples` any more when this rejects
    throw thrown;
  }
}

async function decodeChunk(
  platform: Platform,
  { shape }: Manifest,
  { chunk, count }: PlannedChunk,
  bytes: Uint8Array<ArrayBuffer>,
  target: Uint8Array,
): Promise<void> {
  const wanted = target.subarray(0, count * bytesPerImage(shape));
  const fail = (why: string): WorkerError =>
    new WorkerError(
      'wrong-format',
      `${chunk.file} cannot be decoded: ${why}. Pack the datasets again.`,
      {
        file: chunk.file,
      },
    );
  if (chunk.encoding === 'jpeg-sheet') {
    const sheet = await platform.decodeImage(bytes).catch((thrown: unknown) => {
      throw fail(String(thrown));
    });
    const { width, height } = sheetSize(shape, chunk.count);
    if (sheet.width !== width || sheet.height !== height) {
      throw fail(`the sheet is ${sheet.width} × ${sheet.height} pixels, not ${width} × ${height}`);
    }
    cutSheet(sheet, shape, count, wanted, 0);
    return;
  }
  const reader = new ByteReader(gunzip(new Blob([bytes]).stream()));
  const got = await reader.fill(wanted).catch((thrown: unknown) => {
    throw fail(String(thrown));
  });
  await reader.cancel();
  if (got < wanted.length) throw fail(`it holds ${got} bytes of images, not ${wanted.length}`);
}
