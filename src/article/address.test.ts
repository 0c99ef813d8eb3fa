import { describe, expect, it } from 'vitest';
import '../components/cnn/cnn.ts';
import '../components/umap/umap.ts';
import { takeAddressParameters } from './address.ts';
import { addressOf, frameInAddress } from './state-link.ts';

const PAGE = 'https://example.org/underhood/?seed=3&utm_source=x#data';

describe('the page’s address', () => {
  it('sets the figure by the field’s own names, and nothing else', () => {
    const figure = document.createElement('uh-umap');
    takeAddressParameters(
      figure,
      '?dataset=garments&points=2000&n_neighbors=30&min-dist=0.1&onclick=alert(1)&utm_source=x',
    );
    expect(figure.getAttributeNames()).toEqual(['dataset', 'points', 'n-neighbors', 'min-dist']);
    expect(figure.nNeighbors).toBe(30);
  });

  it('sets each figure by parameters of its own', () => {
    const search = '?points=500&cnn.points=900&cnn.batch_size=20&cnn.n_neighbors=3';
    const figure = document.createElement('uh-cnn');
    takeAddressParameters(figure, search, 'cnn.');
    expect(figure.getAttributeNames()).toEqual(['points', 'batch-size']);
    expect(figure.batchSize).toBe(20);
  });

  it('plays no recording to whoever asks for a run of other parameters', () => {
    const figure = document.createElement('uh-umap');
    figure.setAttribute('src', 'a.zarr');
    figure.toggleAttribute('autoplay', true);
    takeAddressParameters(figure, '?palette=safe&frame=3');
    expect(figure.getAttribute('src')).toBe('a.zarr');
    takeAddressParameters(figure, '?min_dist=0.8');
    expect(figure.getAttributeNames()).toEqual(['palette', 'min-dist']);
    takeAddressParameters(figure, '?seed=3&autoplay');
    expect(figure.autoplay).toBe(true);
  });

  it.each([
    ['?frame=40', '', 40],
    ['?frame=40&cnn.frame=7', 'cnn.', 7],
    ['?frame=40', 'cnn.', undefined],
    ['?frame=-1', '', undefined],
    ['?frame=4e3', '', undefined],
    ['?frame=', '', undefined],
  ])('names a frame: %s', (search, prefix, frame) => {
    expect(frameInAddress(search, prefix)).toBe(frame);
  });
});

describe('a copied link', () => {
  const map = document.createElement('uh-umap');
  const network = document.createElement('uh-cnn');
  const figures = [
    { figure: map, prefix: '' },
    { figure: network, prefix: 'cnn.' },
  ];

  it('is the page’s own where nothing was changed, and leads to where one reads', () => {
    expect(addressOf(figures, PAGE, 'umap')).toBe('https://example.org/underhood/#umap');
  });

  it('holds what the reader changed, in panels as in attributes, and comes back as it was', () => {
    map.setFields({ dataset: 'cifar-10', nNeighbors: 30, minDist: 0.05, points: 2500 });
    map.palette = 'safe';
    network.setFields({ epochs: 6, learningRate: 0.001, batchSize: 20 });
    network.figures = 'learning';
    const { search } = new URL(addressOf(figures, PAGE));
    expect(search).toBe(
      '?dataset=cifar-10&points=2500&n_neighbors=30&min_dist=0.05&palette=safe' +
        '&cnn.learning_rate=0.001&cnn.epochs=6&cnn.batch_size=20',
    );
    const [other, otherNetwork] = [
      document.createElement('uh-umap'),
      document.createElement('uh-cnn'),
    ];
    takeAddressParameters(other, search);
    takeAddressParameters(otherNetwork, search, 'cnn.');
    expect([other.fields, other.palette]).toEqual([map.fields, 'safe']);
    expect(otherNetwork.fields).toEqual(network.fields);
  });

  it('holds where the playhead stands, once there is something to stand on', () => {
    const recorded = document.createElement('uh-umap');
    Object.defineProperties(recorded, { frameCount: { value: 129 }, playhead: { value: 40 } });
    const link = addressOf([{ figure: recorded, prefix: '' }], PAGE);
    expect(link).toBe('https://example.org/underhood/?frame=40');
    expect(frameInAddress(new URL(link).search)).toBe(40);
  });

  it('holds a figure’s attributes where its code is not there yet', () => {
    const figure = document.createElement('div');
    expect(addressOf([{ figure, prefix: '' }], PAGE)).toBe('https://example.org/underhood/');
  });
});
