import { afterEach, describe, expect, it } from 'vitest';
import type { CnnEngine } from '../engine.ts';
import { distance } from './distance.ts';
import { goldenNetworks, type GoldenNetwork } from './golden-networks.ts';

/** Largest relative error that an engine may have. */
export interface Tolerances {
  /** Of a tensor's gradient: ‖difference‖ / ‖golden‖. */
  readonly gradient: number;
  /** Of a tensor's change over five steps of Adam, likewise. */
  readonly change: number;
  readonly loss: number;
  /** Absolute. */
  readonly probability: number;
}

const STRICT: Tolerances = { gradient: 1e-4, change: 1e-4, loss: 5e-4, probability: 1e-3 };
const NEVER = new AbortController().signal;

/** What every training engine does, on small networks with PyTorch's results. */
export function describeCnnEngine(
  name: string,
  create: () => CnnEngine,
  tolerances: Tolerances = STRICT,
): void {
  describe(`${name}, a training engine`, () => {
    const engines: CnnEngine[] = [];
    const prepare = async (golden: GoldenNetwork): Promise<CnnEngine> => {
      const engine = create();
      engines.push(engine);
      await engine.prepare(golden.plan, golden.train, golden.weights, NEVER);
      return engine;
    };
    afterEach(() => {
      for (const engine of engines.splice(0)) engine.dispose();
    });

    describe.each(goldenNetworks())('on «$title»', (golden) => {
      const { plan, train, weights, batches, learningRate } = golden;
      const last = plan.layers.length - 1;
      const [first = new Uint32Array()] = batches;

      it('keeps weights as they were given', async () => {
        const engine = await prepare(golden);
        expect(await engine.weights()).toEqual(weights);
      });

      it('has PyTorch’s gradients', async () => {
        const engine = await prepare(golden);
        const own = await engine.gradients(first, { dropout: 0, dropoutSeed: 0 });
        for (const { name, offset, size, trainable } of plan.weights) {
          const part = own.subarray(offset, offset + size);
          if (trainable) {
            const error = distance(part, golden.gradients.get(name));
            expect(error, name).toBeLessThan(tolerances.gradient);
          } else expect(part.every((value) => value === 0)).toBe(true);
        }
      });

      it('takes PyTorch’s steps with Adam, and predicts what it predicts after them', async () => {
        const engine = await prepare(golden);
        for (const indices of batches) {
          await engine.step(indices, { learningRate, dropout: 0, dropoutSeed: 0 });
        }
        const { losses, correct } = await engine.results();
        expect(losses).toHaveLength(batches.length);
        expect(correct.every((hits) => hits <= first.length)).toBe(true);
        golden.losses.forEach((loss, step) => {
          expect(Math.abs((losses[step] ?? NaN) - loss) / loss).toBeLessThan(tolerances.loss);
        });
        const own = await engine.weights();
        for (const { name, offset, size } of plan.weights) {
          const after = golden.weightsAfter.get(name);
          if (!after) continue;
          const [start, end] = [weights, own].map((all) => all.subarray(offset, offset + size));
          const error = distance(minus(end, start), minus(after, start));
          expect(error, name).toBeLessThan(tolerances.change);
        }
        const predicted = await engine.forward(train.images, last);
        expect(largest(predicted, golden.probabilities)).toBeLessThan(tolerances.probability);
      });

      it('goes on from its state in a fresh engine as if it had never stopped, bit by bit', async () => {
        const take = async (engine: CnnEngine, from: number, until: number): Promise<void> => {
          for (let step = from; step < until; step++) {
            const indices = Uint32Array.from(first, (_, i) => (step * 5 + i) % train.count);
            await engine.step(indices, { learningRate, dropout: 0.3, dropoutSeed: step });
          }
        };
        const engine = await prepare(golden);
        await take(engine, 0, 3);
        const state = await engine.state();
        expect(state.steps).toBe(3);
        expect(state.values.subarray(0, plan.size)).toEqual(await engine.weights());
        await engine.results();
        await take(engine, 3, 6);
        const { losses } = await engine.results();

        const other = await prepare(golden);
        await take(other, 7, 9);
        await other.results();
        await other.restore(state);
        expect(await other.state()).toEqual(state);
        await take(other, 3, 6);
        expect((await other.results()).losses).toEqual(losses);
        expect(await other.state()).toEqual(await engine.state());
      });
    });

    const [article] = goldenNetworks();
    if (!article) throw new Error('There are no goldens.');
    const { plan, train, weights, batches, learningRate } = article;
    const last = plan.layers.length - 1;
    const options = { learningRate, dropout: 0, dropoutSeed: 0 };
    const [batch = new Uint32Array()] = batches;

    it('shows any layer’s output, with other weights too, and goes on with its own', async () => {
      const engine = await prepare(article);
      const zeros = weights.map((value, i) => (i < plan.size - 4 ? value : 0));
      const before = await engine.forward(train.images, last);
      const other = await engine.forward(train.images, last, zeros.fill(0, plan.size - 84));
      expect(largest(other, new Float32Array(other.length).fill(0.25))).toBeLessThan(1e-6);
      expect(await engine.forward(train.images, last)).toEqual(before);
      for (const [index, { outputShape }] of plan.layers.entries()) {
        const values = await engine.forward(train.images, index);
        expect(values.length).toBe(
          train.count * outputShape.reduce((product, n) => product * n, 1),
        );
        expect(values.every(Number.isFinite)).toBe(true);
      }
      const raw = await engine.forward(train.images, 0);
      expect(await engine.forward(train.images, 1)).toEqual(raw.map((value) => Math.max(0, value)));
    });

    it('predicts each image alike, whatever others come with it', async () => {
      const engine = await prepare(article);
      const many = new Uint8Array(10 * train.images.length);
      for (let i = 0; i < 10; i++) many.set(train.images, i * train.images.length);
      const once = await engine.forward(train.images, last);
      const often = await engine.forward(many, last);
      expect(largest(often.subarray(-once.length), once)).toBeLessThan(1e-6);
    });

    it('takes batches of any size, also after smaller ones', async () => {
      const engine = await prepare(article);
      for (const size of [1, 5, 97]) {
        await engine.step(
          Uint32Array.from({ length: size }, (_, i) => i % train.count),
          options,
        );
      }
      const { losses } = await engine.results();
      expect(losses).toHaveLength(3);
      expect(losses.every(Number.isFinite)).toBe(true);
    });

    it('begins anew with other weights: Adam, too', async () => {
      const engine = await prepare(article);
      await engine.step(batch, options);
      const after = await engine.weights();
      await engine.step(batch, options);
      await engine.setWeights(weights);
      await engine.step(batch, options);
      expect(await engine.weights()).toEqual(after);
      expect((await engine.results()).losses).toHaveLength(3);
    });

    it('drops as asked: the same with the same seed, none at 0, other values with another seed', async () => {
      const withDropout = {
        ...article,
        plan: insertDropout(article),
      };
      const lossOf = async (dropout: number, dropoutSeed: number): Promise<number> => {
        const engine = await prepare(withDropout);
        await engine.step(batch, { learningRate, dropout, dropoutSeed });
        const [loss = NaN] = (await engine.results()).losses;
        engine.dispose();
        return loss;
      };
      expect(await lossOf(0.5, 7)).toBe(await lossOf(0.5, 7));
      expect(await lossOf(0.5, 7)).not.toBe(await lossOf(0.5, 8));
      expect(Math.abs((await lossOf(0, 7)) - (article.losses[0] ?? NaN))).toBeLessThan(1e-4);
    });

    it('says with NaN that it diverged', async () => {
      const engine = await prepare(article);
      await engine.setWeights(weights.map((value, i) => (i === 0 ? NaN : value)));
      await engine.step(batch, options);
      expect([...(await engine.results()).losses]).toEqual([NaN]);
    });

    it('leaks nothing over steps, and may be disposed of twice', async () => {
      const engine = await prepare(article);
      const round = async (): Promise<number> => {
        await engine.step(batch, options);
        await engine.forward(train.images, last);
        await engine.results();
        return engine.liveBuffers;
      };
      await round();
      const live = await round();
      for (let i = 0; i < 10; i++) expect(await round()).toBe(live);
      engine.dispose();
      engine.dispose();
    });
  });
}

/** The golden network with a dropout before its first dense layer: its weights stay as they are. */
function insertDropout({ plan }: GoldenNetwork): GoldenNetwork['plan'] {
  const at = plan.layers.findIndex(({ spec }) => spec.type === 'dense');
  const outputShape = plan.layers[at - 1]?.outputShape ?? [];
  const dropout = {
    name: 'dropout',
    spec: { type: 'dropout', rate: 0.5 } as const,
    outputShape,
    parameters: 0,
    trainable: 0,
  };
  return {
    ...plan,
    layers: plan.layers.toSpliced(at, 0, dropout),
    weights: plan.weights.map((tensor) => ({
      ...tensor,
      layer: tensor.layer < at ? tensor.layer : tensor.layer + 1,
    })),
  };
}

function largest(values: Float32Array, others: Float32Array): number {
  if (values.length !== others.length) return Infinity;
  return values.reduce((most, value, i) => Math.max(most, Math.abs(value - (others[i] ?? NaN))), 0);
}

function minus(values: Float32Array | undefined, others: Float32Array | undefined): Float32Array {
  return values?.map((value, i) => value - (others?.[i] ?? NaN)) ?? new Float32Array();
}
