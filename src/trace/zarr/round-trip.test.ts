import { describe, expect, it } from 'vitest';
import type { UmapFrame } from '../../../workers/contracts/umap.ts';
import { openArray } from './array-reader.ts';
import { openCnnTrace, openUmapTrace } from './open-trace.ts';
import { MemoryStore } from './store.ts';
import {
  cnnFrame,
  cnnImage,
  cnnTraceInfo,
  umapFrame,
  umapFrames,
  umapTraceInfo,
} from './testing/traces.ts';
import { CnnTraceWriter, UmapTraceWriter } from './trace-writer.ts';
import type { UmapWriteOptions } from './umap-frame-writer.ts';
import { zipTrace } from './zip-store.ts';

const POINTS = 50;
const FRAMES = 37;

async function written(
  options: UmapWriteOptions = {},
  components: 2 | 3 = 2,
): Promise<{ store: MemoryStore; frames: UmapFrame[] }> {
  const store = new MemoryStore();
  const info = umapTraceInfo(POINTS, components, FRAMES - 1);
  const recorded = new Date('2026-11-01T12:00:00Z');
  const writer = await UmapTraceWriter.create(store, info, {
    ...{ expectedFrames: FRAMES, recorded },
    ...options,
  });
  const frames = umapFrames(FRAMES, POINTS, components);
  for (const frame of frames) await writer.append(frame);
  await writer.finish();
  return { store, frames };
}

/** Widest column of a frame. */
function width(frame: UmapFrame, components: number): number {
  let widest = 0;
  for (let column = 0; column < components; column++) {
    const values = frame.embedding.filter((_, i) => i % components === column);
    widest = Math.max(widest, Math.max(...values) - Math.min(...values));
  }
  return widest;
}

