import type { CnnTraceInfo } from '../../src/trace/cnn-trace.ts';
import { FACTS_FILE } from '../../src/trace/opfs/kept-facts.ts';
import { folderIn, KEPT_CHANNEL, keptFolder } from '../../src/trace/opfs/kept-folder.ts';
import { OpfsStore } from '../../src/trace/opfs/opfs-store.ts';
import type { UmapTraceInfo } from '../../src/trace/trace.ts';
import { jsonBytes } from '../../src/trace/zarr/json.ts';
import { CnnTraceWriter, UmapTraceWriter } from '../../src/trace/zarr/trace-writer.ts';
import type { CnnFrame } from '../contracts/cnn.ts';
import type { KeeperApi, KeepOrder, KeptChoice } from '../contracts/keeper.ts';
import type { UmapFrame } from '../contracts/umap.ts';
import { WorkerError } from '../rpc/errors.ts';
import { inWords } from './errors.ts';
import { holdKeptLock } from './lock.ts';

/**
 * A chunk of frames becomes readable when it is full; before that when no frame came for so long, as in a pause, or when its first
 * one has waited that long, ms. After a crash, what is lost is no more than that.
 */
const [QUIET_MS, LONGEST_MS] = [1500, 6000];

/** A recording that is being written, and what ends its lock. */
type Writing = ({ readonly umap: UmapTraceWriter } | { readonly cnn: CnnTraceWriter }) & {
  readonly release: () => void;
};

export function createKeeperApi(): KeeperApi {
  let writing: Writing | undefined;
  let commit: ReturnType<typeof setTimeout> | undefined;
  let waitingSince: number | undefined;
  const news = new BroadcastChannel(KEPT_CHANNEL);
  const tell = (): void => {
    news.postMessage('changed');
  };

  const begun = (): Writing => {
    if (writing) return writing;
    throw new WorkerError('internal', 'No run was begun to be kept.');
  };
  /** The lock is for runs that are being written. */
  const leave = (): void => {
    clearTimeout(commit);
    waitingSince = undefined;
    writing?.release();
  };
  /** Whatever goes wrong is told in words. */
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      leave();
      throw inWords(thrown);
    }
  };
  const commitSoon = (writer: UmapTraceWriter | CnnTraceWriter): void => {
    const now = performance.now();
    waitingSince ??= now;
    clearTimeout(commit);
    commit = setTimeout(
      () => {
        waitingSince = undefined;
        writer.flush().then(tell, () => undefined); // the next frame, or the end, hears of it
      },
      Math.max(0, Math.min(QUIET_MS, waitingSince + LONGEST_MS - now)),
    );
  };

  return {
    begin: (order) =>
      attempt(async () => {
        leave();
        writing = await open(order);
        tell();
        return writerOf(writing).frameCount;
      }),
    append: (frame, choice) =>
      attempt(async () => {
        const now = begun();
        if ('umap' in now) {
          await now.umap.append(frame as UmapFrame); // of the kind that was begun
          commitSoon(now.umap);
          return;
        }
        if (choice) await now.cnn.watch(watchOf(choice));
        await now.cnn.append(frame as CnnFrame);
        commitSoon(now.cnn);
      }),
    finish: () =>
      attempt(async () => {
        const now = begun();
        clearTimeout(commit);
        await writerOf(now).finish();
        now.release();
        tell();
      }),
    measured: (quality) =>
      attempt(async () => {
        const now = begun();
        if ('umap' in now) await now.umap.measured(quality);
      }),
    tested: (test) =>
      attempt(async () => {
        const now = begun();
        if ('cnn' in now) await now.cnn.tested(test);
      }),
  };
}

const writerOf = (writing: Writing): UmapTraceWriter | CnnTraceWriter =>
  'umap' in writing ? writing.umap : writing.cnn;

function watchOf({ image, ...choice }: KeptChoice) {
  return { ...choice, image: image.length > 0 ? image : undefined };
}

/** The recording in its folder, new or to be gone on with. */
async function open({ facts, info, images }: KeepOrder): Promise<Writing> {
  const all = await keptFolder(true);
  const folder = all && (await folderIn(all, facts.id, true));
  if (!folder) throw new Error('The folder of the run could not be made.');
  const release = await holdKeptLock(facts.id);
  try {
    const store = new OpfsStore(folder, 'the kept run');
    const isThere = (await store.get('zarr.json')) !== undefined;
    if (!isThere) await store.set(FACTS_FILE, jsonBytes(facts));
    const options = { expectedFrames: facts.planned, recorded: new Date(facts.created) };
    if (info.kind === 'umap') {
      const umap = isThere
        ? await UmapTraceWriter.resume(store)
        : await UmapTraceWriter.create(store, info as UmapTraceInfo, options);
      return { umap, release };
    }
    const cnn = isThere
      ? await CnnTraceWriter.resume(store)
      : await CnnTraceWriter.create(store, info as CnnTraceInfo, { ...options, images });
    return { cnn, release };
  } catch (thrown) {
    release();
    throw thrown;
  }
}
