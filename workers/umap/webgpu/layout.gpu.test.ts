import { afterEach, expect, it } from 'vitest';
import { liveBuffers } from '../../gpu/buffers.ts';
import { type Gpu, requestGpu } from '../../gpu/device.ts';
import { createRandom } from '../../random.ts';
import { fitCurve } from '../curve.ts';
import { fuzzySimplicialSet } from '../graph/fuzzy-simplicial-set.ts';
import { pruneGraph, type SparseGraph } from '../graph/sparse-graph.ts';
import type { LayoutParams } from '../layout/layout.ts';
import { exactNeighbours } from '../neighbours/exact.ts';
import { clusters, testControl } from '../test-data.ts';
import { GpuLayout } from './layout.ts';
import { layoutEpochInRounds } from './layout.reference.ts';
import { scheduleRounds } from './round-schedule.ts';

const PARAMS: LayoutParams = {
  nComponents: 2,
  nEpochs: 20,
  learningRate: 0.33,
  negativeSampleRate: 5,
  curve: fitCurve(1, 0.2),
};

let gpu: Gpu | undefined;

afterEach(() => {
  gpu?.dispose();
  gpu = undefined;
  expect(liveBuffers()).toBe(0);
});

async function graphOf(count: number): Promise<SparseGraph> {
  const control = testControl();
  const neighbours = await exactNeighbours(clusters(count), 10, 'euclidean', control);
  return pruneGraph(await fuzzySimplicialSet(neighbours, {}, control), PARAMS.nEpochs);
}

function scattered(count: number, components: number): Float32Array<ArrayBuffer> {
  const random = createRandom(1);
  return Float32Array.from({ length: count * components }, () => 10 * random.uniform());
}

async function run(
  graph: SparseGraph,
  start: Float32Array,
  params: LayoutParams,
  epochs: number,
  seed = 9,
): Promise<Float32Array[]> {
  gpu ??= await requestGpu();
  const layout = await GpuLayout.create(gpu, graph, start, params, createRandom(seed));
  const frames: Float32Array[] = [];
  for (let n = 0; n < epochs; n++) {
    const frame = await layout.epoch();
    if (frame) frames.push(frame);
  }
  layout.dispose();
  layout.dispose();
  expect(liveBuffers()).toBe(0);
  return frames;
}

it.each([
  [2, 5],
  [3, 5],
  [2, 0],
] as const)(
  'computes in %i components what the plain loop does (%i samples)',
  async (nComponents, negativeSampleRate) => {
    const graph = await graphOf(333);
    const start = scattered(333, nComponents);
    start.fill(5, 0, 40); // in one place
    const params = { ...PARAMS, nComponents, negativeSampleRate };
    const frames = await run(graph, start, params, 3);
    const schedule = scheduleRounds(graph);
    const random = createRandom(9);
    let before: Float32Array = start;
    for (const [done, frame] of frames.entries()) {
      const turn = {
        epoch: done + 1,
        key: random.integer(2 ** 32),
        alpha: params.learningRate * (1 - done / params.nEpochs),
      };
      const expected = layoutEpochInRounds(schedule, before, params, turn);
      let most = 0;
      frame.forEach((value, at) => {
        most = Math.max(most, Math.abs(value - (expected[at] ?? NaN)));
      });
      // Coordinates are below 20; a coordinate takes about 100 roundings an epoch, some of them magnified.
      expect(most).toBeLessThan(1e-3);
      before = frame;
    }
  },
);

it('gives each epoch its own frame, then null; repeats bit by bit; differs with another seed', async () => {
  const graph = await graphOf(300);
  const start = scattered(300, 2);
  const frames = await run(graph, start, PARAMS, 25);
  expect(frames).toHaveLength(20);
  expect(await run(graph, start, PARAMS, 20)).toEqual(frames);
  expect((await run(graph, start, PARAMS, 20, 10))[0]).not.toEqual(frames[0]);
  expect(frames.at(-1)?.every(Number.isFinite)).toBe(true);
});

it('deals every edge out once, both directions to one round', async () => {
  const graph = await graphOf(200);
  const { rowStarts, columns, order } = scheduleRounds(graph);
  const rounds = new Map<string, number>();
  for (let row = 0; row + 1 < rowStarts.length; row++) {
    for (let at = rowStarts[row] ?? 0; at < (rowStarts[row + 1] ?? 0); at++) {
      const [i, j] = [row % 200, columns[at] ?? -1];
      rounds.set(`${i} ${j}`, Math.floor(row / 200));
    }
  }
  expect(rounds.size).toBe(graph.columns.length);
  for (let i = 0; i < 200; i++) {
    for (const j of graph.columns.subarray(graph.rowStarts[i], graph.rowStarts[i + 1])) {
      expect(rounds.get(`${i} ${j}`)).toBe(rounds.get(`${j} ${i}`));
    }
  }
  expect(new Set(order).size).toBe(200);
});