describe('a UMAP trace that was written and is read', () => {
  it('is exactly what was recorded when it is kept as float32', async () => {
    const { store, frames } = await written({ embedding: 'exact' });
    const { trace, loaded, attributes } = await openUmapTrace(store);
    await loaded;
    expect(trace.frames).toEqual(frames);
    expect(trace.info).toEqual(umapTraceInfo(POINTS, 2, FRAMES - 1));
    expect(attributes.recorded).toBe('2026-11-01T12:00:00.000Z');
    expect(trace.closed).toBe(true);
  });

  it.each([
    [8, 2],
    [12, 2],
    [12, 3],
    [16, 3],
  ] as const)('is within half a step with %i bits and %i components', async (bits, components) => {
    const { store, frames } = await written({ embedding: bits }, components);
    const { trace, loaded } = await openUmapTrace(store);
    await loaded;
    expect(trace.frames.length).toBe(frames.length);
    for (const [i, frame] of frames.entries()) {
      const read = trace.frames[i];
      // The grid is at most 1 / 0.7 times as wide as the frame: quantise.ts.
      const bound = width(frame, components) / 0.7 / (2 ** bits - 1) / 2 + 1e-5;
      const errors = frame.embedding.map((x, at) => Math.abs(x - (read?.embedding[at] ?? NaN)));
      expect(Math.max(...errors)).toBeLessThan(bound);
      expect({ ...read, embedding: 0 }).toEqual({ ...frame, embedding: 0 });
    }
  });

  it('has positions that stay the same to the last bit where they did not move, in any frame of a chunk', async () => {
    const store = new MemoryStore();
    const info = umapTraceInfo(POINTS, 2, 39);
    const writer = await UmapTraceWriter.create(store, info, { expectedFrames: 40 });
    const still = umapFrame(20, POINTS, 2);
    for (let epoch = 0; epoch < 40; epoch++) await writer.append({ ...still, epoch });
    await writer.finish();
    const { trace, loaded } = await openUmapTrace(store);
    await loaded;
    const [first] = trace.frames;
    for (const { embedding } of trace.frames) expect(embedding).toEqual(first?.embedding);
  });

  it('has small differences of either sign as numbers of one byte', async () => {
    const store = new MemoryStore();
    const info = umapTraceInfo(POINTS, 2, 15);
    const writer = await UmapTraceWriter.create(store, info, { expectedFrames: 16 });
    const { embedding } = umapFrame(20, POINTS, 2);
    for (let epoch = 0; epoch < 16; epoch++) {
      const moved = embedding.map((x, i) => x + ((i * 7 + epoch * 3) % 11) * 0.02);
      await writer.append({ epoch, embedding: moved, epochMs: 1 });
    }
    await writer.finish();
    const array = await openArray(store, 'embedding');
    expect(array.attributes).toEqual({ quantised: { bits: 13, precision: 12 } });
    const rows = await array.rows(0, 16);
    const steps = rows
      .slice(1)
      .flatMap((row, r) => [...row].map((q, i) => q - (rows[r]?.[i] ?? 0)));
    expect(steps.every((step) => step >= 0 && step < 256)).toBe(true);
    // A step of 128 is none.
    expect([Math.min(...steps) < 128, Math.max(...steps) > 128]).toEqual([true, true]);
  });

  it('shows every eighth frame before the others are there', async () => {
    const { store, frames } = await written({ preview: true });
    const { trace, loaded } = await openUmapTrace(store);
    const early = [...trace.frames];
    await loaded;
    expect(early.length).toBe(FRAMES);
    expect(early.map(({ epoch }) => epoch)).toEqual(frames.map(({ epoch }) => epoch));
    expect(early[9]?.embedding).toBe(early[8]?.embedding);
    const [coarse = 0, exact = 0] = [early[8]?.embedding[5], frames[8]?.embedding[5]];
    expect(Math.abs(coarse - exact)).toBeLessThan(width(frames[8] ?? umapFrame(8, 1, 2), 2) / 255);
    expect(trace.frames[9]?.embedding).not.toBe(early[9]?.embedding);
  });

  it('is the same out of a zip file', async () => {
    const { store } = await written();
    const zip = zipTrace(store, new Date('2026-11-01T12:00:00Z'));
    const [fromFiles, fromZip] = [
      await openUmapTrace(store.files),
      await openUmapTrace(new Blob([zip])),
    ];
    await Promise.all([fromFiles.loaded, fromZip.loaded]);
    expect(fromZip.trace.frames).toEqual(fromFiles.trace.frames);
  });

  it('ends where the run was cancelled', async () => {
    const store = new MemoryStore();
    const info = umapTraceInfo(POINTS, 2, 100);
    const writer = await UmapTraceWriter.create(store, info, { expectedFrames: 101 });
    for (const frame of umapFrames(21, POINTS)) await writer.append(frame);
    await writer.finish();
    const { trace, loaded } = await openUmapTrace(store);
    await loaded;
    expect([trace.frames.length, trace.expectedFrames]).toEqual([21, 21]);
  });

  it('has what was measured of its last frame', async () => {
    const store = new MemoryStore();
    const writer = await UmapTraceWriter.create(store, umapTraceInfo(POINTS, 2, 1), {
      expectedFrames: 2,
    });
    for (const frame of umapFrames(2, POINTS)) await writer.append(frame);
    await writer.finish();
    const quality = {
      recall: 0.99,
      trustworthiness: 0.95,
      labelAgreement: 0.9,
      overlap: Float64Array.of(0.8, 0.2, 0.3, 0.7),
    };
    await writer.measured(quality);
    expect((await openUmapTrace(store)).attributes.quality).toEqual(quality);
  });
});

