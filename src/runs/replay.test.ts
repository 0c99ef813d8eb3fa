import { afterEach, describe, expect, it } from 'vitest';
import type { CnnFrame, CnnTest } from '../../workers/contracts/cnn.ts';
import type { UmapFrame } from '../../workers/contracts/umap.ts';
import type { CnnTraceInfo } from '../trace/cnn-trace.ts';
import { Recorder, type UmapTraceInfo } from '../trace/trace.ts';
import {
  cnnFrame,
  cnnImage,
  cnnTraceInfo,
  umapFrames,
  umapTraceInfo,
} from '../trace/zarr/testing/traces.ts';
import { CnnReplay } from './cnn-replay.ts';
import { exportCnnTrace, exportUmapTrace } from './export-trace.ts';
import { UmapReplay } from './umap-replay.ts';

const BASE = 'http://localhost/';

const urls: string[] = [];
function addressOf(blob: Blob): string {
  const url = URL.createObjectURL(blob);
  urls.push(url);
  return url;
}
afterEach(() => {
  for (const url of urls.splice(0)) URL.revokeObjectURL(url);
});

function umapTrace(frames: number, points = 40) {
  const recorder = new Recorder<UmapTraceInfo, UmapFrame>(umapTraceInfo(points, 2, 30), frames);
  for (const frame of umapFrames(frames, points)) recorder.append(frame);
  recorder.close();
  return recorder;
}

function statesOf(run: EventTarget & { readonly state: string }): string[] {
  const states: string[] = [];
  run.addEventListener('state', () => states.push(run.state));
  return states;
}

describe('a UMAP run that was saved and is replayed', () => {
  const quality = {
    recall: 0.99,
    trustworthiness: 0.95,
    labelAgreement: 0.7,
    overlap: Float64Array.of(0.8, 0.2, 0.3, 0.7),
  };

  it('has the frames of the live one, exactly when it was saved so', async () => {
    const trace = umapTrace(31);
    const saved = await exportUmapTrace({ trace, quality }, { exact: true });
    const replay = new UmapReplay(addressOf(saved), BASE);
    const states = statesOf(replay);
    await replay.start();
    expect(states).toEqual(['loading', 'done']);
    expect(replay.trace?.frames).toEqual(trace.frames);
    expect(replay.trace?.info).toEqual(trace.info);
    expect(replay.quality).toEqual(quality);
    expect(replay.engineInfo).toEqual(trace.info.engine);
    expect(replay.recording).toMatchObject({ frames: 31, loaded: 31, growing: false });
  });

  it('is within a step of 12 bits otherwise', async () => {
    const trace = umapTrace(31);
    const saved = await exportUmapTrace({ trace, quality: undefined });
    const replay = new UmapReplay(addressOf(saved), BASE);
    await replay.start();
    for (const [i, { embedding }] of trace.frames.entries()) {
      const read = replay.trace?.frames[i]?.embedding;
      const width = Math.max(...embedding) - Math.min(...embedding);
      const off = Math.max(...embedding.map((x, at) => Math.abs(x - (read?.[at] ?? NaN))));
      expect(off).toBeLessThan(width / 0.7 / 4095 / 2 + 1e-5);
    }
  });

  it('can be saved again, and is the same', async () => {
    const trace = umapTrace(20);
    const first = new UmapReplay(addressOf(await exportUmapTrace({ trace, quality })), BASE);
    await first.start();
    const again = new UmapReplay(addressOf(await exportUmapTrace(first, { exact: true })), BASE);
    await again.start();
    expect(again.trace?.frames).toEqual(first.trace?.frames);
    expect(again.recording.recorded).toBe(first.recording.recorded);
  });

  it('keeps which images a sample of points is of, also when it is saved again', async () => {
    const indices = Uint32Array.from({ length: 40 }, (_, i) => 900 - 7 * i);
    const usual = umapTraceInfo(40, 2, 2);
    const info = { ...usual, dataset: { ...usual.dataset, count: 1000 }, indices };
    const trace = new Recorder<UmapTraceInfo, UmapFrame>(info, 3);
    for (const frame of umapFrames(3, 40)) trace.append(frame);
    const first = new UmapReplay(addressOf(await exportUmapTrace({ trace, quality })), BASE);
    await first.start();
    expect(first.trace?.info.indices).toEqual(indices);
    const again = new UmapReplay(addressOf(await exportUmapTrace(first)), BASE);
    await again.start();
    expect(again.trace?.info).toEqual(info);
  });

  it('says what it cannot do', async () => {
    const saved = await exportUmapTrace({ trace: umapTrace(3), quality: undefined });
    const replay = new UmapReplay(addressOf(saved), BASE);
    await replay.start();
    expect(replay.images([0])).toBeUndefined();
    await expect(replay.projectedImages()).rejects.toThrow(/A recording shows no images/);
    await expect(replay.project()).rejects.toThrow(/run it live/);
    await expect(replay.measure()).rejects.toMatchObject({ code: 'bad-parameter' });
  });

  it('fails with what is wrong, and can be started again', async () => {
    const replay = new UmapReplay('http://[', BASE);
    const states = statesOf(replay);
    await replay.start();
    expect(replay.error).toMatchObject({ code: 'bad-parameter' });
    await replay.start();
    expect(states).toEqual(['loading', 'failed', 'loading', 'failed']);
    const other = new CnnReplay(
      addressOf(await exportUmapTrace({ trace: umapTrace(3), quality })),
      BASE,
    );
    await other.start();
    expect(other.error).toMatchObject({ code: 'wrong-kind' });
  });

  it('is idle again when it is cancelled', async () => {
    const saved = await exportUmapTrace({ trace: umapTrace(3), quality });
    const replay = new UmapReplay(addressOf(saved), BASE);
    const states = statesOf(replay);
    const started = replay.start();
    replay.cancel();
    await started;
    expect(states).toEqual(['loading', 'idle']);
    expect(replay.error).toBeUndefined();
  });
});

