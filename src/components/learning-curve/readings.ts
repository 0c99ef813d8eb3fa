import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import { imagesOfEpoch } from '../../runs/cnn-settings.ts';
import type { CnnTrace, CnnTraceInfo } from '../../trace/cnn-trace.ts';
import { percent } from '../cnn/words.ts';
import { count } from '../run/words.ts';

export type Metric = 'accuracy' | 'loss';

/** A metric after one epoch; NaN where there is none. */
export interface Reading {
  readonly epoch: number;
  readonly imagesSeen: number;
  readonly training: number;
  readonly validation: number;
}

export function readingOf({ epoch, imagesSeen, metrics }: CnnFrame, metric: Metric): Reading {
  return metric === 'accuracy'
    ? {
        ...{ epoch, imagesSeen },
        training: metrics.trainAccuracy,
        validation: metrics.validationAccuracy,
      }
    : { epoch, imagesSeen, training: metrics.trainLoss, validation: metrics.validationLoss };
}

/** `61.0%` or `1.043`. */
export function valueText(value: number, metric: Metric): string {
  if (metric === 'accuracy') return percent(value, 1);
  if (!Number.isFinite(value)) return '–';
  return value < 100 ? value.toFixed(value < 10 ? 3 : 1) : count(Math.round(value));
}

/** `Epoch 12: training 61.0%, validation 55.3%, 38,400 images`. */
export function readingText(reading: Reading, metric: Metric): string {
  const { epoch, training, validation, imagesSeen } = reading;
  const learned = Number.isNaN(training) ? '' : `training ${valueText(training, metric)}, `;
  const images = `${count(imagesSeen)} ${imagesSeen === 1 ? 'image' : 'images'}`;
  return `Epoch ${epoch}: ${learned}validation ${valueText(validation, metric)}, ${images}`;
}

/** Images a step as the schedule has it, in the epoch that ends with frame `epoch`; the untrained frame has the first's. */
function scheduledBatch({ params, steps }: CnnTraceInfo, epoch: number): number {
  const at = Math.max(0, epoch - 1);
  return imagesOfEpoch(params, at) / (steps[at] ?? Number.NaN);
}

/** Undefined where it is the schedule's. */
function ownBatch(info: CnnTraceInfo, { epoch, settings }: CnnFrame): number | undefined {
  return settings.batchSize === scheduledBatch(info, epoch) ? undefined : settings.batchSize;
}

/** What the visitor set anew before frame `index`, in words; empty where nothing. */
export function changesAt({ info, frames }: CnnTrace, index: number): string[] {
  const frame = frames[index];
  const before = frames[index - 1];
  if (!frame || !before) return [];
  const changes: string[] = [];
  const { learningRate, dropout } = frame.settings;
  if (learningRate !== before.settings.learningRate) {
    changes.push(`learning rate ${before.settings.learningRate} → ${learningRate}`);
  }
  if (dropout !== before.settings.dropout) {
    changes.push(`dropout ${before.settings.dropout} → ${dropout}`);
  }
  const [batch, batchBefore] = [ownBatch(info, frame), ownBatch(info, before)];
  if (batch !== batchBefore) {
    const { batchSize } = frame.settings;
    changes.push(
      batch === undefined
        ? `batch size as scheduled again, ${batchSize}`
        : `batch size ${before.settings.batchSize} → ${batchSize}`,
    );
  }
  return changes;
}

/** Images seen when `epoch` is over: as recorded, or as it will be if nothing is set anew. */
export function imagesAt({ info, frames }: CnnTrace, epoch: number): number {
  const newest = frames.at(-1);
  const recorded = frames.findLast((frame) => frame.epoch <= epoch);
  if (recorded?.epoch === epoch) return recorded.imagesSeen;
  let images = newest?.imagesSeen ?? 0;
  const own = newest && newest.epoch > 0 ? ownBatch(info, newest) : undefined;
  for (let at = newest?.epoch ?? 0; at < epoch; at++) {
    images += own === undefined ? imagesOfEpoch(info.params, at) : own * (info.steps[at] ?? 0);
  }
  return images;
}
