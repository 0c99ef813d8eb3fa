import { setFlagsFromString } from 'node:v8';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../random.ts';
import { startWasm, type WasmRuntime } from '../../wasm/runtime.ts';
import { spawnNodeThread } from '../../wasm/testing/node-threads.ts';
import golden from '../goldens/stages-spectral.json';
import { fuzzySimplicialSet } from '../graph/fuzzy-simplicial-set.ts';
import type { SparseGraph } from '../graph/sparse-graph.ts';
import { goldenNeighbours } from '../graph/test-neighbours.ts';
import { clusters, testControl } from '../test-data.ts';
import { componentCentres } from './component-centres.ts';
import { connectedComponents } from './components.ts';
import { symmetricEigen } from './dense-eigen.ts';
import { initialise } from './initialise.ts';
import { spectralVectors } from './spectral-vectors.ts';

// Node 20 has relaxed SIMD behind a flag; newer ones ignore it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const runtimes: WasmRuntime[] = [];
async function start(threads = 1, relaxedSimd = false): Promise<WasmRuntime> {
  const runtime = await startWasm({ threads, relaxedSimd, spawn: spawnNodeThread });
  runtimes.push(runtime);
  return runtime;
}
afterAll(() => {
  for (const runtime of runtimes) runtime.dispose();
});

const graphOf = (case_: Parameters<typeof goldenNeighbours>[0]) =>
  fuzzySimplicialSet(goldenNeighbours(case_), {}, testControl());

/** Largest canonical angle between the spans of `one`'s and of the first `number` columns of `other`. */
function largestAngle(
  one: ArrayLike<number>,
  number: number,
  other: readonly number[],
  width: number,
) {
  const rows = one.length / number;
  const cosines = new Float64Array(number * number);
  for (let i = 0; i < rows; i++) {
    for (let a = 0; a < number; a++) {
      for (let b = 0; b < number; b++) {
        const at = a * number + b;
        cosines[at] = (cosines[at] ?? 0) + (one[i * number + a] ?? 0) * (other[i * width + b] ?? 0);
      }
    }
  }
  const squares = Float64Array.from({ length: number * number }, (_, at) => {
    const a = Math.floor(at / number);
    const b = at % number;
    let sum = 0;
    for (let k = 0; k < number; k++) {
      sum += (cosines[k * number + a] ?? 0) * (cosines[k * number + b] ?? 0);
    }
    return sum;
  });
  const least = symmetricEigen(squares, number).values.at(-1) ?? 0;
  return Math.acos(Math.min(1, Math.sqrt(least)));
}

describe.each([
  { threads: 1, relaxedSimd: false },
  { threads: 2, relaxedSimd: true },
])('spectral vectors, threads $threads, relaxed SIMD $relaxedSimd', ({ threads, relaxedSimd }) => {
  it.each(Object.entries(golden.connected))('span scipy’s subspace: %s', async (_, wanted) => {
    const runtime = await start(threads, relaxedSimd);
    const graph = await graphOf(wanted);
    for (const dimensions of [2, 3]) {
      const context = await runtime.open('umap-init');
      const vectors = await spectralVectors(
        context,
        graph,
        dimensions,
        createRandom(1),
        testControl(),
      );
      expect(largestAngle(vectors, dimensions, wanted.vectors, 3)).toBeLessThan(5e-3);
      await context.dispose();
    }
  });
});