describe('a CNN’s training that was saved and is replayed', () => {
  const image = { id: 0, image: cnnImage(), label: 1, index: 16, title: 'Test image 16' };
  const other = { id: 1, image: cnnImage(), label: undefined, index: undefined, title: 'cat.png' };
  const choices = new Map([
    [0, { image, layers: { kernelLayer: 0, activationLayer: 0 } }],
    [1, { image: other, layers: { kernelLayer: 2, activationLayer: 1 } }],
  ]);
  const test: CnnTest = {
    ...{ epoch: 2, count: 2, loss: 1, accuracy: 0.5 },
    probabilities: new Float32Array(6).fill(0.25),
    labels: Uint8Array.of(0, 2),
    confusion: new Uint32Array(9).fill(1),
  };

  function live(watched: number[]) {
    const trace = new Recorder<CnnTraceInfo, CnnFrame>(cnnTraceInfo(9), watched.length);
    for (const [epoch, id] of watched.entries()) trace.append(cnnFrame(epoch, id));
    trace.close();
    const last = choices.get(watched.at(-1) ?? 0);
    const tests = new Map([[test.epoch, test]]);
    return { trace, watched: last?.image, layers: last?.layers, choices, tests };
  }

  it('has frames, watched image, layers and tests of the live one', async () => {
    const run = live([0, 0, 0, 1, 1]);
    const replay = new CnnReplay(addressOf(await exportCnnTrace(run, { exact: true })), BASE);
    await replay.start();
    expect(replay.state).toBe('done');
    expect(replay.trace?.frames.map(({ view }) => view)).toEqual(
      run.trace.frames.map(({ view }) => view),
    );
    expect(replay.trace?.info).toEqual(run.trace.info);
    expect([replay.watched, replay.layers]).toEqual([run.watched, run.layers]);
    expect([...replay.tests.values()]).toEqual([test]);
    expect(await replay.view(4)).toEqual(run.trace.frames[4]?.view);
    await expect(replay.view(1)).rejects.toThrow(/another image or other layers for epoch 1/);
    expect(await replay.evaluate(2)).toEqual(test);
    await expect(replay.evaluate(3)).rejects.toThrow(/no test of epoch 3/);
  });

  it('has no images of a dataset that is published elsewhere', async () => {
    const run = live([0, 0]);
    const { info } = run.trace;
    const real = { ...info, dataset: { ...info.dataset, origin: 'real' as const } };
    const trace = new Recorder<CnnTraceInfo, CnnFrame>(real, 2);
    for (const frame of run.trace.frames) trace.append(frame);
    const replay = new CnnReplay(addressOf(await exportCnnTrace({ ...run, trace })), BASE);
    await replay.start();
    expect(replay.watched).toMatchObject({ title: 'Test image 16', index: 16, label: 1 });
    expect(replay.watched?.image.length).toBe(0);
    expect(replay.trace?.info.sampledImages.length).toBe(0);
  });

  it('cannot be saved before its first frame', async () => {
    await expect(exportCnnTrace(undefined)).rejects.toThrow(/nothing to save yet/);
    await expect(exportUmapTrace(undefined)).rejects.toThrow(/nothing to save yet/);
  });
});
