import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CnnFrame, CnnTest } from '../../workers/contracts/cnn.ts';
import type { UmapFrame, UmapQuality } from '../../workers/contracts/umap.ts';
import { KeeperClient } from '../clients/keeper-client.ts';
import { Recorder, type UmapTraceInfo } from '../trace/trace.ts';
import type { CnnTraceInfo } from '../trace/cnn-trace.ts';
import {
  cnnFrame,
  cnnImage,
  cnnTraceInfo,
  umapFrame,
  umapTraceInfo,
} from '../trace/zarr/testing/traces.ts';
import { exportUmapTrace } from './export-trace.ts';
import { type KeepParts, RunKeeper } from './keep-run.ts';
import { keptAddress, type KeptRun, keptRuns, MOST_RUNS } from './kept-runs.ts';
import { CnnReplay } from './cnn-replay.ts';
import type { CnnRunApi } from './cnn-run-api.ts';
import { UmapReplay } from './umap-replay.ts';
import type { UmapRunApi } from './umap-run-api.ts';

const [POINTS, FRAMES] = [60, 33];
const QUALITY: UmapQuality = {
  ...{ recall: 0.99, trustworthiness: 0.95, labelAgreement: 0.7 },
  overlap: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
};

/** Files are written in another thread, on whatever disk there is. */
const SOON = { timeout: 20_000 };
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const keepers: RunKeeper[] = [];
const runs: GrowingRun[] = [];

async function clear(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry('underhood-runs', { recursive: true }).catch(() => undefined); // none yet
}

beforeEach(clear);
afterEach(async () => {
  for (const { trace } of runs.splice(0)) trace.close();
  for (const keeper of keepers.splice(0)) keeper.end();
  await expect.poll(async () => (await running()).length, SOON).toBe(0);
  await clear();
});

const running = async (): Promise<readonly KeptRun[]> =>
  (await keptRuns.list()).filter(({ state }) => state === 'running');

/** As much of a run as keeping needs: its trace, which the test makes grow. */
class GrowingRun extends EventTarget {
  readonly trace = new Recorder<UmapTraceInfo, UmapFrame>(
    umapTraceInfo(POINTS, 2, FRAMES - 1),
    FRAMES,
  );
  quality: UmapQuality | undefined;
  readonly recording = undefined;

  grow(to: number): void {
    const { trace } = this;
    while (trace.frames.length < to) trace.append(umapFrame(trace.frames.length, POINTS, 2));
  }

  measure(): void {
    this.quality = QUALITY;
    this.dispatchEvent(new Event('quality'));
  }

  get api(): UmapRunApi {
    return this as unknown as UmapRunApi; // see above
  }
}

function keep(run: GrowingRun, parts: Partial<KeepParts> = {}): RunKeeper {
  const keeper = new RunKeeper(run.api, {
    createClient: () => new KeeperClient(),
    registry: keptRuns,
    now: () => new Date(),
    ...parts,
  });
  keepers.push(keeper);
  runs.push(run);
  void keeper.keep();
  return keeper;
}

/** A run that was kept to its end. */
async function kept(now = new Date()): Promise<KeptRun> {
  const run = new GrowingRun();
  run.grow(FRAMES);
  run.trace.close();
  const keeper = keep(run, { now: () => now });
  keeper.end();
  return found(keeper, 'finished');
}

async function found({ facts }: RunKeeper, state: KeptRun['state']): Promise<KeptRun> {
  let run: KeptRun | undefined;
  await expect
    .poll(async () => {
      run = (await keptRuns.list()).find(({ id }) => id === facts.id);
      return run?.state;
    }, SOON)
    .toBe(state);
  if (!run) throw new Error('The poll above has found it.');
  return run;
}

async function play(src: string): Promise<UmapReplay> {
  const replay = new UmapReplay(src, document.baseURI);
  await replay.start();
  return replay;
}

const frames = (replay: UmapReplay) => replay.trace?.frames.map(({ embedding }) => embedding);

