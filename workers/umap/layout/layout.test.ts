import { setFlagsFromString } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../random.ts';
import { startWasm, type WasmRuntime } from '../../wasm/runtime.ts';
import { spawnNodeThread } from '../../wasm/testing/node-threads.ts';
import { fitCurve } from '../curve.ts';
import golden from '../goldens/stages-attraction.json';
import learned from '../goldens/layout.json';
import { fuzzySimplicialSet } from '../graph/fuzzy-simplicial-set.ts';
import { pruneGraph, type SparseGraph } from '../graph/sparse-graph.ts';
import { goldenNeighbours } from '../graph/test-neighbours.ts';
import { exactNeighbours } from '../neighbours/exact.ts';
import { clusters, testControl } from '../test-data.ts';
import { trustworthiness } from '../trustworthiness.ts';
import { scheduleEdges } from './edge-schedule.ts';
import { Layout, type LayoutParams } from './layout.ts';
import { layoutEpoch } from './layout.reference.ts';

// Node 20 has relaxed SIMD behind a flag; newer ones ignore it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const { signal } = new AbortController();
const defaults: LayoutParams = {
  nComponents: 2,
  nEpochs: 20,
  learningRate: 0.33,
  negativeSampleRate: 5,
  curve: fitCurve(1, 0.2),
};

const runtimes = new Map<string, WasmRuntime>();
async function runtimeOf(threads: number, relaxedSimd: boolean): Promise<WasmRuntime> {
  const name = `${threads} ${relaxedSimd}`;
  const runtime =
    runtimes.get(name) ?? (await startWasm({ threads, relaxedSimd, spawn: spawnNodeThread }));
  runtimes.set(name, runtime);
  return runtime;
}
afterAll(() => {
  for (const runtime of runtimes.values()) runtime.dispose();
});

/** A ring of points, each joined to the next ones with falling weights, and some far ones. */
function ring(count: number): SparseGraph {
  const reach = [1, 2, 3, 7, Math.floor(count / 3)];
  const rows = Array.from({ length: count }, (_, i) =>
    reach
      .flatMap((step, at) => [
        [(i + step) % count, 1 / (1 + at)] as const,
        [(i - step + count) % count, 1 / (1 + at)] as const,
      ])
      .sort(([a], [b]) => a - b),
  );
  return {
    count,
    rowStarts: Int32Array.from({ length: count + 1 }, (_, i) => 2 * reach.length * i),
    columns: Int32Array.from(rows.flat(), ([column]) => column),
    weights: Float32Array.from(rows.flat(), ([, weight]) => weight),
  };
}

function scattered(count: number, components: number, seed = 1): Float32Array<ArrayBuffer> {
  const random = createRandom(seed);
  return Float32Array.from({ length: count * components }, () => 10 * random.uniform());
}

async function run(
  runtime: WasmRuntime,
  graph: SparseGraph,
  start: Float32Array,
  params: LayoutParams,
  epochs = params.nEpochs,
): Promise<Float32Array[]> {
  const layout = await Layout.create(runtime, graph, start, params, createRandom(9));
  const frames: Float32Array[] = [];
  for (let n = 0; n < epochs; n++) {
    const frame = await layout.epoch(signal);
    if (frame) frames.push(frame);
  }
  await layout.dispose();
  await layout.dispose();
  return frames;
}

function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length);
  let most = 0;
  for (let at = 0; at < one.length; at++) {
    const difference = Math.abs((one[at] ?? NaN) - (other[at] ?? NaN));
    if (!(difference <= most)) most = difference; // NaN stays
  }
  return most;
}

describe.each([{ relaxedSimd: false }, { relaxedSimd: true }])(
  'the kernels, relaxed SIMD $relaxedSimd',
  ({ relaxedSimd }) => {
    it('approximate a power to 2e-5 relative', async () => {
      const runtime = await runtimeOf(1, relaxedSimd);
      const { arena, call } = await runtime.open('umap-layout');
      const squares = Float32Array.from({ length: 20_000 }, (_, i) => 10 ** (-18 + i / 800));
      const at = arena.put(squares);
      const out = arena.allocate(squares.byteLength);
      for (const b of [0.4, 0.7, 0.895, 1, 1.334, 1.9]) {
        call('powers', at, out, squares.length, b);
        const powers = arena.f32(out, squares.length);
        let worst = 0;
        for (const [i, square] of squares.entries()) {
          const exact = square ** Math.fround(b);
          if (exact < 1e-25 || exact > 1e17) continue; // kept within 2^−100 … 2^60
          worst = Math.max(worst, Math.abs((powers[i] ?? NaN) / exact - 1));
        }
        expect(worst).toBeLessThan(2e-5);
      }
    });

    it.each([2, 3] as const)(
      'compute the reference’s epoch, components %i',
      async (nComponents) => {
        const runtime = await runtimeOf(1, relaxedSimd);
        for (const negativeSampleRate of [0, 2, 3, 5, 8]) {
          const params = { ...defaults, nComponents, negativeSampleRate };
          const graph = ring(500);
          const start = scattered(500, nComponents);
          const [first = [], second = []] = await run(runtime, graph, start, params, 2);
          const keys = createRandom(9);
          const turn = { epoch: 1, key: keys.integer(2 ** 32), alpha: 0.33 };
          expect(largestDifference(first, layoutEpoch(graph, start, params, turn))).toBeLessThan(
            1e-4,
          );
          const next = { epoch: 2, key: keys.integer(2 ** 32), alpha: 0.33 * 0.95 };
          expect(largestDifference(second, layoutEpoch(graph, first, params, next))).toBeLessThan(
            1e-4,
          );
        }
      },
    );

    it.each([2, 3] as const)('attract as umap-learn, components %i', async (nComponents) => {
      const runtime = await runtimeOf(1, relaxedSimd);
      const graph = await fuzzySimplicialSet(goldenNeighbours(golden), {}, testControl());
      const wanted = golden.layouts[nComponents];
      const params = { ...defaults, nComponents, negativeSampleRate: 0, curve: golden };
      const frames = await run(runtime, graph, Float32Array.from(wanted.start), params, 5);
      expect(largestDifference(frames.at(-1) ?? [], wanted.end)).toBeLessThan(2e-3);
    });

    it('give the same frames with any number of threads', async () => {
      const graph = ring(5000);
      for (const nComponents of [2, 3] as const) {
        const start = scattered(5000, nComponents);
        const params = { ...defaults, nComponents, nEpochs: 6 };
        const one = await run(await runtimeOf(1, relaxedSimd), graph, start, params);
        expect(one.length).toBe(6);
        for (const threads of [2, 3]) {
          const several = await run(await runtimeOf(threads, relaxedSimd), graph, start, params);
          for (const [n, frame] of one.entries()) {
            expect(largestDifference(frame, several[n] ?? [])).toBe(0);
          }
        }
      }
    });
  },
);

