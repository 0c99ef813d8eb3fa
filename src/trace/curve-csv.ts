import type { CnnFrame } from '../../workers/contracts/cnn.ts';

const COLUMNS = [
  ...['epoch', 'step', 'images', 'train_loss', 'train_accuracy'],
  ...['validation_loss', 'validation_accuracy', 'learning_rate', 'batch_size', 'dropout'],
] as const;

/** The learning curve: a row a frame. What there is no number of is empty: training before the first step. */
export function curveCsv(frames: readonly CnnFrame[]): string {
  const rows = frames.map(({ epoch, step, imagesSeen, metrics, settings }) => [
    ...[epoch, step, imagesSeen, metrics.trainLoss, metrics.trainAccuracy],
    ...[metrics.validationLoss, metrics.validationAccuracy],
    ...[settings.learningRate, settings.batchSize, settings.dropout],
  ]);
  const lines = rows.map((row) => row.map((n) => (Number.isFinite(n) ? String(n) : '')).join(','));
  return [COLUMNS.join(','), ...lines, ''].join('\r\n');
}
