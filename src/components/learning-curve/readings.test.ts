import { describe, expect, it } from 'vitest';
import type { CnnFrame } from '../../../workers/contracts/cnn.ts';
import { Recorder } from '../../trace/trace.ts';
import { syntheticCnnTrace } from '../cnn/synthetic-trace.ts';
import { changesAt, imagesAt, type Reading, readingText, valueText } from './readings.ts';
import { chanceOf, epochAt, pathOf, topOf, valueTicks, xOf } from './scales.ts';

/** The first `frames` frames of the made-up run, with these settings from an epoch on. */
function traceWith(frames: number, from: number, settings: Partial<CnnFrame['settings']>) {
  const made = syntheticCnnTrace(frames);
  const recorder = new Recorder<typeof made.info, CnnFrame>(made.info, 49);
  for (const frame of made.frames) {
    const isLater = frame.epoch >= from;
    recorder.append(isLater ? { ...frame, settings: { ...frame.settings, ...settings } } : frame);
  }
  return recorder;
}

const reading = (epoch: number, training: number, validation: number): Reading => ({
  epoch,
  imagesSeen: 38_400,
  training,
  validation,
});

describe('readings of a learning curve', () => {
  it('are read out as a person would', () => {
    expect(readingText(reading(12, 0.61, 0.553), 'accuracy')).toBe(
      'Epoch 12: training 61.0%, validation 55.3%, 38,400 images',
    );
    expect(readingText(reading(12, 1.04, 1.21), 'loss')).toBe(
      'Epoch 12: training 1.040, validation 1.210, 38,400 images',
    );
    expect(readingText(reading(0, Number.NaN, 0.1), 'accuracy')).toBe(
      'Epoch 0: validation 10.0%, 38,400 images',
    );
    expect(valueText(Number.POSITIVE_INFINITY, 'loss')).toBe('–');
  });

  it('count the images of all epochs as the article’s schedule has them', () => {
    const trace = syntheticCnnTrace(13);
    expect([0, 1, 6, 12].map((epoch) => imagesAt(trace, epoch))).toEqual([0, 50, 1800, 12_600]);
    expect(imagesAt(trace, 48)).toBe(669_600);
  });

  it('expect a batch size of the visitor’s to stay', () => {
    const trace = traceWith(13, 12, { batchSize: 32 });
    expect(imagesAt(trace, 13) - imagesAt(trace, 12)).toBe(25 * 5 * 32);
  });

  it('notice what was set anew, but not what the schedule does', () => {
    const scheduled = syntheticCnnTrace();
    expect(scheduled.frames.flatMap((_, index) => changesAt(scheduled, index))).toEqual([]);
    const trace = traceWith(49, 20, { learningRate: 0.0001, dropout: 0.5, batchSize: 32 });
    expect(changesAt(trace, 20)).toEqual([
      'learning rate 0.0005 → 0.0001',
      'dropout 0.25 → 0.5',
      'batch size 40 → 32',
    ]);
    expect(changesAt(trace, 21)).toEqual([]);
    const back = new Recorder<typeof trace.info, CnnFrame>(trace.info, 49);
    trace.frames.slice(0, 21).forEach((frame) => {
      back.append(frame);
    });
    for (const frame of syntheticCnnTrace().frames.slice(21)) back.append(frame);
    expect(changesAt(back, 21).at(-1)).toBe('batch size as scheduled again, 40');
  });
});

describe('scales of a learning curve', () => {
  it('leave a little room on both sides, as the article does', () => {
    expect(xOf(0, 47) * 47.4).toBeCloseTo(0.2);
    expect(xOf(47, 47)).toBeCloseTo(47.2 / 47.4);
    expect(epochAt(xOf(12, 48), 48)).toBeCloseTo(12);
  });

  it('go to 0.9, and to 1 where accuracy comes higher', () => {
    expect(topOf('accuracy', [reading(1, 0.93, 0.6)], 10)).toBe(1);
    expect(topOf('accuracy', [reading(1, 0.8, 0.6), reading(2, Number.NaN, 0.7)], 10)).toBe(0.9);
    expect(valueTicks(0.9).map((tick) => tick.toFixed(1))).toEqual(
      '0.0 0.2 0.4 0.6 0.8'.split(' '),
    );
  });

  it('hold every loss of a usual run, but let none that explodes flatten it', () => {
    expect(topOf('loss', [reading(1, 1.5, 2.3)], 10)).toBe(3);
    expect(topOf('loss', [reading(1, 1.5, 4.2)], 10)).toBe(5);
    expect(topOf('loss', [reading(1, 1e6, 1e6)], 10)).toBe(10);
    expect(chanceOf('loss', 10)).toBeCloseTo(2.3026, 4);
  });

  it('break a curve where there is no number', () => {
    const values = [Number.NaN, 0.1, 0.2, Number.NaN, 0.4];
    const readings = values.map((value, epoch) => reading(epoch, value, value));
    const path = pathOf(readings, 'training', 4, 0.5);
    expect(path.match(/[ML][\d.]+ [\d.]+/g)).toEqual([
      'M272.7 800.0',
      'L500.0 600.0',
      'M954.5 200.0',
    ]);
  });
});
