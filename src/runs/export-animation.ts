import type { AnimationFormat, EmbeddingTable } from '../../workers/contracts/export.ts';
import { ExportClient } from '../clients/export-client.ts';
import { UnderhoodError } from '../clients/errors.ts';
import type { ReportProgress } from '../../workers/contracts/control.ts';

export type { AnimationFormat, EmbeddingTable };

/** Draws the pictures of an animation, one a frame, all of one size. */
export interface PictureSource {
  readonly count: number;
  /** px, even. */
  readonly width: number;
  readonly height: number;
  /** A frame's picture, RGBA, drawn in slices. *Returns* it: the buffer is the caller's. */
  pixels(index: number): Promise<Uint8ClampedArray<ArrayBuffer>>;
}

export interface ExportCall {
  readonly signal?: AbortSignal | undefined;
  /** Stage `pictures`, in frames. */
  readonly onProgress?: ReportProgress | undefined;
}

export interface AnimationOptions extends ExportCall {
  readonly format: AnimationFormat;
  /** Frames a second, above 0 to 60. */
  readonly fps: number;
  /** Frames that the first and the last stay longer: a second for UMAP, as in the article. */
  readonly hold: number;
}

const TYPES: Readonly<Record<AnimationFormat, string>> = {
  gif: 'image/gif',
  webm: 'video/webm',
  mp4: 'video/mp4',
};

/** Pictures that are drawn and not yet taken by the encoder. */
const IN_FLIGHT = 2;

/**
 * Encodes pictures in a worker while the next ones are drawn. Rejects with an `AbortError` when the signal fires, which ends
 * the worker, and with `no-encoder`, `bad-parameter` as an UnderhoodError.
 */
export async function exportAnimation(
  source: PictureSource,
  { format, fps, hold, signal, onProgress }: AnimationOptions,
): Promise<Blob> {
  const { count, width, height } = source;
  if (!(fps > 0 && fps <= 60)) {
    throw new UnderhoodError({
      code: 'bad-parameter',
      message: `fps is ${fps}; it must be above 0 and at most 60 frames a second.`,
      details: { parameter: 'fps' },
    });
  }
  if (!(format in TYPES)) throw unknownFormat(format, Object.keys(TYPES));
  return withWorker(signal, async (client) => {
    const samples: Uint8ClampedArray<ArrayBuffer>[] = [];
    if (format === 'gif') {
      for (const index of new Set([0, count >> 1, count - 1])) {
        samples.push(await source.pixels(index));
      }
    }
    await client.begin({ format, width, height, fps, samples });
    const inFlight: Promise<void>[] = [];
    for (let index = 0; index < count; index++) {
      const pixels = await source.pixels(index);
      if (inFlight.length >= IN_FLIGHT) await inFlight.shift();
      throwIfAborted(signal);
      const held = index === 0 || index === count - 1 ? 1 + hold : 1;
      const added = client.add(pixels, held);
      added.catch(() => undefined); // it is waited for below, perhaps after another one failed
      inFlight.push(added);
      onProgress?.({ stage: 'pictures', done: index + 1, total: count, unit: 'frames' });
    }
    await Promise.all(inFlight);
    return new Blob([await client.finish()], { type: TYPES[format] });
  });
}

/** An embedding as a table: CSV, or numpy's npz. Rejects as `exportAnimation` does. *Borrows* the table. */
export function exportTable(
  format: 'csv' | 'npz',
  table: EmbeddingTable,
  { signal }: ExportCall = {},
): Promise<Blob> {
  const type = format === 'csv' ? 'text/csv;charset=utf-8' : 'application/zip';
  return withWorker(
    signal,
    async (client) => new Blob([await client.table(format, table)], { type }),
  );
}

/** A width in px, where it lies between the two. */
export function widthWithin(width: number, [least, greatest]: readonly [number, number]): number {
  if (width >= least && width <= greatest) return width;
  throw new UnderhoodError({
    code: 'bad-parameter',
    message: `width is ${width}; it must be between ${least} and ${greatest} px.`,
    details: { parameter: 'width' },
  });
}

export function nothingToExport(): UnderhoodError {
  return new UnderhoodError({
    code: 'bad-parameter',
    message: 'There is nothing to export yet: start a run and wait for its first frame.',
  });
}

export function unknownFormat(
  format: string,
  known: readonly string[],
  parameter = 'format',
): UnderhoodError {
  return new UnderhoodError({
    code: 'bad-parameter',
    message: `${parameter} is «${format}»; there are ${known.join(', ')}.`,
    details: { parameter },
  });
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DOMException('The export was cancelled.', 'AbortError');
}

/** A worker for one file: ended with the export, whatever its end. */
async function withWorker<T>(
  signal: AbortSignal | undefined,
  work: (client: ExportClient) => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  const client = new ExportClient();
  const end = (): void => {
    client.dispose();
  };
  signal?.addEventListener('abort', end, { once: true });
  try {
    return await work(client);
  } catch (thrown) {
    throwIfAborted(signal);
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', end);
    client.dispose();
  }
}
