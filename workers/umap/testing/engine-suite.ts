import { afterEach, describe, expect, it } from 'vitest';
import type { UmapInput, UmapParams } from '../../contracts/umap.ts';
import { createRandom } from '../../random.ts';
import type { PreparedLayout, UmapEngine } from '../engine.ts';
import golden from '../goldens/layout.json';
import { measureQuality } from '../quality.ts';
import { clusters, testControl } from '../test-data.ts';
import { DEGENERATE } from './images.ts';
import { ARTICLE_PARAMS } from '../article-params.ts';

/** The article's, but for the number of epochs. */
export const SUITE_PARAMS: UmapParams = { ...ARTICLE_PARAMS, nEpochs: 20 };

/** What an engine may do differently. */
export interface Expectations {
  /** Points of the layout whose quality is asserted; the golden has 1,000. */
  readonly points?: number;
  /** What it starts from: all that are asked for, or random alone, with a remark. */
  readonly inits?: readonly UmapParams['init'][];
}

/** What every UMAP engine does, on small inputs: the same suite for each. */
export function describeUmapEngine(
  name: string,
  create: () => UmapEngine,
  { points = 1000, inits = ['spectral', 'random', 'pca'] }: Expectations = {},
): void {
  describe(`${name}, a UMAP engine`, () => {
    const engines: UmapEngine[] = [];
    afterEach(() => {
      for (const engine of engines.splice(0)) engine.dispose();
    });

    const start = async (
      input: UmapInput,
      change: Partial<UmapParams> = {},
      control = testControl(),
    ): Promise<{ engine: UmapEngine; prepared: PreparedLayout }> => {
      const engine = create();
      engines.push(engine);
      const params = { ...SUITE_PARAMS, ...change };
      const prepared = await engine.prepare(input, params, createRandom(params.seed), control);
      return { engine, prepared };
    };
    const rest = async (engine: UmapEngine): Promise<Float32Array[]> => {
      const frames: Float32Array[] = [];
      for (let frame = await engine.step(); frame; frame = await engine.step()) frames.push(frame);
      return frames;
    };
    const run = async (input: UmapInput, change: Partial<UmapParams> = {}) => {
      const { engine, prepared } = await start(input, change);
      return [prepared.embedding, ...(await rest(engine))];
    };

    it('lays out as faithfully as umap-learn does', async () => {
      const input = clusters(points);
      const params = { ...SUITE_PARAMS, nEpochs: 128, init: 'random' } as const;
      const { engine, prepared } = await start(input, params);
      const last = (await rest(engine)).at(-1) ?? prepared.embedding;
      const { neighbours } = prepared;
      const options = { neighbours, params, sample: points };
      const quality = await measureQuality(input, last, options, testControl());
      // umap-learn's three seeds lie within 0.004 of each other; fewer points lie a little closer.
      expect(quality.trustworthiness).toBeGreaterThan(Math.min(...golden.trustworthiness) - 0.012);
      expect(quality.labelAgreement).toBeGreaterThan(0.99);
      expect(quality.recall).toBe(1);
      expect(await engine.step()).toBeNull();
    });

    it('gives a frame an epoch, each its own array', async () => {
      const frames = await run(clusters(120), { nEpochs: 7 });
      expect(frames).toHaveLength(8);
      expect(new Set(frames.map(({ buffer }) => buffer)).size).toBe(8);
    });

    it('repeats bit by bit with the same seed, and differs with another', async () => {
      const input = clusters(200);
      const frames = await run(input, { init: 'random' });
      expect(await run(input, { init: 'random' })).toEqual(frames);
      expect((await run(input, { init: 'random', seed: 25 })).at(-1)).not.toEqual(frames.at(-1));
    });

    it.each(['euclidean', 'cosine', 'manhattan', 'correlation'] as const)(
      'goes by %s distance',
      async (metric) => {
        const { prepared } = await start(clusters(150), { metric });
        const { knnIndices, knnDistances, k } = prepared.neighbours;
        expect(k).toBe(15);
        for (let i = 0; i < 150; i++) {
          expect(knnIndices[i * k]).toBe(i);
          const own = [...knnDistances.subarray(i * k, (i + 1) * k)];
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
      },
    );

    it.each(Object.entries(DEGENERATE))('stands %s', async (_, input) => {
      for (const init of inits) {
        for (const nComponents of [2, 3] as const) {
          const frames = await run(input, { init, nComponents, nEpochs: 6, nNeighbors: 10 });
          expect(frames).toHaveLength(7);
          for (const frame of frames) {
            expect(frame).toHaveLength(input.count * nComponents);
            expect(frame.every((value) => Math.abs(value) < 1e4)).toBe(true);
          }
        }
      }
    });

    it('stands as few points as there are neighbours, and one', async () => {
      const frames = await run(clusters(11), { nNeighbors: 10, nEpochs: 5 });
      expect(frames.at(-1)?.every(Number.isFinite)).toBe(true);
    });

    it('says where another start had to do', async () => {
      const { prepared } = await start(clusters(150), { init: 'spectral' });
      expect(prepared.remarks.join(' ').includes('random')).toBe(!inits.includes('spectral'));
    });

    it('restarts, where it can, with the frames that a new run has', async () => {
      const input = clusters(200);
      const { engine, prepared } = await start(input);
      if (!engine.restart) {
        expect(prepared.embedding).toHaveLength(400);
        return;
      }
      await engine.step();
      const other = { minDist: 0.5, seed: 3, nComponents: 3 } as const;
      const params = { ...SUITE_PARAMS, ...other };
      const again = await engine.restart(params, createRandom(params.seed), testControl());
      expect([again.embedding, ...(await rest(engine))]).toEqual(await run(input, other));
    });

    it('is cancelled while it prepares', async () => {
      const control = testControl();
      const starting = start(clusters(2500), {}, control);
      control.controller.abort(new Error('enough'));
      await expect(starting).rejects.toThrow('enough');
    });

    it('may be disposed of twice, before and in the middle of a run', async () => {
      create().dispose();
      const { engine } = await start(clusters(100));
      await engine.step();
      engine.dispose();
      engine.dispose();
    });
  });
}