describe('a UMAP trace whose writer stopped', () => {
  it.each([20, 32, 33])('goes on after %i frames as if it had not', async (stop) => {
    const { store: whole, frames } = await written({ preview: true });
    const store = new MemoryStore();
    const info = umapTraceInfo(POINTS, 2, FRAMES - 1);
    const options = { expectedFrames: FRAMES, preview: true };
    const first = await UmapTraceWriter.create(store, info, options);
    for (const frame of frames.slice(0, stop)) await first.append(frame);
    await first.flush();

    const second = await UmapTraceWriter.resume(store);
    expect(second.frameCount).toBe(stop);
    for (const frame of frames.slice(stop)) await second.append(frame);
    await second.finish();
    const [a, b] = [await openUmapTrace(store), await openUmapTrace(whole)];
    await Promise.all([a.loaded, b.loaded]);
    expect(a.trace.frames).toEqual(b.trace.frames);
    for (const [key, bytes] of whole.files) {
      if (/\d$/.test(key)) expect(store.files.get(key), key).toEqual(bytes);
    }
  });

  it('goes on as it began where its numbers do not rise', async () => {
    const store = new MemoryStore();
    const first = await UmapTraceWriter.create(store, umapTraceInfo(POINTS, 2, FRAMES - 1), {
      expectedFrames: FRAMES,
    });
    const frames = umapFrames(FRAMES, POINTS);
    for (const frame of frames.slice(0, 20)) await first.append(frame);
    await first.flush();
    for (const key of ['embedding/zarr.json', 'embedding/.zattrs']) {
      const json = new TextDecoder().decode(store.files.get(key));
      store.files.set(key, new TextEncoder().encode(json.replace(/,\s*"precision":\s*12/, '')));
    }
    const second = await UmapTraceWriter.resume(store);
    for (const frame of frames.slice(20)) await second.append(frame);
    await second.finish();
    expect((await openArray(store, 'embedding')).attributes).toEqual({ quantised: { bits: 13 } });
    const { trace, loaded } = await openUmapTrace(store);
    await loaded;
    for (const [i, frame] of frames.entries()) {
      const errors = frame.embedding.map((x, at) =>
        Math.abs(x - (trace.frames[i]?.embedding[at] ?? NaN)),
      );
      expect(Math.max(...errors)).toBeLessThan(width(frame, 2) / 0.7 / (2 ** 12 - 1) / 2 + 1e-5);
    }
  });

  it('has lost no more than the frames of the chunk that was not full', async () => {
    const store = new MemoryStore();
    const info = umapTraceInfo(POINTS, 2, FRAMES - 1);
    const writer = await UmapTraceWriter.create(store, info, { expectedFrames: FRAMES });
    for (const frame of umapFrames(30, POINTS)) await writer.append(frame);
    expect((await UmapTraceWriter.resume(store)).frameCount).toBe(16);
  });

  it('cannot go on once it is finished', async () => {
    const { store } = await written();
    await expect(UmapTraceWriter.resume(store)).rejects.toThrow(/finished/);
  });
});

describe('a UMAP trace’s writer', () => {
  it('refuses frames out of order, and anything after', async () => {
    const writer = await UmapTraceWriter.create(new MemoryStore(), umapTraceInfo(4, 2, 9), {
      expectedFrames: 10,
    });
    await writer.append(umapFrame(3, 4, 2));
    await expect(writer.append(umapFrame(3, 4, 2))).rejects.toMatchObject({ code: 'out-of-order' });
    await expect(writer.append(umapFrame(4, 4, 2))).rejects.toMatchObject({ code: 'out-of-order' });
  });

  it('refuses positions that are no numbers, and says where', async () => {
    const writer = await UmapTraceWriter.create(new MemoryStore(), umapTraceInfo(4, 2, 9), {
      expectedFrames: 10,
    });
    const frame = umapFrame(0, 4, 2);
    frame.embedding[5] = NaN;
    await expect(writer.append(frame)).rejects.toThrow(/frame 0.*2 of column 1/);
  });

  it('refuses embeddings of another size, and bits that make no sense', async () => {
    const info = umapTraceInfo(4, 2, 9);
    const writer = await UmapTraceWriter.create(new MemoryStore(), info, { expectedFrames: 10 });
    await expect(writer.append(umapFrame(0, 5, 2))).rejects.toMatchObject({ code: 'wrong-shape' });
    await expect(
      UmapTraceWriter.create(new MemoryStore(), info, { expectedFrames: 10, embedding: 17 }),
    ).rejects.toThrow(/17 bits/);
  });
});

