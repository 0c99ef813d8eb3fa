import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { articleModel } from './article-model.ts';
import { Batches, dropoutSeed, sampleIndices } from './batches.ts';
import { Checkpoints } from './checkpoints.ts';
import { initialWeights } from './initialise.ts';
import { measure } from './metrics.ts';
import { planModel } from './model.ts';
import { planSchedule } from './schedule.ts';
import { stratifiedSplit } from './split.ts';

const INPUT = { height: 32, width: 32, channels: 3 } as const;

describe('the validation images', () => {
  it('are of each class as many as its share, and none is trained on', () => {
    const labels = Uint8Array.from({ length: 1000 }, (_, i) => (i < 600 ? 0 : i < 900 ? 1 : 2));
    const { train, validation } = stratifiedSplit(labels, 3, 55, createRandom(1));
    expect([train.length, validation.length]).toEqual([945, 55]);
    const counts = [0, 1, 2].map((c) => validation.filter((i) => labels[i] === c).length);
    expect(counts).toEqual([33, 17, 5]);
    expect(new Set([...train, ...validation]).size).toBe(1000);
  });

  it('are drawn anew by another seed', () => {
    const labels = new Uint8Array(100);
    const draw = (seed: number) => stratifiedSplit(labels, 1, 10, createRandom(seed)).validation;
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

describe('batches', () => {
  const indices = Uint32Array.from({ length: 100 }, (_, i) => i + 1000);

  it('deal out every image before one comes again, in another order each pass', () => {
    const batches = new Batches(indices, 5);
    const passes = [0, 1].map(() => [...batches.next(30), ...batches.next(70)]);
    for (const pass of passes) expect(new Set(pass).size).toBe(100);
    expect(passes[0]).not.toEqual(passes[1]);
    expect(new Set([...batches.next(60), ...batches.next(60).subarray(0, 40)]).size).toBe(100);
  });

  it('go on from any position as they would have', () => {
    const batches = new Batches(indices, 5);
    batches.next(130);
    const expected = batches.next(90);
    batches.position = 130;
    expect(batches.next(90)).toEqual(expected);
  });

  it('give every step a dropout of its own', () => {
    const seeds = Array.from({ length: 1000 }, (_, step) => dropoutSeed(24, step));
    expect(new Set(seeds).size).toBe(1000);
    expect(dropoutSeed(25, 0)).not.toBe(dropoutSeed(24, 0));
  });

  it('draw the followed images without repetition', () => {
    expect(new Set(sampleIndices(10_000, 72, 24)).size).toBe(72);
    expect(sampleIndices(10, 72, 24)).toHaveLength(10);
  });
});

describe('the article’s network', () => {
  const plan = planModel(articleModel(10), INPUT, 10);

  it('has the parameters that Keras counts', () => {
    const sum = (of: 'parameters' | 'trainable') =>
      plan.layers.reduce((n, layer) => n + layer[of], 0);
    expect([sum('parameters'), sum('parameters') - sum('trainable')]).toEqual([1_094_218, 512]);
    expect(plan.layers.map(({ name }) => name)).toEqual([
      ...['conv2d', 're_lu', 'max_pooling2d', 'conv2d_1', 're_lu_1', 'max_pooling2d_1'],
      ...['flatten', 'dropout', 'dense', 're_lu_2', 'batch_normalization', 'dense_1', 'softmax'],
    ]);
  });

  it.each([
    [
      'a kernel larger than the image',
      [
        {
          type: 'conv2d',
          filters: 1,
          kernelSize: 40,
          padding: 'valid',
          init: { type: 'glorot-uniform' },
        },
      ],
      /conv2d.*40 × 40.*32 × 32 × 3/,
    ],
    [
      'a dense layer on maps',
      [{ type: 'dense', units: 10, init: { type: 'glorot-uniform' } }, { type: 'softmax' }],
      /dense.*32 × 32 × 3.*flatten/,
    ],
    [
      'too few classes at the end',
      [
        { type: 'flatten' },
        { type: 'dense', units: 9, init: { type: 'glorot-uniform' } },
        { type: 'softmax' },
      ],
      /softmax.*10.*9/,
    ],
    ['a convolution of a vector', [{ type: 'flatten' }, ...articleModel(10)], /conv2d.*3072/],
    ['no layers', [], /no layers/],
  ] as const)('is refused with %s, naming layer and shapes', (_, layers, message) => {
    expect(() => planModel(layers, INPUT, 10)).toThrow(message);
  });

  it('begins with weights of the stated spread', () => {
    const weights = initialWeights(plan, 24);
    expect(initialWeights(plan, 24)).toEqual(weights);
    const deviation = (name: string): number => {
      const tensor = plan.weights.find((own) => own.name === name);
      const own = weights.subarray(tensor?.offset, (tensor?.offset ?? 0) + (tensor?.size ?? 0));
      return Math.sqrt(own.reduce((sum, value) => sum + value * value, 0) / own.length);
    };
    // A normal cut at two deviations has 0.8796 of the deviation.
    expect(deviation('conv2d/kernel')).toBeCloseTo(0.0088, 3);
    expect(deviation('dense/kernel')).toBeCloseTo(Math.sqrt(2 / 4096), 3);
    expect(deviation('dense_1/kernel')).toBeCloseTo(Math.sqrt(6 / 266 / 3), 2);
    expect(deviation('dense/bias')).toBe(0);
    expect(deviation('batch_normalization/gamma')).toBe(1);
    expect(Math.max(...weights.subarray(0, 4800))).toBeLessThanOrEqual(0.02);
  });
});

it('the article’s schedule has 11,520 steps of 669,600 images', () => {
  const { steps, batchSize } = planSchedule({ epochs: 48, schedule: 'article', stepsPerEpoch: 1 });
  expect(steps.reduce((sum, count) => sum + count, 0)).toBe(11_520);
  expect(steps.reduce((sum, count, epoch) => sum + count * batchSize(epoch), 0)).toBe(669_600);
  expect([steps[0], steps[47], batchSize(0), batchSize(47)]).toEqual([5, 475, 10, 80]);
});

it('loss, accuracy and confusion are those of the probabilities', () => {
  const probabilities = Float32Array.of(0.7, 0.2, 0.1, 0.1, 0.6, 0.3, 0.5, 0.5, 0, 0, 0, 1);
  const { loss, accuracy, confusion } = measure(probabilities, Uint8Array.of(0, 2, 1, 0), 3);
  expect(accuracy).toBe(0.25);
  expect(loss).toBeCloseTo(
    -(Math.log(0.7) + Math.log(0.3) + Math.log(0.5) + Math.log(1e-7)) / 4,
    5,
  );
  expect([...confusion]).toEqual([1, 0, 1, 1, 0, 0, 0, 1, 0]);
});

describe('kept weights', () => {
  it('are all while they fit, then every second, the first and the newest always', () => {
    const kept = new Checkpoints(40);
    for (let epoch = 0; epoch <= 9; epoch++) {
      kept.add(epoch, Float32Array.of(epoch, 0));
      expect(kept.get(0)).toBeDefined();
      expect(kept.get(epoch)?.[0]).toBe(epoch);
      expect(kept.epochs.length).toBeLessThanOrEqual(5);
    }
    expect(kept.epochs).toEqual([0, 4, 8, 9]);
  });

  it('are the first and the newest where not even three fit', () => {
    const kept = new Checkpoints(1);
    for (let epoch = 0; epoch <= 5; epoch++) kept.add(epoch, new Float32Array(2));
    expect(kept.epochs).toEqual([0, 5]);
  });
});