describe('an initial layout', () => {
  it('of a disconnected graph is umap-learn’s, up to the signs of eigenvectors', async () => {
    const runtime = await start();
    const wanted = golden.disconnected['two components'];
    const graph = await graphOf(wanted);
    const { images, dimensions } = clusters(36, 32, 2);
    const control = testControl();
    const layout = await initialise(
      runtime,
      graph,
      { images, dimensions },
      { init: 'spectral', nComponents: 2 },
      createRandom(3),
      control,
    );
    // Both in 0 … 10; each component around its place, its own vectors possibly mirrored.
    const theirs = [0, 1].map((c) => {
      const values = wanted.layout.filter((_, at) => at % 2 === c);
      const low = Math.min(...values);
      const high = Math.max(...values);
      return values.map((value) => (10 * (value - low)) / (high - low));
    });
    const centre = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2;
    for (const label of [0, 1]) {
      const own = (values: readonly number[]) =>
        values.filter((_, i) => wanted.labels[i] === label);
      const x = own([...layout].filter((_, at) => at % 2 === 0));
      expect(Math.abs(centre(x) - centre(own(theirs[0] ?? [])))).toBeLessThan(1.5);
    }
    expect(layout.every(Number.isFinite)).toBe(true);
    expect(control.reports.at(-1)).toMatchObject({ stage: 'init', unit: 'iterations' });
  });

  it('relates many components by their mean images, as umap-learn', async () => {
    const wanted = golden.disconnected['ten components'];
    const components = connectedComponents(await graphOf(wanted));
    expect(components.length).toBe(10);
    const { images, dimensions } = clusters(180, 32, 10);
    const centres = componentCentres(components, 2, { images, dimensions }, createRandom(1));
    for (const axis of [0, 1]) {
      const column = (values: ArrayLike<number>) =>
        Array.from({ length: 10 }, (_, i) => values[2 * i + axis] ?? 0);
      const [ours, theirs] = [column(centres), column(wanted.centres)];
      const sign = Math.sign(ours.reduce((sum, value, i) => sum + value * (theirs[i] ?? 0), 0));
      for (const [i, value] of ours.entries()) expect(sign * value).toBeCloseTo(theirs[i] ?? 0, 4);
    }
  });

  const line: SparseGraph = {
    count: 2,
    rowStarts: Int32Array.of(0, 1, 2),
    columns: Int32Array.of(1, 0),
    weights: Float32Array.of(1, 1),
  };
  const edgeless = (count: number): SparseGraph => ({
    count,
    rowStarts: new Int32Array(count + 1),
    columns: new Int32Array(0),
    weights: new Float32Array(0),
  });

  it.each([
    ['a single point', edgeless(1)],
    ['two points', line],
    ['three points without edges', edgeless(3)],
    ['300 points without edges', edgeless(300)],
  ])('exists for %s', async (_, graph) => {
    const runtime = await start();
    const vectors = { images: new Uint8Array(graph.count * 4), dimensions: 4 };
    for (const init of ['spectral', 'random', 'pca'] as const) {
      for (const nComponents of [2, 3] as const) {
        const layout = await initialise(
          runtime,
          graph,
          vectors,
          { init, nComponents },
          createRandom(1),
          testControl(),
        );
        expect(layout.length).toBe(graph.count * nComponents);
        expect(layout.every((value) => value >= 0 && value <= 10)).toBe(true);
      }
    }
  });

  it('repeats with its seed, with any number of threads', async () => {
    const graph = await graphOf(golden.connected['200 points']);
    const { images, dimensions } = clusters(200, 32, 1);
    const run = async (threads: number) =>
      initialise(
        await start(threads, true),
        graph,
        { images, dimensions },
        { init: 'spectral', nComponents: 2 },
        createRandom(5),
        testControl(),
      );
    expect(await run(3)).toEqual(await run(1));
  });

  it('follows the first principal components with pca', async () => {
    // Points on a plane: one direction with much variance, another with less.
    const count = 50;
    const images = new Uint8Array(count * 6);
    const random = createRandom(2);
    const wide: number[] = [];
    for (let i = 0; i < count; i++) {
      const s = Math.round(random.uniform() * 200);
      const t = Math.round(random.uniform() * 60);
      wide.push(s);
      images.set([s, 10, t, 0, 7, t], i * 6);
    }
    const layout = await initialise(
      await start(),
      edgeless(count),
      { images, dimensions: 6 },
      { init: 'pca', nComponents: 2 },
      random,
      testControl(),
    );
    const low = Math.min(...wide);
    const span = Math.max(...wide) - low;
    const errors = (mirror: boolean) =>
      wide.map((s, i) => {
        const at = (10 * (s - low)) / span;
        return Math.abs((mirror ? 10 - at : at) - (layout[2 * i] ?? 0));
      });
    expect(Math.min(Math.max(...errors(false)), Math.max(...errors(true)))).toBeLessThan(0.3);
  });

  it('stops on abort', async () => {
    const control = testControl();
    control.controller.abort(new Error('enough'));
    const graph = await graphOf(golden.connected['200 points']);
    const { images, dimensions } = clusters(200, 32, 1);
    await expect(
      initialise(
        await start(),
        graph,
        { images, dimensions },
        { init: 'spectral', nComponents: 2 },
        createRandom(5),
        control,
      ),
    ).rejects.toThrow('enough');
  });
});
