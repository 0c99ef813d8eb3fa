import type { ErrorCode } from '../../../workers/contracts/errors.ts';
import type { TraceAttributes } from './attributes.ts';
import { CnnFrameReader } from './cnn-frame-reader.ts';
import type { FrameReader } from './frame-loader.ts';
import { readAttributes } from './read-attributes.ts';
import { cnnInfo, umapInfo } from './read-info.ts';
import type { ReadableStore, ReadOptions } from './store.ts';
import { messageOf, TraceError } from './trace-error.ts';
import { UmapFrameReader } from './umap-frame-reader.ts';

export interface TraceProblem {
  readonly code: ErrorCode;
  /** A sentence that says what is wrong and where. */
  readonly message: string;
}

export interface TraceReport {
  /** Undefined where not even the attributes could be read. */
  readonly attributes: TraceAttributes | undefined;
  /** Frames that can be played. */
  readonly playable: number;
  readonly problems: readonly TraceProblem[];
}

/**
 * Reads all of a trace, as the player does, and says what is wrong with it. Never throws but for the abort's reason: a
 * store that cannot be read is a problem of the trace.
 * @param onFrames told how many frames were read so far, of how many
 */
export async function checkTrace(
  store: ReadableStore,
  {
    onFrames,
    ...read
  }: ReadOptions & { onFrames?: ((done: number, total: number) => void) | undefined } = {},
): Promise<TraceReport> {
  const problems: TraceProblem[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (thrown) {
      read.signal?.throwIfAborted();
      const problem =
        thrown instanceof TraceError
          ? { code: thrown.code, message: thrown.message }
          : { code: 'internal' as const, message: messageOf(thrown) };
      // A part that several frames need is told once.
      if (!problems.some(({ message }) => message === problem.message)) problems.push(problem);
      return undefined;
    }
  };

  const frames = async <Frame, Attributes extends TraceAttributes>(
    attributes: Attributes,
    reader: FrameReader<Frame, Attributes>,
  ): Promise<number> => {
    const total = attributes.frames;
    let playable = 0;
    for (let first = 0; first < total; first += reader.framesPerChunk) {
      const end = Math.min(total, first + reader.framesPerChunk);
      const found = await attempt(() => reader.frames(attributes, first, end, read));
      playable += found?.length ?? 0;
      onFrames?.(end, total);
    }
    return playable;
  };

  const root = await attempt(() => readAttributes(store, read));
  if (!root) return { attributes: undefined, playable: 0, problems };
  const { attributes, version } = root;
  let playable = 0;
  await attempt(async () => {
    if (attributes.kind === 'umap') {
      const info = await umapInfo(store, version, attributes, read);
      const reader = await UmapFrameReader.open(store, version, read);
      reader.checkPreviews(info);
      await attempt(() => reader.previews(attributes, read));
      playable = await frames(attributes, reader);
      return;
    }
    const info = await cnnInfo(store, version, attributes, read);
    const reader = await CnnFrameReader.open(store, version, info, attributes, read);
    playable = await frames(attributes, reader);
    for (const watched of attributes.watched) await attempt(() => reader.image(watched, read));
    await attempt(() => reader.tests(attributes, read));
  });
  return { attributes, playable, problems };
}
