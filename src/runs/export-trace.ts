import type { CnnTest } from '../../workers/contracts/cnn.ts';
import { UnderhoodError } from '../clients/errors.ts';
import { MemoryStore } from '../trace/zarr/store.ts';
import { CnnTraceWriter, UmapTraceWriter } from '../trace/zarr/trace-writer.ts';
import { zipTrace } from '../trace/zarr/zip-store.ts';
import type { CnnRunApi } from './cnn-run-api.ts';
import type { Recording } from './run.ts';
import type { UmapRunApi } from './umap-run-api.ts';

export interface ExportOptions {
  /** float32 instead of 12 and 8 bits. */
  readonly exact?: boolean | undefined;
}

/** What a UMAP run has to save. */
export type SavedUmap = Pick<UmapRunApi, 'trace' | 'quality' | 'recording'>;

/** A run's frames so far as a `.zarr.zip`. In slices. Throws `bad-parameter` before the first frame. */
export async function exportUmapTrace(
  run: SavedUmap | undefined,
  { exact = false }: ExportOptions = {},
): Promise<Blob> {
  const { trace, quality, recording } = run ?? {};
  if (!trace?.frames.length) throw nothingYet();
  const store = new MemoryStore();
  const writer = await UmapTraceWriter.create(store, trace.info, {
    expectedFrames: trace.frames.length,
    recorded: dateOf(recording),
    ...(exact ? { embedding: 'exact' } : {}),
  });
  for (const frame of trace.frames) await writer.append(frame);
  await writer.finish();
  if (quality) await writer.measured(quality);
  return zipped(store);
}

/** What a CNN run has to save. */
export type SavedCnn = Pick<
  CnnRunApi,
  'trace' | 'watched' | 'layers' | 'choices' | 'tests' | 'recording'
>;

/** As `exportUmapTrace`. Images are saved unless the dataset is a published one: those stay where they are. */
export async function exportCnnTrace(
  run: SavedCnn | undefined,
  { exact = false }: ExportOptions = {},
): Promise<Blob> {
  const { trace, watched, layers, choices, tests, recording } = run ?? {};
  if (!trace?.frames.length || !watched || !layers) throw nothingYet();
  const store = new MemoryStore();
  const writer = await CnnTraceWriter.create(store, trace.info, {
    expectedFrames: trace.frames.length,
    recorded: dateOf(recording),
    images: trace.info.dataset.origin !== 'real' && trace.info.sampledImages.length > 0,
    ...(exact ? { kernels: 'exact', activations: 'exact' } : {}),
  });
  const known = new Map(choices).set(watched.id, { image: watched, layers });
  for (const frame of trace.frames) {
    const choice = known.get(frame.view.watchedId);
    if (choice) {
      const { image, ...of } = choice.image;
      const pixels = image.length > 0 ? image : undefined;
      await writer.watch({ ...of, ...choice.layers, image: pixels });
    }
    await writer.append(frame);
  }
  const recorded = new Set(trace.frames.map(({ epoch }) => epoch));
  const kept: readonly CnnTest[] = [...(tests?.values() ?? [])].filter(({ epoch }) =>
    recorded.has(epoch),
  );
  for (const test of kept) await writer.tested(test);
  await writer.finish();
  return zipped(store);
}

/** A recording that is saved again stays as old as it was. */
function dateOf(recording: Recording | undefined): Date {
  const date = new Date(recording?.recorded ?? NaN);
  return Number.isNaN(date.getTime()) ? new Date() : date;
}

function zipped(store: MemoryStore): Blob {
  return new Blob([zipTrace(store, new Date())], { type: 'application/zip' });
}

function nothingYet(): UnderhoodError {
  return new UnderhoodError({
    code: 'bad-parameter',
    message: 'There is nothing to save yet: start a run and wait for its first frame.',
  });
}
