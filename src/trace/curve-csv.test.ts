import { describe, expect, it } from 'vitest';
import type { CnnFrame } from '../../workers/contracts/cnn.ts';
import { curveCsv } from './curve-csv.ts';

function frame(epoch: number, trainLoss: number): CnnFrame {
  return {
    ...{ epoch, step: 10 * epoch, imagesSeen: 320 * epoch, epochMs: 1 },
    metrics: {
      trainLoss,
      trainAccuracy: trainLoss / 4,
      validationLoss: 2.5,
      validationAccuracy: 0.1,
    },
    settings: { learningRate: 0.001, batchSize: 32, dropout: 0.5 },
    view: { watchedId: 0, ...empty('kernels', 'activations', 'probabilities') },
    probabilities: new Float32Array(),
    confusion: new Uint32Array(),
  } as CnnFrame;
}

const empty = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, new Float32Array()]));

describe('the learning curve as CSV', () => {
  it('has a row a frame, and nothing where there is no number', () => {
    expect(curveCsv([frame(0, NaN), frame(1, 2)])).toBe(
      'epoch,step,images,train_loss,train_accuracy,validation_loss,validation_accuracy,learning_rate,batch_size,dropout\r\n' +
        '0,0,0,,,2.5,0.1,0.001,32,0.5\r\n' +
        '1,10,320,2,0.5,2.5,0.1,0.001,32,0.5\r\n',
    );
  });
});
