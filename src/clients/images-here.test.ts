import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DatasetParams } from '../../workers/contracts/dataset.ts';
import { imagesHere } from './images-here.ts';
import { openSharedDataset, type SharedDataset } from './shared-datasets.ts';

vi.setConfig({ testTimeout: 30_000 });

/** Of these, 1,000 are there on opening. */
const GARMENTS: DatasetParams = { dataset: 'garments', split: 'train', points: 1500, seed: 7 };
const NEVER = new AbortController().signal;
const open: SharedDataset[] = [];
afterEach(() => {
  for (const shared of open.splice(0)) shared.close();
});

async function use(params: Partial<DatasetParams> = {}): Promise<SharedDataset> {
  const shared = await openSharedDataset({ ...GARMENTS, ...params }, { signal: NEVER });
  open.push(shared);
  return shared;
}

describe('images that the page has', () => {
  it('are there while somebody has their dataset open', async () => {
    const shared = await use();
    const { info } = shared;
    const other = shared.share();
    const expected = await shared.images([3, 999]);
    shared.close();
    expect(await imagesHere(info, [3, 999])).toEqual(expected);
    other.close();
    expect(imagesHere(info, [3, 999])).toBeUndefined();
  });

  it('are those that are decoded: nobody loads the rest for them', async () => {
    const shared = await use();
    expect(imagesHere(shared.info, [3, 1400])).toBeUndefined();
    expect([shared.wanted, shared.complete]).toEqual([false, false]);
    await shared.load({ signal: NEVER });
    expect(await imagesHere(shared.info, [3, 1400])).toEqual(await shared.images([3, 1400]));
    expect(imagesHere(shared.info, [1500])).toBeUndefined();
  });

  it('are of the very images that are meant: of no other seed, split or number', async () => {
    const { info } = await use();
    for (const shared of open.splice(0)) shared.close();
    await use({ seed: 8 });
    await use({ split: 'test' });
    await use({ points: 1200 });
    expect(imagesHere(info, [3])).toBeUndefined();
    const again = await use();
    expect(await imagesHere(info, [3])).toEqual(await again.images([3]));
    expect(imagesHere({ ...info, name: 'objects' }, [3])).toBeUndefined();
    expect(imagesHere({ ...info, hash: '' }, [3])).toBeUndefined();
  });
});
