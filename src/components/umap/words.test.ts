import { describe, expect, it } from 'vitest';
import { datasetTitle, duration, size } from '../run/words.ts';
import { STAGES } from './words.ts';

describe('what the status says', () => {
  it('counts a stage in its own unit', () => {
    const progress = { stage: 'neighbours', done: 3210, total: 5000, unit: 'points' };
    expect(STAGES.text(progress)).toBe('Finding neighbours 3,210 of 5,000');
    expect(
      STAGES.text({ stage: 'download', done: 2_500_000, total: 26_400_000, unit: 'bytes' }),
    ).toBe('Downloading images 2.5 MB of 26 MB');
    expect(STAGES.text({ stage: 'layout', done: 37, total: 128, unit: 'epochs' })).toBe(
      'Learning the layout, epoch 37 of 128',
    );
  });

  it('leaves out a total that is not known', () => {
    expect(STAGES.text({ stage: 'graph', done: 0, total: 0, unit: 'points' })).toBe(
      'Building the graph',
    );
  });

  it('rounds times and sizes to what a person would say', () => {
    expect([400, 12_400, 200_000, 7_200_000].map(duration)).toEqual([
      '1 s',
      '12 s',
      '3 min',
      '2.0 h',
    ]);
    expect([10, 47_000, 260e6, 6.7e9].map(size)).toEqual(['1 kB', '47 kB', '260 MB', '6.7 GB']);
  });

  it('names a dataset before it is opened', () => {
    expect(datasetTitle('fashion-mnist')).toBe('Fashion-MNIST');
    expect(datasetTitle('https://example.org/sets/birds.zip?v=2')).toBe('birds.zip');
  });
});

describe('the parts of a run', () => {
  it('fill one after another', () => {
    const progress = { stage: 'graph', done: 1, total: 4, unit: 'points' };
    expect(STAGES.shares('preparing', progress)).toEqual([1, 1, 0.25, 0, 0]);
  });

  it('do not count the last report of the state before', () => {
    const progress = { stage: 'download', done: 4, total: 4, unit: 'bytes' };
    expect(STAGES.shares('preparing', progress)).toEqual([1, 0, 0, 0, 0]);
    expect(STAGES.shares('loading', { ...progress, stage: 'layout' })).toEqual([0, 0, 0, 0, 0]);
  });

  it('are all full at the end, whatever is measured afterwards', () => {
    expect(STAGES.shares('done', { stage: 'quality', done: 1, total: 9, unit: 'points' })).toEqual([
      1, 1, 1, 1, 1,
    ]);
  });

  it('are announced by stage while preparing, by state otherwise', () => {
    expect(STAGES.announcement('preparing', { stage: 'graph', done: 1, total: 2, unit: '' })).toBe(
      'Building the graph.',
    );
    expect(STAGES.announcement('running', { stage: 'layout', done: 1, total: 2, unit: '' })).toBe(
      'Learning the layout.',
    );
  });
});
