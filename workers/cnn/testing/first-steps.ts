import { drawnDatasets } from '../../dataset/drawn/index.ts';
import { articleModel } from '../article-model.ts';
import { Batches, dropoutSeed } from '../batches.ts';
import type { CnnEngine, EngineImages } from '../engine.ts';
import { initialWeights } from '../initialise.ts';
import { planModel } from '../model.ts';

const STEPS = 5;
const SEED = 24;
const LEARNING_RATE = 0.0005;
const { objects } = drawnDatasets;

/** The first `count` drawn images. */
export function drawnImages(count: number): EngineImages {
  const { height, width, channels } = objects.shape;
  const size = height * width * channels;
  const images = new Uint8Array(count * size);
  const labels = Uint8Array.from({ length: count }, (_, i) =>
    objects.draw(SEED, 'train', i, images, i * size),
  );
  return { images, labels, count };
}

/**
 * Losses of a run's first five steps, by the article's network, as the trainer has them taken. Disposes of the engine.
 * @param train images of 32 × 32 × 3, ten classes; *borrowed*
 */
export async function firstLosses(
  engine: CnnEngine,
  train: EngineImages,
  { batch, dropout }: { readonly batch: number; readonly dropout: number },
): Promise<Float32Array<ArrayBuffer>> {
  try {
    const plan = planModel(articleModel(objects.classNames.length), objects.shape, 10);
    const weights = initialWeights(plan, SEED);
    await engine.prepare(plan, train, weights, new AbortController().signal);
    const all = Uint32Array.from({ length: train.count }, (_, i) => i);
    const batches = new Batches(all, SEED);
    for (let step = 0; step < STEPS; step++) {
      await engine.step(batches.next(batch), {
        learningRate: LEARNING_RATE,
        dropout,
        dropoutSeed: dropoutSeed(SEED, step),
      });
    }
    return (await engine.results()).losses;
  } finally {
    engine.dispose();
  }
}
