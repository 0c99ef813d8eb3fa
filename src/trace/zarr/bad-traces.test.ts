import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { UmapTraceInfo } from '../trace.ts';
import { checkTrace } from './check-trace.ts';
import { jsonBytes } from './json.ts';
import { openCnnTrace, openUmapTrace, type TraceSource } from './open-trace.ts';
import { MemoryStore } from './store.ts';
import { cnnFrame, cnnTraceInfo, umapFrames, umapTraceInfo } from './testing/traces.ts';
import { CnnTraceWriter, UmapTraceWriter } from './trace-writer.ts';
import type { UmapWriteOptions } from './umap-frame-writer.ts';

const POINTS = 30;
const FRAMES = 40;

async function umapStore(
  options: UmapWriteOptions = {},
  sample: Partial<UmapTraceInfo> = {},
): Promise<MemoryStore> {
  const store = new MemoryStore();
  const info = { ...umapTraceInfo(POINTS, 2, FRAMES - 1), ...sample };
  const writer = await UmapTraceWriter.create(store, info, { expectedFrames: FRAMES, ...options });
  for (const frame of umapFrames(FRAMES, POINTS)) await writer.append(frame);
  await writer.finish();
  return store;
}

/** Changes JSON in a file of the store. */
function edit(store: MemoryStore, key: string, change: (json: Json) => void): void {
  const json = JSON.parse(new TextDecoder().decode(store.files.get(key))) as Json;
  change(json);
  store.files.set(key, jsonBytes(json));
}

interface Json {
  attributes: Record<string, unknown>;
  shape: number[];
}

/** Opens and loads all; the frames that were there when it failed. */
async function load(source: TraceSource): Promise<number> {
  const { trace, loaded } = await openUmapTrace(source);
  await loaded.catch((error: unknown) => {
    throw Object.assign(error as Error, { frames: trace.frames.length });
  });
  return trace.frames.length;
}

