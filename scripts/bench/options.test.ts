import { describe, expect, it } from 'vitest';
import { readOptions, USAGE } from './options.ts';

describe('the options of the benchmark', () => {
  it('have defaults', () => {
    expect(readOptions(['umap'])).toMatchObject({
      engines: ['wasm'],
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
    expect(readOptions(['umap', '--pack', 'somewhere']).pack).toBe('somewhere');
  });

  it.each([
    [['--points=-5'], '--points must be a whole number from 1 on; it is “-5”.'],
    [['--points', '1e9x'], '--points must be a whole number from 1 on; it is “1e9x”.'],
    [['--threads', '0'], '--threads must be a whole number from 1 on; it is “0”.'],
    [['--runs', ''], '--runs must be a whole number from 1 on; it is “”.'],
  ])('are refused with a sentence: %j', (args, message) => {
    expect(() => readOptions(['umap', ...args])).toThrow(message);
  });

  it('name the benchmarks there are', () => {
    expect(() => readOptions(['tsne'])).toThrow('“tsne” is not a benchmark');
    for (const option of ['--engine', '--threads', '--transform', '--pack']) {
      expect(USAGE).toContain(option);
    }
  });
});
