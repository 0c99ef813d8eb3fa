import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DatasetParams } from '../../workers/contracts/dataset.ts';
import type { Progress } from '../../workers/contracts/control.ts';
import type { UnderhoodError } from './errors.ts';
import { isDatasetShared, openSharedDataset, type SharedDataset } from './shared-datasets.ts';

vi.setConfig({ testTimeout: 30_000 });

const GARMENTS: DatasetParams = { dataset: 'garments', split: 'train', points: 1500, seed: 7 };
const NEVER = new AbortController().signal;
const open: SharedDataset[] = [];

async function use(params: DatasetParams = GARMENTS): Promise<SharedDataset> {
  const shared = await openSharedDataset(params, { signal: NEVER });
  open.push(shared);
  return shared;
}

afterEach(() => {
  for (const shared of open.splice(0)) shared.close();
});

describe('a shared dataset', () => {
  it('is opened once for all who ask for the same', async () => {
    const [one, other] = await Promise.all([use(), use()]);
    // The info came over from the worker once.
    expect(one.info).toBe(other.info);
    expect((await use({ ...GARMENTS, points: 100 })).info).not.toBe(one.info);
    expect((await use({ ...GARMENTS, seed: 8 })).info.hash).not.toBe(one.info.hash);
  });

  it('stays open until the last user has closed it', async () => {
    const [one, other] = [await use(), await use()];
    one.close();
    one.close();
    expect(one.closed).toBe(true);
    expect(other.closed).toBe(false);
    expect((await other.images([3])).labels).toHaveLength(1);
    expect(isDatasetShared(GARMENTS)).toBe(true);
    other.close();
    expect(isDatasetShared(GARMENTS)).toBe(false);
  });

  it('is handed on by one user to another, who may outlast him', async () => {
    const one = await use();
    const other = one.share();
    one.close();
    one.close();
    expect([one.closed, other.closed]).toEqual([true, false]);
    expect((await other.images([3])).labels).toHaveLength(1);
    other.close();
    expect(isDatasetShared(GARMENTS)).toBe(false);
  });

  it('tells everybody when somebody loads the rest, and computes statistics once', async () => {
    const [one, other] = [await use(), await use()];
    expect([other.wanted, other.complete]).toEqual([false, false]);
    const changed = vi.fn();
    const unwatch = other.watch(changed);
    const statistics = await one.statistics();
    expect([other.wanted, other.complete]).toEqual([true, true]);
    expect(changed).toHaveBeenCalled();
    expect(statistics.classCounts.reduce((sum, n) => sum + n, 0)).toBe(1500);
    expect(await other.statistics()).toBe(statistics);
    unwatch();
  });

  it('picks among what is there', async () => {
    const shared = await use();
    const first = await shared.pick({ count: 50, seed: 1, label: 3 });
    expect(first.decoded).toBe(1000);
    expect([...first.labels].every((label) => label === 3)).toBe(true);
    await shared.load({ signal: NEVER });
    const { decoded, among, indices } = await shared.pick({ count: 50, seed: 1 });
    expect([decoded, among, indices.length]).toEqual([1500, 1500, 50]);
  });

  it('goes on opening for one user when the other gives up', async () => {
    const controller = new AbortController();
    const givenUp = openSharedDataset(GARMENTS, { signal: controller.signal }).catch(
      (error: unknown) => (error as UnderhoodError).code,
    );
    const seen: Progress[] = [];
    const kept = openSharedDataset(GARMENTS, {
      signal: NEVER,
      onProgress: (progress) => seen.push(progress),
    });
    controller.abort();
    expect(await givenUp).toBe('aborted');
    const shared = await kept;
    open.push(shared);
    expect(shared.info.count).toBe(1500);
    expect(seen.length).toBeGreaterThan(0);
  });

  it('fails for all who wait, and may be asked for again', async () => {
    const nobody: DatasetParams = { ...GARMENTS, dataset: 'nobody' };
    const code = (call: Promise<unknown>) =>
      call.catch((error: unknown) => (error as UnderhoodError).code);
    const both = [use(nobody), use(nobody)].map(code);
    expect(await Promise.all(both)).toEqual(['unknown-dataset', 'unknown-dataset']);
    expect(isDatasetShared(nobody)).toBe(false);
    expect(await code(use(nobody))).toBe('unknown-dataset');
  });
});
