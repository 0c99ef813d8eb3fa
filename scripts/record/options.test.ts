import { describe, expect, it } from 'vitest';
import { readOptions, USAGE } from './options.ts';

const read = (line: string) => readOptions(line.split(' ').filter(Boolean));

describe('the options of a recording', () => {
  it('have defaults: the article’s network on CIFAR-10', () => {
    expect(read('cnn')).toMatchObject({
      ...{ kind: 'cnn', dataset: 'cifar-10', points: undefined, engine: 'wasm', bits: undefined },
      ...{ threads: undefined, out: 'recordings/cifar-10-cnn.zarr', image: 16, images: false },
      params: { layers: 'article', epochs: 48, schedule: 'article', seed: 24 },
    });
  });

  it('have defaults: the article’s layout of Fashion-MNIST', () => {
    expect(read('umap')).toMatchObject({
      ...{ kind: 'umap', dataset: 'fashion-mnist', keepPoints: undefined, keepFrames: 1 },
      out: 'recordings/fashion-mnist-umap.zarr',
      params: { nNeighbors: 15, minDist: 0.2, nEpochs: 128, init: 'spectral', seed: 24 },
    });
  });

  it('are read', () => {
    expect(
      read(
        'cnn --dataset objects --points 500 --test-points 90 --epochs 3 --schedule fixed --steps-per-epoch 20 --batch-size 10 --dropout 0.5 --learning-rate 1e-3 --seed 7 --threads 1 --bits exact --images --out here.zarr.zip',
      ),
    ).toMatchObject({
      ...{ dataset: 'objects', points: 500, testPoints: 90, threads: 1, bits: 'exact' },
      ...{ images: true, out: 'here.zarr.zip' },
      params: {
        ...{ epochs: 3, schedule: 'fixed', stepsPerEpoch: 20, batchSize: 10, dropout: 0.5 },
        ...{ learningRate: 0.001, seed: 7 },
      },
    });
    expect(
      read(
        'umap --n-neighbors 10 --min-dist 0.1 --epochs 50 --metric cosine --init pca --n-components 3 --keep-points 100 --keep-frames 4 --bits 10 --engine webgpu',
      ),
    ).toMatchObject({
      ...{ engine: 'webgpu', bits: 10, keepPoints: 100, keepFrames: 4 },
      params: {
        ...{ nNeighbors: 10, minDist: 0.1, nEpochs: 50, metric: 'cosine', init: 'pca' },
        nComponents: 3,
      },
    });
  });

  it('name the recording after a dataset’s address', () => {
    const { out } = read('umap --dataset https://example.org/my%20cats.zip?x=1');
    expect(out).toBe('recordings/my-20cats.zip-umap.zarr');
  });

  it.each([
    ['', '“” cannot be recorded'],
    ['tsne', '“tsne” cannot be recorded'],
    ['cnn umap', '“cnn umap” cannot be recorded'],
    ['cnn --points 0', '--points must be a whole number from 1 on; it is “0”.'],
    ['cnn --epochs 1.5', '--epochs must be a whole number from 1 on; it is “1.5”.'],
    ['cnn --schedule daily', '--schedule must be article or fixed; it is “daily”.'],
    ['cnn --learning-rate fast', '--learning-rate must be a number; it is “fast”.'],
    ['cnn --bits 7', '--bits must be a whole number from 8 to 16, or exact; it is “7”.'],
    ['cnn --bits 12.5', '--bits must be a whole number from 8 to 16, or exact; it is “12.5”.'],
    ['cnn --keep-points 5', '--keep-points is no option of cnn.'],
    ['umap --batch-size 40', '--batch-size is no option of umap.'],
    ['umap --images', '--images is no option of umap.'],
    ['umap --keep-frames 0', '--keep-frames must be a whole number from 1 on; it is “0”.'],
    ['umap --colour red', "Unknown option '--colour'"],
    ['umap --seed', "'--seed <value>' argument missing"],
  ])('are refused with a sentence: %s', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });

  it('are all in the usage', () => {
    for (const option of ['--dataset', '--out', '--bits', '--keep-points', '--keep-frames']) {
      expect(USAGE).toContain(option);
    }
    expect(() => readOptions(['cnn', '--out', ' '])).toThrow('--out names no folder');
  });
});