describe('the schedule', () => {
  const graph = ring(5000);
  const schedule = scheduleEdges(graph);

  it('holds every edge once, with its frequency', () => {
    const edges = new Map<string, number>();
    for (const [edge, step] of schedule.steps.entries()) {
      if (step === 0) continue;
      const name = `${schedule.heads[edge] ?? -1} ${schedule.tails[edge] ?? -1}`;
      edges.set(name, step / 2 ** 32);
    }
    expect(edges.size).toBe(graph.columns.length);
    expect(edges.get('0 1')).toBeCloseTo(1, 6);
    expect(edges.get('3 0')).toBeCloseTo(1 / 3, 6);
  });

  it('keeps the slots of a round apart', () => {
    let clashes = 0;
    for (const [round, first] of schedule.rounds.slice(0, -1).entries()) {
      const owner = new Map<number, number>();
      for (let slot = first; slot < (schedule.rounds[round + 1] ?? 0); slot++) {
        for (let e = schedule.slots[slot] ?? 0; e < (schedule.slots[slot + 1] ?? 0); e++) {
          if (schedule.steps[e] === 0) continue;
          for (const point of [schedule.heads[e] ?? -1, schedule.tails[e] ?? -1]) {
            if ((owner.get(point) ?? slot) !== slot) clashes++;
            owner.set(point, slot);
          }
        }
      }
    }
    expect(clashes).toBe(0);
  });
});

describe('a layout', () => {
  let runtime: WasmRuntime;
  beforeAll(async () => {
    runtime = await runtimeOf(1, false);
  });

  it('is as trustworthy as umap-learn’s', async () => {
    const input = clusters(1000);
    const neighbours = await exactNeighbours(input, 15, 'euclidean', testControl());
    const graph = pruneGraph(await fuzzySimplicialSet(neighbours, {}, testControl()), 128);
    const random = createRandom(4);
    const start = Float32Array.from({ length: 2000 }, () => 10 * random.uniform());
    const frames = await run(runtime, graph, start, { ...defaults, nEpochs: 128 });
    const last = frames.at(-1) ?? new Float32Array(0);
    const pace = { done: 0, due: () => false, pause: () => Promise.resolve() };
    const measured = await trustworthiness(input, last, 2, 'euclidean', pace);
    expect(measured).toBeGreaterThan(Math.min(...learned.trustworthiness) - 0.005);
  });

  it.each([1, 2, 3, 20])(
    'stays finite where all of %i points begin in one place',
    async (count) => {
      const whole: SparseGraph = {
        count,
        rowStarts: Int32Array.from({ length: count + 1 }, (_, i) => i * (count - 1)),
        columns: Int32Array.from({ length: count * (count - 1) }, (_, at) => {
          const i = Math.floor(at / (count - 1));
          const j = at % (count - 1);
          return j < i ? j : j + 1;
        }),
        weights: new Float32Array(count * (count - 1)).fill(1),
      };
      for (const nComponents of [2, 3] as const) {
        const start = new Float32Array(count * nComponents).fill(5);
        const frames = await run(runtime, whole, start, { ...defaults, nComponents, nEpochs: 30 });
        const last = frames.at(-1) ?? new Float32Array(0);
        expect(last.length).toBe(count * nComponents);
        expect(last.every(Number.isFinite)).toBe(true);
        if (count === 20) expect(new Set(last).size).toBeGreaterThan(20);
      }
    },
  );

  it('has no frame after the last epoch, nor after its disposal', async () => {
    const layout = await Layout.create(
      runtime,
      ring(100),
      scattered(100, 2),
      { ...defaults, nEpochs: 2 },
      createRandom(1),
    );
    const first = await layout.epoch(signal);
    const kept = first?.slice();
    await layout.epoch(signal);
    expect(await layout.epoch(signal)).toBeNull();
    expect(first).toEqual(kept);
    expect(layout.peakBytes).toBeGreaterThan(12 * 1000);
    await layout.dispose();
    expect(await layout.epoch(signal)).toBeNull();
  });

  it('stops on abort', async () => {
    const layout = await Layout.create(
      runtime,
      ring(100),
      scattered(100, 2),
      defaults,
      createRandom(1),
    );
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(layout.epoch(controller.signal)).rejects.toThrow('enough');
    await layout.dispose();
  });
});
