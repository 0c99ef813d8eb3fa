import { afterEach, describe, expect, it } from 'vitest';
import type { UmapFrame } from '../../workers/contracts/umap.ts';
import { tellOfDataset } from '../clients/images-here.ts';
import { Recorder, type UmapTraceInfo } from '../trace/trace.ts';
import { umapFrames, umapTraceInfo } from '../trace/zarr/testing/traces.ts';
import { exportUmapTrace } from './export-trace.ts';
import { UmapReplay } from './umap-replay.ts';

const POINTS = 40;
const COUNT = 1000;
const BASE = 'http://localhost/';
/** Descending, so that it is no other list by chance. */
const INDICES = Uint32Array.from({ length: POINTS }, (_, i) => 990 - 17 * i);
const labelOf = (image: number): number => image % 3;
const LABELS = Uint8Array.from(INDICES, labelOf);

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A dataset of the page whose images are one number each: which one it is, of the first `there`. */
function havingDataset(identity = umapTraceInfo(POINTS, 2, 2).dataset, there = COUNT): void {
  const end = tellOfDataset({
    identity,
    has: (indices) => indices.every((index) => index < there),
    images: (indices) =>
      Promise.resolve({
        images: Uint8Array.from(indices, (index) => index % 256),
        labels: Uint8Array.from(indices, labelOf),
      }),
  });
  ends.push(end);
}

async function replayOf(sample: Partial<UmapTraceInfo>, count = COUNT): Promise<UmapReplay> {
  const usual = umapTraceInfo(POINTS, 2, 2);
  const info = { ...usual, dataset: { ...usual.dataset, count }, labels: LABELS, ...sample };
  const trace = new Recorder<UmapTraceInfo, UmapFrame>(info, 3);
  for (const frame of umapFrames(3, POINTS)) trace.append(frame);
  trace.close();
  const address = URL.createObjectURL(await exportUmapTrace({ trace, quality: undefined }));
  ends.push(() => {
    URL.revokeObjectURL(address);
  });
  const replay = new UmapReplay(address, BASE);
  await replay.start();
  expect(replay.error).toBeUndefined();
  return replay;
}

describe('the images of a replay', () => {
  it('are not there where nobody has its dataset open', async () => {
    expect((await replayOf({ indices: INDICES })).images([0])).toBeUndefined();
  });

  it('are those of a sample’s points, by their index in the dataset', async () => {
    havingDataset();
    const replay = await replayOf({ indices: INDICES });
    const found = await replay.images([0, 17, 39]);
    expect([...(found?.images ?? [])]).toEqual([990, 701, 327].map((index) => index % 256));
  });

  it('are not there where the page has other ones, or not these yet', async () => {
    const { dataset } = umapTraceInfo(POINTS, 2, 2);
    havingDataset({ ...dataset, hash: 'b'.repeat(64) });
    havingDataset({ ...dataset, split: 'test' });
    havingDataset(dataset, 900);
    const replay = await replayOf({ indices: INDICES });
    expect(replay.images([0])).toBeUndefined();
    expect(replay.images([17])).toBeDefined();
  });

  it('are not there for a sample that does not say which images it is of', async () => {
    havingDataset();
    expect((await replayOf({})).images([0])).toBeUndefined();
  });

  it('need no list where there are as many points as images', async () => {
    havingDataset();
    const labels = Uint8Array.from({ length: POINTS }, (_, i) => labelOf(i));
    const replay = await replayOf({ labels }, POINTS);
    expect([...((await replay.images([21]))?.images ?? [])]).toEqual([21]);
  });

  it('are not there for points that were projected', async () => {
    havingDataset();
    const replay = await replayOf({ projectedFrom: 30 }, 30);
    expect(replay.images([30])).toBeUndefined();
  });

  it('are refused where their classes are not those of the points', async () => {
    havingDataset();
    const replay = await replayOf({ indices: INDICES, labels: LABELS.map((label) => 2 - label) });
    const point = LABELS.indexOf(0);
    await expect(replay.images([point])).rejects.toThrow(/of other images than it says/);
  });
});
