import { describe, expect, it, vi } from 'vitest';
import type { DatasetInfo, DatasetParams } from '../../workers/contracts/dataset.ts';
import type { UmapFrame, UmapInput, UmapParams } from '../../workers/contracts/umap.ts';
import { UnderhoodError } from '../clients/errors.ts';
import { UmapRun, type UmapRunParts } from './umap-run.ts';
import { ARTICLE_UMAP_SETTINGS, type UmapSettings } from './umap-settings.ts';

const INFO: DatasetInfo = {
  name: 'garments',
  title: 'Garments',
  origin: 'drawn',
  split: 'train',
  shape: { height: 1, width: 2, channels: 1 },
  classNames: ['a', 'b'],
  count: 3,
  available: 0,
  hash: '00',
  attribution: '',
};

const settings = (nEpochs: number): UmapSettings => ({
  ...ARTICLE_UMAP_SETTINGS,
  dataset: 'garments',
  params: { ...ARTICLE_UMAP_SETTINGS.params, nEpochs },
});

const frame = (epoch: number): UmapFrame => ({
  epoch,
  embedding: new Float32Array(6).fill(epoch),
  epochMs: 1,
});

/** A dataset and an engine that answer at once, one epoch a task, and count what is asked of them. */
function createParts(overrides: { step?: (epoch: number) => Promise<UmapFrame | null> } = {}) {
  const counts = { opened: 0, closed: 0, steps: 0, disposed: 0 };
  const received: { params?: DatasetParams; input?: UmapInput } = {};
  const parts: UmapRunParts = {
    openDataset: (params) => {
      counts.opened += 1;
      received.params = params;
      let closed = false;
      return Promise.resolve({
        info: INFO,
        ready: 3,
        get closed() {
          return closed;
        },
        samples: () =>
          Promise.resolve({ images: new Uint8Array(6), labels: Uint8Array.of(0, 1, 0) }),
        images: (indices) =>
          Promise.resolve({
            images: new Uint8Array(2 * indices.length),
            labels: new Uint8Array(indices.length),
          }),
        statistics: () => Promise.reject(new Error('not needed')),
        close: () => {
          if (!closed) counts.closed += 1;
          closed = true;
        },
      });
    },
    createUmap: () => {
      let epoch = 0;
      let nEpochs = 0;
      return {
        prepare: (input: UmapInput, params: UmapParams) => {
          received.input = input;
          nEpochs = params.nEpochs;
          return Promise.resolve({
            engineInfo: { engine: 'umap-js', device: 'JavaScript', reason: 'chosen' },
            stagesMs: { neighbours: 1, graph: 1, init: 1 },
            frame: frame(0),
            params,
          });
        },
        step: async () => {
          counts.steps += 1;
          await new Promise((resolve) => setTimeout(resolve));
          epoch += 1;
          if (overrides.step) return overrides.step(epoch);
          return epoch > nEpochs ? null : frame(epoch);
        },
        quality: () => Promise.resolve({ recall: 1, trustworthiness: 0.97, labelAgreement: 0.7 }),
        dispose: () => {
          counts.disposed += 1;
        },
      };
    },
  };
  return { parts, counts, received };
}

const until = (condition: () => boolean) => vi.waitUntil(condition, { interval: 1 });

describe('a UMAP run', () => {
  it('goes from loading to done, and records the initial layout and a frame an epoch', async () => {
    const { parts, received } = createParts();
    const run = new UmapRun(parts);
    const states: string[] = [];
    run.addEventListener('state', () => states.push(run.state));
    await run.start(settings(4));
    expect(states).toEqual(['loading', 'preparing', 'running', 'done']);
    expect(run.trace?.frames.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4]);
    expect(run.trace?.closed).toBe(true);
    expect(run.trace?.info.labels).toEqual(Uint8Array.of(0, 1, 0));
    expect(run.quality?.trustworthiness).toBe(0.97);
    expect(received.params).toMatchObject({ dataset: 'garments', points: undefined, limit: 60_000 });
    expect(received.input).toMatchObject({ count: 3, dimensions: 2 });
  });

  it('keeps its worker for measuring until it is disposed of or started anew', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    await expect(run.measure(10)).rejects.toThrow(/no finished layout/);
    await run.start(settings(1));
    expect(counts.disposed).toBe(0);
    expect((await run.measure(10)).labelAgreement).toBe(0.7);
    run.dispose();
    expect(counts.disposed).toBe(1);
    expect(run.state).toBe('done');
  });

  it('pauses within a step, loses no frame, and goes on', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    const finished = run.start(settings(30));
    await until(() => (run.trace?.frames.length ?? 0) > 3);
    run.pause();
    await until(() => counts.steps === (run.trace?.frames.length ?? 0) - 1);
    const { steps } = counts;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(counts.steps).toBe(steps);
    expect(run.state).toBe('paused');
    run.resume();
    await finished;
    expect(run.trace?.frames.map(({ epoch }) => epoch)).toEqual([...Array(31).keys()]);
  });

  it('is idle again when cancelled, keeps its frames, and frees its worker', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    const finished = run.start(settings(1000));
    await until(() => (run.trace?.frames.length ?? 0) > 3);
    run.cancel();
    expect(run.state).toBe('idle');
    await finished;
    expect(run.error).toBeUndefined();
    expect(run.trace?.frames.length).toBeGreaterThan(3);
    expect(run.trace?.closed).toBe(true);
    expect(counts.disposed).toBeGreaterThan(0);
  });

  it('can be cancelled while paused', async () => {
    const { parts } = createParts();
    const run = new UmapRun(parts);
    const finished = run.start(settings(1000));
    await until(() => run.state === 'running');
    run.pause();
    await new Promise((resolve) => setTimeout(resolve, 20));
    run.cancel();
    await finished;
    expect(run.state).toBe('idle');
  });

  it('fails with the error’s code when its worker dies, and what was recorded stays', async () => {
    const { parts } = createParts({
      step: (epoch) =>
        epoch < 3
          ? Promise.resolve(frame(epoch))
          : Promise.reject(new UnderhoodError({ code: 'worker-died', message: 'It stopped.' })),
    });
    const run = new UmapRun(parts);
    await run.start(settings(10));
    expect(run.state).toBe('failed');
    expect(run.error).toMatchObject({ code: 'worker-died', message: 'It stopped.' });
    expect(run.trace?.frames).toHaveLength(3);
    expect(run.trace?.closed).toBe(true);
  });

  it('starts anew while it runs, and keeps the dataset when it is the same', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    const first = run.start(settings(1000));
    await until(() => run.state === 'running');
    const second = run.start(settings(2));
    await Promise.all([first, second]);
    expect(run.state).toBe('done');
    expect(run.trace?.frames).toHaveLength(3);
    expect(counts.opened).toBe(1);
    await run.start({ ...settings(2), points: 2 });
    expect(counts).toMatchObject({ opened: 2, closed: 1 });
  });

  it('hands out images of its dataset, and says what to do when there is none', async () => {
    const { parts } = createParts();
    const run = new UmapRun(parts);
    await expect(run.images([0])).rejects.toThrow(/start a run/);
    await run.start(settings(1));
    expect((await run.images([0, 2])).images).toHaveLength(4);
  });

  it('closes its dataset when disposed of, and may be disposed of twice', async () => {
    const { parts, counts } = createParts();
    const run = new UmapRun(parts);
    await run.start(settings(1));
    run.dispose();
    run.dispose();
    expect(counts.closed).toBe(1);
  });
});