describe('a run that is kept', () => {
  it('plays again, frame by frame the same as what is saved of it as a file', async () => {
    const run = new GrowingRun();
    const keeper = keep(run);
    run.grow(FRAMES);
    run.trace.close();
    run.measure();
    const it = await found(keeper, 'finished');
    const replay = await play(keptAddress(it));
    const file = URL.createObjectURL(await exportUmapTrace(run.api));
    const saved = await play(file);
    URL.revokeObjectURL(file);
    expect(frames(replay)).toHaveLength(FRAMES);
    expect(frames(replay)).toEqual(frames(saved));
    expect(replay.recording).toMatchObject({ growing: false, recorded: it.created });
    await expect
      .poll(async () => (await play(keptAddress(it))).quality?.trustworthiness, SOON)
      .toBe(QUALITY.trustworthiness);
  });

  it('of a network has its images, what was watched from where on, and its tests', async () => {
    const epochs = 5;
    const image = { image: cnnImage(), label: 1, index: 16, title: 'Test image 16' };
    const choices = [0, 1].map((id) => ({
      image: { ...image, id },
      layers:
        id === 0 ? { kernelLayer: 0, activationLayer: 0 } : { kernelLayer: 2, activationLayer: 1 },
    }));
    const test: CnnTest = {
      ...{ epoch: epochs, count: 4, loss: 0.5, accuracy: 0.75 },
      labels: Uint8Array.of(0, 1, 2, 0),
      confusion: Uint32Array.of(2, 0, 0, 0, 1, 0, 0, 0, 1),
      probabilities: new Float32Array(12).fill(1 / 3),
    };
    const trace = new Recorder<CnnTraceInfo, CnnFrame>(cnnTraceInfo(epochs), epochs + 1);
    const run = Object.assign(new EventTarget(), {
      ...{ trace, watched: choices[0]?.image, layers: choices[0]?.layers },
      ...{ choices: new Map([choices[0]].map((choice) => [0, choice])) },
      tests: new Map<number, CnnTest>(),
    });
    for (let epoch = 0; epoch < 3; epoch++) trace.append(cnnFrame(epoch, 0));
    const keeper = new RunKeeper(run as unknown as CnnRunApi); // as much of one as keeping needs
    keepers.push(keeper);
    void keeper.keep();
    await found(keeper, 'running');
    Object.assign(run, { watched: choices[1]?.image, layers: choices[1]?.layers });
    for (let epoch = 3; epoch <= epochs; epoch++) trace.append(cnnFrame(epoch, 1));
    trace.close();
    const it = await found(keeper, 'finished');
    run.tests.set(epochs, test);
    run.dispatchEvent(new Event('test'));
    const watch = async (): Promise<CnnReplay> => {
      const replay = new CnnReplay(keptAddress(it), document.baseURI);
      await replay.start();
      return replay;
    };
    await expect.poll(async () => (await watch()).tests.get(epochs)?.accuracy, SOON).toBe(0.75);
    const replay = await watch();
    expect(it).toMatchObject({ kind: 'cnn', planned: epochs + 1, frames: epochs + 1 });
    expect(replay.trace?.frames.map(({ view }) => view.watchedId)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(replay.trace?.info.sampledImages).toEqual(trace.info.sampledImages);
    expect(replay.watched).toMatchObject({ title: 'Test image 16', image: cnnImage() });
    expect(replay.tests.get(epochs)).toEqual(test);
  });

  it('is listed with what it is of, how far it is, and what it takes', async () => {
    const run = new GrowingRun();
    run.grow(7);
    const keeper = keep(run, { now: () => new Date('2026-11-25T09:11:00Z') });
    await expect.poll(async () => (await running())[0]?.frames, SOON).toBe(7);
    const [it] = await keptRuns.list();
    expect(it).toMatchObject({
      ...{ id: keeper.facts.id, kind: 'umap', planned: FRAMES, named: false },
      ...{ dataset: 'Drawn garments', engine: 'wasm', created: '2026-11-25T09:11:00.000Z' },
    });
    expect(it?.name).toMatch(/^Drawn garments, 60 points, 15 neighbours, seed 42, 25 Nov/);
    expect(it?.bytes).toBeGreaterThan(1000);
  });

  it('cannot be deleted while it is being written, and can afterwards', async () => {
    const run = new GrowingRun();
    run.grow(3);
    const keeper = keep(run);
    const { id } = await found(keeper, 'running');
    await expect(keptRuns.remove(id)).rejects.toMatchObject({ code: 'bad-parameter' });
    run.grow(FRAMES);
    run.trace.close();
    await found(keeper, 'finished');
    await keptRuns.remove(id);
    expect(await keptRuns.list()).toEqual([]);
    const replay = await play(keptAddress({ id }));
    expect(replay.error).toMatchObject({ code: 'missing-chunk' });
  });

  it('that was cancelled is interrupted, and plays as far as it came', async () => {
    const run = new GrowingRun();
    run.grow(9);
    const keeper = keep(run);
    run.trace.close();
    const it = await found(keeper, 'interrupted');
    expect([it.frames, it.planned]).toEqual([9, FRAMES]);
    const replay = await play(keptAddress(it));
    expect([replay.state, frames(replay)?.length]).toEqual(['done', 9]);
  });

  it('whose worker ended in the middle plays as far as it was written', async () => {
    const clients: KeeperClient[] = [];
    const run = new GrowingRun();
    run.grow(20);
    const keeper = keep(run, {
      createClient: () => {
        const client = new KeeperClient();
        clients.push(client);
        return client;
      },
    });
    await expect.poll(async () => (await running())[0]?.frames, SOON).toBe(20);
    for (const client of clients) client.dispose();
    const it = await found(keeper, 'interrupted');
    const replay = await play(keptAddress(it));
    expect([replay.state, frames(replay)?.length]).toEqual(['done', 20]);
  });

  it('has the name that it was given, and the first one again when that is taken back', async () => {
    const { id, name } = await kept();
    await keptRuns.rename(id, '  The good one ');
    expect((await keptRuns.list())[0]).toMatchObject({ name: 'The good one', named: true });
    await keptRuns.rename(id, '');
    expect((await keptRuns.list())[0]).toMatchObject({ name, named: false });
  });
});

it('a run that the browser lets the page keep nothing of is told so', async () => {
  const denied = new DOMException('Storage is denied.', 'SecurityError');
  const storage = vi.spyOn(navigator.storage, 'getDirectory').mockRejectedValue(denied);
  const run = new GrowingRun();
  run.grow(3);
  const keeper = keep(run);
  await expect.poll(() => keeper.error?.code, SOON).toBe('no-storage');
  expect(keeper.error?.message).toBe(
    'This browser lets the page keep nothing on the device, as in private windows.',
  );
  storage.mockRestore();
});

describe('room for one more run', () => {
  it('is made by deleting the oldest, but not those that have a name', async () => {
    const days = Array.from({ length: MOST_RUNS + 1 }, (_, day) => day + 1);
    const all: KeptRun[] = [];
    for (const day of days) {
      if (day === 2) await keptRuns.rename(all[0]?.id ?? '', 'Precious');
      all.push(await kept(new Date(`2026-11-${String(day).padStart(2, '0')}T10:00:00Z`)));
    }
    const oneMore = await kept(new Date('2026-11-20T10:00:00Z'));
    const left = (await keptRuns.list()).map(({ id }) => id);
    const ids = all.map(({ id }) => id);
    expect(left).toEqual([oneMore.id, ...ids.slice(2).reverse(), ids[0]]);
  });

  it('cannot be had when the browser has none: the keeper says so, and goes on where it was once there is', async () => {
    let isFull = false;
    const client = new KeeperClient();
    const full = () => {
      const error = { code: 'no-room', message: 'The browser gives this site no more room.' };
      return Promise.reject(Object.assign(new Error(error.message), error));
    };
    const run = new GrowingRun();
    const keeper = keep(run, {
      createClient: () => ({
        begin: (order) => client.begin(order),
        append: (...args) => (isFull ? full() : client.append(...args)),
        finish: () => client.finish(),
        measured: (quality) => client.measured(quality),
        tested: (test) => client.tested(test),
        dispose: () => {
          client.dispose();
        },
      }),
    });
    run.grow(16);
    await expect.poll(async () => (await keptRuns.list())[0]?.frames, SOON).toBe(16);
    isFull = true;
    run.grow(20);
    await expect.poll(() => keeper.error?.code, SOON).toBe('no-room');
    isFull = false;
    void keeper.keep();
    run.grow(FRAMES);
    run.trace.close();
    const it = await found(keeper, 'finished');
    expect(frames(await play(keptAddress(it)))).toHaveLength(FRAMES);
  });
});
