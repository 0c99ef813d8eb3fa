import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openUmapTrace } from '../zarr/open-trace.ts';
import { MemoryStore } from '../zarr/store.ts';
import { umapFrame, umapTraceInfo } from '../zarr/testing/traces.ts';
import { UmapTraceWriter } from '../zarr/trace-writer.ts';
import { OpfsStore } from './opfs-store.ts';

const FOLDER = 'opfs-store-test';
const [POINTS, FRAMES] = [40, 21];
let root: FileSystemDirectoryHandle;
let folder: FileSystemDirectoryHandle;

beforeEach(async () => {
  root = await navigator.storage.getDirectory();
  folder = await root.getDirectoryHandle(FOLDER, { create: true });
});
afterEach(() => root.removeEntry(FOLDER, { recursive: true }));

const store = (isAbandoned?: () => Promise<boolean>) =>
  new OpfsStore(folder, 'the test’s run', isAbandoned);

async function write(
  to: OpfsStore | MemoryStore,
  frames: number,
  finish: boolean,
): Promise<UmapTraceWriter> {
  const info = umapTraceInfo(POINTS, 2, FRAMES - 1);
  const writer = await UmapTraceWriter.create(to, info, { expectedFrames: FRAMES });
  for (let epoch = 0; epoch < frames; epoch++) await writer.append(umapFrame(epoch, POINTS, 2));
  await (finish ? writer.finish() : writer.flush());
  return writer;
}

describe('a store in the private file system', () => {
  it('gives back what was put there last, and nothing where nothing was', async () => {
    const files = store();
    expect(await files.get('a/b/0.0')).toBeUndefined();
    await files.set('a/b/0.0', Uint8Array.of(1, 2, 3));
    await files.set('a/b/0.0', Uint8Array.of(4));
    expect(await store().get('a/b/0.0')).toEqual(Uint8Array.of(4));
    expect(await files.get('a/b/0.1')).toBeUndefined();
  });

  it('holds the same bytes of a trace as the memory does', async () => {
    const memory = new MemoryStore();
    await write(memory, FRAMES, true);
    const files = store();
    await write(files, FRAMES, true);
    const differing: string[] = [];
    for (const [key, bytes] of memory.files) {
      const kept = await files.get(key);
      if (String(kept) !== String(bytes)) differing.push(key);
    }
    expect([memory.files.size > 5, differing]).toEqual([true, []]);
  });

  it('says that a file cannot be put into a folder that was deleted', async () => {
    const inner = await folder.getDirectoryHandle('inner', { create: true });
    await folder.removeEntry('inner', { recursive: true });
    await expect(new OpfsStore(inner, 'gone').set('a', Uint8Array.of(1))).rejects.toThrow(
      DOMException,
    );
  });
});

describe('a trace whose writer is gone', () => {
  it('is played to the last frame that it has, and no more are waited for', async () => {
    await write(store(), 18, false);
    const { trace, loaded } = await openUmapTrace(store(() => Promise.resolve(true)));
    await loaded;
    expect([trace.frames.length, trace.expectedFrames, trace.closed]).toEqual([18, 18, true]);
  });

  it('is left when the writer goes while it is being followed', async () => {
    await write(store(), 18, false);
    let isGone = false;
    const followed = store(() => Promise.resolve(isGone));
    const { trace, loaded } = await openUmapTrace(followed, { pollMs: 20 });
    await expect.poll(() => trace.frames.length).toBe(18);
    expect(trace.closed).toBe(false);
    isGone = true;
    await loaded;
    expect([trace.frames.length, trace.closed]).toEqual([18, true]);
  });
});
