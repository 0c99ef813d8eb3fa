import type { CnnParams } from '../../workers/contracts/cnn.ts';
import type { CnnRunSettings } from './cnn-run-api.ts';

/** Training images of drawn data where none are asked for: as many as CIFAR-10 has. */
export const USUAL_IMAGES = { train: 50_000, test: 10_000 } as const;

/** The article's; what is not said there is a usual choice for the fixed schedule. */
export const ARTICLE_CNN_SETTINGS: CnnRunSettings = {
  dataset: 'cifar-10',
  engine: 'auto',
  image: 16,
  params: {
    layers: 'article',
    epochs: 48,
    schedule: 'article',
    stepsPerEpoch: 250,
    learningRate: 0.0005,
    dropout: 0.25,
    seed: 24,
  },
};

/** Images that an epoch (from 0) learns from, as the worker's schedule has it. */
export function imagesOfEpoch(
  {
    schedule,
    stepsPerEpoch,
    batchSize,
  }: Pick<CnnParams, 'schedule' | 'stepsPerEpoch' | 'batchSize'>,
  epoch: number,
): number {
  if (schedule === 'fixed') return stepsPerEpoch * (batchSize ?? 40);
  return (2 * epoch + 1) * 5 * (batchSize ?? (Math.floor(epoch / 6) + 1) * 10);
}