describe('a trace that is damaged', () => {
  it('lacks a part: the frames before it stay', async () => {
    const store = await umapStore();
    store.files.delete('embedding/1.0.0');
    await expect(load(store)).rejects.toMatchObject({
      code: 'missing-chunk',
      message: expect.stringContaining('embedding/1.0.0') as string,
      frames: 16,
    });
  });

  it('has a part that ends too early', async () => {
    const store = await umapStore();
    const bytes = store.files.get('embedding/0.0.0') ?? new Uint8Array();
    store.files.set('embedding/0.0.0', bytes.slice(0, bytes.length / 2));
    await expect(load(store)).rejects.toMatchObject({
      code: 'truncated',
      message: expect.stringContaining('embedding/0.0.0') as string,
    });
  });

  it('has a part that is packed right, but too short', async () => {
    const store = await umapStore();
    store.files.set('embedding/0.0.0', gzipSync(new Uint8Array(100)));
    await expect(load(store)).rejects.toMatchObject({ code: 'truncated' });
  });

  it('has a part that would unpack to a thousand times what its shape declares', async () => {
    const store = await umapStore();
    store.files.set('embedding/0.0.0', gzipSync(new Uint8Array(20e6)));
    await expect(load(store)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('has a web page where a part should be', async () => {
    const store = await umapStore();
    store.files.set('embedding/0.0.0', new TextEncoder().encode('<!doctype html><p>404'));
    await expect(load(store)).rejects.toThrow(/a web page/);
  });

  it('has positions of a shape that does not fit its labels', async () => {
    const store = await umapStore();
    edit(store, 'embedding/zarr.json', (json) => (json.shape[1] = POINTS + 1));
    await expect(load(store)).rejects.toMatchObject({ code: 'wrong-shape' });
  });

  describe('says which images its points are', () => {
    const { dataset } = umapTraceInfo(POINTS, 2, 1);
    const indices = Uint32Array.from({ length: POINTS }, (_, i) => 99 - 3 * i);
    const sampled = (count: number) => umapStore({}, { indices, dataset: { ...dataset, count } });

    it('and is whole', async () => {
      const store = await sampled(100);
      expect(await checkTrace(store)).toMatchObject({ playable: FRAMES, problems: [] });
      expect((await openUmapTrace(store)).trace.info.indices).toEqual(indices);
    });

    it('and still does when a writer has gone on with it', async () => {
      const store = new MemoryStore();
      const info = { ...umapTraceInfo(POINTS, 2, 4), indices };
      const sample = { ...info, dataset: { ...dataset, count: 100 } };
      const [first, ...rest] = umapFrames(5, POINTS);
      const begun = await UmapTraceWriter.create(store, sample, { expectedFrames: 5 });
      if (first) await begun.append(first);
      await begun.flush();
      const resumed = await UmapTraceWriter.resume(store);
      for (const frame of rest) await resumed.append(frame);
      await resumed.finish();
      expect(await checkTrace(store)).toMatchObject({ playable: 5, problems: [] });
      expect((await openUmapTrace(store)).trace.info.indices).toEqual(indices);
    });

    it('beyond those that the dataset has', async () => {
      const { problems } = await checkTrace(await sampled(99));
      expect(problems).toEqual([
        {
          code: 'wrong-format',
          message: expect.stringMatching(/^indices of .* has 99 at 0; .* from 0 to 98/) as string,
        },
      ]);
    });

    it('but not of all points', async () => {
      const store = await sampled(100);
      edit(store, 'indices/zarr.json', (json) => (json.shape[0] = POINTS - 1));
      await expect(load(store)).rejects.toThrow(/indices of .* is \[29\]; it should be \[30\]/);
    });

    it('but lacks the list', async () => {
      const store = await sampled(100);
      for (const key of [...store.files.keys()]) {
        if (key.startsWith('indices/')) store.files.delete(key);
      }
      await expect(load(store)).rejects.toThrow(/no array indices in/);
    });

    it('and is refused by the writer where the list is of another length', async () => {
      const short = umapStore({}, { indices: indices.slice(1) });
      await expect(short).rejects.toThrow(/has 29 values where the trace has 30/);
    });
  });

  it('has fewer rows than it says that there are frames', async () => {
    const store = await umapStore();
    edit(store, 'zarr.json', ({ attributes }) => {
      attributes['frames'] = 50;
      attributes['frameInfo'] = undefined;
    });
    await expect(load(store)).rejects.toMatchObject({ code: 'count-mismatch' });
  });

  it('has a position that is no number', async () => {
    const store = await umapStore({ embedding: 'exact' });
    const { trace, loaded } = await openUmapTrace(store);
    await loaded;
    const frames = trace.frames.slice(0, 16).flatMap(({ embedding }) => [...embedding]);
    frames[3 * POINTS * 2 + 7] = NaN;
    const plain = new Uint8Array(Float32Array.from(frames).buffer);
    const planes = plain.map((_, at) => {
      const [byte, i] = [Math.floor(at / frames.length), at % frames.length];
      return plain[i * 4 + byte] ?? 0;
    });
    store.files.set('embedding/0.0.0', gzipSync(planes));
    await expect(load(store)).rejects.toMatchObject({
      code: 'not-finite',
      message: expect.stringMatching(/embedding, frame 3, value 7/) as string,
    });
  });

  it('has frames out of order', async () => {
    const store = await umapStore();
    edit(store, 'zarr.json', ({ attributes }) => {
      const frames = attributes['frameInfo'] as { epoch: number }[];
      frames.reverse();
    });
    await expect(load(store)).rejects.toThrow(/frame 1 is of epoch 38, the one before it.*39/);
  });
});

describe('what is no trace that can be played', () => {
  it('is of a version that nobody knows yet', async () => {
    const store = await umapStore();
    edit(store, 'zarr.json', ({ attributes }) => (attributes['version'] = 2));
    await expect(load(store)).rejects.toMatchObject({ code: 'unknown-version' });
  });

  it('is of another kind', async () => {
    const store = await umapStore();
    await expect(openCnnTrace(store)).rejects.toThrow(/a recording of a UMAP run, not of a CNN/);
    const cnn = new MemoryStore();
    const writer = await CnnTraceWriter.create(cnn, cnnTraceInfo(1), { expectedFrames: 2 });
    await writer.watch({ id: 0, title: '', kernelLayer: 0, activationLayer: 0 });
    await writer.append(cnnFrame(0));
    await writer.finish();
    await expect(load(cnn)).rejects.toMatchObject({ code: 'wrong-kind' });
  });

  it('is Zarr of something else, a web page, no JSON, or not there', async () => {
    const other = new MemoryStore();
    await other.set('zarr.json', jsonBytes({ zarr_format: 3, node_type: 'group', attributes: {} }));
    await expect(load(other)).rejects.toThrow(/Zarr, but no recording/);
    const text = (content: string) => new Map([['zarr.json', new TextEncoder().encode(content)]]);
    await expect(load(text('<!doctype html>'))).rejects.toThrow(/a web page where/);
    await expect(load(text('{'))).rejects.toThrow(/no JSON/);
    await expect(load(new MemoryStore())).rejects.toMatchObject({
      code: 'http-status',
      details: { status: 404 },
    });
  });

  it('has more points and frames than a page can hold', async () => {
    const store = await umapStore();
    edit(store, 'embedding/zarr.json', (json) => (json.shape = [FRAMES, 1e9, 2]));
    await expect(load(store)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('is a zip that ends too early, is none, or is a bomb', async () => {
    const files: Record<string, Uint8Array> = Object.fromEntries((await umapStore()).files);
    const zip = zipSync(files);
    await expect(load(new Blob([zip.slice(0, zip.length - 40)]))).rejects.toMatchObject({
      code: 'truncated',
    });
    await expect(load(new Blob(['hello']))).rejects.toMatchObject({ code: 'truncated' });
    files['embedding/0.0.0'] = new Uint8Array(30e6);
    await expect(load(new Blob([zipSync(files)]))).rejects.toThrow(/would unpack from/);
  });
});

describe('a host that means well', () => {
  it('may unpack what it serves, or pack it once more', async () => {
    const [plain, twice] = [await umapStore(), await umapStore()];
    const { gunzipSync } = await import('fflate');
    for (const [key, bytes] of plain.files) {
      if (/\d$/.test(key)) plain.files.set(key, new Uint8Array(gunzipSync(bytes)));
    }
    for (const [key, bytes] of twice.files) {
      if (/\d$/.test(key)) twice.files.set(key, gzipSync(bytes));
    }
    expect([await load(plain), await load(twice)]).toEqual([FRAMES, FRAMES]);
  });
});

describe('the validator', () => {
  it('finds nothing wrong with what the writer wrote', async () => {
    const { playable, problems } = await checkTrace(await umapStore({ preview: true }));
    expect({ playable, problems }).toEqual({ playable: FRAMES, problems: [] });
  });

  it('goes on after a problem, and says where each is', async () => {
    const store = await umapStore({ preview: true });
    store.files.delete('embedding/0.0.0');
    store.files.set('embedding/2.0.0', new Uint8Array(9));
    store.files.delete('preview_range/0.0.0');
    const { playable, problems } = await checkTrace(store);
    expect(playable).toBe(16);
    expect(problems.map(({ code }) => code)).toEqual([
      'missing-chunk',
      'missing-chunk',
      'wrong-format',
    ]);
    expect(problems.map(({ message }) => message).join()).toMatch(
      /preview_range\/0\.0\.0.*embedding\/0\.0\.0.*embedding\/2\.0\.0/,
    );
  });

  it('names a defect of the attributes by its name', async () => {
    const store = await umapStore();
    edit(store, 'zarr.json', ({ attributes }) => (attributes['frames'] = -3));
    const { problems } = await checkTrace(store);
    expect(problems[0]?.message).toMatch(/“frames” in the attributes of .* is -3, not a whole/);
  });
});