describe('a CNN’s trace that was written and is read', () => {
  const WATCHED = { id: 0, title: 'Test image 16', index: 16, label: 2 } as const;

  async function record(options: object, count = 20) {
    const store = new MemoryStore();
    const info = cnnTraceInfo(count - 1);
    const writer = await CnnTraceWriter.create(store, info, { expectedFrames: count, ...options });
    await writer.watch({ ...WATCHED, kernelLayer: 0, activationLayer: 0, image: cnnImage() });
    const frames = Array.from({ length: count }, (_, epoch) => cnnFrame(epoch));
    for (const frame of frames) await writer.append(frame);
    return { store, info, frames, writer };
  }

  it('is exactly what was recorded when it is kept as float32, with its images and tests', async () => {
    const options = { kernels: 'exact', activations: 'exact', images: true };
    const { store, info, frames, writer } = await record(options);
    const test = {
      ...{ epoch: 19, count: 4, loss: 0.5, accuracy: 0.75 },
      probabilities: new Float32Array(12).fill(1 / 3),
      labels: Uint8Array.of(2, 0, 1, 1),
      confusion: new Uint32Array(9).fill(2),
    };
    await writer.tested(test);
    await writer.finish();
    const { trace, loaded, attributes, reader } = await openCnnTrace(store);
    await loaded;
    // float32 in the store, so that metrics are rounded to it.
    const round = (x: number) => Math.fround(x);
    const rounded = frames.map((frame) => ({
      ...frame,
      metrics: {
        trainLoss: round(frame.metrics.trainLoss),
        trainAccuracy: round(frame.metrics.trainAccuracy),
        validationLoss: round(frame.metrics.validationLoss),
        validationAccuracy: round(frame.metrics.validationAccuracy),
      },
    }));
    expect(trace.frames).toEqual(rounded);
    expect(trace.info).toEqual(info);
    expect(attributes.watched).toMatchObject([WATCHED]);
    const [choice] = attributes.watched;
    if (choice) expect(await reader.image(choice)).toEqual(cnnImage());
    expect(await reader.tests(attributes)).toEqual([test]);
  });

  it('is within half a step of each map’s and filter’s range otherwise, and has no images', async () => {
    const { store, frames, writer } = await record({});
    await writer.finish();
    const { trace, loaded } = await openCnnTrace(store);
    await loaded;
    expect(trace.info.sampledImages.length).toBe(0);
    for (const [i, { view }] of frames.entries()) {
      const read = trace.frames[i]?.view;
      const off = (a: Float32Array, b: Float32Array | undefined) =>
        Math.max(...a.map((x, at) => Math.abs(x - (b?.[at] ?? NaN))));
      expect(off(view.kernels, read?.kernels)).toBeLessThan(4 / (2 ** 12 - 1) / 2 + 1e-6);
      expect(off(view.activations, read?.activations)).toBeLessThan(6 / 255 / 2 + 1e-6);
    }
  });

  it('follows another choice from some frame on, also after it was resumed', async () => {
    const { store, frames, writer } = await record({ kernels: 'exact', activations: 'exact' }, 20);
    await writer.flush();
    const resumed = await CnnTraceWriter.resume(store);
    await resumed.watch({ id: 1, title: 'Mine', kernelLayer: 2, activationLayer: 1 });
    for (let epoch = 20; epoch < 40; epoch++) await resumed.append(cnnFrame(epoch, 1));
    await resumed.flush();
    const again = await CnnTraceWriter.resume(store);
    await again.append(cnnFrame(40, 0));
    await again.append(cnnFrame(41, 1));
    await again.finish();
    const { trace, loaded } = await openCnnTrace(store);
    await loaded;
    expect(trace.frames.length).toBe(42);
    expect(trace.frames[19]?.view).toEqual(frames[19]?.view);
    expect(trace.frames[25]?.view).toEqual(cnnFrame(25, 1).view);
    expect(trace.frames[40]?.view).toEqual(cnnFrame(40, 0).view);
    expect(trace.frames[41]?.view).toEqual(cnnFrame(41, 1).view);
  });

  it('refuses frames of a choice that it was not told of', async () => {
    const { writer } = await record({}, 2);
    await expect(writer.append(cnnFrame(9, 5))).rejects.toThrow(/choice 5/);
  });
});
