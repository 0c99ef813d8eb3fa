import type { KeptFacts } from '../../workers/contracts/keeper.ts';
import { UnderhoodError } from '../clients/errors.ts';
import { FACTS_FILE, NAME_FILE, parseFacts, parseName } from '../trace/opfs/kept-facts.ts';
import {
  idsBeingWritten,
  KEPT_CHANNEL,
  KEPT_SCHEME,
  keptFolder,
  keptLock,
  keptRunFolder,
} from '../trace/opfs/kept-folder.ts';
import { OpfsStore } from '../trace/opfs/opfs-store.ts';
import { jsonBytes } from '../trace/zarr/json.ts';
import { readAttributes } from '../trace/zarr/read-attributes.ts';
import { TraceError } from '../trace/zarr/trace-error.ts';

/** A run that is kept on this device. */
export interface KeptRun extends KeptFacts {
  /** `running`: it is being written, in this tab or another. `interrupted`: it ended before its last frame. */
  readonly state: 'running' | 'finished' | 'interrupted';
  /** That can be watched. */
  readonly frames: number;
  /** On the device. */
  readonly bytes: number;
  /** Somebody gave it its name: it is not deleted to make room. */
  readonly named: boolean;
}

/** What the browser gives this site, bytes. */
export interface Room {
  readonly usage: number;
  readonly quota: number;
}

/** Runs that are kept without anybody having named them. */
export const MOST_RUNS = 10;
/** Longest name, characters. */
export const LONGEST_NAME = 120;

/** The address by which elements play a kept run: their `src`. */
export const keptAddress = ({ id }: Pick<KeptRun, 'id'>): string => KEPT_SCHEME + id;

/** The runs that are kept in the origin's private file system. Rejections are `no-storage` where there is none. */
export const keptRuns = {
  /** Newest first. */
  async list(): Promise<readonly KeptRun[]> {
    const all = await keptFolder(false);
    if (!all) return [];
    const writing = await idsBeingWritten();
    const runs: KeptRun[] = [];
    for await (const folder of all.values()) {
      if (!(folder instanceof FileSystemDirectoryHandle)) continue;
      const run = await read(folder, writing);
      if (run) runs.push(run);
    }
    return runs.sort((a, b) => b.created.localeCompare(a.created));
  },

  /** An empty name gives it back its first. Rejects with `missing-chunk` where it is not there any more. */
  async rename(id: string, name: string): Promise<void> {
    const folder = await folderOf(id);
    const text = name.trim().slice(0, LONGEST_NAME);
    await new OpfsStore(folder, id).set(NAME_FILE, jsonBytes({ name: text }));
    tell();
  },

  /** Rejects with `bad-parameter` while it is being written, in whatever tab. */
  async remove(id: string): Promise<void> {
    await removeUnlessWritten(id);
    tell();
  },

  /** Undefined where the browser does not say. */
  async room(): Promise<Room | undefined> {
    const { storage } = navigator as Partial<Navigator>;
    const { usage, quota } = (await storage?.estimate()) ?? {};
    return usage !== undefined && quota !== undefined ? { usage, quota } : undefined;
  },

  /** Before one more run is kept: the oldest beyond the newest few go, but for those with a name and those being written. */
  async makeRoom(): Promise<void> {
    const surplus = (await this.list())
      .filter(({ named, state }) => !named && state !== 'running')
      .slice(MOST_RUNS - 1);
    for (const { id } of surplus) await removeUnlessWritten(id);
    if (surplus.length > 0) tell();
  },

  /**
   * Calls `listener` when runs came, grew, or went, in whatever tab.
   * @returns what ends that
   */
  subscribe(listener: () => void): () => void {
    const channel = new BroadcastChannel(KEPT_CHANNEL);
    channel.onmessage = listener;
    return () => {
      channel.close();
    };
  },
};

export type KeptRuns = typeof keptRuns;

function tell(): void {
  const channel = new BroadcastChannel(KEPT_CHANNEL);
  channel.postMessage('changed');
  channel.close();
}

/** Undefined where its writing was cut off before there was anything to see. */
async function read(
  folder: FileSystemDirectoryHandle,
  writing: ReadonlySet<string>,
): Promise<KeptRun | undefined> {
  const store = new OpfsStore(folder, folder.name);
  const facts = parseFacts(await store.get(FACTS_FILE));
  if (facts?.id !== folder.name) return undefined;
  const name = parseName(await store.get(NAME_FILE));
  const { frames, closed } = await progressOf(store);
  return {
    ...facts,
    name: name ?? facts.name,
    named: name !== undefined,
    state: stateOf(writing.has(facts.id), closed && frames >= facts.planned),
    frames,
    bytes: await bytesIn(folder),
  };
}

const stateOf = (isWritten: boolean, isWhole: boolean): KeptRun['state'] =>
  isWritten ? 'running' : isWhole ? 'finished' : 'interrupted';

/** A recording that cannot be read has no frames to watch; it can still be deleted. */
async function progressOf(store: OpfsStore): Promise<{ frames: number; closed: boolean }> {
  try {
    const { frames, closed } = (await readAttributes(store)).attributes;
    return { frames, closed };
  } catch (thrown) {
    if (thrown instanceof TraceError) return { frames: 0, closed: false };
    throw thrown;
  }
}

async function bytesIn(folder: FileSystemDirectoryHandle): Promise<number> {
  let sum = 0;
  for await (const entry of folder.values()) {
    if (entry instanceof FileSystemDirectoryHandle) sum += await bytesIn(entry);
    else if (entry instanceof FileSystemFileHandle) sum += (await entry.getFile()).size;
  }
  return sum;
}

async function folderOf(id: string): Promise<FileSystemDirectoryHandle> {
  const folder = await keptRunFolder(id);
  if (folder) return folder;
  throw new UnderhoodError({
    code: 'missing-chunk',
    message: 'This run is not kept here any more: it was deleted, perhaps in another tab.',
    details: { key: id },
  });
}

async function removeUnlessWritten(id: string): Promise<void> {
  const { locks } = navigator as Partial<Navigator>;
  const remove = async (): Promise<void> => {
    await folderOf(id);
    await (await keptFolder(false))?.removeEntry(id, { recursive: true });
  };
  if (!locks) {
    await remove();
    return;
  }
  await locks.request(keptLock(id), { ifAvailable: true }, async (lock) => {
    if (lock) {
      await remove();
      return;
    }
    throw new UnderhoodError({
      code: 'bad-parameter',
      message:
        'This run is still being computed, here or in another tab: it can be deleted when it is over.',
      details: { id },
    });
  });
}
