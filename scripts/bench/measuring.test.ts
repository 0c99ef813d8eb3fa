import { describe, expect, it } from 'vitest';
import { rates, stepsOfEpoch } from './cnn-epochs.ts';
import { checkEngine } from './engine-asked.ts';
import { medianBy } from './numbers.ts';

describe('a measurement', () => {
  it('is refused when another engine took over than was asked for', () => {
    const ran = { engine: 'wasm', reason: 'The graphics device was lost. wasm went on.' };
    expect(() => {
      checkEngine('webgpu', ran);
    }).toThrow('webgpu was to be timed, and wasm ran: The graphics device was lost. wasm went on.');
    for (const asked of ['wasm', 'auto']) {
      expect(() => {
        checkEngine(asked, ran);
      }).not.toThrow();
    }
  });

  it('takes the median, of two the lower', () => {
    expect(medianBy([3, 1, 2], (n) => n)).toBe(2);
    expect(medianBy([{ n: 4 }, { n: 1 }, { n: 3 }, { n: 2 }], ({ n }) => n)).toEqual({ n: 2 });
    expect(() => medianBy([], (n: number) => n)).toThrow('nothing to take the median of');
  });

  it('has epochs of some seconds, and of two steps at least', () => {
    expect(stepsOfEpoch(40)).toBe(100);
    expect(stepsOfEpoch(13_000)).toBe(2);
    expect(stepsOfEpoch(0.1)).toBe(1000);
  });

  it('tells images and operations a second', () => {
    // 40 images of 50 million operations in half a second.
    expect(rates(40, 500, 50e6)).toEqual({ imagesPerSecond: 80, gflops: 4 });
  });
});
