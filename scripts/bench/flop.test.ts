import { describe, expect, it } from 'vitest';
import { articleModel } from '../../workers/cnn/article-model.ts';
import { planModel } from '../../workers/cnn/model.ts';
import { trainingFlop } from './flop.ts';

const COLOUR = { height: 32, width: 32, channels: 3 } as const;
const INIT = { type: 'glorot-uniform' } as const;

describe('operations of training', () => {
  it('are the article’s 83 million an image', () => {
    const flop = trainingFlop(planModel(articleModel(10), COLOUR, 10));
    expect(Math.round(flop / 1e6)).toBe(83);
    // 669,600 images in the whole schedule.
    expect((flop * 669_600) / 1e12).toBeCloseTo(55.6, 0);
  });

  it('count each product and sum, and no gradient of the images', () => {
    const plan = planModel(
      [
        { type: 'conv2d', filters: 5, kernelSize: 3, padding: 'valid', init: INIT },
        { type: 'relu' },
        { type: 'flatten' },
        { type: 'dense', units: 7, init: INIT },
        { type: 'dense', units: 2, init: INIT },
        { type: 'softmax' },
      ],
      { height: 4, width: 4, channels: 1 },
      2,
    );
    const convolution = 2 * (2 * 2 * 5) * (3 * 3 * 1);
    const dense = 2 * 20 * 7 + 2 * 7 * 2;
    expect(trainingFlop(plan)).toBe(2 * convolution + 3 * dense);
  });
});
