import { describe, expect, it } from 'vitest';
import { readOptions, USAGE } from './options.ts';

describe('the options of the UMAP benchmark', () => {
  it('have defaults', () => {
    expect(readOptions(['umap'])).toMatchObject({
      engines: ['wasm'],
      dataset: 'fashion-mnist',
      points: 5000,
      isolated: true,
      threads: undefined,
      transform: false,
      pack: undefined,
    });
  });

  it('are read', () => {
    const args =
      'umap --engine wasm,umap-learn --points 60000 --threads 1 --no-isolated --transform --json';
    expect(readOptions(args.split(' '))).toMatchObject({
      engines: ['wasm', 'umap-learn'],
      points: 60_000,
      threads: 1,
      isolated: false,
      transform: true,
      json: true,
    });
    expect(readOptions(['umap', '--pack', 'somewhere'])).toMatchObject({ pack: 'somewhere' });
  });

  it.each([
    [['--points=-5'], '--points must be a whole number from 1 on; it is “-5”.'],
    [['--points', '1e9x'], '--points must be a whole number from 1 on; it is “1e9x”.'],
    [['--threads', '0'], '--threads must be a whole number from 1 on; it is “0”.'],
    [['--runs', ''], '--runs must be a whole number from 1 on; it is “”.'],
    [['--seed', '1,2'], '--seed must be a whole number from 0 on; it is “1,2”.'],
    [['--batch', '40'], '--batch is no option of umap.'],
    [['--whole'], '--whole is no option of umap.'],
    [['--engine', ','], '--engine names no engine.'],
    [['--frames', '9'], '--frames is no option of umap.'],
  ])('are refused with a sentence: %j', (args, message) => {
    expect(() => readOptions(['umap', ...args])).toThrow(message);
  });
});

describe('the options of the CNN benchmark', () => {
  it('have defaults: our engine beside its peers, on all images', () => {
    expect(readOptions(['cnn'])).toMatchObject({
      bench: 'cnn',
      engines: ['wasm', 'tfjs-wasm', 'pytorch'],
      dataset: 'cifar-10',
      points: undefined,
      batches: [40],
      whole: false,
      seeds: [24],
    });
  });

  it('are read', () => {
    const args = 'cnn --engine wasm,pytorch --batch 10,40,80 --threads 1 --runs 3 --points 9000';
    expect(readOptions(args.split(' '))).toMatchObject({
      engines: ['wasm', 'pytorch'],
      batches: [10, 40, 80],
      threads: 1,
      runs: 3,
      points: 9000,
    });
  });

  it('time peers only beside our engine alone, and never for hours', () => {
    expect(readOptions(['cnn', '--engine', 'tfjs-wasm'])).toMatchObject({ engines: ['tfjs-wasm'] });
    expect(readOptions(['cnn', '--whole', '--seed', '1,2,3'])).toMatchObject({
      engines: ['wasm'],
      whole: true,
      seeds: [1, 2, 3],
    });
  });

  it.each([
    [['--batch', '10,,40'], '--batch must be a whole number from 1 on; it is “”.'],
    [['--batch', '0'], '--batch must be a whole number from 1 on; it is “0”.'],
    [['--seed', '1,x', '--whole'], '--seed must be a whole number from 0 on; it is “x”.'],
    [['--seed', '1,2'], '--seed takes several seeds with --whole only: give one.'],
    [['--whole', '--batch', '40'], '--whole has the article’s batch sizes: leave out --batch.'],
    [['--transform'], '--transform is no option of cnn.'],
  ])('are refused with a sentence: %j', (args, message) => {
    expect(() => readOptions(['cnn', ...args])).toThrow(message);
  });
});

describe('the options of the benchmark of recordings', () => {
  it('have defaults: the largest run, three times', () => {
    expect(readOptions(['trace'])).toEqual({
      ...{ bench: 'trace', points: 60_000, frames: 129, runs: 3, json: false },
    });
  });

  it('are read', () => {
    const args = 'trace --points 5000 --frames 33 --runs 1 --json';
    expect(readOptions(args.split(' '))).toEqual({
      ...{ bench: 'trace', points: 5000, frames: 33, runs: 1, json: true },
    });
  });

  it.each([
    [['--frames', '1'], '--frames must be a whole number from 2 on; it is “1”.'],
    [['--engine', 'wasm'], '--engine is no option of trace.'],
    [['--pack', 'somewhere'], '--pack is no option of trace.'],
    [['--no-isolated'], '--isolated is no option of trace.'],
  ])('are refused with a sentence: %j', (args, message) => {
    expect(() => readOptions(['trace', ...args])).toThrow(message);
  });
});

describe('the usage of the benchmark', () => {
  it('names the benchmarks there are', () => {
    expect(() => readOptions(['tsne'])).toThrow('“tsne” is not a benchmark');
    for (const option of [
      ...['--engine', '--threads', '--transform', '--pack', '--batch', '--whole', '--frames'],
    ]) {
      expect(USAGE).toContain(option);
    }
  });
});
