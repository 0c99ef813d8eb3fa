import { describe, expect, it } from 'vitest';
import { count } from '../run/words.ts';
import { epochAnnouncement } from './stages.ts';
import { syntheticCnnTrace } from './synthetic-trace.ts';
import { percent, plural, winnerOf, withArticle } from './words.ts';

describe('what is heard when an epoch is over', () => {
  const [frame] = syntheticCnnTrace(1).frames;
  if (!frame) throw new Error('The made-up trace is empty.');
  const metrics = { ...frame.metrics, validationAccuracy: 0.48 };
  const names = ['cat', 'dog', 'ship'];

  it('names the classes that are confused most', () => {
    const confusion = Uint32Array.of(5, 4, 1, 3, 6, 1, 0, 0, 10);
    expect(epochAnnouncement({ ...frame, epoch: 12, metrics, confusion }, names)).toBe(
      'Epoch 12: validation accuracy 48%; cat and dog most often confused.',
    );
  });

  it('names none where none are', () => {
    const confusion = Uint32Array.of(9, 0, 0, 0, 9, 0, 0, 0, 9);
    expect(epochAnnouncement({ ...frame, epoch: 12, metrics, confusion }, names)).toBe(
      'Epoch 12: validation accuracy 48%.',
    );
  });
});

describe('words of the CNN figures', () => {
  it('write numbers as people read them', () => {
    expect(count(1_094_218)).toBe('1,094,218');
    expect(percent(0.322, 2)).toBe('32.20%');
    expect(percent(0.16)).toBe('16%');
    expect(percent(Number.NaN, 1)).toBe('–');
  });

  it('give a class the article that it is spoken with', () => {
    const names = 'airplane automobile bird dog unicycle umbrella underpass euro hour 8 11 118 7';
    expect(names.split(' ').map(withArticle)).toEqual([
      ...['an airplane', 'an automobile', 'a bird', 'a dog', 'a unicycle', 'an umbrella'],
      ...['an underpass', 'a euro', 'an hour', 'an 8', 'an 11', 'a 118', 'a 7'],
    ]);
    expect(withArticle('Ankle boot')).toBe('an Ankle boot');
  });

  it('speak of more than one of a class', () => {
    const names = ['cat', 'deer', 'Dress', 'Ankle boot', 'bus', 'cats', 'fox', 'fly', 'toy', '3'];
    expect(names.map(plural)).toEqual([
      ...['cats', 'deer', 'Dresses', 'Ankle boots', 'buses', 'cats', 'foxes', 'flies', 'toys'],
      '3s',
    ]);
  });

  it('find the winning class, unless the numbers are none', () => {
    expect(winnerOf([0.1, 0.7, 0.2])).toBe(1);
    expect(winnerOf(Float32Array.of(0.4, Number.NaN))).toBeUndefined();
    expect(winnerOf([])).toBeUndefined();
  });
});
