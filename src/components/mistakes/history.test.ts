import { describe, expect, it } from 'vitest';
import { coarseToFine, History } from './history.ts';
import { mistakesOf } from './mistakes-of.ts';

const IMAGE = new Uint8Array(4);

function source(kept: number[], asked: number[]) {
  return {
    keptEpochs: () => Promise.resolve(kept),
    predict: (_: Uint8Array<ArrayBuffer>, epoch: number) => {
      asked.push(epoch);
      return Promise.resolve(Float32Array.of(epoch, 1 - epoch));
    },
  };
}

describe('mistakes of a test', () => {
  it('are the images taken for something else, the surest first', () => {
    const labels = Uint8Array.of(0, 1, 0, 1, 1);
    const probabilities = Float32Array.of(0.9, 0.1, 0.7, 0.3, 0.2, 0.8, 0.3, 0.7, 0.95, 0.05);
    expect(mistakesOf({ labels, probabilities }, 2)).toEqual([
      { index: 4, truth: 1, predicted: 0, share: Math.fround(0.95) },
      { index: 2, truth: 0, predicted: 1, share: Math.fround(0.8) },
      { index: 1, truth: 1, predicted: 0, share: Math.fround(0.7) },
    ]);
  });

  it('are none where the network’s numbers overflowed', () => {
    const probabilities = Float32Array.of(NaN, NaN);
    expect(mistakesOf({ labels: Uint8Array.of(1), probabilities }, 2)).toEqual([]);
  });
});

describe('the history of an image', () => {
  it('asks for the ends first, then for what lies in between, each epoch once', () => {
    expect(coarseToFine([0, 1, 2, 3, 4, 5, 6, 7, 8]).slice(0, 3)).toEqual([0, 8, 5]);
    for (const length of [0, 1, 2, 3, 10, 49]) {
      const epochs = Array.from({ length }, (_, i) => i * 2);
      expect([...coarseToFine(epochs)].sort((a, b) => a - b)).toEqual(epochs);
    }
  });

  it('gets more when the run has more frames, and asks nothing twice', async () => {
    const kept = [0, 1, 2];
    const asked: number[] = [];
    const history = new History(source(kept, asked), IMAGE);
    await history.extend(3);
    await history.extend(3);
    expect(history.epochs).toEqual([0, 1, 2]);
    kept.push(3);
    await history.extend(4);
    expect(asked).toEqual([0, 2, 1, 3]);
    expect(history.probabilities.get(3)?.[0]).toBe(3);
  });

  it('asks nothing more once it is stopped', async () => {
    const asked: number[] = [];
    const history = new History(source([0, 1, 2, 3], asked), IMAGE);
    history.addEventListener('change', () => {
      history.stop();
    });
    await history.extend(4);
    expect(asked).toEqual([0]);
    await history.extend(5);
    expect(asked).toEqual([0]);
    expect(history.asking).toBe(false);
  });

  it('says what went wrong, keeps what it has, and tries again with the next epoch', async () => {
    const asked: number[] = [];
    const good = source([0, 1], asked);
    let isBroken = true;
    const history = new History(
      {
        ...good,
        predict: (image, epoch) =>
          isBroken && epoch === 1
            ? Promise.reject(new Error('The worker has ended.'))
            : good.predict(image, epoch),
      },
      IMAGE,
    );
    await history.extend(2);
    expect(history.error).toBe('The worker has ended.');
    expect(history.epochs).toEqual([0]);
    isBroken = false;
    await history.extend(3);
    expect(history.error).toBe('');
    expect(history.epochs).toEqual([0, 1]);
  });
});
